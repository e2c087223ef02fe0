"""A run of a suite, in the machine or on the host: reports every check as it finishes."""

from __future__ import annotations

import os
import shutil

import pytest

from crocum_runtime import limit, markers, outcome
from crocum_runtime.records import Records, to_descriptor

# The host limits its input as well; this limit prevents that one check uses up the space of the others.
LONGEST_MESSAGE = 2000
LONGEST_OUTPUT = 16000
# Of the phases of a check (setup, call, teardown) the worst one decides.
SEVERITY = ("passed", "skipped", "failed", "ungraded")


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
    {"type": "finish", "status"}.
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
        self.pushed = None
        if "folder" in request:
            # Imported only when needed: only in a machine.
            from crocum_runtime import pushed

            folder = os.path.realpath(request["folder"])
            self.root = os.path.join(folder, "suite")
            self.pushed = pushed.Suite(os.path.join(folder, "suite.json"), request["suite_sha256"], self.root)
        else:
            self.root = os.path.abspath(request["root"])
        # In a machine, the commands of the suite are children of this process.
        self.limit = limit.Limit(request["guard"], kill=self.pushed is not None)
        self.records.write(type="start")

    def pytest_configure(self, config):
        config.crocum_student = self.student
        config.crocum_params = self.params

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config, items):
        if self.ids is not None:
            wanted = [item for item in items if self.id_of(item.nodeid) in self.ids]
            config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
            items[:] = wanted

    def pytest_collection_finish(self, session):
        if self.pushed is not None:
            missing = self.pushed.missing(os.path.join(self.root, self.entry), session.config.pluginmanager)
            if missing:
                pytest.exit("no longer there: " + ", ".join(missing), returncode=3)

    def id_of(self, nodeid):
        return self.machine + "/" + nodeid

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item):
        self.limit.begin(markers.positive(item, "timeout"), markers.positive(item, "wait"))
        with self.limit.around():
            return (yield)

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
        report = yield
        report.crocum_share = getattr(item, "crocum_share", None)
        if call.excinfo is not None:
            report.crocum_error = call.excinfo.value
        return report

    def pytest_runtest_logstart(self, nodeid, location):
        if self.bridge is not None:
            self.bridge.trouble = None
        self.current = {"outcome": "passed", "reason": "", "message": "", "output": [], "seconds": 0.0, "share": None}

    @staticmethod
    def verdict(report):
        """The outcome of one phase of a check: "passed", "failed", "skipped" or "ungraded", and a reason (tuple[str, str])."""
        error = getattr(report, "crocum_error", None)
        if error is not None and not isinstance(error, pytest.skip.Exception):
            verdict, reason = outcome.judge(error, report.when)
            # An expected failure does not hide that a check was not measured.
            if report.failed or verdict == "ungraded":
                return verdict, reason
        return report.outcome, ""

    @staticmethod
    def message(report):
        """The text for the student about a phase that did not pass. (str)"""
        if report.skipped:
            expected = getattr(report, "wasxfail", None)
            return report.longrepr[2] if expected is None else "expected to fail: " + expected
        error = getattr(report, "crocum_error", None)
        text = str(report.longrepr) if error is None else outcome.explain(error)
        return text if report.when == "call" else "in %s: %s" % (report.when, text)

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
        self.records.write(
            type="check",
            id=self.id_of(nodeid),
            outcome=check["outcome"],
            reason=check["reason"],
            share=share if check["outcome"] in ("passed", "failed") else 0.0,
            message=shortened(check["message"], LONGEST_MESSAGE),
            output=shortened("\n".join(check["output"]), LONGEST_OUTPUT),
            seconds=round(check["seconds"], 3),
        )

    def finish(self, status):
        self.records.write(type="finish", status=status)

    def close(self):
        if self.pushed is not None:
            shutil.rmtree(self.root, ignore_errors=True)
