"""Entry of the runtime zip: `python3 -I -S -B runtime.zip collect|run`, the request as JSON on stdin."""

import os
import sys

if sys.version_info < (3, 8):
    sys.exit("crocum's runtime needs Python 3.8 or newer; this is %d.%d" % sys.version_info[:2])

from crocum_runtime import main

status = main.main(sys.argv[1:])
sys.stdout.flush()
sys.stderr.flush()
# Neither threads of a check nor clean-up may delay the result.
os._exit(status)
