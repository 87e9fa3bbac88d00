"""The house keeps its own rules: who points where, who writes state, how long things are."""

import ast
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model

from tests.support import source
from tests.support.source import ROOT

LEVELS = {"core": 0, "accounts": 1, "modules": 2, "programmes": 3, "assessments": 4, "orders": 4}
LEVELS |= {"stories": 4, "site": 5}
OUR_MODELS = [model for model in apps.get_models() if model._meta.app_label in LEVELS]
WRITERS = {"services", "migrations"}


def door(path: Path) -> str:
    """Which door of its room a file stands behind: views, services, management, ..."""
    inside = path.relative_to(ROOT).parts[1:]
    if inside and inside[0] in {"core", "site"}:
        inside = inside[1:]
    return inside[0].removesuffix(".py") if inside else ""


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_foreign_keys_point_down(model: type[Model]):
    here = model._meta.app_label
    up = [
        f"{field.name} -> {field.related_model._meta.label}"
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and (there := target(field)) in LEVELS
        if there != here and LEVELS[there] >= LEVELS[here]
    ]
    assert up == []


def target(field) -> str:
    return field.related_model._meta.app_label


def test_nobody_listens_to_signals():
    found = [
        source.name(path)
        for path in source.modules()
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.ImportFrom)
        if (node.module or "").startswith(("django.dispatch", "django.db.models.signals"))
        or any(alias.name == "receiver" for alias in node.names)
    ]
    assert found == []


def test_only_services_write_state():
    """`x.state = ...` and `.update(state=...)`; core's outbox keeps the state of its own rows.

    `self.status` of something that is no model is the status of an answer over HTTP.
    """
    found = []
    for path in source.modules():
        if door(path) in WRITERS or source.name(path) == "productive_leader/core/outbox.py":
            continue
        for node in ast.walk(source.tree(path)):
            targets = node.targets if isinstance(node, ast.Assign) else []
            lines = [part.lineno for part in targets if is_state(part, door(path))]
            lines += [node.lineno] if isinstance(node, ast.Call) and updates_state(node) else []
            found += [f"{source.name(path)}:{line}" for line in lines]
    assert found == []


def is_state(node: ast.expr, door: str) -> bool:
    if not isinstance(node, ast.Attribute) or node.attr not in {"state", "status"}:
        return False
    return door == "models" or not (isinstance(node.value, ast.Name) and node.value.id == "self")


def updates_state(call: ast.Call) -> bool:
    is_update = isinstance(call.func, ast.Attribute) and call.func.attr in {"update", "bulk_update"}
    return is_update and any(keyword.arg in {"state", "status"} for keyword in call.keywords)


def test_views_reach_rows_through_queries_and_permissions():
    found = [
        f"{source.name(path)}:{node.lineno}"
        for path in source.modules()
        if door(path) == "views"
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
    ]
    assert found == []


def test_no_html_is_written_or_trusted_in_python():
    trusting = re.compile(r"\b(mark_safe|SafeString|safestring|format_html)\b|\|\s*safe\b")
    found = [source.name(path) for path in source.modules() if trusting.search(path.read_text())]
    found.remove("productive_leader/core/markdown.py")  # the one parser, with raw HTML off
    found += [
        source.name(path)
        for path in source.files(".html", ".txt", under="templates")
        if re.search(r"\|\s*safe\b|autoescape off", path.read_text())
    ]
    assert found == []


def test_files_are_short():
    long = {
        source.name(path): lines
        for path in source.files(".py", ".js", ".mjs", ".scss")
        if "migrations" not in path.parts
        if (lines := len(path.read_text().splitlines())) > 400
    }
    assert long == {}


def test_functions_are_short():
    long = {
        f"{source.name(path)}: {name}": lines
        for path in source.modules()
        for name, lines in source.functions(path)
        if lines > 60
    }
    assert long == {}


def test_templates_are_short():
    long = {
        source.name(path): lines
        for path in source.files(".html", under="templates")
        if (lines := len(path.read_text().splitlines())) > 150
    }
    assert long == {}


def test_templates_repeat_little():
    """Lines that stand in a window of eight seen before: under five in a hundred."""
    repeated = total = 0
    seen: Counter[tuple[str, ...]] = Counter()
    for path in source.files(".html", under="templates"):
        lines = [line.strip() for line in path.read_text().splitlines() if line.strip()]
        windows = [tuple(lines[start : start + 8]) for start in range(len(lines) - 7)]
        marked = {
            start + step
            for start, window in enumerate(windows)
            if seen[window]
            for step in range(8)
        }
        seen.update(windows)
        repeated, total = repeated + len(marked), total + len(lines)
    assert repeated / total < 0.05


def test_every_dependency_says_what_it_is_for():
    text = (ROOT / "pyproject.toml").read_text()
    lines = re.findall(r'^    "[\w\[\]-]+[<>=~!].*$', text, re.MULTILINE)
    assert len(lines) > 20
    assert [line for line in lines if not re.search(r'",\s+# \w', line)] == []


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "requirements-node.txt"]
)
def test_locked_packages_have_hashes_and_no_host(name: str):
    text = (ROOT / name).read_text()
    packages = re.split(r"^(?=[a-z0-9])", text, flags=re.IGNORECASE | re.MULTILINE)[1:]
    assert packages
    assert [entry.split()[0] for entry in packages if "--hash=sha256:" not in entry] == []
    assert re.findall(r"https?://\S+", text) == []


def test_the_npm_lock_names_no_host():
    assert re.findall(r'"resolved": "[^"]*"', (ROOT / "package-lock.json").read_text()) == []


def test_every_direct_dependency_is_locked():
    text = (ROOT / "pyproject.toml").read_text().split("[tool.")[0]
    wanted = {name.lower() for name in re.findall(r'^    "([\w-]+)', text, re.MULTILINE)}
    locks = [
        (ROOT / name).read_text() for name in ("requirements-dev.txt", "requirements-node.txt")
    ]
    locked = set(re.findall(r"^([\w-]+)(?:\[.*\])?==", "\n".join(locks), re.MULTILINE))
    assert wanted - locked == set()


def test_words_for_people_name_no_machine():
    machine = re.compile(r"(?<![\w.])/(?:work|home|root|tmp|Users)/|\bissue \d")
    found = [
        f"{source.name(path)}: {match.group()}"
        for path in (
            *source.files(".md"),
            *source.modules(),
            *source.files(".html", ".js", ".scss"),
        )
        if (match := machine.search(path.read_text()))
    ]
    assert found == []


def constraints() -> list[str]:
    return [constraint.name for model in OUR_MODELS for constraint in model._meta.constraints]


def test_every_constraint_is_broken_by_some_test():
    texts = "\n".join(path.read_text() for path in source.files(".py", under="tests"))
    assert [name for name in constraints() if name not in texts] == []


def test_constraint_names_are_their_own():
    ordered = sorted(constraints())
    assert [name for name, following in pairwise(ordered) if name == following] == []
