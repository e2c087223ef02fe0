"""Deadlines of single checks, inside the process that runs them, so that the checks after a hung one still run."""

from __future__ import annotations

import contextlib
import os
import signal
import time

# Teardown has its own time, because fixtures undo their changes of the machine.
TEARDOWN = 10.0


class CheckTimeout(BaseException):
    """The time of a check is over. Not an Exception, so that a check that catches Exception does not catch it.

    Attributes:
        declared (bool): whether the check itself says how long it may take. Then it has failed; otherwise it was not
            measured.
    """

    def __init__(self, seconds, declared):
        super().__init__("it did not end within %g s" % seconds)
        self.declared = declared


def descendants(root):
    """Pids of all direct and indirect child processes of `root`. Empty when there is no /proc."""
    children = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open("/proc/%s/stat" % name, "rb") as file:
                    # The name of the program, in brackets, can contain any character.
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
    """Kills the child processes of a hung check, because pytest would wait for them."""
    with contextlib.suppress(OSError):
        for pid in descendants(os.getpid()):
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)


shielded = False


@contextlib.contextmanager
def unbroken():
    """Defers deadlines within the block: the alarm, which repeats every second, interrupts after it. For short blocks."""
    global shielded
    shielded = True
    try:
        yield
    finally:
        shielded = False


# The limit of the run in this process. A teacher's own pytest has none.
running = None


@contextlib.contextmanager
def besides(most):
    """Time within the block, up to `most` seconds, does not count as time of the running check. A check that says itself how
    long it may take has no more."""
    limit = running
    if limit is None or limit.armed is not False:
        yield
        return
    begun, end = time.monotonic(), limit.end
    limit.move(end + most)
    try:
        yield
    finally:
        if time.monotonic() < limit.end:
            limit.move(end + time.monotonic() - begun)


class Limit:
    """The time of one check: setup and call together, teardown by itself."""

    def __init__(self, guard, kill):
        """
        Args:
            guard (float): seconds for a check that does not say how long it may take.
            kill (bool): whether to end what a check has started when its time is up.

        Attributes:
            watch (watchdog.Watch | None): hears of each deadline, and holds it where the alarm does not arrive.
        """
        self.guard = guard
        self.kill = kill
        global running
        running = self
        self.watch = None
        self.arming = ()
        self.armed = None
        self.end = 0.0
        self.seconds = guard
        self.declared = False
        # An alarm that somebody sends outside of a check ends nothing.
        signal.signal(signal.SIGALRM, self.ring)

    def begin(self, declared, wait):
        """Starts the time of a check. Args: its declared seconds or None; the seconds for which it may be repeated, or None."""
        self.declared = declared is not None
        self.seconds = declared if self.declared else self.guard + (wait or 0)
        self.end = time.monotonic() + self.seconds

    def left(self) -> float:
        """Remaining seconds of the running check; always above 0."""
        return max(0.001, self.end - time.monotonic())

    def ring(self, _signal, _frame):
        if self.armed is None or shielded:
            return
        if self.kill:
            kill_descendants()
        raise CheckTimeout(self.seconds, self.armed)

    def move(self, end):
        """Sets the end of the running check."""
        self.end = end
        if self.watch is not None:
            self.watch.arm(end, *self.arming)
        signal.setitimer(signal.ITIMER_REAL, self.left(), 1.0)

    @contextlib.contextmanager
    def uninterrupted(self):
        """Neither the alarm nor the watchdog interrupts the block, which is within that of `around` and writes a record."""
        with unbroken():
            if self.watch is not None:
                self.watch.disarm()
            try:
                yield
            finally:
                # With the MAC of that record.
                self.move(self.end)

    @contextlib.contextmanager
    def around(self, teardown=False):
        """Interrupts the running check within the block, repeatedly, after its time is over."""
        declared = self.declared and not teardown
        if teardown:
            self.end = max(self.end, time.monotonic() + TEARDOWN)
        self.armed = declared
        # A check before this one may have had its own alarm.
        signal.signal(signal.SIGALRM, self.ring)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
        self.arming = (TEARDOWN if teardown else self.seconds), declared
        self.move(self.end)
        try:
            yield
        finally:
            self.armed = None
            signal.setitimer(signal.ITIMER_REAL, 0)
            if self.watch is not None:
                self.watch.disarm()
