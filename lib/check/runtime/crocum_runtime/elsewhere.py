"""Makes this process look like another machine, as far as a suite can ask at its import: another name, and other files outside of
the suite. The ids of checks must not depend on these."""

from __future__ import annotations

import os
import platform
import socket

NAME = "another-machine"


def pretend(root):
    """Changes this process for good. Folders below `root` (str) stay as they are."""
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
