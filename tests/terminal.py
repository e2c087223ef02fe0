#!/usr/bin/python3
"""Runs a command on a terminal of its own and tells what a person would have seen there.

Usage: terminal.py COLUMNS ROWS COMMAND...

Prints JSON: "status" (exit status), "final" (the lines of the screen at the end), "seen" (every line that was ever on the
screen, once each, in the order of appearance), "history" (the lines above the screen that one can scroll back to).
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


class Terminal(pyte.HistoryScreen):
    """Keeps a screen that is erased from its first character, as tmux does."""

    def erase_in_display(self, how=0, *arguments, **more):
        if how == 2 or how == 0 and (self.cursor.x, self.cursor.y) == (0, 0):
            self.history.top.extend(self.buffer[y].copy() for y in range(self.lines))
        super().erase_in_display(how, *arguments, **more)


screen = Terminal(columns, rows, history=10000)
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
history = ["".join(line[x].data if x in line else " " for x in range(columns)).rstrip() for line in screen.history.top]
history = [line for line in history if line]
json.dump({"status": os.waitstatus_to_exitcode(status), "final": final, "seen": list(seen), "history": history}, sys.stdout, ensure_ascii=False)
