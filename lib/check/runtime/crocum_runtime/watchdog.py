"""A second process that holds the time limits of checks where the process that runs them cannot (it was stopped, the check
blocks signals or has its own alarm, or C code does not return to Python), and that starts another one for the checks after a
check that ended it."""

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
# Of one run. Each ends with a check that has no grade, so more of them say nothing new.
MOST_RESTARTS = 20


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


def crashed(status, state):
    """About the check that ended the watched process with this wait status; None when no check ran. (dict | None)"""
    if not state:
        return None
    end, _ = END.unpack_from(state, 0)
    about = json.loads(state[END.size:])
    about["elapsed"] = max(0.0, time.monotonic() - end + about["seconds"])
    if os.WIFSIGNALED(status):
        about["ended"] = "signal %d" % os.WTERMSIG(status)
    else:
        about["ended"] = "exit status %d" % os.WEXITSTATUS(status)
    return about


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


def watch_over(pid, watch, last):
    """Waits for the watched process, and ends as it ended, unless a check ended it, or had to be killed.

    Args:
        last (bool): end in any case: no other process continues.

    Returns:
        dict: about the check, as of kill_check and crashed.
    """
    while True:
        signal.sigtimedwait({signal.SIGCHLD}, 1.0)
        done, status = os.waitpid(pid, os.WNOHANG | os.WUNTRACED)
        if done and os.WIFSTOPPED(status):
            # Its time runs on; the alarm has to reach it.
            os.kill(pid, signal.SIGCONT)
        elif done:
            about = None if last else crashed(status, watch.state())
            if about is None:
                ended(status)
            return about
        late = watch.overdue()
        if late > GRACE:
            killed = kill_check(pid, watch)
            if killed is not None:
                return killed


def begin(watch, finish) -> int:
    """Makes this process the watchdog and returns in a new one, which runs the checks. When a check ends that process or has to
    be killed, it leaves the machine as it was at that moment, without the clean-up of its fixtures; `finish` takes what
    watch_over returns, and this function returns once more, in a new process for the other checks. (int: the pid of the
    watchdog)"""
    watchdog = os.getpid()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGALRM, signal.SIGTERM)}
    for restarts in range(MOST_RESTARTS + 1):
        pid = os.fork()
        if pid == 0:
            for number, handler in handlers.items():
                signal.signal(number, handler)
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            return watchdog
        # Ctrl-C on the host: the checks undo their changes first.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
        try:
            about = watch_over(pid, watch, restarts == MOST_RESTARTS)
        except BaseException as error:
            # By a signal, or a failure of this module: the checks end with their watchdog, and the reason is said.
            sys.stderr.write("the watchdog of the checks ended: %s %s\n" % (type(error).__name__, error))
            sys.stderr.flush()
            os.kill(pid, signal.SIGKILL)
            os._exit(1)
        finish(about)
        watch.disarm()
    os._exit(1)
