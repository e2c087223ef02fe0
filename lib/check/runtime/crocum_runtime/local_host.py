"""The fixture `host` of a suite that runs in its machine."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def host():
    """The machine under test, as a testinfra host (https://testinfra.readthedocs.io).

    Not testinfra's own fixture: that one is parametrised, and puts the way to the machine into every test's id.
    """
    from testinfra.host import Host

    from crocum_runtime.local_backend import LocalBackend

    machine = Host(LocalBackend())
    machine.reboot = machine.backend.reboot
    return machine
