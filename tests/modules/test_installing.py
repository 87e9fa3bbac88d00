"""The modules we start with: they install once, they are whole, and they keep to our words."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from modules.enums import PieceKind
from modules.models import Collection, Module, Notice, Piece, Version
from modules.services import installing
from modules.services.installing import BadContent, install_modules, starting_modules
from productive_leader.core.models import OutboxItem
from tests.factories.modules import a_module
from tests.support.source import ROOT

TEMPLATES = ROOT / "programmes" / "fixtures" / "templates.json"
FOLDERS = sorted(path for path in installing.CONTENT.iterdir() if path.is_dir())
SLUGS = {path.name for path in FOLDERS}
# As words of their own: "clean" and "Human Resources" are no such words.
NEVER = re.compile(
    r"\b(lean|waste[sd]?|wasting|value[- ]add\w*|utili[sz]ation|users?|resources?|submit\w*)\b",
    re.IGNORECASE,
)
ALLOWED = ("Human Resources",)
LEADERS = ["guide", "session_plan", "worksheet", "evidence"]
BOARDS = ["guide", "session_plan", "pre_read", "questions", "case_study", "evidence", "worksheet"]


def texts_of(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}


def said_in(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "module.toml").read_text(encoding="utf-8"))


@pytest.mark.django_db
def test_all_modules_are_installed_and_published_once():
    install_modules()
    install_modules()
    assert set(Module.objects.values_list("slug", flat=True)) == SLUGS
    assert len(SLUGS) == 11
    versions = Version.objects.all()
    assert {(v.number, v.notes, v.published_by) for v in versions} == {(1, "First edition.", None)}
    assert all(module.published_id for module in Module.objects.all())
    assert Notice.objects.count() == 0
    assert OutboxItem.objects.filter(task="modules.tell_downloaders").count() == 0


@pytest.mark.django_db
def test_each_has_its_place_its_papers_and_its_neighbours():
    install_modules()
    for folder in FOLDERS:
        said, module = said_in(folder), Module.objects.get(slug=folder.name)
        assert module.collection.slug == said["collection"]
        assert module.position == said["position"]
        assert set(said["related"]) <= set(module.related.values_list("slug", flat=True))
        pieces = list(module.published.pieces.all())
        assert [piece.kind for piece in pieces] == (
            BOARDS if module.collection.is_for_boards else LEADERS
        )
        assert [piece.body for piece in pieces] == [
            (folder / one["file"]).read_text().strip() + "\n" for one in said["pieces"]
        ]
    assert list(Collection.objects.values_list("slug", "is_for_boards")) == [
        ("the-productive-leader", False),
        ("strengthening-leadership", True),
    ]


@pytest.mark.django_db
def test_a_module_that_is_there_already_is_left_alone():
    mine = a_module("Email under control", summary="Ours.")
    Module.objects.filter(pk=mine.pk).update(slug="email-under-control")
    install_modules()
    mine.refresh_from_db()
    assert mine.published.summary == "Ours."
    assert mine.versions.count() == 1
    assert Module.objects.count() == 11


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_agenda_adds_up_and_is_that_of_the_session_it_serves(folder: Path):
    said = said_in(folder)
    agenda = [(line["minutes"], line["title"]) for line in said["agenda"]]
    assert sum(minutes for minutes, _ in agenda) == said["minutes"]
    assert len(said["summary"]) <= 160
    assert [line["title"] for line in said["agenda"] if not 0 < len(line["note"]) <= 200] == []
    sessions = json.loads(TEMPLATES.read_text(encoding="utf-8"))["sessions"].values()
    [session] = [
        one for one in sessions if folder.name in (one.get("module"), _as_slug(one["name"]))
    ]
    assert agenda == [(line["minutes"], line["title"]) for line in session["agenda"]]


def _as_slug(name: str) -> str:
    return re.sub(r"[^a-z]+", "-", name.lower()).strip("-")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_words_are_ours_and_the_links_are_safe(folder: Path):
    for name, text in texts_of(folder).items():
        plain = text
        for phrase in ALLOWED:
            plain = plain.replace(phrase, "")
        assert [found.group() for found in NEVER.finditer(_without_addresses(plain))] == [], name
        targets = re.findall(r"\]\(([^)]*)\)", text)
        assert [one for one in targets if not one.startswith("https://")] == [], name
        assert re.findall(r"<[a-zA-Z/!]", text) == [], f"{name}: HTML"
        assert re.findall(r"^# ", text, re.MULTILINE) == [], f"{name}: the title is the page's"
        assert not text.lstrip().startswith("#"), f"{name}: says first what it is for"


def _without_addresses(text: str) -> str:
    return re.sub(r"https://\S+", "", text)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_evidence_names_its_sources(folder: Path):
    evidence = (folder / "evidence.md").read_text(encoding="utf-8")
    assert evidence.count("## Sources") == 1
    assert "https://" in evidence.split("## Sources")[1]


def test_every_neighbour_is_one_of_ours():
    for one in starting_modules():
        assert set(one.related) <= SLUGS - {one.slug}
        assert 2 <= len(one.related) <= 3


def spoilt(tmp_path: Path, name: str, change: Any) -> Path:
    """A copy of one module with one file changed."""
    folder = tmp_path / FOLDERS[0].name
    shutil.copytree(FOLDERS[0], folder)
    path = folder / name
    text = path.read_text(encoding="utf-8")
    path.write_text(change(text), encoding="utf-8")
    return tmp_path


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "change", "sentence"),
    [
        ("module.toml", lambda text: text.replace("summary =", "sumary ="), "'summary' is missing"),
        ("module.toml", lambda text: text + "\n[[", "module.toml: "),
        ("module.toml", lambda text: text.replace('"guide"', '"leaflet"', 1), "'leaflet'"),
        ("module.toml", lambda text: text.replace("minutes = ", "minutes = 1", 1), "adds up to"),
        ("module.toml", lambda text: text.replace("guide.md", "gide.md"), "gide.md: No such file"),
        (
            "module.toml",
            lambda text: re.sub("collection = .*", 'collection = "x"', text),
            "there is no collection 'x'",
        ),
        ("guide.md", lambda _text: "", "says nothing"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, name, change, sentence):
    content = spoilt(tmp_path, name, change)
    with pytest.raises(BadContent, match=re.escape(sentence)) as refusal:
        install_modules(content)
    assert FOLDERS[0].name in str(refusal.value)
    assert Module.objects.count() == 0


@pytest.mark.django_db
def test_the_papers_are_called_by_what_they_are():
    install_modules()
    titles = set(Piece.objects.values_list("slug", "title"))
    assert titles == {
        (kind.value.replace("_", "-"), kind.label) for kind in PieceKind if kind != "video"
    }
