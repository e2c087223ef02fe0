#!/usr/bin/python3
"""Runs a command on a terminal of its own and tells what a person would have seen there.

Usage: terminal.py COLUMNS ROWS COMMAND...

Prints JSON: "status" (exit status), "final" (the lines of the screen at the end), "seen" (every line that was ever on the
screen, once each, in the order of appearance).
"""

import fcntl
import json
import os
import pty
import struct
import sys
import termios

import pyte

columns, rows, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
screen = pyte.Screen(columns, rows)
stream = pyte.ByteStream(screen)
child, terminal = pty.fork()
if child == 0:
    os.environ["TERM"] = "xterm"
    os.execvp(command[0], command)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
seen = {}
while True:
    try:
        data = os.read(terminal, 65536)
    except OSError:
        break
    if not data:
        break
    stream.feed(data)
    for line in screen.display:
        if line.strip():
            seen.setdefault(line.rstrip(), None)
_, status = os.waitpid(child, 0)
final = [line.rstrip() for line in screen.display]
while final and not final[-1]:
    final.pop()
json.dump({"status": os.waitstatus_to_exitcode(status), "final": final, "seen": list(seen)}, sys.stdout, ensure_ascii=False)
