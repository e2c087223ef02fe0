#!/usr/bin/python3
"""Runs a command and tells what it took.

Usage: measured.py FILE SECONDS COMMAND...

FILE gets "SECONDS KIB": how long it ran, and the peak of its own resident memory (VmHWM), without that of the processes it
started. After SECONDS it is killed. The exit status is the command's; 128+N when signal N ended it.
"""

import re
import signal
import subprocess
import sys
import time

target, limit, command = sys.argv[1], float(sys.argv[2]), sys.argv[3:]
# In crocum every line is meant to be the caller's: nothing of this process's stays open in it.
process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
begin, peak = time.monotonic(), 0
while process.poll() is None:
    try:
        with open("/proc/%d/status" % process.pid, encoding="utf-8") as file:
            found = re.search(r"^Name:\s*crocum$.*^VmHWM:\s*(\d+) kB$", file.read(), re.MULTILINE | re.DOTALL)
        peak = max(peak, int(found[1]) if found else 0)
    except OSError:
        pass
    if time.monotonic() - begin > limit:
        process.send_signal(signal.SIGKILL)
    time.sleep(0.01)
with open(target, "w", encoding="utf-8") as file:
    file.write("%.1f %d\n" % (time.monotonic() - begin, peak))
sys.exit(process.returncode if process.returncode >= 0 else 128 - process.returncode)
