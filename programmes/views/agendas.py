"""Preparing a session: its agenda and its materials, as tables that work without script."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.guards import SignedInRequest, signed_in, typed
from accounts.models import Person
from productive_leader.core.dates import format_duration
from programmes.forms.rows import BaseRows, is_rearranged, rearranged
from programmes.forms.sessions import (
    AGENDA_FIELDS,
    MATERIAL_FIELDS,
    AgendaFormSet,
    MaterialFormSet,
    agenda_rows,
    material_rows,
)
from programmes.models import Session
from programmes.queries.agendas import agenda_of, materials_of
from programmes.queries.sessions import details_of
from programmes.services.agendas import set_agenda, set_materials
from programmes.views.lookups import session_to_lead


@dataclass(frozen=True, slots=True)
class _Table:
    """What the two pages differ in."""

    formset: Callable[..., Any]
    fields: tuple[str, ...]
    press: str
    template: str
    save: Callable[[Person, Session, Any], str]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def session_agenda(request: SignedInRequest, session_id: int) -> HttpResponse:
    """Rows of minutes, title and note; they may be saved though they do not add up."""
    session = session_to_lead(request.user, session_id)
    rows = agenda_rows(session.agenda.all())
    return _page(request, session, _AGENDA, rows)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def session_materials(request: SignedInRequest, session_id: int) -> HttpResponse:
    """Rows of a title and a link."""
    session = session_to_lead(request.user, session_id)
    return _page(request, session, _MATERIALS, material_rows(materials_of(session)))


def _page(
    request: SignedInRequest, session: Session, table: _Table, rows: Sequence[dict[str, Any]]
) -> HttpResponse:
    filled = typed(request, press=table.press)
    if filled is None or is_rearranged(filled):
        rows = rearranged(filled, table.fields) if filled is not None else rows
        return _render(request, session, table, table.formset(initial=rows))
    formset = table.formset(filled)
    if request.method == "POST" and formset.is_valid() and _saved(request, session, table, formset):
        return redirect("session", session.pk)
    return _render(request, session, table, formset)


def _saved(request: SignedInRequest, session: Session, table: _Table, formset: BaseRows) -> bool:
    try:
        sentence = table.save(request.user, session, formset)
    except ValidationError as refusal:
        formset.non_form_errors().extend(refusal.messages)
        return False
    messages.success(request, sentence)
    return True


def _save_agenda(person: Person, session: Session, formset: Any) -> str:
    set_agenda(by=person, session=session, items=formset.drafts())
    off_by = agenda_of(session, None).off_by
    if not off_by:
        return "The agenda is saved."
    way = "longer" if off_by > 0 else "shorter"
    return f"The agenda is saved. It is {format_duration(abs(off_by))} {way} than the session."


def _save_materials(person: Person, session: Session, formset: Any) -> str:
    set_materials(by=person, session=session, materials=formset.drafts())
    return "The materials are saved."


def _render(
    request: SignedInRequest, session: Session, table: _Table, formset: BaseRows
) -> HttpResponse:
    context = {
        "session": session,
        "details": details_of(session, runs=True),
        "agenda": agenda_of(session, session.starts_at),
        "form": formset,
    }
    status = 422 if formset.is_bound and request.method == "POST" else 200
    return render(request, table.template, context, status=status)


_AGENDA = _Table(
    AgendaFormSet, AGENDA_FIELDS, "Save the agenda", "programmes/session_agenda.html", _save_agenda
)
_MATERIALS = _Table(
    MaterialFormSet,
    MATERIAL_FIELDS,
    "Save the materials",
    "programmes/session_materials.html",
    _save_materials,
)
