"""Collection on the host: the list of checks that every score is held against."""

from __future__ import annotations

import json
import os
import re

from crocum_runtime import plugin


def brief(longrepr):
    """What a teacher has to know of a module that does not import. For a mistake in its syntax, pytest tells its own
    way through its modules first; the lines marked "E" name file, line and mistake. (str)"""
    text = str(longrepr)
    raised = [line[1:].strip("\n") for line in text.splitlines() if line.startswith("E ")]
    mistake = re.match(r"\s*(Syntax|Indentation|Tab)Error", raised[-1]) if raised else None
    return "\n".join(raised) if mistake else text


class Collector:
    """pytest plugin that writes what was collected to the file `output` of the request, and runs nothing.

    The request: {"root": folder, "files": [paths below it], "machine": name, "output": path}.
    """

    arguments = ["--collect-only", "-q", "-q"]

    def __init__(self, request):
        self.root = os.path.abspath(request["root"])
        self.machine = request["machine"]
        self.output = request["output"]
        self.checks = []
        self.errors = []

    def pytest_collectreport(self, report):
        if report.failed:
            self.error(report.nodeid, None, brief(report.longrepr))
        elif report.skipped:
            # A skip that the host decides would take checks out of the denominator unseen.
            path, line, reason = report.longrepr
            self.error(os.path.relpath(path, self.root), line, "the module skips itself: " + reason)

    def pytest_collection_finish(self, session):
        for item in session.items:
            file, line = os.path.relpath(str(item.path), self.root), (item.location[1] or 0) + 1
            try:
                self.checks.append(
                    {
                        "id": self.machine + "/" + item.nodeid,
                        "title": plugin.title(item),
                        "points": plugin.points(item),
                        "number": plugin.number(item),
                        "file": file,
                        "line": line,
                    }
                )
            except plugin.MarkerError as error:
                self.error(file, line, str(error))

    def error(self, file, line, message):
        self.errors.append({"file": file, "line": line, "message": message})

    def finish(self, status):
        with open(self.output, "w", encoding="utf-8", errors="backslashreplace") as file:
            json.dump({"checks": self.checks, "errors": self.errors, "status": status}, file)

    def close(self):
        pass
