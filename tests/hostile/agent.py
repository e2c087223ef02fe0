#!/usr/bin/env python3
"""A QEMU guest agent on a unix socket that carries out what it is asked, on this host, until it is armed; then it misbehaves.

Usage: agent.py SOCKET FAULT ARM

It is armed as soon as the file ARM exists ("now": from the beginning). One client at a time, as qemu-ga. FAULT is the name of a
method of Client below. Only the commands that crocum uses: qga/qapi-schema.json has them all.
"""

import base64
import json
import os
import socket
import subprocess
import sys
import time

SOCKET, FAULT, ARM = sys.argv[1:4]
MIB = 1 << 20


class Honest:
    """The commands, by what the protocol says."""

    def __init__(self):
        self.processes = {}
        self.files = {}

    def answer(self, request):
        name, arguments = request["execute"], request.get("arguments") or {}
        handler = getattr(self, name.replace("-", "_"), None)
        if handler is None:
            return {"error": {"class": "CommandNotFound", "desc": "The command %s has not been found" % name}}
        try:
            return {"return": handler(**{key.replace("-", "_"): value for key, value in arguments.items()})}
        except (OSError, KeyError, ValueError) as error:
            return {"error": {"class": "GenericError", "desc": str(error)}}

    def guest_sync_delimited(self, id):
        return id

    def guest_ping(self):
        return {}

    def guest_info(self):
        names = [name.replace("_", "-") for name in dir(self) if name.startswith("guest_")]
        return {"version": "7.2", "supported_commands": [{"name": name, "enabled": True, "success-response": True} for name in names]}

    def guest_exec(self, path, arg=(), env=(), input_data="", capture_output=False):
        process = subprocess.Popen([path, *arg], env=dict(word.split("=", 1) for word in env), stdin=subprocess.PIPE if input_data else
                                   subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
        if input_data:
            process.stdin.write(base64.b64decode(input_data))
            process.stdin.close()
        self.processes[process.pid] = process
        return {"pid": process.pid}

    def guest_exec_status(self, pid):
        status = self.processes[pid].poll()
        if status is None:
            return {"exited": False}
        del self.processes[pid]
        return {"exited": True, "exitcode": status} if status >= 0 else {"exited": True, "signal": -status}

    def guest_file_open(self, path, mode="r"):
        flags = {"r": os.O_RDONLY, "w": os.O_WRONLY | os.O_CREAT | os.O_TRUNC, "r+": os.O_RDWR, "a": os.O_WRONLY | os.O_APPEND | os.O_CREAT}
        handle = os.open(path, flags[mode] | os.O_NONBLOCK, 0o666)
        self.files[handle] = handle
        return handle

    def guest_file_close(self, handle):
        os.close(self.files.pop(handle))
        return {}

    def guest_file_flush(self, handle):
        return {}

    def guest_file_seek(self, handle, offset, whence):
        return {"position": os.lseek(self.files[handle], offset, os.SEEK_SET), "eof": False}

    def guest_file_write(self, handle, buf_b64):
        return {"count": os.write(self.files[handle], base64.b64decode(buf_b64)), "eof": False}

    def guest_file_read(self, handle, count):
        content = os.read(self.files[handle], count)
        return {"count": len(content), "buf-b64": base64.b64encode(content).decode(), "eof": not content}


def line(answer):
    return json.dumps(answer).encode() + b"\n"


class Client:
    """One connection, and what becomes of its answers."""

    def __init__(self, connection, agent):
        self.connection = connection
        self.agent = agent
        self.before = line({"return": {}})

    def send(self, data):
        self.connection.sendall(data)

    # Faults: what is sent for a request (a dictionary) in the place of the honest answer to it (a dictionary).

    def honest(self, request, answer):
        """keeps to the protocol"""
        self.send(line(answer))

    def silent(self, request, answer):
        """never answers any more"""
        time.sleep(100000)

    def slow(self, request, answer):
        """one byte a second"""
        for byte in line(answer):
            self.send(bytes([byte]))
            time.sleep(1)

    def twice(self, request, answer):
        """answers everything twice"""
        self.send(line(answer) * 2)

    def late(self, request, answer):
        """answers with the answer to the request before"""
        now, self.before = self.before, line(answer)
        self.send(now)

    def garbage(self, request, answer):
        """random bytes"""
        self.send(os.urandom(1000).replace(b"\n", b"") + b"\n")

    def unbalanced(self, request, answer):
        """half a document"""
        self.send(b'{"return": {"exited": true, "exitcode": \n')

    def deep(self, request, answer):
        """a hundred thousand brackets"""
        self.send(b"[" * 100000 + b"]" * 100000 + b"\n")

    def numbers(self, request, answer):
        """numbers out of all ranges"""
        self.send(b'{"return": {"pid": 1e400, "count": 9223372036854775808, "exited": true, "exitcode": -99999999999}}\n')

    def null(self, request, answer):
        """an answer of nothing"""
        self.send(b'{"return": null}\n')

    def flood(self, request, answer):
        """megabytes without an end of the line"""
        for _ in range(4096):
            self.send(b"x" * MIB)

    def lines(self, request, answer):
        """answers without end"""
        while True:
            self.send(line(answer) * 1000)

    def dies(self, request, answer):
        """ends"""
        os._exit(1)

    def comes_back(self, request, answer):
        """closes, and has forgotten everything"""
        self.agent.processes.clear()
        self.agent.files.clear()
        raise ConnectionError

    def only(self, command, request, answer, lie):
        self.send(line({"return": lie} if request["execute"] == command else answer))

    def never_exits(self, request, answer):
        """no process ever ends"""
        self.only("guest-exec-status", request, answer, {"exited": False})

    def no_exitcode(self, request, answer):
        """processes end without a status"""
        self.only("guest-exec-status", request, answer, {"exited": True})

    def ends_early(self, request, answer):
        """says that every process has ended well"""
        self.only("guest-exec-status", request, answer, {"exited": True, "exitcode": 0})

    def negative_pid(self, request, answer):
        """a process number of -1"""
        self.only("guest-exec", request, answer, {"pid": -1})

    def big_pid(self, request, answer):
        """a process number of 2^63"""
        self.only("guest-exec", request, answer, {"pid": 1 << 63})

    def foreign_pid(self, request, answer):
        """the number of a process that nobody has started"""
        self.only("guest-exec", request, answer, {"pid": 1})

    def writes_more(self, request, answer):
        """has written more than it got"""
        self.only("guest-file-write", request, answer, {"count": 1 << 40, "eof": False})

    def writes_nothing(self, request, answer):
        """writes nothing, for ever"""
        self.only("guest-file-write", request, answer, {"count": 0, "eof": False})

    def writes_less_than_nothing(self, request, answer):
        """has written -5 bytes"""
        self.only("guest-file-write", request, answer, {"count": -5, "eof": False})

    def reads_more(self, request, answer):
        """gives more than was asked for"""
        content = base64.b64encode(b"y" * MIB).decode()
        self.only("guest-file-read", request, answer, {"count": MIB, "buf-b64": content, "eof": False})

    def reads_no_base64(self, request, answer):
        """gives no base64"""
        self.only("guest-file-read", request, answer, {"count": 4, "buf-b64": "####", "eof": False})

    def reads_other_count(self, request, answer):
        """gives another count than it says"""
        self.only("guest-file-read", request, answer, {"count": 1000, "buf-b64": "eHh4", "eof": False})

    def reads_without_end(self, request, answer):
        """files never end"""
        content = base64.b64encode(b"z" * 200000 + b"\n").decode()
        self.only("guest-file-read", request, answer, {"count": 200001, "buf-b64": content, "eof": False})

    def text_handle(self, request, answer):
        """a text for a file's number"""
        self.only("guest-file-open", request, answer, "7")

    def long_error(self, request, answer):
        """an error of three megabytes"""
        self.send(line({"error": {"class": "GenericError", "desc": "\x1b[31m" + "e" * 3 * MIB}}))

    def refuses(self, request, answer):
        """refuses everything"""
        self.send(line({"error": {"class": "GenericError", "desc": "no"}}))

    def serve(self):
        pending = b""
        while True:
            chunk = self.connection.recv(65536)
            if not chunk:
                return
            *requests, pending = (pending + chunk).split(b"\n")
            for text in requests:
                self.carry_out(text)

    def carry_out(self, text):
        synchronising = text.startswith(b"\xff")
        request = json.loads(text.lstrip(b"\xff") or b"{}")
        if not request:
            return
        armed = ARM == "now" or os.path.exists(ARM)
        if armed and not synchronising:
            # What the command would do is done: a lie is about that.
            getattr(self, FAULT)(request, self.agent.answer(request))
        elif armed and FAULT in ("silent", "garbage", "flood"):
            getattr(self, FAULT)(request, {})
        else:
            self.send((b"\xff" if synchronising else b"") + line(self.agent.answer(request)))


def main():
    agent = Honest()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(SOCKET)
    listener.listen(4)
    while True:
        connection, _ = listener.accept()
        try:
            Client(connection, agent).serve()
        except (ConnectionError, BrokenPipeError):
            pass
        connection.close()


main()
