"""A run in a machine where the file system of its folder is full: output gets lost, and no verdict comes from that."""

from __future__ import annotations

import errno
import io
import os
import sys
import tempfile

# The exit status of a run that cannot write its own files (run.cpp): EX_IOERR of sysexits.h.
UNWRITABLE = 74


class Lossy(io.FileIO):
    """A file that takes everything, and loses what has no room."""

    def write(self, data):
        try:
            return super().write(data)
        except OSError as error:
            if not is_full(error):
                raise
            return len(data)


def is_full(error: OSError) -> bool:
    """Whether an error says that there is no room."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def lossy(descriptor):
    """A text file over an open one."""
    buffer = io.BufferedWriter(Lossy(descriptor, "w", closefd=False))
    return io.TextIOWrapper(buffer, encoding="utf-8", errors="backslashreplace", line_buffering=True)


def lossy_temporary(buffering=-1):
    """For pytest, which keeps what a check prints in a file of TMPDIR, and reads it through this object."""
    with tempfile.TemporaryFile(buffering=0) as file:
        return Lossy(os.dup(file.fileno()), "r+")


def survive():
    """From now on, neither pytest's output nor that of a check fails for want of room."""
    from _pytest import capture

    sys.stdout, sys.stderr = lossy(1), lossy(2)
    capture.TemporaryFile = lossy_temporary
