"""crocum's package as a folder for a teacher's own Python (crocum python-path)."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import zipfile

NAME = "crocum_runtime"


def write(output, program):
    """Creates the folder `output` completely or not at all: the package, its entry point for pytest, and the path of the crocum
    that it belongs to.

    Args:
        output (str): the folder; one that is there already stays as it is.
        program (str): absolute path of crocum.
    """
    if os.path.isdir(output):
        return
    os.makedirs(os.path.dirname(output), exist_ok=True)
    folder = tempfile.mkdtemp(dir=os.path.dirname(output))
    try:
        with zipfile.ZipFile(sys.argv[0]) as runtime:
            for name in runtime.namelist():
                if name.startswith(NAME + "/") and name.endswith(".py"):
                    runtime.extract(name, folder)
        with open(os.path.join(folder, NAME, "program"), "w", encoding="utf-8") as file:
            file.write(program + "\n")
        about = os.path.join(folder, NAME + "-1.dist-info")
        os.mkdir(about)
        with open(os.path.join(about, "METADATA"), "w", encoding="utf-8") as file:
            file.write("Metadata-Version: 2.1\nName: crocum-runtime\nVersion: 1\n")
        with open(os.path.join(about, "entry_points.txt"), "w", encoding="utf-8") as file:
            file.write("[pytest11]\ncrocum = %s.entry\n" % NAME)
        os.rename(folder, output)
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        if not os.path.isdir(output):
            raise
