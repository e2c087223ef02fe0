"""A run of a suite, in the machine or on the host: reports every check as it finishes."""

from __future__ import annotations

import contextlib
import inspect
import os
import shutil
import sys

import pytest
from _pytest import skipping

from crocum_runtime import full_disk, limit, markers, outcome, watchdog
from crocum_runtime.outcome import SuiteMistake
from crocum_runtime.records import Records, to_descriptor

# The host limits its input as well; this limit prevents that one check uses up the space of the others.
LONGEST_MESSAGE = 2000
LONGEST_OUTPUT = 16000
NOT_AWAITED = "the check is a coroutine, which nothing awaits: remove async, or use asyncio.run in it"
# Of the phases of a check (setup, call, teardown) the worst one decides.
SEVERITY = ("passed", "skipped", "failed", "ungraded")


def is_awaitable(function_or_result) -> bool:
    """Whether pytest would have to await this. It does not, and skips the check."""
    it = function_or_result
    awaited = hasattr(it, "__await__") or hasattr(it, "__aiter__")
    return awaited or inspect.iscoroutinefunction(it) or inspect.isasyncgenfunction(it)


def is_never_awaited(item) -> bool:
    """Whether a check is a coroutine that its class does not run."""
    function = getattr(item, "obj", None)
    return is_awaitable(function) and not hasattr(getattr(item, "cls", None), "asyncSetUp")


def evaluate_marks(item):
    """Whether skip or skipif applies here (bool). Raises SuiteMistake where pytest cannot evaluate a condition of skipif or
    xfail, and would call it a failure."""
    try:
        skips = skipping.evaluate_skip_marks(item) is not None
        if not skips:
            skipping.evaluate_xfail_marks(item)
        return skips
    except (Exception, pytest.fail.Exception) as error:
        raise SuiteMistake("%s (%s)" % (str(error).strip().replace("\n", ": ", 1), item.name)) from None


def shortened(text: str, most: int) -> str:
    """At most `most` characters; says how many are left out. Bytes from a machine that are not UTF-8 can be
    lone surrogates here, which JSON cannot contain: they are escaped."""
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return text if len(text) <= most else "%s\n[%d more characters]" % (text[:most], len(text) - most)


class Runner:
    """pytest plugin that writes records to the original stdout, or to the bridge; all other output goes to stderr.

    The request: {"key": text, "machine": name, "files": [paths of the suite to run], "ids": [which checks; absent for
    all], "guard": seconds for one check, "student": id, "params": {name: text}}, and where the suite is: "root" (a
    folder), or "folder" (an absolute private one) with a file suite.json ({path: base64 of its content}) that has the
    digest "suite_sha256". With a bridge (crocum_runtime.bridge) the records go there.

    Records: {"type": "start"}, {"type": "check", "id", "outcome", "reason", "share", "message", "output", "seconds"},
    {"type": "waits", "id", "seconds"} when a check with the marker wait fails at first, {"type": "finish", "status"}.
    """

    def __init__(self, request, bridge=None):
        self.machine = request["machine"]
        self.ids = set(request["ids"]) if "ids" in request else None
        self.student = request.get("student", "")
        self.params = request.get("params", {})
        self.arguments = ["-q", "--tb=short", "--no-header", "--no-summary"]
        self.current = None
        self.bridge = bridge
        key = request["key"].encode("ascii")
        if bridge is None:
            self.records = Records(to_descriptor(os.dup(1)), key)
        else:
            self.records = Records(lambda line: bridge.send(record=line.decode("ascii")), key)
        os.dup2(2, 1)
        self.entry = request["files"][0]
        self.pid = None
        self.pushed = None
        if "folder" in request:
            # Imported only when needed: only in a machine.
            from crocum_runtime import pushed

            full_disk.survive()
            folder = os.path.realpath(request["folder"])
            self.root = os.path.join(folder, "suite")
            with self.needs_room():
                self.pushed = pushed.Suite(os.path.join(folder, "suite.json"), request["suite_sha256"], self.root)
        else:
            self.root = os.path.abspath(request["root"])
        # In a machine, the commands of the suite are children of this process.
        self.limit = limit.Limit(request["guard"], kill=self.pushed is not None)
        with self.needs_room():
            self.records.write(type="start")
        self.limit.watch = watchdog.Watch(self.records)
        # The ids of all checks with a record, for the process that continues after a check that ended this one.
        self.reported = os.memfd_create("reported")
        self.parent = watchdog.begin(self.limit.watch, self.ended_by)
        self.pid = os.getpid()

    @contextlib.contextmanager
    def needs_room(self):
        """Ends the run where the block has no room for its file: with the clean-up of the fixtures, if checks are running."""
        try:
            yield
        except OSError as error:
            if not full_disk.is_full(error):
                raise
            if self.pid is None:
                os._exit(full_disk.UNWRITABLE)
            pytest.exit("no room for a record", returncode=full_disk.UNWRITABLE)

    def ended_by(self, check):
        """Reports the check that ended the process of the checks, or that the watchdog killed (what watchdog.watch_over
        returns); for the process of the watchdog."""
        self.records.mac = check["mac"]
        name = markers.readable(check["id"])
        if "ended" in check:
            text = "the process that runs the checks ended during this check (%s)" % check["ended"]
            self.report(check["id"], "ungraded", "internal", 0.0, text, "", check["elapsed"])
            sys.stderr.write("\n%s: %s, without the clean-up of its fixtures\n" % (name, text))
        else:
            late = limit.CheckTimeout(check["seconds"], check["declared"])
            verdict, reason = outcome.judge(late, "call")
            self.report(check["id"], verdict, reason, 0.0, str(late), "", check["seconds"])
            sys.stderr.write("\n%s did not end at its time limit and was killed, without the clean-up of its fixtures\n" % name)
        sys.stderr.flush()
        if self.bridge is not None:
            self.bridge.restarted()

    def without_reported(self, items):
        """The checks that have no record yet."""
        os.lseek(self.reported, 0, os.SEEK_SET)
        with os.fdopen(os.dup(self.reported), encoding="utf-8", errors="surrogateescape") as file:
            known = set(file.read().split("\n"))
        return [item for item in items if self.id_of(item.nodeid) not in known]

    def pytest_configure(self, config):
        config.crocum_student = self.student
        config.crocum_params = self.params
        config.crocum_waits = self.waits

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config, items):
        if self.ids is not None:
            wanted = [item for item in items if self.id_of(item.nodeid) in self.ids]
            config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
            items[:] = wanted
        items[:] = self.without_reported(items)

    def pytest_collection_finish(self, session):
        if self.pushed is not None:
            missing = self.pushed.missing(os.path.join(self.root, self.entry), session.config.pluginmanager)
            if missing:
                pytest.exit("no longer there: " + ", ".join(missing), returncode=3)

    def waits(self, item, seconds):
        with self.needs_room(), self.limit.uninterrupted():
            self.records.write(type="waits", id=self.id_of(item.nodeid), seconds=seconds)

    def id_of(self, nodeid):
        return self.machine + "/" + nodeid

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item):
        self.limit.begin(markers.positive(item, "timeout"), markers.positive(item, "wait"))
        with self.limit.around():
            evaluate_marks(item)
            if hasattr(item.cls, "addCleanup") and is_never_awaited(item):
                raise SuiteMistake(NOT_AWAITED)
            return (yield)

    @pytest.hookimpl
    def pytest_fixture_setup(self, fixturedef):
        # After the hooks of a conftest.py, which may run them, and before pytest's own.
        if is_awaitable(fixturedef.func):
            raise SuiteMistake("the fixture %s is a coroutine, which nothing awaits" % fixturedef.argname)

    @pytest.hookimpl
    def pytest_pyfunc_call(self, pyfuncitem):
        result = None
        if not is_awaitable(pyfuncitem.obj):
            result = pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames})
        if is_awaitable(pyfuncitem.obj) or is_awaitable(result):
            raise SuiteMistake(NOT_AWAITED)
        return True

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item):
        with self.limit.around():
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item):
        with self.limit.around(teardown=True):
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item, call):
        if os.getpid() != self.pid or os.getppid() != self.parent:
            # A child that the check forked, and that came out of it: its parent runs the suite. Or nobody waits any more,
            # because the watchdog was killed.
            os._exit(1)
        report = yield
        report.crocum_share = getattr(item, "crocum_share", None)
        report.crocum_tried = getattr(item, "crocum_tried", None)
        if call.excinfo is not None:
            report.crocum_error = call.excinfo.value
        mistake = getattr(item, "crocum_mistake", None) or self.expected_to_fail(item, report)
        if mistake is not None and self.verdict(report)[0] != "ungraded":
            report.crocum_error = mistake
        return report

    @staticmethod
    def expected_to_fail(item, report):
        """The mistake of a suite that marks a check with xfail, so that its outcome says nothing of the student; None for
        another outcome. An expected failure would be a skipped check to pytest, and a pass under strict=True a failure."""
        if report.skipped and hasattr(report, "wasxfail"):
            if inspect.isgeneratorfunction(getattr(item, "obj", None)):
                return SuiteMistake("the check has a yield, so pytest does not run it")
            why = report.wasxfail.replace("reason: ", "", 1).replace("[NOTRUN] ", "", 1)
            return SuiteMistake("the suite expects this check to fail (xfail)" + (": " + why if why else ""))
        if report.failed and isinstance(report.longrepr, str) and report.longrepr.startswith("[XPASS(strict)]"):
            return SuiteMistake("the suite says that this check has to fail (xfail, strict), but it passed")
        return None

    def pytest_runtest_logstart(self, nodeid, location):
        if self.bridge is not None:
            self.bridge.trouble = None
        self.limit.watch.check = self.id_of(nodeid)
        self.current = {"outcome": "passed", "reason": "", "message": "", "output": [], "seconds": 0.0, "share": None}

    @staticmethod
    def verdict(report):
        """The outcome of one phase of a check: "passed", "failed", "skipped" or "ungraded", and a reason (tuple[str, str])."""
        error = getattr(report, "crocum_error", None)
        if error is not None and not isinstance(error, pytest.skip.Exception):
            verdict, reason = outcome.judge(error, report.when)
            # pytest's outcome does not hide that a check was not measured.
            if report.failed or verdict == "ungraded":
                return verdict, reason
        return report.outcome, ""

    @staticmethod
    def message(report):
        """The text for the student about a phase that did not pass. (str)"""
        error = getattr(report, "crocum_error", None)
        if report.skipped and not isinstance(error, outcome.NotMeasured):
            return report.longrepr[2]
        text = str(report.longrepr) if error is None else outcome.explain(error)
        if report.when == "call" and report.crocum_tried is not None and not isinstance(error, outcome.NotMeasured):
            text += " (tried for %g s)" % report.crocum_tried
        return text if report.when == "call" or isinstance(error, SuiteMistake) else "in %s: %s" % (report.when, text)

    def pytest_runtest_logreport(self, report):
        check = self.current
        check["seconds"] += report.duration
        if report.crocum_share is not None:
            check["share"] = report.crocum_share
        verdict, reason = self.verdict(report)
        if SEVERITY.index(verdict) > SEVERITY.index(check["outcome"]):
            check.update(outcome=verdict, reason=reason, message=self.message(report))
        if verdict in ("failed", "ungraded"):
            check["output"].append(str(report.longrepr))
        if report.when == "teardown":
            check["output"] += ["%s\n%s" % section for section in report.sections]

    def pytest_runtest_logfinish(self, nodeid, location):
        check = self.current
        trouble = self.bridge.trouble if self.bridge is not None else None
        if trouble is not None:
            # The check may have caught the exception and judged without an answer of the machine.
            check.update(outcome="ungraded", reason=trouble.reason, message=str(trouble))
        share = check["share"]
        if share is None:
            share = 1.0 if check["outcome"] == "passed" else 0.0
        share = share if check["outcome"] in ("passed", "failed") else 0.0
        output = "\n".join(check["output"])
        self.report(self.id_of(nodeid), check["outcome"], check["reason"], share, check["message"], output, check["seconds"])

    def report(self, check, verdict, reason, share, message, output, seconds):
        """Writes the record of a check, by its id."""
        with self.needs_room():
            self.records.write(
                type="check",
                id=check,
                outcome=verdict,
                reason=reason,
                share=share,
                message=shortened(message, LONGEST_MESSAGE),
                output=shortened(output, LONGEST_OUTPUT),
                seconds=round(seconds, 3),
            )
        os.write(self.reported, (check + "\n").encode("utf-8", "surrogateescape"))

    def finish(self, status):
        if status == full_disk.UNWRITABLE:
            # The last record may be there in part, so none can follow.
            return
        self.pid = None
        with self.needs_room():
            self.records.write(type="finish", status=status)

    def close(self):
        if self.pushed is not None:
            shutil.rmtree(self.root, ignore_errors=True)
