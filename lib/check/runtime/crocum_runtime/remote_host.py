"""The fixtures `host` and `machines` of a suite that runs on the host and sends its commands to machines."""

from __future__ import annotations

import pytest

from crocum_runtime import backend, bridge


class RemoteHost:
    """pytest plugin with the fixtures for access to machines.

    Attributes:
        bridge (Bridge): the stream to crocum.
    """

    def __init__(self, stream, machine):
        """Args: the bridge; the machine under test, or "lab"."""
        self.bridge = stream
        self.machine = machine
        backend.share(stream)

    @pytest.fixture(scope="module")
    def host(self):
        """The machine under test, as a testinfra host (https://testinfra.readthedocs.io)."""
        import testinfra

        return testinfra.get_host(backend.SCHEME + self.machine)

    @pytest.fixture(scope="session")
    def machines(self):
        """All machines of the instance: machines["pc"].run("ping -c 1 192.168.13.11"), machines["r1"].host."""
        return bridge.Machines(self.bridge, self.bridge.machines)
