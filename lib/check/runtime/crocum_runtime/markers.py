"""crocum's markers of checks, read from pytest's items."""

from __future__ import annotations

import math
import re

DECLARED = (
    "points(n): the points of the check; default 1",
    "number(text): the number of the check in the task, for example \"1.2\"",
    "visibility(when): who sees the result: visible, hidden, after_due_date or after_published",
    "wait(seconds): try again, with a pause between tries, until the check passes or the time is up",
    "hide_errors(text): what the student reads instead of the message of a failed assert",
    "tags(name, ...): groups of checks, for --tags",
    "timeout(seconds): the check has failed when it takes longer",
    "baseline: holds in an untouched lab as well (crocum lab verify)",
    "after_reboot: runs after the other checks, when crocum has rebooted the machine",
)
VISIBILITIES = ("visible", "hidden", "after_due_date", "after_published")


ESCAPE = re.compile(r"\\(?:\\|x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})")


class MarkerError(Exception):
    """A marker of crocum with invalid arguments."""


def argument(item, name):
    """The argument of the nearest marker `name`, or None. Raises MarkerError."""
    marker = item.get_closest_marker(name)
    if marker is None:
        return None
    if len(marker.args) != 1 or marker.kwargs:
        raise MarkerError("@pytest.mark.%s takes exactly one argument" % name)
    return marker.args[0]


def text(item, name) -> str:
    """A marker's text; empty without the marker. Raises MarkerError."""
    value = argument(item, name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise MarkerError("@pytest.mark.%s takes a text, not %r" % (name, value))
    return value


def positive(item, name):
    """A marker's finite number above 0, as float; None without the marker. Raises MarkerError."""
    value = argument(item, name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < 86400:
        raise MarkerError("@pytest.mark.%s takes a number of seconds, not %r" % (name, value))
    return float(value)


def points(item) -> float:
    """The points of a check: a finite number, 0 or more. Raises MarkerError."""
    value = argument(item, "points")
    if value is None:
        return 1.0
    # Up to a million, so that later sums and scaled values are exact.
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value) or not 0 <= value <= 1e6:
        raise MarkerError("@pytest.mark.points takes a number from 0 to 1000000, not %r" % (value,))
    return float(value)


def number(item) -> str:
    """The number of the check in the task; empty without the marker. Raises MarkerError."""
    value = argument(item, "number")
    if value is None:
        return ""
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        raise MarkerError("@pytest.mark.number takes a text such as \"1.2\", not %r" % (value,))
    return str(value)


def visibility(item) -> str:
    """One of VISIBILITIES. Raises MarkerError."""
    value = argument(item, "visibility")
    if value is not None and value not in VISIBILITIES:
        raise MarkerError("@pytest.mark.visibility takes one of %s, not %r" % (", ".join(VISIBILITIES), value))
    return value or "visible"


def tags(item) -> list:
    """All tags of a check, its class and its module: sorted texts. Raises MarkerError."""
    found = set()
    for marker in item.iter_markers("tags"):
        if not marker.args or marker.kwargs or not all(isinstance(tag, str) and tag for tag in marker.args):
            raise MarkerError("@pytest.mark.tags takes texts, not %r" % (marker.args or marker.kwargs,))
        found.update(marker.args)
    return sorted(found)


def has(item, name) -> bool:
    """Whether the check has a marker without arguments. Raises MarkerError."""
    marker = item.get_closest_marker(name)
    if marker is not None and (marker.args or marker.kwargs):
        raise MarkerError("@pytest.mark.%s takes no arguments" % name)
    return marker is not None


def skipped(item):
    """The reason of an unconditional skip, which applies in every machine: of a marker, or of unittest; None without one."""
    for owner in (getattr(item, "obj", None), getattr(item, "cls", None)):
        if getattr(owner, "__unittest_skip__", False):
            return str(getattr(owner, "__unittest_skip_why__", "") or "unconditional skip")
    always = [at for at in item.iter_markers("skipif") if not at.args and "condition" not in at.kwargs]
    marker = item.get_closest_marker("skip") or (always[0] if always else None)
    if marker is None:
        return None
    return str(marker.kwargs.get("reason") or (marker.args[0] if marker.args else "unconditional skip"))


def readable(name) -> str:
    """A name with parameters for people: pytest escapes all letters that are not ASCII, and here they are text. Control
    characters stay escaped. (The same in C++: lib/check/check_id.hpp)"""

    def letter(match):
        digits = match.group()[2:]
        # Longest valid code point: 10ffff.
        text = chr(int(digits, 16)) if digits and int(digits, 16) < 0x110000 else ""
        return text if text > "\x9f" and text.isprintable() else match.group()

    return ESCAPE.sub(letter, name)


def title(item) -> str:
    """The title of a check: the first line of its docstring, else its name in words."""
    function = getattr(item, "function", None)
    documentation = (getattr(function, "__doc__", None) or "").strip()
    parameters = readable(item.name[item.name.index("["):]) if "[" in item.name else ""
    if documentation:
        return (documentation.splitlines()[0].rstrip(".") + " " + parameters).strip()
    name = getattr(item, "originalname", None) or item.name
    words = name[5:] if name.startswith("test_") else name
    return (words.replace("_", " ") + " " + parameters).strip()


def describe(item) -> dict:
    """All data of a check that the host needs, without its id. Raises MarkerError."""
    return {
        "title": title(item),
        "points": points(item),
        "number": number(item),
        "visibility": visibility(item),
        "hide_errors": text(item, "hide_errors"),
        "tags": tags(item),
        "wait": positive(item, "wait"),
        "timeout": positive(item, "timeout"),
        "baseline": has(item, "baseline"),
        "after_reboot": has(item, "after_reboot"),
        "skipped": skipped(item),
    }
