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
    found = (path for path in (ROOT / under).rglob("*") if path.suffix in suffixes)
    return tuple(
        sorted(
            path
            for path in found
            if path.is_file() and not KEPT_OUT & set(path.relative_to(ROOT).parts)
        )
    )


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
