"""The source of a suite, read as syntax trees: what its functions say, without running them."""

from __future__ import annotations

import ast

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DISPLAYS = (ast.Tuple, ast.List, ast.Set, ast.Dict)
# What a result of host.run says; reading it cannot fail.
OF_RESULTS = ("rc", "exit_status", "stdout", "stderr", "succeeded", "failed", "command")


def is_test(node) -> bool:
    return isinstance(node, FUNCTIONS) and node.name.startswith("test")


def tests_of(node) -> list:
    """The test methods of a class (list of nodes)."""
    return [at for at in node.body if is_test(at)] if isinstance(node, ast.ClassDef) else []


def is_fixture(node) -> bool:
    """Whether a function is decorated with pytest.fixture."""
    for decorator in node.decorator_list:
        at = decorator.func if isinstance(decorator, ast.Call) else decorator
        if getattr(at, "attr", getattr(at, "id", "")) == "fixture":
            return True
    return False


def always_true(node) -> bool:
    """Whether an assert cannot fail: that of a tuple, with the message inside the parentheses, and of the like."""
    test = node.test
    if isinstance(test, DISPLAYS):
        return bool(test.keys if isinstance(test, ast.Dict) else test.elts)
    if isinstance(test, ast.Constant):
        return isinstance(test.value, str) and test.value != ""
    return isinstance(test, (ast.GeneratorExp, ast.Lambda))


def own(function):
    """The nodes inside a function, without those of functions inside it."""
    waiting = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, FUNCTIONS + (ast.Lambda, ast.ClassDef)):
            waiting += ast.iter_child_nodes(node)


def calls(statement, *names) -> bool:
    """Whether a statement is a call of one of these functions, each "module.name"."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    function = call.func if isinstance(call, ast.Call) else None
    if not isinstance(function, ast.Attribute) or not isinstance(function.value, ast.Name):
        return False
    return "%s.%s" % (function.value.id, function.attr) in names


def first_statement(function):
    """The first statement after the docstring. (node | None)"""
    body = function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body
    return body[0] if body else None


def cannot_fail(function) -> bool:
    """Whether the statements of a function certainly hold: there are only constants, and commands whose results nobody
    judges. Without such certainty: False."""

    def is_harmless(node):
        if isinstance(node, ast.Call):
            of_host = isinstance(node.func, ast.Attribute) and node.func.attr == "run"
            known = of_host and isinstance(node.func.value, ast.Name) and node.func.value.id == "host"
            known = known or isinstance(node.func, ast.Name) and node.func.id == "print"
            return known and not node.keywords and all(is_harmless(argument) for argument in node.args)
        if isinstance(node, ast.Attribute):
            return node.attr in OF_RESULTS and is_harmless(node.value)
        return isinstance(node, (ast.Constant, ast.Name))

    for node in function.body:
        if isinstance(node, (ast.Expr, ast.Return)):
            if node.value is not None and not is_harmless(node.value):
                return False
        elif isinstance(node, ast.Assign):
            if not all(isinstance(target, ast.Name) for target in node.targets) or not is_harmless(node.value):
                return False
        elif not isinstance(node, ast.Pass):
            return False
    return True


class Sources:
    """Syntax trees of files, each read once."""

    def __init__(self):
        self.trees = {}
        self.functions = {}

    def tree(self, path):
        """The tree of a file. Raises OSError and SyntaxError."""
        if path not in self.trees:
            with open(path, "rb") as file:
                self.trees[path] = ast.parse(file.read())
        return self.trees[path]

    def function(self, code):
        """The node of a function, by its code object; None when there is no such file or function."""
        path = code.co_filename
        if path not in self.functions:
            try:
                nodes = [node for node in ast.walk(self.tree(path)) if isinstance(node, FUNCTIONS)]
            except (OSError, SyntaxError, ValueError):
                nodes = []
            # Python counts the decorators to the function; their first line is that of the code.
            self.functions[path] = {
                (min([node.lineno] + [at.lineno for at in node.decorator_list]), node.name): node for node in nodes
            }
        return self.functions[path].get((code.co_firstlineno, code.co_name))
