"""A suite that was pushed into a machine. Its files are written out, for pytest wants paths and checks read what lies beside
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
    """Something in the suite's folder that the host did not send."""


class Loader(importlib.machinery.SourceFileLoader):
    """Imports one module from the suite's sources; never from compiled files, which anybody can have put there."""

    sources = {}  # absolute path (str) -> content (bytes)

    def get_data(self, path):
        try:
            return self.sources[path]
        except KeyError:
            raise NotAsSent("the suite that was sent has no " + path) from None

    def get_code(self, fullname):
        return self.source_to_code(self.get_data(self.path), self.path)


def exec_module(hook, module):
    """What pytest's own hook does with a module whose asserts it rewrites, from the suite's sources."""
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
        # Compared when it had arrived; this is when it counts.
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
        """importlib's way to ask what finds modules in a folder of sys.path."""
        if path != self.root and not path.startswith(self.root + os.sep):
            raise ImportError
        return importlib.machinery.FileFinder(path, (Loader, [".py"]))

    def missing(self, entry, plugins):
        """Paths (list[str]) of the suite's conftest.py files that pytest has not seen: one that was taken away is not missed.

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
