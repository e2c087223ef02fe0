#!/usr/bin/python3
"""Runs a command on a terminal of its own and answers each question there.

Usage: answer.py ANSWER COMMAND...

Types ANSWER and Enter after every "[y/N]". Prints what was on the terminal; the exit status is that of the command.
"""

import os
import pty
import sys

answer, command = sys.argv[1], sys.argv[2:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)
while True:
    try:
        part = os.read(terminal, 65536)
    except OSError:
        break
    if not part:
        break
    sys.stdout.buffer.write(part)
    if b"[y/N]" in part:
        os.write(terminal, answer.encode() + b"\n")
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
