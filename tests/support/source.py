"""Our own source files, read as text and as syntax trees."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "productive_leader",
    "accounts",
    "programmes",
    "assessments",
    "modules",
    "orders",
    "stories",
)
KEPT_OUT = {".venv", "node_modules", ".data", "__pycache__", "staticfiles", "dist", ".git"}


@cache
def files(*suffixes: str, under: str = "") -> tuple[Path, ...]:
    """Files of ours with one of the suffixes, by path; nothing made or installed."""
    return tuple(sorted(path for path in _walk(ROOT / under) if path.suffix in suffixes))


def _walk(folder: Path) -> Iterator[Path]:
    """Never enters what is kept out: a database under .data comes and goes meanwhile."""
    for path in folder.iterdir():
        if path.is_dir():
            if path.name not in KEPT_OUT:
                yield from _walk(path)
        elif path.is_file():
            yield path


@cache
def modules() -> tuple[Path, ...]:
    """The application's Python files, without migrations."""
    return tuple(
        path
        for room in ROOMS
        for path in files(".py", under=room)
        if "migrations" not in path.parts
    )


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def name(path: Path) -> str:
    """How a finding names a file."""
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function's name and length in lines."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1
