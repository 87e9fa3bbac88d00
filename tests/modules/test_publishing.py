"""A draft becomes a numbered version that nobody can change; a module goes and comes back."""

from __future__ import annotations

import datetime as dt

import pytest
from dateutil.relativedelta import relativedelta
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone

from modules.enums import PieceKind
from modules.models import AgendaLine, Module, Piece, Version
from modules.queries.catalogue import listed_modules
from modules.services.drafts import begin_draft
from modules.services.pieces import remove_piece
from modules.services.publishing import (
    StaleDraft,
    publish_version,
    restore_module,
    withdraw_module,
)
from productive_leader.core.dates import today
from productive_leader.core.models import AuditEvent, OutboxItem
from tests.factories.accounts import a_person
from tests.factories.modules import a_module, a_version
from tests.modules.office import (
    a_download,
    change,
    contents,
    draft_of,
    publish_next,
    seen,
)

pytestmark = pytest.mark.django_db


SUM_IS_WRONG = (
    "The agenda adds up to 1 h 30 min, but the session takes 1 h 35 min. Change one of them."
)


def refusal(module: Module, dana, **said) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        publish_version(by=dana, module=module, seen=seen(module), **said)
    return refused.value.messages


def test_the_draft_becomes_the_next_version(dana):
    module = a_module("Email under control")
    first = module.published
    second = publish_next(module, by=dana, notes="  The rules are fewer.  ")
    module.refresh_from_db()
    assert module.published == second
    assert (second.number, second.notes, second.published_by) == (2, "The rules are fewer.", dana)
    assert (timezone.now() - second.published_at).total_seconds() < 60
    assert module.review_on == today() + relativedelta(months=24)
    first.refresh_from_db()
    assert first.number == 1
    assert [event.detail for event in AuditEvent.objects.filter(action="module.published")] == [
        {"number": 2}
    ]


def test_its_files_are_ordered_once_and_it_is_found(dana):
    module = a_module("Email under control")
    version = publish_next(module, by=dana)
    assert OutboxItem.objects.filter(key=f"files:{version.pk}").count() == 1
    assert Module.objects.filter(pk=module.pk, document__isnull=False).exists()


def test_a_first_version_says_that_it_is_the_first(dana):
    module = a_module(published=False, notes="")
    assert publish_version(by=dana, module=module, seen=seen(module)).notes == "First edition."


def test_the_name_of_the_module_is_that_of_its_version(dana):
    module = a_module("Email under control")
    change(module, by=dana, name="Email in its place")
    module.refresh_from_db()
    assert module.name == "Email under control"
    publish_version(by=dana, module=module, seen=seen(module), notes="Another name.")
    module.refresh_from_db()
    assert module.name == "Email in its place"


def test_the_day_of_the_review_can_be_chosen(dana):
    module = a_module(published=False)
    publish_version(by=dana, module=module, seen=seen(module), review_on=dt.date(2030, 3, 5))
    module.refresh_from_db()
    assert module.review_on == dt.date(2030, 3, 5)


def test_a_second_press_makes_no_second_version(dana):
    module = a_module(published=False)
    looked_at = seen(module)
    publish_version(by=dana, module=module, seen=looked_at)
    with pytest.raises(ValidationError, match="There is no draft any more"):
        publish_version(by=dana, module=module, seen=looked_at)
    assert module.versions.count() == 1


def test_what_changed_since_it_was_looked_at_is_not_published(dana):
    module = a_module(published=False)
    looked_at = seen(module)
    change(module, by=dana, summary="Something else.")
    with pytest.raises(StaleDraft) as stale:
        publish_version(by=dana, module=module, seen=looked_at)
    assert stale.value.contents == contents(module)
    assert draft_of(module).number is None


def test_nobody_else_publishes(dana):
    module = a_module(published=False)
    with pytest.raises(PermissionDenied):
        publish_version(by=a_person(), module=module, seen=seen(module))


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        ({"purpose": " "}, "Say what the module is for."),
        ({"audience": ""}, "Say who the module is for."),
        ({"minutes": None}, "Say how many minutes the session takes."),
        (
            {"minutes": 95},
            SUM_IS_WRONG,
        ),
        ({"agenda": ()}, "The agenda is empty. Write its items, each with its minutes."),
    ],
)
def test_what_is_missing_is_said(dana, texts, sentence):
    module = a_module()
    change(module, by=dana, **texts)
    assert refusal(module, dana, notes="New.") == [sentence]


@pytest.mark.parametrize(("field", "number"), [("name", 0), ("summary", 1)])
def test_a_draft_without_name_or_summary_is_not_published(dana, field, number):
    module = a_module(published=False)
    module.versions.update(**{field: ""})
    sentences = (
        "Give the module a name.",
        "Say in a sentence what the module is: the summary is empty.",
    )
    assert refusal(module, dana) == [sentences[number]]


def test_a_module_without_papers_is_not_published(dana):
    module = a_module(published=False, kinds=())
    assert refusal(module, dana) == ["There is no paper yet. Add the first one."]


def test_a_film_has_a_transcript(dana):
    module = a_module(published=False, kinds=(PieceKind.GUIDE, PieceKind.VIDEO))
    module.versions.get().pieces.filter(kind="video").update(link="https://example.org/f", body="")
    assert refusal(module, dana) == [
        "“Video” has no transcript. Not everybody can hear or play a film."
    ]


def test_from_the_second_version_on_it_says_what_is_new(dana):
    module = a_module()
    change(module, by=dana)
    assert refusal(module, dana) == [
        "Say in a line or two what is new: earlier readers get these words."
    ]


def test_what_is_the_same_is_no_new_version(dana):
    module = a_module()
    begin_draft(by=dana, module=module)
    assert refusal(module, dana, notes="New.") == ["Nothing has changed since version 1."]


def test_two_modules_have_not_the_same_name(dana):
    a_module("Email under control")
    module = a_module("Meetings")
    change(module, by=dana, name="Meetings again")
    Version.objects.filter(module=module, number=None).update(name="EMAIL under control")
    assert refusal(module, dana, notes="New.") == [
        "There is a module called “EMAIL under control” already."
    ]


def test_what_was_removed_goes_with_publishing_and_places_are_counted_anew(dana):
    module = a_module()
    begin_draft(by=dana, module=module)
    pieces = list(draft_of(module).pieces.all())
    remove_piece(by=dana, piece=pieces[1])
    version = publish_version(by=dana, module=module, seen=seen(module), notes="Shorter.")
    assert list(version.pieces.values_list("slug", "position")) == [
        ("guide", 1),
        ("evidence", 2),
        ("worksheet", 3),
    ]


# Withdrawing and restoring


def test_a_withdrawn_module_says_why_and_is_not_listed(dana):
    module = a_module()
    withdraw_module(by=dana, module=module, reason="  The figures were wrong.  ")
    module.refresh_from_db()
    assert module.withdrawal_reason == "The figures were wrong."
    assert module.withdrawn_by == dana
    assert module.document is None
    assert list(listed_modules()) == []


def test_withdrawing_needs_a_reason_and_something_published(dana):
    with pytest.raises(ValidationError, match="Say why, and what to take instead"):
        withdraw_module(by=dana, module=a_module(), reason=" ")
    with pytest.raises(ValidationError, match="nothing to withdraw"):
        withdraw_module(by=dana, module=a_module(published=False), reason="Wrong.")


def test_withdrawing_twice_keeps_the_first_reason(dana):
    module = a_module()
    first = withdraw_module(by=dana, module=module, reason="The figures were wrong.")
    again = withdraw_module(by=dana, module=module, reason="Another reason.")
    assert (again.withdrawal_reason, again.withdrawn_at) == (
        "The figures were wrong.",
        first.withdrawn_at,
    )
    assert AuditEvent.objects.filter(action="module.withdrawn").count() == 1


def test_a_restored_module_is_listed_and_found_again(dana):
    module = a_module()
    withdraw_module(by=dana, module=module, reason="The figures were wrong.")
    restore_module(by=dana, module=module)
    restore_module(by=dana, module=module)
    module.refresh_from_db()
    assert (module.withdrawn_at, module.withdrawn_by, module.withdrawal_reason) == (None, None, "")
    assert module.document is not None
    assert list(listed_modules()) == [module]
    assert AuditEvent.objects.filter(action="module.restored").count() == 1


def test_a_new_version_puts_a_withdrawn_module_back(dana):
    module = a_module()
    withdraw_module(by=dana, module=module, reason="The figures were wrong.")
    publish_next(module, by=dana, notes="The figures are right.")
    assert list(listed_modules()) == [module]


# What the database keeps


def broken(**fields) -> None:
    """Write straight into the table, past the services."""
    with transaction.atomic():
        Version.objects.create(module=a_module(), name="X", summary="X", **fields)


def test_constraints_of_versions():
    module = a_module()
    with pytest.raises(IntegrityError, match="module_version_number_is_used_once"):
        Version.objects.create(
            module=module, name="X", summary="X", number=1, published_at=timezone.now()
        )


def test_a_module_has_one_draft():
    module = a_module(published=False)
    with pytest.raises(IntegrityError, match="module_has_one_draft_at_most"):
        a_version(module, published=False)


@pytest.mark.parametrize(
    "fields",
    [
        {"number": 1},
        {"published_at": timezone.now()},
        {"number": 0, "published_at": timezone.now()},
    ],
    ids=["no day", "no number", "number 0"],
)
def test_a_published_version_says_when(fields):
    with pytest.raises(IntegrityError, match="published_module_version_says_when"):
        broken(notes="X", **fields)


def test_a_newer_version_says_what_changed():
    with pytest.raises(IntegrityError, match="newer_module_version_says_what_changed"):
        broken(number=2, published_at=timezone.now(), notes="")


@pytest.mark.parametrize("minutes", [4, 481])
def test_a_session_has_a_length_that_people_bear(minutes):
    with pytest.raises(IntegrityError, match="module_takes_five_minutes_to_eight_hours"):
        broken(minutes=minutes)


@pytest.mark.parametrize(
    "fields", [{"withdrawn_at": timezone.now()}, {"withdrawal_reason": "Wrong."}], ids=" ".join
)
def test_a_withdrawal_has_a_reason_in_the_table_too(fields):
    with pytest.raises(IntegrityError, match="withdrawn_module_says_why"):
        Module.objects.filter(pk=a_module().pk).update(**fields)


def test_an_agenda_has_one_line_in_each_place():
    version = a_module(published=False).versions.get()
    AgendaLine.objects.create(version=version, position=1, minutes=5, title="Twice")
    with pytest.raises(IntegrityError, match="agenda_line_position_is_used_once"):
        connection.check_constraints()


def test_an_agenda_line_takes_a_minute():
    version = a_module(published=False).versions.get()
    with pytest.raises(IntegrityError, match="agenda_line_takes_a_minute_at_least"):
        AgendaLine.objects.create(version=version, position=9, minutes=0, title="Nothing")


STAYS = "A published version never changes"


@pytest.mark.parametrize(
    "change_it",
    [
        lambda v: Piece.objects.create(
            version=v, position=9, kind="guide", slug="new", title="New", body="x"
        ),
        lambda v: v.pieces.update(body="Other words."),
        lambda v: v.pieces.first().delete(),
        lambda v: AgendaLine.objects.create(version=v, position=9, minutes=5, title="New"),
        lambda v: v.agenda.update(minutes=5),
        lambda v: v.agenda.first().delete(),
        lambda v: Piece.objects.filter(version__number=None).update(version=v, position=20),
    ],
    ids=["add", "change", "delete", "add line", "change line", "delete line", "move in"],
)
def test_no_part_of_a_published_version_changes(change_it):
    module = a_module()
    a_version(module, kinds=(PieceKind.CASE_STUDY,), published=False)
    with pytest.raises(InternalError, match=STAYS):
        change_it(module.published)


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "Other"},
        {"summary": "Other"},
        {"purpose": "Other"},
        {"audience": "Other"},
        {"minutes": 30},
        {"preparation_minutes": 30},
        {"outcomes": "Other"},
        {"keywords": "other"},
        {"notes": "Other"},
        {"number": 7},
        {"number": None, "published_at": None},
        {"published_at": timezone.now()},
    ],
    ids=" ".join,
)
def test_no_text_of_a_published_version_changes(fields):
    module = a_module()
    with pytest.raises(InternalError, match="Cannot update rows"):
        Version.objects.filter(pk=module.published_id).update(**fields)


def test_what_is_made_afterwards_may_come():
    module = a_module(files=True)
    assert module.published.archive is not None
    assert a_download(a_person(), module.published).version == module.published
