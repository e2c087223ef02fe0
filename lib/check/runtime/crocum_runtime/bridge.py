"""The connection from pytest on the host to machines: commands as JSON lines to crocum, which passes them to the agents."""

from __future__ import annotations

import base64
import contextlib
import itertools
import json
import os
import select
import shlex
import threading

from crocum_runtime import limit
from crocum_runtime.outcome import NotMeasured, NotRebooted, SuiteMistake


# Seconds: a little more than in lib/session/instance/reboot.cpp.
SLOW_PROVIDER = 100


class Bridge:
    """One stream to crocum (protocol: lib/check/command_bridge.hpp), shared by all commands.

    Attributes:
        trouble (NotMeasured | None): the first failure since it was last set to None. A check may have swallowed it.
        machines (list[str]): names of the machines behind it.
        address (str): the prefix of a machine's name in its testinfra address.
        params (dict[str, str]): the student's own values of the lab's parameters, as text.
        boot (float): seconds for a reboot that names no time.
    """

    def __init__(self, reader, writer, machines, address, params=None, boot=300):
        """Args: a descriptor to read from crocum, a binary file to write to it; the attributes of these names."""
        self.machines = list(machines)
        self.address = address
        self.params = dict(params or {})
        self.boot = boot
        self.reader = reader
        self.writer = writer
        self.received = b""
        self.ids = itertools.count(1)
        self.answers = {}
        self.waiting = set()
        self.trouble = None
        self.sending = threading.Lock()
        self.receiving = threading.RLock()
        self.starts = 1
        self.joins_late = False

    def restarted(self):
        """Another process uses the stream from now on: answers to the one before it are none of its own, and the first line
        may be the rest of one."""
        self.ids = itertools.count(self.starts * 1_000_000 + 1)
        self.starts += 1
        self.joins_late = True

    def send(self, **message):
        with self.sending:
            self.writer.write(json.dumps(message).encode("ascii") + b"\n")
            self.writer.flush()

    def begin(self, machine, command, timeout=None):
        """Sends a command and does not wait.

        Args:
            machine (str): its name.
            command (bytes): text for sh.
            timeout (float | None): seconds after which it is killed.

        Returns:
            int: what `finish` takes.
        """
        number = next(self.ids)
        message = {"id": number, "machine": machine, "command": base64.b64encode(command).decode("ascii")}
        if timeout is not None:
            message["timeout"] = max(1, int(timeout))
        self.waiting.add(number)
        self.send(**message)
        return number

    def finish(self, number):
        """Waits for a command.

        Returns:
            tuple[int, bytes, bytes]: exit status, stdout, stderr.

        Raises:
            NotMeasured: the machine could not be asked.
        """
        try:
            with self.receiving:
                while number not in self.answers:
                    self.take()
        except BaseException:
            # Usually the deadline of the check. The command in the machine is cancelled.
            self.waiting.discard(number)
            with contextlib.suppress(OSError):
                self.send(cancel=number)
            raise
        answer = self.answers.pop(number)
        self.waiting.discard(number)
        if "error" in answer:
            error = NotMeasured(answer["error"], answer["message"])
            self.trouble = self.trouble or error
            raise error
        if "failed" in answer:
            raise NotRebooted(answer["failed"])
        return answer.get("status", 0), base64.b64decode(answer.get("stdout", "")), base64.b64decode(answer.get("stderr", ""))

    def reboot(self, machine, timeout=None):
        """Reboots a machine and waits until it answers again.

        Args:
            machine (str): its name.
            timeout (float | None): seconds.

        Raises:
            NotRebooted: it did not come back in time.
            NotMeasured: the machine could not be asked, is off, or its provider failed.
        """
        seconds = self.boot if timeout is None else timeout
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 1 <= seconds < 86400:
            raise SuiteMistake("the suite calls reboot with timeout=%.100r; it takes a number of seconds" % (timeout,))
        number = next(self.ids)
        self.waiting.add(number)
        # The host ends the wait, a little later when the provider is slow.
        with limit.besides(seconds + SLOW_PROVIDER):
            self.send(id=number, machine=machine, reboot=int(seconds))
            self.finish(number)

    def take(self):
        """Waits for the next bytes, and stores the answers that they complete."""
        # A deadline may end the wait, but not interrupt the reading of an answer, which would make the rest of the
        # stream unreadable.
        select.select([self.reader], [], [])
        with limit.unbroken():
            chunk = os.read(self.reader, 1 << 20)
            *lines, self.received = (self.received + chunk).split(b"\n")
            for line in lines:
                try:
                    answer = json.loads(line)
                except ValueError:
                    if not self.joins_late:
                        raise
                    continue
                finally:
                    self.joins_late = False
                if answer["id"] in self.waiting:
                    self.answers[answer["id"]] = answer
        if not chunk:
            raise NotMeasured("internal", "crocum does not answer any more")


class Machine:
    """One machine in checks/lab.py: machines["pc"].

    Attributes:
        name (str): the machine's name.
    """

    def __init__(self, bridge, name):
        self.bridge = bridge
        self.name = name
        self._host = None

    @property
    def host(self):
        """The machine as a testinfra host (https://testinfra.readthedocs.io)."""
        if self._host is None:
            import testinfra

            self._host = testinfra.get_host(self.bridge.address + self.name)
        return self._host

    def run(self, command, *arguments):
        """Runs a command and waits for it.

        Args:
            command (str): text for sh; each %s is replaced by one of the arguments, quoted.

        Returns:
            testinfra's CommandResult: rc, stdout, stderr.

        Raises:
            NotMeasured: the machine could not be asked. The check is ungraded then.
        """
        return self.host.run(command, *arguments)

    def reboot(self, timeout=None):
        """Reboots the machine and waits until its agent answers again. The time does not count as the check's.

        Args:
            timeout (float | None): seconds; None for the time limit `boot` of lab.yaml.

        Raises:
            NotRebooted: the machine did not come back in time. The check has failed then.
            NotMeasured: the machine could not be asked. The check is ungraded then.
        """
        self.bridge.reboot(self.name, timeout)

    def start(self, command, *arguments):
        """Like run, but does not wait: commands of different machines run at the same time. (Running)"""
        if arguments:
            command = command % tuple(shlex.quote(argument) for argument in arguments)
        return Running(self, command)


class Running:
    """A command that Machine.start has started."""

    def __init__(self, machine, command):
        self.machine = machine
        self.command = command
        self.number = machine.bridge.begin(machine.name, command.encode("utf-8"))

    def result(self):
        """Waits for its end. (testinfra's CommandResult) Raises NotMeasured, like Machine.run."""
        status, out, err = self.machine.bridge.finish(self.number)
        return self.machine.host.backend.result(status, self.command.encode("utf-8"), out, err)


class Machines(dict):
    """All machines of the student's instance, by name."""

    def __init__(self, bridge, names):
        super().__init__((name, Machine(bridge, name)) for name in names)

    def __missing__(self, name):
        raise SuiteMistake("unknown machine %r; the lab has %s" % (name, ", ".join(sorted(self))))

    def run(self, commands):
        """Runs one command in each of several machines, at the same time.

        Args:
            commands (dict[str, str]): machine -> text for sh.

        Returns:
            dict[str, CommandResult]: by machine.

        Raises:
            NotMeasured: a machine could not be asked.
        """
        if not isinstance(commands, dict):
            raise SuiteMistake("the suite calls machines.run with %.100r; it takes {machine: command}" % (commands,))
        running = {name: self[name].start(command) for name, command in commands.items()}
        return {name: command.result() for name, command in running.items()}
