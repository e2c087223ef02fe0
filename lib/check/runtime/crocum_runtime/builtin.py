"""Fixtures that every pytest has, in plugins that a run does without: a suite that uses them works. Their values are dropped,
because a run leaves nothing but its records."""

from __future__ import annotations

import json
import pathlib
import tempfile

import pytest


class Cache:
    """pytest's cache, for the time of one run."""

    def __init__(self):
        self.values = {}

    def get(self, key, default):
        return json.loads(self.values[key]) if key in self.values else default

    def set(self, key, value):
        self.values[key] = json.dumps(value)

    def mkdir(self, name):
        """A folder for files; it goes with the run. (pathlib.Path)"""
        if not hasattr(self, "folder"):
            # TMPDIR is a folder of the run.
            self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cache-"))
        path = self.folder / name
        path.mkdir(exist_ok=True)
        return path


def pytest_configure(config):
    config.cache = Cache()


@pytest.fixture
def cache(request):
    """As in pytest."""
    return request.config.cache


@pytest.fixture
def record_property():
    """As in pytest: record_property(name, value)."""
    return lambda name, value: None


@pytest.fixture
def record_xml_attribute():
    """As in pytest: record_xml_attribute(name, value)."""
    return lambda name, value: None


@pytest.fixture(scope="session")
def record_testsuite_property():
    """As in pytest: record_testsuite_property(name, value)."""
    return lambda name, value: None


@pytest.fixture(scope="session")
def doctest_namespace():
    """As in pytest."""
    return {}
