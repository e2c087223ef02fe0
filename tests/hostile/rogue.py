#!/usr/bin/python3
"""A QEMU guest agent on a unix socket that misbehaves by name.

Usage: rogue.py SOCKET ATTACK [PHASE]      rogue.py --about ATTACK

It carries commands out for real, as the honest agent does, until its attack begins:

start   with the first byte
exec    with the guest-exec that begins the run: of the suite in guest mode, of the shell in host mode
middle  once it has handed over the first bytes of a run (a record, or a command's output)

What it was made to start outlives it: run it in namespaces of its own (protocol.bash).
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import socket
import subprocess
import sys
import time

COMMANDS = (
    "guest-sync", "guest-sync-delimited", "guest-ping", "guest-info", "guest-exec", "guest-exec-status",
    "guest-file-open", "guest-file-read", "guest-file-write", "guest-file-seek", "guest-file-flush", "guest-file-close",
)
MIB = 1 << 20


class Refused(Exception):
    """What the honest agent answers with an error."""


class Honest:
    """The commands of qemu-ga 7.2 that crocum asks for."""

    def __init__(self):
        self.processes = {}
        self.files = {}
        self.next_handle = 1000

    def answer(self, name, arguments):
        """The value of "return". Raises Refused."""
        method = getattr(self, name.replace("guest-", "").replace("-", "_"), None)
        if name not in COMMANDS or method is None:
            raise Refused("The command %s has not been found" % name)
        try:
            return method(**{key.replace("-", "_"): value for key, value in arguments.items()})
        except OSError as error:
            raise Refused("failed: %s" % error)

    def sync(self, id):
        return id

    sync_delimited = sync

    def ping(self):
        return {}

    def info(self):
        commands = [{"name": name, "enabled": True, "success-response": True} for name in COMMANDS]
        return {"version": "7.2.0", "supported_commands": commands}

    def exec(self, path, arg=(), env=None, input_data=None, capture_output=False):
        process = subprocess.Popen(
            [path, *arg],
            env=None if env is None else dict(entry.split("=", 1) for entry in env),
            stdin=subprocess.PIPE if input_data else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
        )
        self.processes[process.pid] = process
        if input_data:
            process.stdin.write(base64.b64decode(input_data))
            process.stdin.close()
        return {"pid": process.pid}

    def exec_status(self, pid):
        if pid not in self.processes:
            raise Refused("Invalid parameter 'pid'")
        status = self.processes[pid].poll()
        if status is None:
            return {"exited": False}
        del self.processes[pid]
        return {"exited": True, "signal": -status} if status < 0 else {"exited": True, "exitcode": status}

    def file_open(self, path, mode="r"):
        modes = {"r": os.O_RDONLY, "r+": os.O_RDWR, "w": os.O_WRONLY | os.O_CREAT | os.O_TRUNC}
        self.next_handle += 1
        self.files[self.next_handle] = os.open(path, modes[mode] | os.O_NONBLOCK, 0o666)
        return self.next_handle

    def file(self, handle):
        if handle not in self.files:
            raise Refused("handle '%s' has not been found" % handle)
        return self.files[handle]

    def file_read(self, handle, count=4096):
        data = os.read(self.file(handle), count)
        return {"count": len(data), "buf-b64": base64.b64encode(data).decode(), "eof": len(data) < count}

    def file_write(self, handle, buf_b64, count=None):
        data = base64.b64decode(buf_b64)[:count]
        return {"count": os.write(self.file(handle), data), "eof": False}

    def file_seek(self, handle, offset, whence="set"):
        return {"position": os.lseek(self.file(handle), offset, os.SEEK_SET), "eof": False}

    def file_flush(self, handle):
        self.file(handle)
        return {}

    def file_close(self, handle):
        os.close(self.file(handle))
        del self.files[handle]
        return {}

    def forget(self):
        """As after a restart: what it had started goes on."""
        for descriptor in self.files.values():
            os.close(descriptor)
        self.files, self.processes = {}, {}


# An attack takes the agent, the request and the honest reply ({"return": …} or {"error": …}) and sends what it likes.
ATTACKS = {}


def attack(phase, *commands):
    """Names an attack after its function: when it begins by itself, and which commands it answers (none: all)."""

    def register(function):
        ATTACKS[function.__name__.replace("_", "-")] = (phase, commands, function)
        return function

    return register


@attack("never")
def honest(agent, request, reply):
    """Does what it should."""


@attack("middle")
def silent(agent, request, reply):
    """Takes everything and says nothing."""


@attack("middle")
def slow(agent, request, reply):
    """One byte a second."""
    for byte in agent.prefix(request) + agent.line(reply):
        agent.send(bytes([byte]))
        time.sleep(1)


@attack("middle")
def late(agent, request, reply):
    """Each answer four seconds late: within whatever patience one call has."""
    time.sleep(4)
    agent.send(agent.prefix(request) + agent.line(reply))


@attack("middle", "guest-file-read")
def late_reads(agent, request, reply):
    """Status at once, what was written 25 seconds late."""
    time.sleep(25)
    agent.send(agent.line(reply))


@attack("middle")
def twice(agent, request, reply):
    """Each answer two times."""
    agent.send((agent.prefix(request) + agent.line(reply)) * 2)


@attack("middle")
def stale(agent, request, reply):
    """The answer to the request before."""
    before, agent.before = agent.before, reply
    agent.send(agent.line(before or {"return": {}}))


@attack("middle", "guest-exec-status", "guest-file-read")
def of_another(agent, request, reply):
    """Status for a read, content for a status."""
    other = {"count": 0, "buf-b64": "", "eof": True} if request["execute"] == "guest-exec-status" else {"exited": False}
    agent.send(agent.line({"return": other}))


@attack("start", "guest-sync-delimited", "guest-sync")
def wrong_id(agent, request, reply):
    """Synchronises with an id that nobody gave, again and again."""
    for number in range(200):
        agent.send(agent.prefix(request) + agent.line({"return": number}))


@attack("middle")
def binary(agent, request, reply):
    """100 kB of random bytes."""
    agent.send(os.urandom(100000).replace(b"\n", b"") + b"\n")


@attack("middle")
def unbalanced(agent, request, reply):
    """A document that does not end."""
    agent.send(b'{"return": {"exited": true, "exitcode": 0\n')


@attack("middle")
def trailing(agent, request, reply):
    """Two documents on one line."""
    agent.send(agent.line(reply).rstrip(b"\n") * 2 + b"\n")


@attack("middle")
def deep(agent, request, reply):
    """A million levels of nesting."""
    agent.send(b'{"return":' + b"[" * MIB + b"]" * MIB + b"}\n")


@attack("middle")
def wide(agent, request, reply):
    """Under a MiB on the line; as values many times that."""
    agent.send(agent.prefix(request) + b'{"return":[' + b"{}," * (MIB // 4) + b"{}]}\n")


@attack("middle")
def many_keys(agent, request, reply):
    """An object of 80000 keys."""
    keys = ",".join('"%x":[]' % number for number in range(80000))
    agent.send(agent.prefix(request) + b'{"return":{' + keys.encode() + b"}}\n")


@attack("middle")
def huge_numbers(agent, request, reply):
    """Numbers of 300000 digits, 1e999, -1e308."""
    agent.send(b'{"return":{"exited":true,"exitcode":' + b"9" * 300000 + b',"pid":1e999,"count":-1e308}}\n')


@attack("middle")
def endless(agent, request, reply):
    """64 MiB without a newline."""
    for _ in range(64):
        agent.send(b"a" * MIB)


@attack("middle")
def flood(agent, request, reply):
    """Empty lines, without an end."""
    while True:
        agent.send(b"\n" * MIB)


@attack("middle")
def dies(agent, request, reply):
    """Ends in the middle."""
    agent.dead = True


@attack("middle")
def restarts(agent, request, reply):
    """Dies, and is there again three seconds later; it knows nothing of what was."""
    agent.restart(3)


@attack("middle")
def hangs_up(agent, request, reply):
    """Closes the connection instead of each answer."""
    agent.hang_up()


@attack("exec", "guest-exec-status")
def never_exits(agent, request, reply):
    """Says that nothing ever ends."""
    agent.send(agent.line({"return": {"exited": False}}))


@attack("exec", "guest-exec-status")
def no_exitcode(agent, request, reply):
    """Says that a process has ended, but not how."""
    agent.send(agent.line({"return": {"exited": True}}))


@attack("exec", "guest-exec-status")
def exited_at_once(agent, request, reply):
    """Says that the run has ended, and well, as soon as it began."""
    agent.send(agent.line({"return": {"exited": True, "exitcode": 0}}))


@attack("exec", "guest-exec-status")
def exited_text(agent, request, reply):
    """Texts where a status belongs."""
    agent.send(agent.line({"return": {"exited": "true", "exitcode": "0"}}))


@attack("exec", "guest-exec")
def does_nothing(agent, request, reply):
    """Says that it has started what it has not."""
    agent.send(agent.line({"return": {"pid": os.getpid()}}))


@attack("exec", "guest-exec")
def pid_negative(agent, request, reply):
    """A process number of -1."""
    agent.send(agent.line({"return": {"pid": -1}}))


@attack("exec", "guest-exec")
def pid_huge(agent, request, reply):
    """A process number of 2^63."""
    agent.send(agent.line({"return": {"pid": 1 << 63}}))


@attack("exec", "guest-exec")
def pid_text(agent, request, reply):
    """A shell command for a process number."""
    agent.send(agent.line({"return": {"pid": "$(reboot)"}}))


@attack("start", "guest-file-write")
def write_more(agent, request, reply):
    """Has written more than it was given."""
    agent.send(agent.line({"return": {"count": 1 << 40, "eof": False}}))


@attack("start", "guest-file-write")
def write_negative(agent, request, reply):
    """Has written -5 bytes."""
    agent.send(agent.line({"return": {"count": -5, "eof": False}}))


@attack("start", "guest-file-write")
def write_zero(agent, request, reply):
    """Has written nothing, and says so, for ever."""
    agent.send(agent.line({"return": {"count": 0, "eof": False}}))


@attack("start", "guest-file-write")
def write_one(agent, request, reply):
    """Takes one byte of each chunk."""
    agent.send(agent.line({"return": {"count": 1, "eof": False}}))


@attack("start", "guest-file-write")
def write_nothing(agent, request, reply):
    """Says that it has written all, and has not."""
    handle = agent.honest.files.get(request["arguments"]["handle"])
    if handle is not None:
        os.ftruncate(handle, 0)
    agent.send(agent.line(reply))


@attack("middle", "guest-file-read")
def read_more(agent, request, reply):
    """A MiB more than was asked for."""
    data = b"x" * (request["arguments"]["count"] + MIB)
    agent.send(agent.line({"return": {"count": len(data), "buf-b64": base64.b64encode(data).decode(), "eof": False}}))


@attack("middle", "guest-file-read")
def read_base64(agent, request, reply):
    """No base64."""
    agent.send(agent.line({"return": {"count": 3, "buf-b64": "*&^%", "eof": False}}))


@attack("middle", "guest-file-read")
def read_count(agent, request, reply):
    """Another count than there are bytes."""
    agent.send(agent.line({"return": {"count": 7, "buf-b64": "YQ==", "eof": True}}))


@attack("middle", "guest-file-read")
def never_eof(agent, request, reply):
    """A file of zeros that does not end."""
    data = bytes(request["arguments"]["count"])
    agent.send(agent.line({"return": {"count": len(data), "buf-b64": base64.b64encode(data).decode(), "eof": False}}))


@attack("middle", "guest-file-read")
def lines_for_ever(agent, request, reply):
    """Short lines without an end."""
    data = b"a line\n" * (request["arguments"]["count"] // 7)
    agent.send(agent.line({"return": {"count": len(data), "buf-b64": base64.b64encode(data).decode(), "eof": False}}))


@attack("middle", "guest-file-read")
def withholds(agent, request, reply):
    """Says that there is no more."""
    agent.send(agent.line({"return": {"count": 0, "buf-b64": "", "eof": True}}))


@attack("start", "guest-file-read")
def edits(agent, request, reply):
    """Makes passed what has failed."""
    failed = b'"outcome": "failed", "reason": "", "share": 0.0'
    agent.change(reply, lambda data: data.replace(failed, b'"outcome": "passed", "reason": "", "share": 1.0'))


@attack("start", "guest-file-read")
def full_share(agent, request, reply):
    """Full marks for what has failed."""
    agent.change(reply, lambda data: data.replace(b'"share": 0.0', b'"share": 1.0'))


@attack("start", "guest-file-read")
def drops(agent, request, reply):
    """Leaves out the record of the check that failed."""
    agent.change(
        reply,
        lambda data: b"".join(line for line in data.splitlines(True) if b'"outcome": "failed"' not in line))


@attack("start", "guest-file-read")
def repeats(agent, request, reply):
    """Each record two times."""
    agent.change(reply, lambda data: b"".join(line * 2 for line in data.splitlines(True)))


@attack("start", "guest-file-read")
def invents(agent, request, reply):
    """A record of its own after the others."""
    record = json.dumps({
        "type": "check", "id": "r1/r1.py::test_unearned", "outcome": "passed", "reason": "", "share": 1e308,
        "message": "", "output": "", "seconds": -1})
    agent.change(reply, lambda data: data + ("0" * 64 + " " + record + "\n").encode() if data else data)


# Whoever has the key of the run (root can have it) can still say no more than how a known check ended.


@attack("start", "guest-file-read")
def keyed_unknown(agent, request, reply):
    """With the key of the run: a check that the suite does not have."""
    agent.forge(reply, id="r1/r1.py::test_of_my_own", outcome="passed", share=1)


@attack("start", "guest-file-read")
def keyed_duplicate(agent, request, reply):
    """With the key of the run: a second record of a check."""
    agent.forge(reply, agent.true_records(b'"failed"'), outcome="passed", share=1)


@attack("start", "guest-file-read")
def keyed_above(agent, request, reply):
    """With the key of the run: more than there is to get."""
    agent.forge(reply, outcome="passed", share=1.5)


@attack("start", "guest-file-read")
def keyed_nan(agent, request, reply):
    """With the key of the run: NaN."""
    agent.forge(reply, outcome="passed", share=float("nan"))


@attack("start", "guest-file-read")
def keyed_negative(agent, request, reply):
    """With the key of the run: less than nothing."""
    agent.forge(reply, outcome="failed", share=-1)


@attack("start", "guest-file-read")
def keyed_1e308(agent, request, reply):
    """With the key of the run: 1e308."""
    agent.forge(reply, outcome="passed", share=1e308)


@attack("start", "guest-file-read")
def keyed_2_63(agent, request, reply):
    """With the key of the run: 2^63."""
    agent.forge(reply, outcome="passed", share=1 << 63)


@attack("start", "guest-file-read")
def keyed_text(agent, request, reply):
    """With the key of the run: a text for a number."""
    agent.forge(reply, outcome="passed", share="1")


@attack("start", "guest-file-read")
def keyed_skipped(agent, request, reply):
    """With the key of the run: a check that the suite skips."""
    agent.forge(reply, id="r1/r1.py::test_skipped", outcome="passed", share=1)


@attack("start", "guest-file-read")
def keyed_number(agent, request, reply):
    """With the key of the run: a million points."""
    agent.forge(reply, outcome="failed", share=0, points=1000000, max_score=1000000, score=1000000)


@attack("start", "guest-file-read")
def keyed_terminal(agent, request, reply):
    """With the key of the run: texts made for terminals, spreadsheets and browsers."""
    text = "\x1b[2J\x1b]0;owned\x07\u202eScore: 9 of 9\u2066\x9b31m\n=cmd|' /C calc'!A0\n<script>alert(1)</script>"
    agent.forge(reply, outcome="failed", share=0, message=text * 100, output=text * 10)


@attack("start", "guest-file-read")
def keyed_long(agent, request, reply):
    """With the key of the run: a message longer than any run writes, within the longest record."""
    agent.forge(reply, outcome="failed", share=0, message="m" * 100_000)


@attack("start", "guest-file-read")
def keyed_surrogate(agent, request, reply):
    """With the key of the run: half a character."""
    agent.forge(reply, outcome="failed", share=0, message="\ud800")


@attack("start", "guest-file-read")
def keyed_many(agent, request, reply):
    """With the key of the run: a thousand records of one check."""
    agent.forge(reply, *[agent.record(outcome="failed", share=0)] * 1000, outcome="failed", share=0)


@attack("start", "guest-file-read")
def keyed_deep(agent, request, reply):
    """With the key of the run: 500 levels of nesting."""
    agent.forge(reply, outcome="failed", share=0, message=json.loads("[" * 500 + "]" * 500))


@attack("start", "guest-file-open")
def handle_text(agent, request, reply):
    """A text for a file handle."""
    agent.send(agent.line({"return": "1001"}))


@attack("start", "guest-file-open")
def handle_negative(agent, request, reply):
    """A file handle of -1."""
    agent.send(agent.line({"return": -1}))


@attack("middle")
def error_5_mb(agent, request, reply):
    """An error of five megabytes."""
    agent.send(agent.line({"error": {"class": "GenericError", "desc": "e" * 5_000_000}}))


@attack("middle")
def error_long(agent, request, reply):
    """An error of 0.7 megabytes, dressed for a terminal."""
    desc = "\x1b[2J\x1b]0;owned\x07\u202e=cmd|' /C calc'!A0 <script>alert(1)</script>\n" * 10000
    agent.send(agent.line({"error": {"class": "GenericError", "desc": desc}}))


@attack("middle")
def error_text(agent, request, reply):
    """An error that is a text, dressed as a score."""
    agent.send(agent.line({"error": "Score: 100 of 100 points\u202e\x1b[2J"}))


@attack("middle")
def disabled(agent, request, reply):
    """Of a sudden allows nothing."""
    desc = "Command %s has been disabled" % request["execute"]
    agent.send(agent.line({"error": {"class": "CommandNotFound", "desc": desc}}))


class Agent:
    """One socket, one client at a time, as qemu-ga."""

    def __init__(self, path, name, phase):
        self.path = path
        default, self.commands, self.attack = ATTACKS[name]
        self.phase = phase or default
        self.honest = Honest()
        self.attacking = self.phase == "start"
        self.before = None
        self.key = None
        self.seen = b""
        self.forged = False
        self.dead = False
        self.client = None
        self.listen()

    def listen(self):
        if os.path.exists(self.path):
            os.unlink(self.path)
        self.server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        # Under another name first: whoever sees the socket can connect.
        self.server.bind(self.path + ".new")
        self.server.listen(4)
        os.rename(self.path + ".new", self.path)

    def serve(self):
        while not self.dead:
            self.client, _ = self.server.accept()
            pending = b""
            try:
                while self.client is not None and not self.dead:
                    chunk = self.client.recv(65536)
                    if not chunk:
                        break
                    pending += chunk
                    *lines, pending = pending.split(b"\n")
                    for line in lines:
                        if self.client is not None and not self.dead:
                            self.take(line.rsplit(b"\xff", 1)[-1])
            except OSError:
                pass
            self.hang_up()
        self.server.close()
        os.unlink(self.path)

    def take(self, line):
        request = json.loads(line)
        if self.begins_run(request):
            self.attacking = self.attacking or self.phase == "exec"
            # Where a run reads its key, the agent has read it before.
            given = json.loads(base64.b64decode(request["arguments"].get("input-data", "")) or "{}")
            self.key = given["key"].encode() if "key" in given else None
        attacked = self.attacking and (not self.commands or request["execute"] in self.commands)
        try:
            # What is not to be carried out at all must not leave a process behind.
            reply = {"return": {}} if attacked and self.begins_run(request) else {
                "return": self.honest.answer(request["execute"], request.get("arguments", {}))}
        except Refused as error:
            reply = {"error": {"class": "GenericError", "desc": str(error)}}
        if attacked:
            self.attack(self, request, reply)
        else:
            self.send(self.prefix(request) + self.line(reply))
        if self.phase == "middle" and request["execute"] == "guest-file-read" and "return" in reply:
            # Not with the record that only says that the run has begun.
            data = base64.b64decode(reply["return"]["buf-b64"])
            self.attacking = self.attacking or (data != b"" and (b'"start"' not in data or b'"check"' in data))

    @staticmethod
    def prefix(request):
        """What stands before an answer to guest-sync-delimited."""
        return b"\xff" if request["execute"] == "guest-sync-delimited" else b""

    @staticmethod
    def begins_run(request):
        text = "\n".join(request.get("arguments", {}).get("arg", ()))
        return request["execute"] == "guest-exec" and ("runtime.zip" in text or "mkfifo" in text)

    def change(self, reply, change):
        """Sends a read's reply with other content."""
        read = reply.get("return")
        if read:
            data = change(base64.b64decode(read["buf-b64"]))
            read = {"count": len(data), "buf-b64": base64.b64encode(data).decode(), "eof": read["eof"]}
            reply = {"return": read}
        self.send(self.line(reply))

    def record(self, **fields):
        base = {"type": "check", "id": "r1/r1.py::test_unearned", "reason": "", "message": "", "output": "", "seconds": 0}
        return {**base, **fields}

    def true_records(self, part):
        """The first record of the run itself that has a text in it; None until there is one."""
        found = [line for line in self.seen.split(b"\n")[:-1] if part in line]
        return json.loads(found[0].split(b" ", 1)[1]) if found else None

    def forge(self, reply, *before, **fields):
        """Instead of the run's own records: its first one, and others, under its key."""
        read = reply.get("return")
        if not read or self.key is None:
            return self.send(self.line(reply))
        self.seen += base64.b64decode(read["buf-b64"])
        data = b""
        if not self.forged and b'"failed"' in self.seen and self.seen.endswith(b"\n") and None not in before:
            self.forged, mac = True, b""
            for record in [{"type": "start"}, *before, self.record(**fields)]:
                body = json.dumps(record).encode()
                mac = hmac.new(self.key, mac + body, "sha256").hexdigest().encode()
                data += mac + b" " + body + b"\n"
        self.send(self.line({"return": {"count": len(data), "buf-b64": base64.b64encode(data).decode(), "eof": True}}))

    @staticmethod
    def line(reply):
        return json.dumps(reply, ensure_ascii=False).encode() + b"\n"

    def send(self, data):
        if self.client is None:
            raise ConnectionResetError()
        self.client.sendall(data)

    def hang_up(self):
        if self.client is not None:
            self.client.close()
        self.client = None

    def restart(self, seconds):
        self.hang_up()
        self.server.close()
        os.unlink(self.path)
        self.honest.forget()
        time.sleep(seconds)
        self.attacking, self.phase = False, "never"
        self.listen()


def main():
    if sys.argv[1] == "--about":
        print(ATTACKS[sys.argv[2]][2].__doc__.rstrip("."))
        return
    agent = Agent(sys.argv[1], sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else "")
    agent.serve()


main()
