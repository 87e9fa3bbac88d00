"""The papers of a draft: written, given a file, moved, removed and put back."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection

from modules.enums import FileType, PieceKind
from modules.models import Piece
from modules.queries.drafts import paper_of, pieces_in, removed_from
from modules.services.files import open_file
from modules.services.pieces import (
    StalePiece,
    Written,
    add_piece,
    move_piece,
    put_back_piece,
    remove_piece,
    save_piece,
)
from tests.factories.modules import a_file, a_module
from tests.modules.office import draft_of, publish_next
from tests.support.uploads import a_film, a_pdf, a_picture, an_office_file

pytestmark = pytest.mark.django_db
FILM = "https://example.org/film"


@pytest.fixture
def module():
    return a_module(published=False)


def upload(content: bytes, name: str = "Rules (final).pdf") -> SimpleUploadedFile:
    """With a type that means nothing: browsers say what the name says."""
    return SimpleUploadedFile(name, content, content_type="text/html")


def slugs(module) -> list[str]:
    return [piece.slug for piece in pieces_in(draft_of(module))]


def refusal(dana, module, **written) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refused:
        add_piece(by=dana, module=module, written=Written(**written))
    return refused.value.message_dict


def test_a_paper_comes_last_under_an_address_by_its_kind(dana, module):
    def added(kind: str, title: str) -> str:
        written = Written(kind=kind, title=title, body="Words.")
        return add_piece(by=dana, module=module, written=written).slug

    assert added("case_study", "A case study") == "case-study"
    assert added("guide", "For chairs") == "for-chairs"
    assert added("guide", "For chairs") == "for-chairs-2"
    assert added("guide", "Preview") == "preview-2"
    assert added("guide", "¿?") == "guide-2"
    assert slugs(module)[-5:] == [
        "case-study",
        "for-chairs",
        "for-chairs-2",
        "preview-2",
        "guide-2",
    ]


def test_a_file_is_known_by_its_content_and_keeps_no_name(dana, module):
    content = a_pdf(b"/Title (Rules)")
    written = Written(kind="worksheet", title="Rules", file=upload(content, "<b>.html"))
    piece = add_piece(by=dana, module=module, written=written)
    assert piece.file.content_type == FileType.PDF
    with open_file(piece.file) as kept:
        assert kept.read() == content
    row = Piece.objects.filter(pk=piece.pk).values().get()
    assert not any("html" in str(value) for value in row.values())


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (an_office_file(), FileType.WORD),
        (a_picture(), FileType.PNG),
        (a_picture("JPEG"), FileType.JPEG),
    ],
    ids=["Word", "PNG", "JPEG"],
)
def test_documents_and_pictures_are_taken(dana, module, content, kind):
    written = Written(kind="worksheet", title="Rules", file=upload(content))
    assert add_piece(by=dana, module=module, written=written).file.content_type == kind


def test_a_hostile_file_is_refused_whatever_it_is_called(dana, module):
    svg = upload(b"<svg onload='alert(1)'/>", "chart.png")
    said = refusal(dana, module, kind="worksheet", title="Chart", file=svg)
    assert said["file"][0].startswith("This is an SVG picture, which can carry scripts.")
    assert len(slugs(module)) == 4


def test_a_film_is_a_video_and_a_video_a_film(dana, module):
    film = Written(kind="video", title="In ten minutes", file=upload(a_film()), body="Said aloud.")
    assert add_piece(by=dana, module=module, written=film).file.content_type == FileType.MP4
    assert refusal(dana, module, kind="guide", title="X", file=upload(a_film())) == {
        "file": ["This is a film. Say that the paper is a video, or choose another file."]
    }
    assert refusal(dana, module, kind="video", title="X", file=upload(a_pdf())) == {
        "file": ["A video is an MP4 film. Say what else the paper is, or choose a film."]
    }


def test_only_a_video_has_an_address_or_a_file(dana, module):
    added = add_piece(
        by=dana, module=module, written=Written(kind="video", title="Film", link=FILM, body="Said.")
    )
    assert added.link == FILM
    assert refusal(dana, module, kind="guide", title="X", body="x", link=FILM) == {
        "link": ["Only a video lies elsewhere. Say that it is one, or take the address away."]
    }
    assert refusal(dana, module, kind="video", title="X", link=FILM, file=upload(a_film())) == {
        "link": ["Choose a film or write the address of one, not both."]
    }
    assert refusal(dana, module, kind="video", title="X", link="http://example.org/") == {
        "link": ["Enter a valid URL."]
    }


def test_there_is_something_in_it(dana, module):
    assert refusal(dana, module, kind="guide", title="X", body=" \n ") == {
        "body": ["There is nothing in it yet. Write a text or choose a file."]
    }
    assert refusal(dana, module, kind="video", title="X", body="Said.") == {
        "file": ["Choose an MP4 film, or write the address of one."]
    }


def test_a_paper_that_is_saved_untouched_stays_as_it_was(dana, module):
    piece = draft_of(module).pieces.first()
    Piece.objects.filter(pk=piece.pk).update(body="\nWords.\n\n")
    piece.refresh_from_db()
    before = paper_of(piece)
    written = Written(kind=before.kind, title=before.title, body=before.body)
    assert paper_of(save_piece(by=dana, piece=piece, written=written, seen=before.fingerprint)) == (
        before
    )


def test_a_file_is_replaced_and_taken_away(dana, module):
    piece = draft_of(module).pieces.first()

    def save(**written) -> Piece:
        piece.refresh_from_db()
        full = Written(**{"kind": piece.kind, "title": "Guide", "body": "Words."} | written)
        return save_piece(by=dana, piece=piece, written=full, seen=paper_of(piece).fingerprint)

    first = save(file=upload(a_pdf())).file
    assert save(body="Other words.").file == first
    second = save(file=upload(a_picture())).file
    assert second != first
    assert save(keeps_file=False).file is None


def test_what_somebody_else_saved_is_not_written_over(dana, module):
    piece = draft_of(module).pieces.first()
    read = paper_of(piece)
    save_piece(
        by=dana,
        piece=piece,
        written=Written(kind="guide", title="Theirs", body="Theirs."),
        seen=read.fingerprint,
    )
    mine = Written(kind="guide", title="Mine", body="Mine.")
    with pytest.raises(StalePiece) as stale:
        save_piece(by=dana, piece=piece, written=mine, seen=read.fingerprint)
    assert stale.value.paper.title == "Theirs"
    save_piece(by=dana, piece=piece, written=mine, seen=stale.value.paper.fingerprint)
    piece.refresh_from_db()
    assert piece.title == "Mine"


def test_papers_move_by_one_and_stop_at_the_ends(dana, module):
    def move(slug: str, step: int) -> list[str]:
        move_piece(by=dana, piece=draft_of(module).pieces.get(slug=slug), step=step)
        return slugs(module)

    assert slugs(module) == ["guide", "session-plan", "evidence", "worksheet"]
    assert move("guide", 1) == ["session-plan", "guide", "evidence", "worksheet"]
    assert move("worksheet", -1) == ["session-plan", "guide", "worksheet", "evidence"]
    assert move("session-plan", -1) == ["session-plan", "guide", "worksheet", "evidence"]
    assert move("evidence", 1) == ["session-plan", "guide", "worksheet", "evidence"]
    assert move("guide", 0) == ["session-plan", "guide", "worksheet", "evidence"]


def test_a_removed_paper_comes_back_where_it_stood(dana, module):
    piece = draft_of(module).pieces.get(slug="session-plan")
    for _ in range(2):
        remove_piece(by=dana, piece=piece)
    assert slugs(module) == ["guide", "evidence", "worksheet"]
    assert list(removed_from(draft_of(module))) == [piece]
    move_piece(by=dana, piece=draft_of(module).pieces.get(slug="guide"), step=1)
    assert slugs(module) == ["evidence", "guide", "worksheet"]
    with pytest.raises(ValidationError, match="Somebody has removed this paper"):
        save_piece(
            by=dana,
            piece=piece,
            written=Written("guide", "X", "x"),
            seen=paper_of(piece).fingerprint,
        )
    for _ in range(2):
        put_back_piece(by=dana, piece=piece)
    assert slugs(module) == ["evidence", "session-plan", "guide", "worksheet"]


def test_what_is_published_is_changed_no_more(dana):
    module = a_module()
    piece = module.published.pieces.first()
    publish_next(module, by=dana)
    for press in (remove_piece, put_back_piece):
        with pytest.raises(ValidationError, match="There is no draft any more"):
            press(by=dana, piece=piece)


def test_a_version_has_forty_papers_at_most(dana, module, monkeypatch):
    monkeypatch.setattr("modules.services.pieces.MOST_PIECES", 4)
    with pytest.raises(ValidationError, match="Remove one first"):
        add_piece(by=dana, module=module, written=Written("guide", "X", "x"))


# What the database keeps


def made(module, **fields) -> None:
    kept = {"position": 9, "kind": "guide", "slug": "new", "title": "New", "body": "x"}
    Piece.objects.create(version=draft_of(module), **kept | fields)


def test_a_place_is_used_once(module):
    made(module, position=1)
    with pytest.raises(IntegrityError, match="piece_position_is_used_once"):
        connection.check_constraints()


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"slug": "guide"}, "piece_address_is_used_once"),
        ({"kind": "leaflet"}, "piece_kind_is_known"),
        ({"body": ""}, "piece_has_something_in_it"),
        ({"link": FILM}, "only_a_video_lies_elsewhere"),
    ],
)
def test_constraints_of_papers(module, fields, name):
    with pytest.raises(IntegrityError, match=name):
        made(module, **fields)


def test_a_file_alone_is_something(module):
    made(module, body="", file=a_file())
    made(module, slug="film", position=10, kind=PieceKind.VIDEO, body="", link=FILM)
    assert slugs(module)[-2:] == ["new", "film"]
