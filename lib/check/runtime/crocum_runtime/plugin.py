"""crocum's interface for suites, in its own runs and under a teacher's own pytest: markers, and fixtures for partial credit
and for the present student."""

from __future__ import annotations

import time

import pytest

from crocum_runtime import markers


def pytest_configure(config):
    for line in markers.DECLARED:
        config.addinivalue_line("markers", line)


@pytest.fixture
def set_score(request):
    """A function that gives partial credit: set_score(share), a share of the check's points from 0 to 1.

    The last call counts. A check that passes without a call has all of its points; one that fails has those that it has
    set. Raises ValueError for anything else than a number from 0 to 1.
    """

    def set_score(share):
        if isinstance(share, bool) or not isinstance(share, (int, float)) or not 0 <= share <= 1:
            raise ValueError("set_score takes a share from 0 to 1, not %r" % (share,))
        request.node.crocum_share = float(share)

    return set_score


@pytest.fixture(scope="session")
def student(request) -> str:
    """The id of the student whose instance is checked; empty when pytest runs without one."""
    return getattr(request.config, "crocum_student", "")


@pytest.fixture(scope="session")
def params(request) -> dict:
    """The student's parameters: name -> text. Empty when the lab has none."""
    return dict(getattr(request.config, "crocum_params", {}))


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    """Repeats a check with @pytest.mark.wait(seconds) until it passes or its time is over."""
    seconds = markers.positive(pyfuncitem, "wait")
    if seconds is None:
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    pause = min(1.0, max(0.1, seconds / 20))
    # Not the time of day, which a student can change.
    end = time.monotonic() + seconds
    while True:
        pyfuncitem.crocum_share = None
        try:
            pyfuncitem.obj(**arguments)
            return True
        except (Exception, pytest.fail.Exception):
            if time.monotonic() + pause > end:
                raise
        time.sleep(pause)
