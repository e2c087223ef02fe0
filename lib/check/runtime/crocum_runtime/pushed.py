"""A suite that was sent to a machine. Its files are written to disk, because pytest needs paths and checks read files beside
them; but its code is imported from memory, as it was sent: root in the machine can change a file between two reads."""

from __future__ import annotations

import ast
import base64
import importlib.machinery
import json
import os
import pathlib
import sys

from _pytest.assertion import rewrite

from crocum_runtime.records import sha256


class NotAsSent(ImportError):
    """A file in the suite's folder that the host did not send."""


class Loader(importlib.machinery.SourceFileLoader):
    """Imports one module from the suite's sources; never from compiled files, which a student can write."""

    sources = {}  # absolute path (str) -> content (bytes)

    def get_data(self, path):
        try:
            return self.sources[path]
        except KeyError:
            raise NotAsSent("the suite that was sent has no " + path) from None

    def get_code(self, fullname):
        return self.source_to_code(self.get_data(self.path), self.path)


def exec_module(hook, module):
    """Like pytest's own hook that rewrites asserts of a module, but from the suite's sources in memory."""
    path = module.__spec__.origin
    source = Loader.sources.get(path)
    if source is None:
        raise NotAsSent("the suite that was sent has no " + path)
    hook._rewritten_names[module.__name__] = pathlib.Path(path)
    tree = ast.parse(source, filename=path)
    rewrite.rewrite_asserts(tree, source, path, hook.config)
    exec(compile(tree, path, "exec", dont_inherit=True), module.__dict__)


class Suite:
    """A suite as it was sent.

    Args:
        bundle (str): path of a JSON file, {path below the suite's folder: base64 of its content}.
        digest (str): SHA-256 that the file has, hexadecimal.
        root (str): absolute path of the folder to write the suite to.

    Raises SystemExit where the bundle is another than was sent.
    """

    def __init__(self, bundle, digest, root):
        self.root = root
        with open(bundle, "rb") as file:
            packed = file.read()
        # Compared on arrival, and again here before its use.
        if sha256(packed).hexdigest() != digest:
            sys.exit("the suite is not the one that was sent")
        for name, content in json.loads(packed).items():
            path = os.path.join(root, name)
            content = base64.b64decode(content)
            if path.endswith(".py"):
                Loader.sources[path] = content
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(content)
        sys.path_hooks.insert(0, self.finder)
        rewrite.AssertionRewritingHook.exec_module = exec_module

    def finder(self, path):
        """importlib's path hook: returns the finder for a folder of sys.path."""
        if path != self.root and not path.startswith(self.root + os.sep):
            raise ImportError
        return importlib.machinery.FileFinder(path, (Loader, [".py"]))

    def missing(self, entry, plugins):
        """Paths (list[str]) of the suite's conftest.py files that pytest has not loaded, because pytest does not notice a removed one.

        Args:
            entry (str): absolute path of the file or folder that is run.
            plugins: pytest's plugin manager.
        """
        found = []
        for path in Loader.sources:
            folder, name = os.path.split(path)
            applies = folder == self.root or folder == entry or folder.startswith(entry + os.sep)
            if name == "conftest.py" and applies and not plugins.has_plugin(path):
                found.append(path)
        return found
