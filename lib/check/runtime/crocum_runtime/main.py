"""The two commands of the runtime.

collect  on the host: which checks a suite has and what they are worth. Never runs one.
run      in the machine, or on the host where commands go to machines through crocum: runs the suite and writes a record
         of every finished check.
package  on the host: the package as a folder for a teacher's own pytest.
"""

from __future__ import annotations

import json
import os
import sys

import pytest

from crocum_runtime import builtin, local_host, plugin

# Plugins of pytest that suites do not need: each import costs time in an emulated guest.
UNUSED = ("cacheprovider", "doctest", "junitxml", "pastebin", "setuponly", "setupplan", "stepwise", "faulthandler")


def pytest_arguments(root, files):
    """Arguments that make a run depend only on the suite: no configuration files, no other plugins.

    Args:
        root (str): absolute folder that ids are relative to.
        files (list[str]): files or folders of the suite, relative to root.
    """
    arguments = ["-c", os.devnull, "--rootdir", root, "--confcutdir", root]
    for name in UNUSED:
        arguments += ["-p", "no:" + name]
    return arguments + ["--strict-markers", "--color=no"] + [os.path.join(root, name) for name in files]


def runner(request):
    """The plugins of a run: for reporting, and for access to machines."""
    # Imported only when needed, because each module costs time in an emulated guest.
    from crocum_runtime import run

    if "bridge" not in request:
        return run.Runner(request), local_host
    from crocum_runtime.bridge import Bridge
    from crocum_runtime.remote_host import RemoteHost

    writer = os.fdopen(os.dup(request["bridge"]), "wb")
    bridge = Bridge(request["bridge"], writer, request["machines"], "crocum://", boot=request["boot"])
    return run.Runner(request, bridge), RemoteHost(bridge, request["machine"])


def main(arguments) -> int:
    """Runs one command; the result is the process's exit status."""
    # The caller's environment may not add arguments or plugins (PYTEST_ADDOPTS works even under python3 -I).
    for name in [name for name in os.environ if name.startswith("PYTEST_")]:
        del os.environ[name]
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"

    request = json.load(sys.stdin)
    if arguments == ["package"]:
        from crocum_runtime import package

        package.write(request["output"], request["program"])
        return 0
    if arguments == ["collect"]:
        from crocum_runtime import collect

        command, host = collect.Collector(request), local_host
        if request.get("review"):
            from crocum_runtime import elsewhere

            elsewhere.later()
            if not request["on_host"]:
                elsewhere.pretend(command.root)
    elif arguments == ["run"]:
        command, host = runner(request)
    else:
        sys.exit("usage: runtime.zip collect|run|package")
    try:
        options = pytest_arguments(command.root, request["files"]) + command.arguments
        status = int(pytest.main(options, plugins=[plugin, builtin, host, command]))
        command.finish(status)
    finally:
        command.close()
    return status
