"""Collection on the host: the list of checks, which is the denominator of every score."""

from __future__ import annotations

import ast
import inspect
import json
import os
import re
import unicodedata

from crocum_runtime import markers, sources


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


class Collector:
    """pytest plugin that writes the collected checks to the file `output` of the request, and runs no test.

    The request: {"root": folder, "files": [paths below it], "machine": name, "output": path, "keyword": pytest's -k or
    empty}; with "review" also findings about the suite, with "on_host" for whether it runs on the host, and "any_marker" for
    whether a marker that pytest does not know is a finding, instead of the end of its file.
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
        self.sources = sources.Sources()
        self.any_marker = request.get("any_marker", False)
        self.review = None
        if request.get("review"):
            from crocum_runtime import review

            self.review = review.Review(request)

    def pytest_configure(self, config):
        if self.review is not None:
            config.pluginmanager.register(self.review)
        if self.any_marker:
            config.option.strict_markers = False

    def pytest_collectreport(self, report):
        if report.failed:
            message = brief(report.longrepr)
            self.error(report.nodeid, line_of_marker(os.path.join(self.root, report.nodeid), message), message)
        elif report.skipped:
            # A skip on the host would remove checks from the denominator without notice.
            path, line, reason = report.longrepr
            self.error(os.path.relpath(path, self.root), line, "the module skips itself: " + reason)

    def pytest_itemcollected(self, item):
        # What people write after --only. A letter with an accent is one character or two.
        shown = markers.readable(item.name)
        if shown != item.name:
            item.extra_keyword_matches.update(unicodedata.normalize(form, shown) for form in ("NFC", "NFD"))

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
            if check["after_reboot"] and self.machine == "lab":
                self.error(file, line, "%s: a check across machines has no @pytest.mark.after_reboot; it calls "
                                       "machines[\"NAME\"].reboot()" % item.name)
                continue
            if check["skipped"] is None:
                check["skipped"] = self.always_skips(item)
            check.update(
                id=self.machine + "/" + item.nodeid,
                file=file,
                line=line,
                silent_asserts=self.silent_asserts(item),
            )
            self.checks.append(check)

    def always_skips(self, item):
        """The reason when the first statement of a check is pytest.skip, which applies in every machine; else None."""
        code = getattr(inspect.unwrap(getattr(item, "function", None)), "__code__", None)
        node = self.sources.function(code) if code is not None else None
        first = sources.first_statement(node) if node is not None else None
        if first is None or not sources.calls(first, "pytest.skip"):
            return None
        reasons = list(first.value.args) + [keyword.value for keyword in first.value.keywords]
        return next((str(at.value) for at in reasons if isinstance(at, ast.Constant)), "unconditional skip")

    def silent_asserts(self, item):
        """Lines (list[int]) of asserts without a message, because the student would see Python code."""
        name = getattr(item, "originalname", None) or item.name
        lines = []
        for node in ast.walk(self.sources.tree(str(item.path))):
            if isinstance(node, sources.FUNCTIONS) and node.name == name:
                lines += [at.lineno for at in ast.walk(node)
                          if isinstance(at, ast.Assert) and at.msg is None and not sources.always_true(at)]
        return lines

    def error(self, file, line, message):
        self.errors.append({"file": file, "line": line, "message": message})

    def finish(self, status):
        with open(self.output, "w", encoding="utf-8", errors="backslashreplace") as file:
            document = {"checks": self.checks, "errors": self.errors, "status": status}
            if self.review is not None:
                self.review.of_pytest()
                document["findings"] = self.review.findings
            json.dump(document, file)

    def close(self):
        pass
