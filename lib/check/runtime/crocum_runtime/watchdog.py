"""A second process that holds the time limits of checks where the process that runs them cannot: it was stopped, the check
blocks signals or has its own alarm, or C code does not return to Python."""

from __future__ import annotations

import json
import mmap
import os
import signal
import struct
import sys
import time

# Before: the check ends by itself, from the alarm in its own process. Fixtures undo their changes of the machine then.
GRACE = 10.0
END = struct.Struct("=dI")
SPACE = 65536


class Watch:
    """What the watched process says of its running check, in memory that both processes have.

    Attributes:
        check (str): the id of the running check.
    """

    def __init__(self, records):
        """Args: the Records of the run."""
        self.records = records
        self.check = ""
        self.memory = mmap.mmap(-1, SPACE)

    def arm(self, end, seconds, declared):
        """The running check has to end at a time. Args: of time.monotonic(); the seconds it had; whether these are its own."""
        about = {"id": self.check, "seconds": seconds, "declared": declared, "mac": self.records.mac}
        text = json.dumps(about).encode("ascii")
        if END.size + len(text) <= SPACE:
            self.memory[END.size:END.size + len(text)] = text
            END.pack_into(self.memory, 0, end, len(text))

    def disarm(self):
        END.pack_into(self.memory, 0, 0.0, 0)

    def overdue(self) -> float:
        """Seconds since the end of the running check; 0 or less when none is late."""
        end, length = END.unpack_from(self.memory, 0)
        return time.monotonic() - end if length else 0.0

    def state(self) -> bytes:
        """Both the end and the text about the check; empty when no check runs."""
        end, length = END.unpack_from(self.memory, 0)
        return self.memory[:END.size + length] if length else b""


def ended(status):
    """Ends this process as the watched one ended."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number != signal.SIGKILL:
            import resource

            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    os._exit(os.WEXITSTATUS(status))


def kill_check(pid, watch):
    """Kills the watched process while its check runs, and never while it writes a record.

    Returns:
        dict | None: about the check; None when it has just ended.
    """
    before = watch.state()
    os.kill(pid, signal.SIGSTOP)
    _, status = os.waitpid(pid, os.WUNTRACED)
    if not os.WIFSTOPPED(status):
        ended(status)
    if not before or watch.state() != before:
        os.kill(pid, signal.SIGCONT)
        return None
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return json.loads(before[END.size:])


def watch_over(pid, watch, finish):
    """Waits for the watched process, and ends as it ended. `finish` takes what kill_check returns."""
    while True:
        signal.sigtimedwait({signal.SIGCHLD}, 1.0)
        done, status = os.waitpid(pid, os.WNOHANG | os.WUNTRACED)
        if done and os.WIFSTOPPED(status):
            # Its time runs on; the alarm has to reach it.
            os.kill(pid, signal.SIGCONT)
        elif done:
            ended(status)
        late = watch.overdue()
        if late > GRACE:
            killed = kill_check(pid, watch)
            if killed is not None:
                finish(killed)
                os._exit(1)


def begin(watch, finish) -> int:
    """Makes this process the watchdog and returns in a new one, which runs the checks. A killed check leaves the machine as it
    was at that moment, without the clean-up of its fixtures: the checks after it are not run. (int: the pid of the watchdog)"""
    watchdog = os.getpid()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    pid = os.fork()
    if pid == 0:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return watchdog
    # Ctrl-C on the host: the checks undo their changes first.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        watch_over(pid, watch, finish)
    finally:
        # By a signal, or a failure of this module: the checks end with their watchdog.
        os.kill(pid, signal.SIGKILL)
        os._exit(1)
