#!/usr/bin/python3
"""A person at a terminal: session.py SECONDS SCRIPT COMMAND...

SCRIPT is a file of lines "expect TEXT", "send TEXT" (with \\r, \\x1d and the like), "flood BYTES" (that many keys), "hang up" (the
terminal goes), "run COMMAND" (a shell's), taken in turn; each expect waits up to SECONDS for TEXT in what has been printed since the
last one. Prints all that was on the screen; status 1 where something did not come,
else that of the command."""

import codecs
import contextlib
import os
import pty
import select
import subprocess
import sys
import time

patience, script, command = float(sys.argv[1]), sys.argv[2], sys.argv[3:]
child, terminal = pty.fork()
if child == 0:
    os.environ["TERM"] = "xterm"
    os.execvp(command[0], command)

fresh, ended = b"", False


def read(seconds):
    """What comes within a while; False at the end."""
    global fresh, ended
    if not select.select([terminal], [], [], seconds)[0]:
        return
    try:
        data = os.read(terminal, 65536)
    except OSError:
        data = b""
    ended = not data
    fresh += data
    sys.stdout.buffer.write(data)


def fail(why):
    sys.stdout.flush()
    print("\nsession.py: " + why)
    os.kill(child, 9)
    sys.exit(1)


with open(script, encoding="utf-8") as lines:
    for line in lines.read().splitlines():
        word, _, text = line.partition(" ")
        text = codecs.decode(text.encode("latin-1", "backslashreplace"), "unicode_escape").encode("utf-8")
        if word == "expect":
            end = time.monotonic() + patience
            while text not in fresh:
                if ended or time.monotonic() > end:
                    fail("%r did not come" % text)
                read(0.2)
            fresh = fresh.split(text, 1)[1]
        elif word == "send":
            with contextlib.suppress(OSError):  # It has ended: what is expected next says so.
                os.write(terminal, text)
        elif word == "flood":
            for _ in range(int(text) // 1000):
                os.write(terminal, b"x" * 1000)
                read(0.01)
        elif word == "run":
            subprocess.run(text, shell=True, check=True)
        elif word == "hang":
            os.close(terminal)
            os.waitpid(child, 0)
            sys.exit(0)
end = time.monotonic() + patience
while not ended:
    if time.monotonic() > end:
        fail("it did not end")
    read(0.2)
sys.stdout.flush()
_, status = os.waitpid(child, 0)
sys.exit(os.waitstatus_to_exitcode(status))
