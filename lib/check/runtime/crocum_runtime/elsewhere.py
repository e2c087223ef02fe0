"""Makes this process look like one on another day and on another machine, as far as a suite can ask at its import: another time,
another name, and other files outside of the suite. The ids of checks must not depend on these."""

from __future__ import annotations

import datetime
import os
import platform
import socket
import time

NAME = "another-machine"
# Another year, month, day, weekday, hour, minute and second.
LATER = datetime.timedelta(days=400, hours=1, minutes=1, seconds=1)


def later():
    """Moves the clock of this process for good."""
    seconds = LATER.total_seconds()
    now, as_time = time.time, time.strftime

    def moved(function):
        return lambda at=None: function(now() + seconds if at is None else at)

    time.time = lambda: now() + seconds
    time.time_ns = lambda: int(time.time() * 1e9)
    time.localtime, time.gmtime, time.ctime = moved(time.localtime), moved(time.gmtime), moved(time.ctime)
    time.strftime = lambda form, at=None: as_time(form, time.localtime() if at is None else at)

    class AlsoReal(type):
        def __instancecheck__(cls, value):
            return isinstance(value, cls.__mro__[1])

    class Date(datetime.date, metaclass=AlsoReal):
        @classmethod
        def today(cls):
            return super().today() + LATER

    class DateTime(datetime.datetime, metaclass=AlsoReal):
        @classmethod
        def now(cls, tz=None):
            return super().now(tz) + LATER

        @classmethod
        def utcnow(cls):
            return super().utcnow() + LATER

        @classmethod
        def today(cls):
            return super().now() + LATER

    datetime.date, datetime.datetime = Date, DateTime


def pretend(root):
    """Changes the name of the machine and the lists of files for good. Folders below `root` (str) stay as they are."""
    listdir, scandir, uname = os.listdir, os.scandir, os.uname

    def is_suite(path):
        if isinstance(path, int):
            return True
        path = os.path.abspath(os.fsdecode(path))
        return path == root or path.startswith(root + os.sep)

    def other_listdir(path="."):
        found = listdir(path)
        return found if is_suite(path) else found[:0]

    def other_scandir(path="."):
        found = scandir(path)
        if is_suite(path):
            return found
        found.close()
        return Nothing()

    def other_uname():
        real = uname()
        return type(real)((real.sysname, NAME) + tuple(real)[2:])

    os.listdir, os.scandir, os.uname = other_listdir, other_scandir, other_uname
    socket.gethostname = lambda: NAME
    socket.getfqdn = lambda name="": name or NAME
    platform.node = lambda: NAME


class Nothing:
    """What os.scandir gives for an empty folder."""

    def __iter__(self):
        return self

    def __next__(self):
        raise StopIteration

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def close(self):
        pass
