"""Builds the runtime: one reproducible zip with pytest, testinfra and crocum's own package.

Usage: python3 -X no_debug_ranges build.py WORK_FOLDER OUTPUT.zip [WHEELS]

The wheels come from the Python package index, or without network from the folder WHEELS. In both cases pip holds them to
the hashes of requirements.txt. They stay in WORK_FOLDER/wheels.
Pushing it is a good part of what a check costs: the compiled files have no columns (-X no_debug_ranges) and no
docstrings. Those for the running Python's version lie beside the sources; other versions of Python ignore them. They are
"unchecked": an importer neither stats nor hashes the source. Entries are sorted and dated 1980, so that equal inputs
give an equal digest.
"""

from __future__ import annotations

import ast
import importlib.util
import marshal
import pathlib
import subprocess
import sys
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
# Metadata would only make pytest search for plugins; the rest is never imported by a suite's run.
LEFT_OUT = (".dist-info/", "testinfra/backend/ansible", "testinfra/utils/ansible_runner", "packaging/licenses/")
# Backports of modules that newer Pythons include: not compiled, because the Python of the build does not import them.
BACKPORTS = ("tomli/", "exceptiongroup/")


def fetch(wheels: pathlib.Path, source: str) -> None:
    """Gets the pinned wheels into `wheels`, from the folder `source` if it is given. Raises CalledProcessError."""
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"),
            *("--platform", "any", "--implementation", "py", "--abi", "none", "--only-binary=:all:"),
            *(("--no-index", "--find-links", source) if source else ()),
            *("--require-hashes", "-r", str(HERE / "requirements.txt"), "-d", str(wheels)),
        ],
        check=True,
    )


def without_docstrings(module: ast.Module) -> ast.Module:
    """The same module without docstrings, which are not needed at run time: a tenth of the zip."""
    for node in ast.walk(module):
        kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        if isinstance(node, kinds) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.copy_location(ast.Pass(), node.body[0])]
    return module


def compiled(source: bytes, name: str) -> bytes:
    """The bytes of the .pyc for a module's source; `name` is the path that tracebacks show."""
    code = compile(without_docstrings(ast.parse(source, name)), name, "exec", dont_inherit=True)
    header = importlib.util.MAGIC_NUMBER + (0b01).to_bytes(4, "little") + importlib.util.source_hash(source)
    return header + marshal.dumps(code)


def collect(wheels: pathlib.Path) -> dict[str, bytes]:
    """All files of the zip: path inside it -> content."""
    files: dict[str, bytes] = {}
    for wheel in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                if name.endswith(".py") and not any(part in name for part in LEFT_OUT):
                    files[name] = archive.read(name)
    for path in sorted((HERE / "crocum_runtime").glob("*.py")):
        files[f"crocum_runtime/{path.name}"] = path.read_bytes()
    files["__main__.py"] = (HERE / "__main__.py").read_bytes()
    for name in [name for name in files if name.endswith(".py") and not name.startswith(BACKPORTS)]:
        files[name + "c"] = compiled(files[name], name)
    return files


def main() -> None:
    work, output = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    wheels = work / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    fetch(wheels, sys.argv[3] if len(sys.argv) > 3 else "")
    new = output.with_suffix(".new")
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(collect(wheels).items()):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    new.replace(output)


main()
