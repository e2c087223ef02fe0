"""Deadlines of single checks, inside the process that runs them, so that the checks after a hung one still run."""

from __future__ import annotations

import contextlib
import os
import signal
import time

# Teardown has time of its own: fixtures take back what they did to the machine.
TEARDOWN = 10.0


class CheckTimeout(BaseException):
    """A check's time is up. No Exception: a check that catches those must not catch this one.

    Attributes:
        declared (bool): whether the check itself says how long it may take. Then it has failed; otherwise it was not
            measured.
    """

    def __init__(self, seconds, declared):
        super().__init__("it did not end within %g s" % seconds)
        self.declared = declared


def descendants(root):
    """Pids of all processes that `root` has started, and of those that they have. Empty where there is no /proc."""
    children = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open("/proc/%s/stat" % name, "rb") as file:
                    # The name of the program, in brackets, can have anything in it.
                    parent = int(file.read().rsplit(b")", 1)[1].split()[1])
            except (OSError, IndexError, ValueError):
                continue
            children.setdefault(parent, []).append(int(name))
    found, waiting = [], [root]
    while waiting:
        more = children.get(waiting.pop(), [])
        found += more
        waiting += more
    return found


def kill_descendants():
    """What a hung check has started would be waited for."""
    with contextlib.suppress(OSError):
        for pid in descendants(os.getpid()):
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)


shielded = False


@contextlib.contextmanager
def unbroken():
    """Within it no deadline interrupts: the alarm, which rings every second, comes through afterwards. For moments."""
    global shielded
    shielded = True
    try:
        yield
    finally:
        shielded = False


class Limit:
    """The time of one check: setup and call together, teardown by itself."""

    def __init__(self, guard, kill):
        """
        Args:
            guard (float): seconds for a check that does not say how long it may take.
            kill (bool): whether to end what a check has started when its time is up.
        """
        self.guard = guard
        self.kill = kill
        self.armed = None
        self.end = 0.0
        self.seconds = guard
        self.declared = False
        signal.signal(signal.SIGALRM, self.ring)

    def begin(self, declared, wait):
        """A check begins. Args: its declared seconds or None; the seconds for which it may be tried again, or None."""
        self.declared = declared is not None
        self.seconds = declared if self.declared else self.guard + (wait or 0)
        self.end = time.monotonic() + self.seconds

    def left(self) -> float:
        """Seconds that the check at hand still has; never 0 or less."""
        return max(0.001, self.end - time.monotonic())

    def ring(self, _signal, _frame):
        if self.armed is None or shielded:
            return
        if self.kill:
            kill_descendants()
        raise CheckTimeout(self.seconds, self.armed)

    @contextlib.contextmanager
    def around(self, teardown=False):
        """Within it the check at hand is interrupted, again and again, once its time is up."""
        declared = self.declared and not teardown
        if teardown:
            self.end = max(self.end, time.monotonic() + TEARDOWN)
        self.armed = declared
        signal.setitimer(signal.ITIMER_REAL, self.left(), 1.0)
        try:
            yield
        finally:
            self.armed = None
            signal.setitimer(signal.ITIMER_REAL, 0)
