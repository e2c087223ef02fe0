"""Records of a run: one line per finished check, chained to all earlier lines by a key that only this run and the host know."""

from __future__ import annotations

import json
import os

# The modules that hashlib uses: hashlib and hmac load OpenSSL, which takes longer in an emulated guest than a check.
try:
    from _sha2 import sha256  # 3.12 and newer
except ImportError:
    try:
        from _sha256 import sha256
    except ImportError:
        from hashlib import sha256

BLOCK = 64


def hmac_sha256(key: bytes, message: bytes) -> str:
    """RFC 2104 over SHA-256, as 64 hexadecimal digits; the key has at most 64 bytes."""
    key = key.ljust(BLOCK, b"\0")
    inner = sha256(bytes(byte ^ 0x36 for byte in key) + message).digest()
    return sha256(bytes(byte ^ 0x5C for byte in key) + inner).hexdigest()


class Records:
    """Writes lines "MAC JSON". The MAC covers the MAC of the line before and the JSON, so that no line can be changed,
    left out, repeated or added without the key."""

    def __init__(self, send, key: bytes):
        """Args: a function that takes one line (bytes); the key."""
        self.send = send
        self.key = key
        self.mac = ""

    def write(self, **record):
        """Sends one record. Raises OSError on failure."""
        body = json.dumps(record, ensure_ascii=True, allow_nan=False).encode("ascii")
        self.mac = hmac_sha256(self.key, self.mac.encode("ascii") + body)
        self.send(self.mac.encode("ascii") + b" " + body + b"\n")


def to_descriptor(descriptor: int):
    """A function for Records that writes whole lines to an open file."""

    def send(line):
        while line:
            line = line[os.write(descriptor, line):]

    return send
