"""Mistakes of a suite that pytest does not speak of before a run, or only in warnings: for `crocum lab validate`."""

from __future__ import annotations

import ast
import difflib
import inspect
import os
import sys

import pytest

from crocum_runtime import markers, outcome, run, sources
from crocum_runtime.sources import FUNCTIONS

# Their own set-up cannot fail, as far as it is the student's.
HARMLESS = {"request", "host", "machines", "params", "student", "set_score"}
FROM_WHERE = "fixtures are those of the suite, of pytest and of crocum; plugins of pytest are not loaded"


class Review:
    """Collects findings (list[dict]): {"file": path below the root, "line", "severity": "error" | "warning", "message"}."""

    def __init__(self, request):
        self.root = os.path.abspath(request["root"])
        self.entry = os.path.join(self.root, request["files"][0])
        self.on_host = request["on_host"]
        self.is_lab = request["machine"] == "lab"
        self.sources = sources.Sources()
        self.findings = []
        self.warnings = []
        self.looked_at = set()

    def pytest_warning_recorded(self, warning_message, when):
        if when == "collect" and issubclass(warning_message.category, (pytest.PytestWarning, SyntaxWarning)):
            self.warnings.append(warning_message)

    def pytest_collection_finish(self, session):
        hooks = session.config.hook
        self.run_by_suite = {
            name
            for name in ("pytest_pyfunc_call", "pytest_fixture_setup")
            if any(self.is_ours(getattr(at.plugin, "__file__", "")) for at in getattr(hooks, name).get_hookimpls())
        }
        for item in session.items:
            self.check(item, session)
        for path in sorted({getattr(module, "__file__", None) or "" for module in list(sys.modules.values())}):
            if self.is_ours(path):
                self.asserts(path)
        for path in self.test_files():
            self.lost(path, session.items)
        self.uncollected_files(session.items)

    def is_ours(self, path):
        return bool(path) and path.startswith(self.root + os.sep)

    def add(self, severity, path, line, message):
        finding = {"file": os.path.relpath(path, self.root), "line": line, "severity": severity, "message": message}
        if finding not in self.findings:
            self.findings.append(finding)

    # One check.

    def check(self, item, session):
        function = getattr(item, "function", None)
        code = getattr(inspect.unwrap(function), "__code__", None) if function is not None else None
        node = self.sources.function(code) if code is not None else None
        # A parametrised check is one function; its marks can be of one parameter.
        name = getattr(item, "originalname", None) or item.name
        path = code.co_filename if node is not None else str(item.path)
        line = node.lineno if node is not None else (item.location[1] or 0) + 1

        found = []

        def error(message):
            found.append(message)
            self.add("error", path, line, message)

        if inspect.isgeneratorfunction(function):
            error("%s has a yield, so pytest does not run it: the check would be ungraded" % name)
        elif run.is_never_awaited(item) and "pytest_pyfunc_call" not in self.run_by_suite:
            error("%s is an async function, which pytest does not run: the check would be ungraded; asyncio.run in a "
                  "plain function runs coroutines" % name)
        else:
            self.marks(item, name, error)
        self.fixtures(item, session, path, line)
        if node is not None and code not in self.looked_at:
            self.looked_at.add(code)
            self.body(item, node, path, bool(found))

    def marks(self, item, name, error):
        try:
            skips = run.evaluate_marks(item)
        except outcome.SuiteMistake as mistake:
            error(str(mistake))
            return
        if skips and self.on_host and markers.skipped(item) is None:
            self.add("warning", str(item.path), (item.location[1] or 0) + 1,
                     "%s is skipped for everybody: this suite runs on the host, so skipif looks at the host" % name)
        for mark in item.iter_markers("xfail"):
            if mark.args or "condition" in mark.kwargs:
                self.add("warning", str(item.path), (item.location[1] or 0) + 1,
                         "%s is ungraded where it fails as its marker xfail expects" % name)
            else:
                error("%s is marked xfail: when it fails as expected it is ungraded, and the student has no final score" % name)

    def fixtures(self, item, session, path, line):
        info = getattr(item, "_fixtureinfo", None)
        if info is None:
            return
        for name in info.names_closure:
            for definition in info.name2fixturedefs.get(name, ())[-1:]:
                code = getattr(inspect.unwrap(definition.func), "__code__", None)
                awaited = run.is_awaitable(definition.func) and "pytest_fixture_setup" not in self.run_by_suite
                if awaited and code is not None and self.is_ours(code.co_filename):
                    self.add("error", code.co_filename, code.co_firstlineno,
                             "the fixture %s is async, and nothing awaits it: its checks would be ungraded" % name)
                elif code is not None and self.is_ours(code.co_filename):
                    self.scope(definition, info, code)
            # A collection has no machines; the collector refuses them where a run has none either.
            if name in info.name2fixturedefs or name in ("request", "machines"):
                continue
            known = set(session._fixturemanager._arg2fixturedefs) - {"host"} | {"machines" if self.is_lab else "host"}
            near = difflib.get_close_matches(name, sorted(at for at in known if not at.startswith("_")), 1)
            at_path, at_line = self.asked(name, info, path, line)
            self.add("error", at_path, at_line, "the fixture %s does not exist%s"
                     % (name, "; did you mean %s?" % near[0] if near else " (%s)" % FROM_WHERE))

    def scope(self, definition, info, code):
        """A fixture that asks for one that is made anew more often than itself; pytest says so only when a check asks for it."""
        for name in definition.argnames:
            asked = info.name2fixturedefs.get(name, ())[-1:]
            if asked and asked[0]._scope < definition._scope:
                self.add("error", code.co_filename, code.co_firstlineno,
                         "the fixture %s has scope=\"%s\" and asks for %s, which has scope=\"%s\": pytest refuses that, and its "
                         "checks would be ungraded; give it scope=\"%s\""
                         % (definition.argname, definition.scope, name, asked[0].scope, asked[0].scope))

    def asked(self, name, info, path, line):
        """Where a fixture is asked for: in another fixture, or by the check itself. (tuple[str, int])"""
        for definitions in info.name2fixturedefs.values():
            code = getattr(inspect.unwrap(definitions[-1].func), "__code__", None)
            if name in definitions[-1].argnames and code is not None and self.is_ours(code.co_filename):
                return code.co_filename, code.co_firstlineno
        return path, line

    def body(self, item, node, path, is_wrong):
        def warn(line, message):
            self.add("warning", path, line, message)

        first = sources.first_statement(node)
        if sources.calls(first, "pytest.xfail"):
            self.add("error", path, node.lineno, "%s always expects to fail (pytest.xfail): it would be ungraded" % node.name)
            return
        if not self.on_host and not self.is_lab:
            for at in ast.walk(node):
                if sources.calls(at, "host.reboot"):
                    self.add("error", path, at.lineno,
                             "the suite runs in its machine and cannot reboot it: use @pytest.mark.after_reboot, or "
                             "mode: host in lab.yaml")
        skips = sources.calls(first, "pytest.skip")
        inner = list(sources.own(node))
        generates = any(isinstance(at, (ast.Yield, ast.YieldFrom)) for at in inner)
        loads = {at.id for at in ast.walk(node) if isinstance(at, ast.Name) and isinstance(at.ctx, ast.Load)}
        dropped = False
        for at in inner:
            if isinstance(at, ast.Return) and at.value is not None and not generates:
                if not isinstance(at.value, ast.Constant) or at.value.value is not None:
                    dropped = True
                    warn(at.lineno, "%s returns a value, which pytest ignores: assert it" % node.name)
            elif isinstance(at, ast.Expr) and isinstance(at.value, ast.Compare):
                dropped = True
                warn(at.lineno, "a comparison without effect: assert is missing")
            elif sources.is_test(at) and at.name not in loads:
                warn(at.lineno, "%s is inside %s, so it is not a check: check its indentation" % (at.name, node.name))
        used = set(item.fixturenames) - set(getattr(getattr(item, "callspec", None), "params", ()))
        skips = skips or markers.skipped(item) is not None
        if not is_wrong and not dropped and not skips and used <= HARMLESS and sources.cannot_fail(node):
            warn(node.lineno, "%s cannot fail: it asserts nothing" % node.name)

    # One file.

    def test_files(self):
        """Paths of the files of the suite that pytest reads as tests (list[str])."""
        if not os.path.isdir(self.entry):
            return [self.entry]
        return [path for path in self.below_entry() if self.is_test_file(path)]

    def below_entry(self):
        found = []
        for folder, _, names in os.walk(self.entry):
            found += [os.path.join(folder, name) for name in names if name.endswith(".py")]
        return sorted(found)

    @staticmethod
    def is_test_file(path):
        name = os.path.basename(path)
        return name.startswith("test_") or name.endswith("_test.py")

    def tree(self, path):
        try:
            return self.sources.tree(path)
        except (OSError, SyntaxError, ValueError):
            return ast.Module(body=[], type_ignores=[])  # Reported by the collection.

    def asserts(self, path):
        for node in ast.walk(self.tree(path)):
            if isinstance(node, ast.Assert) and sources.always_true(node):
                is_tuple = isinstance(node.test, ast.Tuple)
                self.add("warning", path, node.lineno, "this assert always holds%s"
                         % (": its parentheses make a tuple; write assert CONDITION, MESSAGE" if is_tuple else ""))

    def lost(self, path, items):
        tree = self.tree(path)
        self.redefined(path, tree.body)
        loads = {at.id for at in ast.walk(tree) if isinstance(at, ast.Name) and isinstance(at.ctx, ast.Load)}
        collected = {base.__name__ for item in items if getattr(item, "cls", None) for base in item.cls.__mro__}
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and sources.tests_of(node) and node.name not in collected:
                constructor = [at for at in node.body if isinstance(at, FUNCTIONS) and at.name in ("__init__", "__new__")]
                if constructor and node.name.startswith("Test"):
                    self.add("warning", path, node.lineno, "the checks of %s are not collected, because it has %s: use a fixture"
                             % (node.name, constructor[0].name))
                elif not node.name.startswith("Test") and node.name not in loads and node in tree.body:
                    self.add("warning", path, node.lineno,
                             "the checks of %s are not collected: the name of their class has to begin with Test" % node.name)
            elif sources.is_test(node) and sources.is_fixture(node):
                self.add("warning", path, node.lineno, "%s is a fixture, so it is not a check" % node.name)

    def redefined(self, path, body):
        """Checks of one name in one block, where the last one counts. In branches of an if, they may well be meant."""
        seen = {}
        for node in body:
            if sources.is_test(node) or isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
                if node.name in seen:
                    kind = "the checks of this class are" if isinstance(node, ast.ClassDef) else "this check is"
                    self.add("warning", path, seen[node.name],
                             "%s lost: line %d defines %s again" % (kind, node.lineno, node.name))
                seen[node.name] = node.lineno
            for block in ("body", "orelse", "finalbody"):
                if not isinstance(node, FUNCTIONS):
                    self.redefined(path, getattr(node, block, []))

    def uncollected_files(self, items):
        if not os.path.isdir(self.entry):
            return
        functions = [inspect.unwrap(item.function) for item in items if hasattr(item, "function")]
        used = {getattr(getattr(function, "__code__", None), "co_filename", "") for function in functions}
        for path in self.below_entry():
            if self.is_test_file(path) or os.path.basename(path) == "conftest.py" or path in used:
                continue
            tests = [node for node in self.tree(path).body if sources.is_test(node) or sources.tests_of(node)]
            if tests:
                self.add("warning", path, tests[0].lineno,
                         "%s is not collected: files of checks in a folder are called test_*.py" % tests[0].name)

    @staticmethod
    def unknown_marker(text):
        name = text.partition("pytest.mark.")[2].split(" ")[0]
        near = difflib.get_close_matches(name, [line.split(":")[0].split("(")[0] for line in markers.DECLARED], 1)
        return "'%s' is no marker that pytest, crocum or conftest.py declares%s" % (name, "; did you mean %s?" % near[0] if near else "")

    def of_pytest(self):
        """What pytest itself warns of, as far as it is not said already; after the session, when pytest tells its warnings."""
        said = {(finding["file"], finding["line"]) for finding in self.findings}
        for warning in self.warnings:
            path, text = warning.filename, str(warning.message).strip()
            if not self.is_ours(path) or (os.path.relpath(path, self.root), warning.lineno) in said:
                continue
            if issubclass(warning.category, pytest.PytestUnknownMarkWarning):
                self.add("error", path, warning.lineno, self.unknown_marker(text))
                continue
            classes = [at for at in self.tree(path).body if isinstance(at, ast.ClassDef) and at.lineno == warning.lineno]
            helper = classes and not sources.tests_of(classes[0]) and not classes[0].bases
            if "yield tests were removed" not in text and not helper:
                self.add("warning", path, warning.lineno, text.splitlines()[0])
