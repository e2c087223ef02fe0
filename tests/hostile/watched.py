#!/usr/bin/env python3
"""Runs a command and tells how it went: one JSON object on stdout.

Usage: watched.py SECONDS COMMAND...

{"status": exit status, "seconds": wall time, "peak": KiB of memory that it had at most, "out": text, "err": text}. After
SECONDS it is killed, and the status is 124. Memory is the process's own, without its children.
"""

import json
import subprocess
import sys
import tempfile
import time

limit, command = float(sys.argv[1]), sys.argv[2:]
with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
    start = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
    peak = 0
    while process.poll() is None:
        if time.monotonic() - start > limit:
            process.kill()
            process.wait()
            process.returncode = 124
            break
        try:
            with open("/proc/%d/status" % process.pid, encoding="ascii") as file:
                peak = max([peak] + [int(line.split()[1]) for line in file if line.startswith("VmHWM")])
        except OSError:
            pass
        time.sleep(0.05)
    seconds = time.monotonic() - start
    out.seek(0)
    err.seek(0)
    result = {"status": process.returncode, "seconds": round(seconds, 1), "peak": peak}
    # Bytes as they are, so that a test sees what a terminal would.
    result.update(out=out.read().decode("latin-1"), err=err.read().decode("latin-1"))
    print(json.dumps(result))
