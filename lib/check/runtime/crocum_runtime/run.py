"""A run where the machine is: unpacks the suite, reports every check as it finishes, removes the suite again."""

from __future__ import annotations

import base64
import json
import os
import shutil

import pytest

# The host bounds what it reads as well; this keeps one talkative check from spending the others' share.
LONGEST_MESSAGE = 2000
LONGEST_OUTPUT = 16000


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters; says how many are left out."""
    return text if len(text) <= limit else "%s\n[%d more characters]" % (text[:limit], len(text) - limit)


def explain(error: BaseException) -> str:
    """What the student reads: the message of an assert as its author wrote it, else the kind of error and its text."""
    if isinstance(error, AssertionError):
        text = str(error)
        if text.startswith("assert "):
            return text.splitlines()[0]
        # pytest appends its own explanation of the expression to the author's message.
        return text.split("\nassert ")[0].strip() or "the check does not hold"
    return ("%s: %s" % (type(error).__name__, error)).strip().rstrip(":")


class Runner:
    """pytest plugin that writes JSON lines to what was stdout; everything else that is printed goes to stderr.

    The request: {"run": id, "folder": absolute private folder, "machine": name, "suite": {path: base64 of its content},
    "files": [paths of the suite to run]}. Every line carries the run's id, which is not in any file or argument. Lines: {"type": "start"}, {"type": "check", "id", "outcome", "message", "output", "seconds"},
    {"type": "finish", "status"}.
    """

    arguments = ["-q", "--tb=short", "--no-header", "--no-summary"]

    def __init__(self, request):
        self.run = request["run"]
        self.machine = request["machine"]
        self.folder = request["folder"]
        self.root = os.path.join(self.folder, "suite")
        self.current = None
        self.records = os.dup(1)
        os.dup2(2, 1)
        self.unpack(request["suite"])
        self.write(type="start")

    def unpack(self, files):
        for name, content in files.items():
            path = os.path.join(self.root, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(base64.b64decode(content))

    def write(self, **record):
        record["run"] = self.run
        line = json.dumps(record, ensure_ascii=True) + "\n"
        os.write(self.records, line.encode("ascii"))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item, call):
        report = yield
        if call.excinfo is not None and not report.skipped:
            report.crocum_message = explain(call.excinfo.value)
        return report

    def pytest_runtest_logstart(self, nodeid, location):
        self.current = {"outcome": "passed", "message": "", "output": [], "seconds": 0.0}

    def pytest_runtest_logreport(self, report):
        check = self.current
        check["seconds"] += report.duration
        if report.failed and check["outcome"] != "failed":
            check["outcome"] = "failed"
            message = getattr(report, "crocum_message", "") or str(report.longrepr)
            check["message"] = message if report.when == "call" else "in %s: %s" % (report.when, message)
            check["output"].append(str(report.longrepr))
        elif report.skipped and check["outcome"] == "passed":
            check["outcome"] = "skipped"
            reason = getattr(report, "wasxfail", None)
            check["message"] = "expected to fail: " + reason if reason else report.longrepr[2]
        if report.when == "teardown":
            check["output"] += ["%s\n%s" % section for section in report.sections]

    def pytest_runtest_logfinish(self, nodeid, location):
        check = self.current
        self.write(
            type="check",
            id=self.machine + "/" + nodeid,
            outcome=check["outcome"],
            message=shortened(check["message"], LONGEST_MESSAGE),
            output=shortened("\n".join(check["output"]), LONGEST_OUTPUT),
            seconds=round(check["seconds"], 3),
        )

    def finish(self, status):
        self.write(type="finish", status=status)

    def close(self):
        os.close(self.records)
        shutil.rmtree(self.root, ignore_errors=True)
