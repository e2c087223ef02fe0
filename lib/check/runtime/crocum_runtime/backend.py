"""testinfra's backend for machines of crocum: crocum://MACHINE in crocum's own runs, crocum://LAB/STUDENT/MACHINE in a
teacher's own pytest."""

from __future__ import annotations

import atexit
import json
import os
import subprocess

import testinfra.backend
import testinfra.host
from testinfra.backend import base

from crocum_runtime.bridge import Bridge

SCHEME = "crocum://"
shared = None
opened = {}


def program():
    """The path of the crocum program of this package. (str)"""
    if os.environ.get("CROCUM_PROGRAM"):
        return os.environ["CROCUM_PROGRAM"]
    beside = os.path.join(os.path.dirname(os.path.abspath(__file__)), "program")
    if os.path.exists(beside):
        with open(beside, encoding="utf-8") as file:
            return file.read().strip()
    return "crocum"


def bridge_to(lab, student):
    """The bridge to the machines of an instance, opened once. Raises RuntimeError when crocum refuses. (Bridge)"""
    key = (lab, student)
    if key not in opened:
        process = subprocess.Popen(
            [program(), "__bridge", lab, student], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        atexit.register(close, process)
        greeting = process.stdout.readline()
        if not greeting:
            raise RuntimeError("crocum cannot reach the machines of %s of %s (see its message)" % key)
        # crocum sends nothing more before a request, so the buffer of its stdout is empty.
        known, address = json.loads(greeting), "%s%s/%s/" % ((SCHEME,) + key)
        opened[key] = Bridge(process.stdout.fileno(), process.stdin, known["machines"], address, known["params"])
    return opened[key]


def close(process):
    """Ends a bridge: crocum removes its processes and files from the machines."""
    process.stdin.close()
    process.wait()


class CrocumBackend(base.BaseBackend):
    """Runs each command in a machine, through its agent. No network path is needed, and no Python in the machine."""

    NAME = "crocum"

    def __init__(self, name, *args, **kwargs):
        super().__init__(name, **kwargs)
        parts = name.split("/")
        if len(parts) not in (1, 3) or not all(parts):
            raise RuntimeError("%s%s is none of crocum's machines: it takes %sLAB/STUDENT/MACHINE" % (SCHEME, name, SCHEME))
        if len(parts) == 1 and shared is None:
            raise RuntimeError("which instance? It takes %sLAB/STUDENT/%s" % (SCHEME, name))
        self.bridge = shared if len(parts) == 1 else bridge_to(parts[0], parts[1])
        self.machine = parts[-1]

    def run(self, command, *args, **kwargs):
        text = self.encode(self.get_command(command, *args))
        status, out, err = self.bridge.finish(self.bridge.begin(self.machine, text))
        return self.result(status, text, out, err)

    def reboot(self, timeout=None):
        """As bridge.Machine.reboot."""
        self.bridge.reboot(self.machine, timeout)

    def get_encoding(self):
        # crocum's shell in the machine has LANG=C.UTF-8; a query would need Python there.
        return "UTF-8"


def register():
    """Registers crocum:// with testinfra."""
    testinfra.backend.BACKENDS["crocum"] = __name__ + ".CrocumBackend"
    testinfra.host.Host.reboot = lambda host, timeout=None: host.backend.reboot(timeout)
    parse = testinfra.backend.parse_hostspec
    if getattr(parse, "knows_crocum", False):
        return

    def parse_hostspec(hostspec):
        # testinfra uses only the host of an address, and drops the path.
        if hostspec is not None and hostspec.startswith(SCHEME):
            return hostspec[len(SCHEME):], {"connection": "crocum"}
        return parse(hostspec)

    parse_hostspec.knows_crocum = True
    testinfra.backend.parse_hostspec = parse_hostspec


def share(bridge):
    """Makes crocum://MACHINE refer to the machines of this bridge."""
    global shared
    shared = bridge
    register()


