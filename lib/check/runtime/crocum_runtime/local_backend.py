"""testinfra's backend for a suite that runs in its machine: commands behave as those that the host sends there."""

from __future__ import annotations

import os
import subprocess
import tempfile

from testinfra.backend import local

from crocum_runtime.outcome import NotMeasured, SuiteMistake

FOLDER = "/root"


def unnamed_file():
    """A file in memory: a full disk must not change an answer. (binary file)"""
    if not hasattr(os, "memfd_create"):
        return tempfile.TemporaryFile()
    return os.fdopen(os.memfd_create("crocum"), "r+b")


class LocalBackend(local.LocalBackend):
    """Runs commands in /root without stdin. Returns when the command ends: not testinfra's own, which also waits for
    background processes that still have its output open."""

    def reboot(self, timeout=None):
        raise SuiteMistake(
            "a suite that runs in its machine cannot reboot it: use @pytest.mark.after_reboot, or mode: host in lab.yaml")

    def run_local(self, command, *args):
        text = self.encode(self.quote(command, *args))
        # As "cd /root || cd /" of a suite on the host.
        folder = FOLDER if os.access(FOLDER, os.X_OK) else "/"
        try:
            with unnamed_file() as out, unnamed_file() as err:
                status = subprocess.call(
                    text, shell=True, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
                out.seek(0)
                err.seek(0)
                return self.result(status, text, out.read(), err.read())
        except OSError as error:
            # No process, no memory, no shell: it says nothing of what the check asks. The host explains the error.
            raise NotMeasured("agent_refused", "the machine cannot start a command: %s" % error) from None
