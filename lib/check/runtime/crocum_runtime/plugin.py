"""The pytest plugin that suites see: crocum's markers and the fixture `host`."""

from __future__ import annotations

import math

import pytest

MARKERS = (
    "points(n): what the check is worth; 1 where it is not given",
    "number(text): where the check stands in the task, for example \"1.2\"",
)


class MarkerError(Exception):
    """A marker of crocum's with arguments that it does not take."""


def pytest_configure(config):
    for line in MARKERS:
        config.addinivalue_line("markers", line)


@pytest.fixture(scope="module")
def host():
    """The machine under test, as a testinfra host (https://testinfra.readthedocs.io).

    Not testinfra's own fixture: that one is parametrised, and puts the way to the machine into every test's id.
    """
    import testinfra

    return testinfra.get_host("local://")


def single_argument(item, name):
    """The argument of the nearest marker `name`, or None where there is none. Raises MarkerError."""
    marker = item.get_closest_marker(name)
    if marker is None:
        return None
    if len(marker.args) != 1 or marker.kwargs:
        raise MarkerError("@pytest.mark.%s takes exactly one argument" % name)
    return marker.args[0]


def points(item) -> float:
    """What a check is worth: a finite number, 0 or more. Raises MarkerError."""
    value = single_argument(item, "points")
    if value is None:
        return 1.0
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value) or value < 0:
        raise MarkerError("@pytest.mark.points takes a number from 0 up, not %r" % (value,))
    return float(value)


def number(item) -> str:
    """Where the check stands in the task; empty where nothing says so. Raises MarkerError."""
    value = single_argument(item, "number")
    if value is None:
        return ""
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        raise MarkerError("@pytest.mark.number takes a text such as \"1.2\", not %r" % (value,))
    return str(value)


def title(item) -> str:
    """How a check is called before people: the first line of its docstring, else its name in words."""
    function = getattr(item, "function", None)
    documentation = (getattr(function, "__doc__", None) or "").strip()
    parameters = item.name[item.name.index("["):] if "[" in item.name else ""
    if documentation:
        return (documentation.splitlines()[0].rstrip(".") + " " + parameters).strip()
    name = getattr(item, "originalname", None) or item.name
    words = name[5:] if name.startswith("test_") else name
    return (words.replace("_", " ") + " " + parameters).strip()
