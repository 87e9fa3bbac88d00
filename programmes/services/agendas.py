"""What a session consists of: its agenda in minutes, and what there is to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Person
from productive_leader.core import audit
from programmes.enums import CALLED_OFF
from programmes.models import AgendaItem, Material, Programme, Session
from programmes.services.writing import leading

MOST_ROWS = 40


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """An item of an agenda, to be."""

    minutes: int
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class MaterialDraft:
    """Something to read or bring, to be; `url` begins with https://."""

    title: str
    url: str


@transaction.atomic
def set_agenda(*, by: Person, session: Session, items: Sequence[ItemDraft]) -> list[AgendaItem]:
    """Replace the agenda, in the order given; the same again changes nothing.

    It may be longer or shorter than the session: the page says so. Locks programme and session.
    """
    _check_few(items)
    programme, locked = _locked(session, by)
    kept = list(locked.agenda.all())
    if [ItemDraft(one.minutes, one.title, one.note) for one in kept] == list(items):
        return kept
    made = [
        AgendaItem(
            session=locked,
            position=position,
            minutes=one.minutes,
            title=one.title,
            note=one.note,
        )
        for position, one in enumerate(items, start=1)
    ]
    for item in made:
        item.full_clean(validate_constraints=False)
    locked.agenda.all().delete()
    AgendaItem.objects.bulk_create(made)
    _record(by, "session.agenda_set", locked, programme, len(made))
    return made


@transaction.atomic
def set_materials(
    *, by: Person, session: Session, materials: Sequence[MaterialDraft]
) -> list[Material]:
    """Replace the materials, in the order given; the same again changes nothing.

    Locks programme and session.
    """
    _check_few(materials)
    programme, locked = _locked(session, by)
    kept = list(locked.materials.all())
    if [MaterialDraft(one.title, one.url) for one in kept] == list(materials):
        return kept
    made = [
        Material(session=locked, position=position, title=one.title, url=one.url)
        for position, one in enumerate(materials, start=1)
    ]
    for material in made:
        material.full_clean()
    locked.materials.all().delete()
    Material.objects.bulk_create(made)
    _record(by, "session.materials_set", locked, programme, len(made))
    return made


def _locked(session: Session, by: Person) -> tuple[Programme, Session]:
    programme = leading(session, by)
    locked = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if locked.state in CALLED_OFF:
        word = locked.get_state_display().lower()
        raise ValidationError(f"This session is {word}, so there is nothing to prepare.")
    return programme, locked


def _check_few(rows: Sequence[object]) -> None:
    if len(rows) > MOST_ROWS:
        raise ValidationError(f"A session has at most {MOST_ROWS} rows. Take some away.")


def _record(by: Person, action: str, session: Session, programme: Programme, rows: int) -> None:
    audit.record(
        by=by,
        action=action,
        target=session,
        organisation_id=programme.organisation_id,
        detail={"rows": rows},
    )
