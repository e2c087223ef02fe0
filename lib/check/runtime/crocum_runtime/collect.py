"""Collection on the host: the list of checks, which is the denominator of every score."""

from __future__ import annotations

import ast
import json
import os
import re

from crocum_runtime import markers


def brief(longrepr):
    """The error of a module that does not import, for the teacher. For a syntax error, pytest shows its own
    traceback first; the lines marked "E" have file, line and mistake. (str)"""
    text = str(longrepr)
    raised = [line[1:].strip("\n") for line in text.splitlines() if line.startswith("E ")]
    mistake = re.match(r"\s*(Syntax|Indentation|Tab)Error", raised[-1]) if raised else None
    return "\n".join(raised) if mistake else text


def line_of_marker(path, message):
    """The first line (int) of a file with the marker that pytest does not know, because pytest does not say it; else
    None."""
    found = re.search(r"'(\w+)' not found in `markers`", message)
    if not found or not os.path.isfile(path):
        return None
    with open(path, "rb") as file:
        for number, line in enumerate(file, 1):
            if re.search(rb"\bmark\." + found[1].encode() + rb"\b", line):
                return number
    return None


WRONG_FIXTURE = {
    "host": "checks across machines have no single `host`; machines[\"NAME\"].host is one",
    "machines": "`machines` is there in checks/lab.py only; here it is `host`",
}


class Asserts:
    """Finds asserts without a message, because the student would see Python code."""

    def __init__(self):
        self.files = {}

    def without_message(self, path, name):
        """Lines (list[int]) of such asserts in the functions with this name in a file."""
        if path not in self.files:
            with open(path, "rb") as file:
                self.files[path] = self.read(ast.parse(file.read()))
        return self.files[path].get(name, [])

    @staticmethod
    def read(tree):
        functions = {}
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                lines = [at.lineno for at in ast.walk(node) if isinstance(at, ast.Assert) and at.msg is None]
                functions.setdefault(node.name, []).extend(lines)
        return functions


class Collector:
    """pytest plugin that writes the collected checks to the file `output` of the request, and runs no test.

    The request: {"root": folder, "files": [paths below it], "machine": name, "output": path, "keyword": pytest's -k or
    empty}.
    """

    def __init__(self, request):
        self.root = os.path.abspath(request["root"])
        self.machine = request["machine"]
        self.output = request["output"]
        self.arguments = ["--collect-only", "-q", "-q"]
        if request.get("keyword"):
            self.arguments += ["-k", request["keyword"]]
        self.checks = []
        self.errors = []
        self.asserts = Asserts()

    def pytest_collectreport(self, report):
        if report.failed:
            message = brief(report.longrepr)
            self.error(report.nodeid, line_of_marker(os.path.join(self.root, report.nodeid), message), message)
        elif report.skipped:
            # A skip on the host would remove checks from the denominator without notice.
            path, line, reason = report.longrepr
            self.error(os.path.relpath(path, self.root), line, "the module skips itself: " + reason)

    def pytest_collection_finish(self, session):
        for item in session.items:
            file, line = os.path.relpath(str(item.path), self.root), (item.location[1] or 0) + 1
            try:
                check = markers.describe(item)
            except markers.MarkerError as error:
                self.error(file, line, str(error))
                continue
            wrong = {"lab": "host"}.get(self.machine, "machines")
            if wrong in getattr(item, "fixturenames", ()):
                self.error(file, line, "%s: %s" % (item.name, WRONG_FIXTURE[wrong]))
                continue
            name = getattr(item, "originalname", None) or item.name
            check.update(
                id=self.machine + "/" + item.nodeid,
                file=file,
                line=line,
                silent_asserts=self.asserts.without_message(str(item.path), name),
            )
            self.checks.append(check)

    def error(self, file, line, message):
        self.errors.append({"file": file, "line": line, "message": message})

    def finish(self, status):
        with open(self.output, "w", encoding="utf-8", errors="backslashreplace") as file:
            json.dump({"checks": self.checks, "errors": self.errors, "status": status}, file)

    def close(self):
        pass
