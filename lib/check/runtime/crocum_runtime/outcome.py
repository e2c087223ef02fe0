"""The meaning of an exception for a check: a mistake of the student, a mistake of the check, or "not measured"."""

from __future__ import annotations

import errno

import pytest
from _pytest.fixtures import FixtureLookupError

from crocum_runtime.full_disk import is_full
from crocum_runtime.limit import CheckTimeout


class NotMeasured(BaseException):
    """The machine could not be reached. Not an Exception, so that a check that catches Exception does not catch it.

    Attributes:
        reason (str): crocum's code for it, for example "agent_silent".
    """

    def __init__(self, reason, message):
        super().__init__(message)
        self.reason = reason


class SuiteMistake(NotMeasured):
    """The suite is wrong, whatever the student did."""

    def __init__(self, message):
        super().__init__("internal", message)


class NotRebooted(AssertionError):
    """A machine did not come back from its reboot: the check fails, also when a fixture asked for it."""


class UnknownParameter(SuiteMistake, KeyError):
    """lab.yaml has no such parameter. A KeyError too, because a suite may expect that of a mapping."""

    __str__ = BaseException.__str__


def of_pytest(error: BaseException) -> bool:
    """Whether pytest itself refuses a fixture, for example because of its scope, with the exception of pytest.fail()."""
    names, at = [], error.__traceback__ if isinstance(error, pytest.fail.Exception) else None
    while at is not None:
        names.append(at.tb_frame.f_globals.get("__name__"))
        at = at.tb_next
    return names[-2:] == ["_pytest.fixtures", "_pytest.outcomes"]


def has_no_room(error: BaseException) -> bool:
    """Whether the check itself had no memory, or no room for a file of its own: it has seen nothing of the student's work."""
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM or is_full(error)
    return isinstance(error, MemoryError)


def explain(error: BaseException) -> str:
    """The text for the student: the message of an assert as its author wrote it, else the kind of error and its text."""
    if of_pytest(error):
        return "pytest refuses a fixture of the suite: " + str(error).split("\n")[0]
    if isinstance(error, (CheckTimeout, NotMeasured, pytest.fail.Exception)):
        return str(error)
    if isinstance(error, AssertionError):
        text = str(error)
        if text.startswith("assert "):
            return text.splitlines()[0]
        # pytest appends its own explanation of the expression to the author's message.
        return text.split("\nassert ")[0].strip() or "the check does not hold"
    if isinstance(error, FixtureLookupError) and error.argname is not None:
        return "the suite uses the fixture %s, which does not exist" % error.argname
    return ("the check broke off with %s: %s" % (type(error).__name__, error)).strip().rstrip(":")


def judge(error: BaseException, when: str):
    """The verdict for an exception.

    Args:
        error: what a check raised.
        when (str): "setup", "call" or "teardown".

    Returns:
        tuple[str, str]: "failed" or "ungraded", and a reason. An assert, or any exception out of what a machine
        answered, is a failure; out of a fixture, or of code that cannot have run, it is not measured.
    """
    if isinstance(error, CheckTimeout):
        return ("failed" if error.declared else "ungraded"), "timeout"
    if isinstance(error, NotMeasured):
        return "ungraded", error.reason
    if isinstance(error, NotRebooted):
        return "failed", "reboot"
    if of_pytest(error):
        return "ungraded", "internal"
    if isinstance(error, (AssertionError, pytest.fail.Exception)):
        return "failed", ""
    cannot_have_run = isinstance(error, (NameError, ImportError, SyntaxError, FixtureLookupError)) or has_no_room(error)
    if when != "call" or cannot_have_run:
        return "ungraded", "internal"
    return "failed", "error"
