"""A module begins as a draft; the draft of the next version begins as a copy of the latest."""

from __future__ import annotations

import dataclasses

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from modules.enums import PieceKind
from modules.models import Module
from modules.queries.draft_checks import differences
from modules.queries.drafts import Line, contents_of, draft_in, texts_of
from modules.services.drafts import (
    StaleTexts,
    add_module,
    begin_draft,
    place_module,
    save_texts,
)
from modules.services.pieces import Written, add_piece, move_piece
from productive_leader.core.models import AuditEvent
from tests.factories.accounts import a_person
from tests.factories.modules import a_collection, a_module
from tests.modules.office import change, contents, draft_of, publish_next

pytestmark = pytest.mark.django_db


def test_a_new_module_has_an_empty_draft_and_the_last_place(dana):
    a_module("Meetings")
    before = Module.objects.get().position
    made = add_module(
        by=dana, name=" Saying no ", summary="How to decline.", collection=a_collection()
    )
    assert (made.slug, made.name, made.position) == ("saying-no", "Saying no", before + 1)
    assert (made.published, draft_of(made).summary) == (None, "How to decline.")


def test_an_address_is_free_and_none_of_ours(dana):
    shelf = a_collection()
    slugs = [
        add_module(by=dana, name=name, summary="X", collection=shelf).slug
        for name in ("New", "Saying no", "Saying no!", "¿?", "x" * 120)
    ]
    assert slugs == ["new-2", "saying-no", "saying-no-2", "module", "x" * 70]


def test_two_modules_have_not_the_same_name(dana):
    a_module("Saying no")
    with pytest.raises(ValidationError, match="There is a module called “saying NO” already"):
        add_module(by=dana, name="saying NO", summary="X", collection=a_collection())


def test_nobody_else_writes(dana):
    module, somebody = a_module(), a_person()
    with pytest.raises(PermissionDenied):
        begin_draft(by=somebody, module=module)
    with pytest.raises(PermissionDenied):
        add_module(by=somebody, name="X", summary="X", collection=a_collection())


def test_a_draft_begins_as_a_copy_and_is_begun_once(dana):
    module = a_module(keywords="inbox, post", preparation_minutes=30)
    first = begin_draft(by=dana, module=module)
    assert begin_draft(by=dana, module=module) == first
    assert contents_of(first) == contents_of(module.published)
    assert (first.number, first.notes) == (None, "")
    assert AuditEvent.objects.filter(action="module.draft_begun").count() == 1


def test_texts_and_agenda_are_kept(dana):
    module = a_module()
    draft = begin_draft(by=dana, module=module)
    kept = texts_of(draft)
    agenda = (Line(30, "Look"), Line(15, "Close", "One sentence each."))
    new = dataclasses.replace(kept, summary="Shorter.", minutes=45, agenda=agenda)
    save_texts(by=dana, module=module, texts=new, seen=kept.fingerprint)
    assert texts_of(draft_of(module)) == new
    assert texts_of(module.published) == kept


def test_what_somebody_else_saved_is_not_written_over(dana):
    module = a_module()
    draft = begin_draft(by=dana, module=module)
    read = texts_of(draft)
    theirs = dataclasses.replace(read, summary="Theirs.")
    save_texts(by=dana, module=module, texts=theirs, seen=read.fingerprint)
    mine = dataclasses.replace(read, summary="Mine.")
    with pytest.raises(StaleTexts) as stale:
        save_texts(by=dana, module=module, texts=mine, seen=read.fingerprint)
    assert stale.value.texts == theirs == texts_of(draft_of(module))
    save_texts(by=dana, module=module, texts=mine, seen=theirs.fingerprint)
    assert texts_of(draft_of(module)) == mine


def test_a_draft_that_was_published_meanwhile_is_not_written(dana):
    module = a_module()
    read = texts_of(begin_draft(by=dana, module=module))
    publish_next(module, by=dana)
    with pytest.raises(ValidationError, match="There is no draft any more"):
        save_texts(by=dana, module=module, texts=read, seen=read.fingerprint)


def test_a_place_holds_at_once(dana):
    module, other = a_module("Meetings"), a_module("Email")
    shelf = a_collection("Strengthening Leadership")
    place_module(by=dana, module=module, collection=shelf, position=3, related=[other, module])
    module.refresh_from_db()
    assert (module.collection, module.position) == (shelf, 3)
    assert list(module.related.all()) == [other]
    assert list(other.related.all()) == [module]


def test_what_a_draft_changes_is_said_in_words(dana):
    module = a_module(kinds=(PieceKind.GUIDE, PieceKind.WORKSHEET, PieceKind.EVIDENCE))
    change(module, by=dana, summary="Other.", minutes=95, agenda=(Line(95, "All at once"),))
    guide, worksheet, _ = draft_of(module).pieces.all()
    guide.body = "Other words."
    guide.save()
    worksheet.delete()
    add_piece(by=dana, module=module, written=Written(kind="questions", title="Ask", body="Why?"))
    move_piece(by=dana, piece=guide, step=1)
    assert differences(contents_of(module.published), contents(module)) == [
        "Summary",
        "Length of the session",
        "Agenda",
        "“Guide”: text",
        "“Ask”: added",
        "“Worksheet”: removed",
        "Order of the papers",
    ]


def test_reading_a_draft_takes_two_queries(dana, django_assert_num_queries):
    for kinds in ((PieceKind.GUIDE,), tuple(PieceKind)[:3]):
        draft = a_module(published=False, kinds=kinds).versions.get()
        with django_assert_num_queries(2):
            contents_of(draft)


def test_a_module_without_a_draft_has_none(dana):
    assert draft_in(a_module()) is None
