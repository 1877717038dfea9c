"""The house keeps its shape: rooms do not import each other, words are data, functions stay short enough to read."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

PROJECT = Path(__file__).resolve().parent.parent
LIBRARY = PROJECT / "osint_iraq"
STAGES = ("read", "extract", "link", "analyse", "plot", "evaluate", "suggest", "exchange", "fetch")
ON_CLUSTERS = ("cluster.py", "extract/frame.py")  # these alone use what the extra `cluster` brings, where it is there
ROOF = ("__init__", "pipeline", "review", "report", "cli")  # these alone know the order of the stages
LONGEST_FILE, LONGEST_FUNCTION = 400, 60
LETTER_CLASS = re.compile(r"\[[^\]]*\]|.-(?=.)")  # in a pattern: one letter of several, or from one letter to another
ARABIC_WORD = re.compile("[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]{2}")
DISTRIBUTION = {  # where the import has another name
    "camel_tools": "camel-tools", "ahocorasick_rs": "ahocorasick-rs", "python_calamine": "python-calamine",
}  # fmt: skip
# Spelled in parts, so that this file does not hold what it forbids.
INDEX_HOST = re.compile("|".join((r"pypi\." + "org", r"pythonhosted\." + "org", "index" + r"-url\s*=\s*\S*//")))
MACHINE_PATH = re.compile(r"(?<![\w.-])/" + r"(work|root|home/\w+|Users/\w+)/")

FILES = sorted(LIBRARY.rglob("*.py"))
EACH_FILE = pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(LIBRARY)))


def room_of(path: Path) -> str:
    """The stage a file belongs to (`link/merging.py` and `link_notes.py` to link), else its own name."""
    first = path.relative_to(LIBRARY).parts[0].removesuffix(".py")
    return next((stage for stage in STAGES if first == stage or first.startswith(f"{stage}_")), first)


def imports(tree: ast.AST, package: tuple[str, ...] = ("osint_iraq",)) -> Iterator[str]:
    """Every module that is imported, also inside functions, with relative imports made whole."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield module
            if module == "osint_iraq":
                yield from (f"osint_iraq.{alias.name}" for alias in node.names)


def imports_of(path: Path) -> list[str]:
    package = ("osint_iraq", *path.relative_to(LIBRARY).parts[:-1])
    return list(imports(parse(path), package))


def rooms_used(path: Path) -> set[str]:
    ours = (name.split(".") for name in imports_of(path))
    return {room_of(LIBRARY / parts[1]) for parts in ours if parts[0] == "osint_iraq" and len(parts) > 1}


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def docstrings(tree: ast.AST) -> set[ast.AST]:
    """The texts that only explain: docstrings, and the bare strings beneath a constant."""
    return {n.value for n in ast.walk(tree) if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)}


def arabic_words(tree: ast.AST) -> list[str]:
    explained = docstrings(tree)
    found = (n for n in ast.walk(tree) if isinstance(n, ast.Constant) and n not in explained)
    texts = ((n.lineno, n.value) for n in found if isinstance(n.value, str))
    return [f"line {line}: {text!r}" for line, text in texts if ARABIC_WORD.search(LETTER_CLASS.sub(" ", text))]


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the signature to the end, without the docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def committed_files() -> list[Path]:
    """What git holds or would take; the whole folder where git is absent, as in an unpacked archive."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(asked, cwd=PROJECT, capture_output=True, check=True).stdout.decode()
        files = [PROJECT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        parts = ((path, path.relative_to(PROJECT).parts) for path in PROJECT.rglob("*"))
        kept = {".ci", ".gitignore", ".pre-commit-config.yaml"}  # other names with a dot are caches and environments
        files = [p for p, (first, *_) in parts if first != "build" and (not first.startswith(".") or first in kept)]
    return [path for path in files if path.is_file()]


def test_there_is_a_library_to_check() -> None:
    assert len(FILES) > 5
    assert {room_of(path) for path in FILES} >= {"schema", "text", "pipeline"}


@EACH_FILE
def test_imports_lead_downwards(path: Path) -> None:
    """Floor modules import floor modules; a stage imports the floor and itself; the roof imports anything."""
    room = room_of(path)
    if room in ROOF:
        return
    forbidden = {*STAGES, *ROOF} - {room}
    assert rooms_used(path) & forbidden == set(), f"{room} may not import these: only {', '.join(ROOF)} know the stages"


@EACH_FILE
def test_what_is_imported_is_declared(path: Path) -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = list(project["dependencies"])
    if room_of(path) in ROOF:
        lines += project["optional-dependencies"]["notebooks"]  # the report runs notebooks
    if path.relative_to(LIBRARY).as_posix() in ON_CLUSTERS:
        lines += project["optional-dependencies"]["cluster"]
    declared = {Requirement(line).name for line in lines}
    used = {name.split(".")[0] for name in imports_of(path)} - set(sys.stdlib_module_names) - {"osint_iraq"}
    assert {DISTRIBUTION.get(name, name) for name in used} - declared == set()


@EACH_FILE
def test_words_are_data(path: Path) -> None:
    assert arabic_words(parse(path)) == [], "Arabic words belong into osint_iraq/lexicons/*.csv"


@EACH_FILE
def test_arabic_is_left_to_matplotlib(path: Path) -> None:
    """matplotlib 3.11 shapes and orders Arabic; with these two on top it comes out reversed."""
    assert {name.split(".")[0] for name in imports_of(path)} & {"arabic_reshaper", "bidi"} == set()


@EACH_FILE
def test_only_the_command_line_prints(path: Path) -> None:
    calls = (n for n in ast.walk(parse(path)) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name))
    printed = [n.lineno for n in calls if n.func.id == "print"]
    assert room_of(path) == "cli" or printed == []


@EACH_FILE
def test_files_and_functions_stay_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE
    long = {f.name: body_lines(f) for f in functions(parse(path)) if body_lines(f) > LONGEST_FUNCTION}
    assert long == {}


def test_no_committed_file_names_an_index_or_a_machine() -> None:
    found = []
    for path in committed_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a Parquet file
        for pattern in (INDEX_HOST, MACHINE_PATH):
            found += [f"{path.relative_to(PROJECT)}: {m[0]}" for m in pattern.finditer(text)]
    assert found == []


# The checks themselves, on small programs: a check that finds nothing must be able to find something.


def test_relative_imports_are_made_whole() -> None:
    code = "from . import frames\nfrom ..link import merging\nfrom osint_iraq import plot\nimport osint_iraq.text\n"
    found = set(imports(ast.parse(code), ("osint_iraq", "extract")))
    assert found >= {"osint_iraq.extract", "osint_iraq.link", "osint_iraq.plot", "osint_iraq.text"}


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('"""«صاروخ» means rocket."""', 0),
        ('X = 1\n"""ق is a letter, صاروخ a word."""', 0),
        ('WORDS = ["صاروخ"]', 1),
        ('LETTER = "ص"', 0),
        ('LETTERS = "ء-غف-ي"', 0),
        ('PATTERN = "[بكل]?و"', 0),
        ('PATTERN = "[بكل]?قصف"', 1),
        ('def f(x):\n    """صاروخ"""\n    return x == "هجوم" or f"{x} قصف"', 2),
        ("x = 1  # صاروخ", 0),
    ],
)
def test_arabic_words_are_found_outside_explanations(code: str, found: int) -> None:
    assert len(arabic_words(ast.parse(code))) == found


def test_body_lines_leave_the_docstring_out() -> None:
    (function,) = functions(ast.parse('def f():\n    """One.\n\n    Two.\n    """\n    x = 1\n    return x\n'))
    assert body_lines(function) == 3
