"""crocum under a teacher's own pytest: `PYTHONPATH=$(crocum python-path) pytest --hosts=crocum://LAB/STUDENT/MACHINE`."""

from __future__ import annotations

import sys

import pytest

try:
    import testinfra  # noqa: F401 - imported here, so that the error can have a hint
except ImportError:
    raise SystemExit(
        "crocum: %s does not have testinfra, which crocum:// needs\n  %s -m pip install pytest-testinfra"
        % ((sys.executable,) * 2)
    ) from None

from crocum_runtime import backend, bridge
from crocum_runtime.plugin import *  # noqa: F403 - makes its fixtures and hooks part of this plugin
from crocum_runtime.plugin import Parameters
from crocum_runtime.plugin import pytest_configure as declare_markers


def pytest_configure(config):
    declare_markers(config)
    backend.register()
    hosts = (getattr(config.option, "hosts", None) or "").split(",")
    ours = [name[len(backend.SCHEME):].split("/") for name in hosts if name.startswith(backend.SCHEME)]
    if ours and len(ours[0]) == 3:
        config.crocum_lab, config.crocum_student = ours[0][:2]


@pytest.fixture(scope="session")
def params(request) -> dict:
    """The student's parameters: name -> text. Empty when the lab has none, or when --hosts does not name
    an instance."""
    if not hasattr(request.config, "crocum_lab"):
        return {}
    return Parameters(backend.bridge_to(request.config.crocum_lab, request.config.crocum_student).params)


@pytest.fixture(scope="session")
def machines(request):
    """All machines of the instance, for checks across machines: --hosts=crocum://LAB/STUDENT/MACHINE names it (any
    machine of it)."""
    if not hasattr(request.config, "crocum_lab"):
        pytest.fail("which instance? Give --hosts=crocum://LAB/STUDENT/MACHINE", pytrace=False)
    stream = backend.bridge_to(request.config.crocum_lab, request.config.crocum_student)
    return bridge.Machines(stream, stream.machines)


