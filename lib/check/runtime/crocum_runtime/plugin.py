"""crocum's interface for suites, in its own runs and under a teacher's own pytest: markers, and fixtures for partial credit
and for the present student."""

from __future__ import annotations

import inspect
import math
import time

import pytest

from crocum_runtime import markers
from crocum_runtime.outcome import SuiteMistake, UnknownParameter

# Sums of fractions, such as 20 * 0.05, miss 0 and 1 by less.
ROUNDING = 1e-6


def share_of(value) -> float:
    """A share of a check's points, from 0 to 1. Raises SuiteMistake for anything else than a number in this range."""
    try:
        # No text, although float() takes it: it may come from a machine. Fractions and decimals have __float__.
        share = float(value) if hasattr(value, "__float__") and not isinstance(value, bool) else math.nan
    except (ArithmeticError, TypeError, ValueError):
        share = math.nan
    if not -ROUNDING <= share <= 1 + ROUNDING:
        raise SuiteMistake("the suite calls set_score with %.100r; it takes a share from 0 to 1" % (value,))
    return min(1.0, max(0.0, share))


class Parameters(dict):
    """The student's parameters."""

    def __missing__(self, name):
        known = ", ".join(sorted(self)) or "no parameters"
        raise UnknownParameter("the suite asks for the parameter %r; lab.yaml has %s" % (name, known))


def pytest_configure(config):
    for line in markers.DECLARED:
        config.addinivalue_line("markers", line)


@pytest.fixture
def set_score(request):
    """A function that gives partial credit: set_score(share), a share of the check's points from 0 to 1.

    The last call counts. A check that passes without a call has all of its points; one that fails has those that it has
    set. Anything else than a number from 0 to 1 is a mistake of the suite (SuiteMistake): the check is ungraded, even if it
    catches the exception.
    """

    def set_score(share):
        try:
            request.node.crocum_share = share_of(share)
        except SuiteMistake as mistake:
            request.node.crocum_mistake = mistake
            raise

    return set_score


@pytest.fixture(scope="session")
def student(request) -> str:
    """The id of the student whose instance is checked; empty when pytest runs without one."""
    return getattr(request.config, "crocum_student", "")


@pytest.fixture(scope="session")
def params(request) -> dict:
    """The student's parameters: name -> text. Empty when the lab has none."""
    return Parameters(getattr(request.config, "crocum_params", {}))


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    """Repeats a check with @pytest.mark.wait(seconds) until it passes or its time is over."""
    seconds = markers.positive(pyfuncitem, "wait")
    # Nobody would await a coroutine, or exhaust a generator, here; a conftest.py may.
    if seconds is None or inspect.iscoroutinefunction(pyfuncitem.obj) or inspect.isasyncgenfunction(pyfuncitem.obj):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    pause = min(1.0, max(0.1, seconds / 20))
    # Not the time of day, which a student can change.
    end = time.monotonic() + seconds
    begun = False
    while True:
        pyfuncitem.crocum_share = None
        try:
            pyfuncitem.obj(**arguments)
            return True
        except (Exception, pytest.fail.Exception):
            if time.monotonic() + pause > end:
                pyfuncitem.crocum_tried = seconds
                raise
        if not begun:
            begun = True
            getattr(pyfuncitem.config, "crocum_waits", lambda *_: None)(pyfuncitem, seconds)
        time.sleep(pause)
