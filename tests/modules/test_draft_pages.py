"""The pages of a draft: what is typed stays, what somebody else kept is shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from modules.enums import FileType, PieceKind
from modules.models import Module
from modules.queries.drafts import contents_of, paper_of, pieces_in, texts_of
from modules.services.drafts import begin_draft
from modules.services.pieces import remove_piece
from productive_leader.core.uploads import KEPT_AS
from tests.factories.modules import a_module
from tests.modules.office import (
    a_client,
    change,
    contents,
    draft_of,
    page,
    post,
    publish_next,
    words_of,
)
from tests.support.uploads import a_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(dana) -> Client:
    return a_client(dana)


def texts_typed(module: Module, **changed: Any) -> dict[str, Any]:
    """What a browser sends of the texts as they are, but for what was changed."""
    kept = texts_of(draft_of(module))
    agenda = "\n".join(f"{line.minutes} {line.title}" for line in kept.agenda)
    names = ("name", "summary", "purpose", "audience", "minutes", "preparation_minutes")
    typed = {name: getattr(kept, name) for name in (*names, "outcomes", "keywords")}
    return typed | {"agenda": agenda, "seen": kept.fingerprint} | changed


def test_a_draft_is_begun_by_a_press_not_by_a_look(client, dana):
    module = a_module("Email")
    for route in ("module_draft", "draft_texts", "module_preview", "module_publish", "piece_add"):
        response = client.get(reverse(route, args=[module.slug]))
        assert response.headers["Location"] == reverse("office_module", args=[module.slug])
    assert module.versions.count() == 1
    post(client, "draft_begin", module.slug)
    post(client, "draft_begin", module.slug)
    assert contents(module) == contents_of(module.published)
    assert "Nothing has changed since version 1." in page(client, "module_draft", module.slug)


def test_the_sum_of_the_agenda_stands_beside_the_minutes(client, dana):
    module = a_module("Email")
    change(module, by=dana, minutes=95)
    draft = page(client, "module_draft", module.slug)
    assert "The agenda adds up to 1 h 30 min, the session takes 1 h 35 min." in draft
    texts = page(client, "draft_texts", module.slug)
    assert "The agenda that is kept adds up to 1 h 30 min ; the session takes 1 h 35 min ." in texts


def test_an_agenda_is_typed_a_line_for_each_item(client, dana):
    module = a_module("Email")
    begin_draft(by=dana, module=module)
    agenda = "20 min Look | Put together.\r\n\r\n 5min. Close\r\n"
    typed = texts_typed(module, agenda=agenda, minutes=25, keywords=" inbox ,, post  box ")
    response = post(client, "draft_texts", module.slug, **typed)
    assert response.headers["Location"] == reverse("module_draft", args=[module.slug])
    texts = texts_of(draft_of(module))
    assert [(line.minutes, line.title, line.note) for line in texts.agenda] == [
        (20, "Look", "Put together."),
        (5, "Close", ""),
    ]
    assert texts.keywords == "inbox, post box"


@pytest.mark.parametrize(
    ("agenda", "sentence"),
    [
        (
            "Look first",
            "Agenda, line 1: “Look first” does not begin with its minutes.",
        ),
        ("20 Look\n0 Close", "Agenda, line 2: the minutes go from 1 to 480; this says 0."),
        ("20", "Agenda, line 1: there is a number but no title after it."),
        ("20 | x", "Agenda, line 1: there is a number but no title after it."),
        (f"20 {'x' * 121}", "Agenda, line 1: the title has 121 characters, 120 are the most."),
    ],
)
def test_an_agenda_that_makes_no_sense_is_refused_by_its_line(client, dana, agenda, sentence):
    module = a_module("Email")
    begin_draft(by=dana, module=module)
    typed = texts_typed(module, agenda=agenda, summary="Kept on the page.")
    response = post(client, "draft_texts", module.slug, **typed)
    assert (response.status_code, sentence in words_of(response)) == (422, True)
    assert 'value="Kept on the page."' in response.content.decode()


def test_texts_saved_by_two_are_both_shown(client, dana):
    module = a_module("Email")
    begin_draft(by=dana, module=module)
    mine = texts_typed(module, summary="Mine.")
    post(client, "draft_texts", module.slug, **texts_typed(module, summary="Theirs."))
    response = post(client, "draft_texts", module.slug, **mine)
    assert response.status_code == 409
    assert "What is kept now Summary Theirs." in words_of(response)
    assert 'value="Mine."' in response.content.decode()
    again = {**mine, "seen": texts_of(draft_of(module)).fingerprint}
    assert again["seen"] in response.content.decode()
    assert post(client, "draft_texts", module.slug, **again).status_code == 302
    assert texts_of(draft_of(module)).summary == "Mine."


def test_texts_typed_while_the_draft_was_published_are_not_lost(client, dana):
    module = a_module("Email")
    begin_draft(by=dana, module=module)
    mine = texts_typed(module, summary="Mine.")
    publish_next(module, by=dana)
    response = post(client, "draft_texts", module.slug, **mine)
    assert response.status_code == 422
    assert "There is no draft any more: somebody has published it." in words_of(response)
    assert 'value="Mine."' in response.content.decode()


# Papers


def paper_typed(module: Module, slug: str = "guide", **changed: Any) -> dict[str, Any]:
    paper = paper_of(draft_of(module).pieces.get(slug=slug))
    typed = {"kind": paper.kind, "title": paper.title, "body": paper.body, "link": paper.link}
    return typed | {"seen": paper.fingerprint} | changed


def test_a_look_at_a_paper_saves_nothing(client, dana):
    module = a_module("Email")
    begin_draft(by=dana, module=module)
    typed = paper_typed(module, body="## Begin\n\n<b>Ask</b> **one** question.")
    response = post(client, "piece_edit", module.slug, "guide", **typed, preview="yes")
    html = response.content.decode()
    assert response.status_code == 200
    assert "<p>&lt;b&gt;Ask&lt;/b&gt; <strong>one</strong> question.</p>" in html
    assert "&lt;b&gt;Ask&lt;/b&gt; **one** question.</textarea>" in html
    assert typed["seen"] in html
    assert contents(module) == contents_of(module.published)
    assert post(client, "piece_edit", module.slug, "guide", **typed).status_code == 302


def test_a_paper_is_saved_untouched_without_a_change(client, dana):
    module = a_module("Email")
    begin_draft(by=dana, module=module)
    post(client, "piece_edit", module.slug, "guide", **paper_typed(module))
    assert contents(module) == contents_of(module.published)


def test_a_file_is_uploaded_and_its_name_said_once(client, dana):
    module = a_module("Email")
    begin_draft(by=dana, module=module)
    file = SimpleUploadedFile("Rules <v3>.docx", a_pdf(), content_type="application/msword")
    typed = paper_typed(module, "worksheet", file=file)
    client.post(reverse("piece_edit", args=[module.slug, "worksheet"]), typed)
    text = page(client, "module_draft", module.slug)
    assert (
        "“Worksheet” is saved, and “Rules <v3>.docx” is kept as its file (PDF). "
        "People get it under a name of ours." in text
    )
    assert draft_of(module).pieces.get(slug="worksheet").file.content_type == FileType.PDF
    assert "Rules" not in page(client, "module_draft", module.slug)
    edit = page(client, "piece_edit", module.slug, "worksheet")
    assert "It has a file now: PDF . A new one takes its place." in edit
    kept = client.get(reverse("piece_file", args=[module.slug, "worksheet"]))
    assert b"".join(kept.streaming_content) == a_pdf()
    assert kept.headers["Content-Disposition"] == (
        f'attachment; filename="{module.slug}-worksheet-draft.pdf"'
    )
    assert kept.headers["Content-Type"] == "application/pdf"


def test_a_large_file_goes_by_way_of_the_disk(client, dana):
    """Beyond six megabytes Django keeps what arrives in a file of its own."""
    module = a_module("Email")
    begin_draft(by=dana, module=module)
    stream = b"4 0 obj\n<< >>\nstream\n" + b"x" * 7_000_000 + b"\nendstream\nendobj\n"
    content = a_pdf().replace(b"1 0 obj", stream + b"1 0 obj", 1)
    file = SimpleUploadedFile("large.pdf", content)
    response = post(client, "piece_edit", module.slug, "guide", **paper_typed(module, file=file))
    assert response.status_code == 302
    kept = draft_of(module).pieces.get(slug="guide").file
    assert (kept.size, kept.content_type) == (len(content), FileType.PDF)


def test_a_hostile_file_is_refused_and_the_text_stays(client, dana):
    module = a_module("Email")
    begin_draft(by=dana, module=module)
    file = SimpleUploadedFile("plan.pdf", b"<html><script>", content_type="application/pdf")
    typed = paper_typed(module, body="Typed for an hour.", file=file)
    response = post(client, "piece_edit", module.slug, "guide", **typed)
    assert response.status_code == 422
    text = words_of(response)
    assert "This is a web page or a script, and these are never taken." in text
    assert "The file you chose was not kept yet. Choose it again before you save." in text
    assert "Typed for an hour.</textarea>" in response.content.decode()


def test_a_file_that_nobody_takes_is_told_its_limit(client, dana):
    module = a_module("Email")
    begin_draft(by=dana, module=module)
    response = client.post(
        reverse("piece_edit", args=[module.slug, "guide"]),
        paper_typed(module),
        **{KEPT_AS: {"file"}},
    )
    assert response.status_code == 422
    assert "A film may have 500 MB at most, everything else 25 MB." in words_of(response)


def test_a_paper_saved_by_two_is_shown_in_both(client, dana):
    module = a_module("Email")
    begin_draft(by=dana, module=module)
    mine = paper_typed(module, body="Mine.")
    post(client, "piece_edit", module.slug, "guide", **paper_typed(module, body="Theirs."))
    response = post(client, "piece_edit", module.slug, "guide", **mine)
    assert response.status_code == 409
    assert "What is kept now Text Theirs. What it is" in words_of(response)
    assert "Mine.</textarea>" in response.content.decode()


def test_what_was_typed_into_a_removed_paper_is_not_lost(client, dana):
    module = a_module("Email")
    begin_draft(by=dana, module=module)
    mine = paper_typed(module, body="Mine.")
    remove_piece(by=dana, piece=draft_of(module).pieces.get(slug="guide"))
    response = post(client, "piece_edit", module.slug, "guide", **mine)
    assert response.status_code == 422
    assert "Somebody has removed this paper meanwhile." in words_of(response)
    assert "Mine.</textarea>" in response.content.decode()


def test_papers_move_go_and_come_back_by_presses(client, dana):
    module = a_module("Email")
    begin_draft(by=dana, module=module)
    here = f"{reverse('module_draft', args=[module.slug])}#piece-guide"
    assert post(client, "piece_move", module.slug, "guide", to="down").headers["Location"] == here
    post(client, "piece_move", module.slug, "guide", to="sideways")
    assert [piece.slug for piece in pieces_in(draft_of(module))][:2] == ["session-plan", "guide"]
    post(client, "piece_remove", module.slug, "guide")
    text = page(client, "module_draft", module.slug)
    assert "“Guide” is removed. Until you publish, “Put it back” brings it back." in text
    assert "“Guide” is removed. It goes when you publish. Put it back Guide" in text
    post(client, "piece_put_back", module.slug, "guide")
    assert [piece.slug for piece in pieces_in(draft_of(module))][:2] == ["session-plan", "guide"]


def test_the_preview_shows_the_whole_draft(client, dana):
    module = a_module("Email")
    change(module, by=dana, purpose="For **inboxes**.")
    text = page(client, "module_preview", module.slug)
    for part in ("For inboxes .", "2, not published", "Part 1", "What this worksheet is for."):
        assert part in text


@pytest.mark.parametrize("count", [1, 3])
def test_a_draft_takes_as_many_queries_with_one_paper_as_with_three(
    client, django_assert_num_queries, count
):
    kinds = tuple(PieceKind)[:count]
    module = a_module("Email", published=False, kinds=kinds)
    client.get(reverse("module_draft", args=[module.slug]))
    with django_assert_num_queries(12):
        client.get(reverse("module_draft", args=[module.slug]))
