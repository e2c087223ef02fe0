"""The two commands of the runtime.

collect  on the host: which checks a suite has and what they are worth. Never runs one.
run      where the machine is: runs the suite and appends one JSON line per finished check.
"""

from __future__ import annotations

import json
import os
import sys

import pytest

from crocum_runtime import collect, plugin, run

# Plugins that pytest brings along and that no suite here needs: each costs time to import in an emulated guest.
UNUSED = ("cacheprovider", "doctest", "junitxml", "pastebin", "setuponly", "setupplan", "stepwise", "faulthandler")


def pytest_arguments(root, files):
    """Arguments that make a run depend on the suite alone: no configuration files, no plugins from elsewhere.

    Args:
        root (str): absolute folder that ids are relative to.
        files (list[str]): files or folders of the suite, relative to root.
    """
    arguments = ["-c", os.devnull, "--rootdir", root, "--confcutdir", root]
    for name in UNUSED:
        arguments += ["-p", "no:" + name]
    return arguments + ["--strict-markers", "--color=no"] + [os.path.join(root, name) for name in files]


def main(arguments) -> int:
    """Runs one command; the result is the process's exit status."""
    # The caller's environment may not add arguments or plugins (PYTEST_ADDOPTS works even under python3 -I).
    for name in [name for name in os.environ if name.startswith("PYTEST_")]:
        del os.environ[name]
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"

    request = json.load(sys.stdin)
    if arguments == ["collect"]:
        command = collect.Collector(request)
    elif arguments == ["run"]:
        command = run.Runner(request)
    else:
        sys.exit("usage: runtime.zip collect|run")
    try:
        options = pytest_arguments(command.root, request["files"]) + command.arguments
        status = int(pytest.main(options, plugins=[plugin, command]))
        command.finish(status)
    finally:
        command.close()
    return status
