"""Who was there: forty names in under a minute."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.guards import SignedInRequest, signed_in, typed
from productive_leader.core.permissions import get_or_404
from productive_leader.core.words import counted
from programmes.forms.attendance import AttendanceForm
from programmes.models import Session
from programmes.permissions import sessions_led_by
from programmes.queries.attendance import (
    has_begun,
    is_late,
    pair_counts,
    sheet_of,
    why_not,
    with_what_was_told,
)
from programmes.services.attendance import ChangedMeanwhile, Recorded, record_attendance

NOBODY = "Nothing was recorded. Choose an answer for at least one person."


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def attendance(request: SignedInRequest, session_id: int) -> HttpResponse:
    """The list, what is recorded already, and a press that saves all of it."""
    sessions = with_what_was_told(sessions_led_by(request.user))
    session = get_or_404(sessions, pk=session_id)
    form = _form(session, typed(request, press="Save attendance"))
    if request.method != "POST":
        return _page(request, session, form)
    if not form.is_valid():
        return _page(request, session, form, status=422)
    if "add" in request.POST:
        return _added(request, session, form)
    return _saved(request, session, form)


def _form(session: Session, filled: QueryDict | None) -> AttendanceForm:
    return AttendanceForm(filled, session=session, sheet=sheet_of(session))


def _added(request: SignedInRequest, session: Session, form: AttendanceForm) -> HttpResponse:
    """The same page with one more person in its list; nothing is saved by it."""
    if form.fresh:
        return _page(request, session, _form(session, form.with_walk_ins()))
    form.add_error("colleague", "Choose somebody, or type a name or an e-mail address.")
    return _page(request, session, form, status=422)


def _saved(request: SignedInRequest, session: Session, form: AttendanceForm) -> HttpResponse:
    presence = form.presence()
    if not presence and not why_not(session, timezone.now()):
        form.add_error(None, NOBODY)
        return _page(request, session, form, status=422)
    try:
        recorded = record_attendance(
            by=request.user,
            session=session,
            presence=presence,
            seen=form.seen_before(),
            reason=form.cleaned_data["reason"],
        )
    except ChangedMeanwhile as changed:
        again = _form(session, form.with_theirs(changed.theirs))
        again.add_error(None, changed)
        return _page(request, session, again, theirs=changed.theirs, status=409)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return _page(request, session, form, status=422)
    _tell(request, session, recorded)
    return redirect("attendance", session.pk)


def _tell(request: SignedInRequest, session: Session, recorded: Recorded) -> None:
    if not recorded.changed and not recorded.held_now:
        messages.info(request, "Nothing has changed: all of this is recorded already.")
        return
    people = counted(recorded.changed, "person", "people")
    said = f"Attendance of {people} is saved." if recorded.changed else "Attendance is saved."
    if recorded.held_now:
        said += " The session counts as held."
    elif not has_begun(session, timezone.now()):
        said += " It counts as held once it is over."
    messages.success(request, said)


def _page(
    request: SignedInRequest,
    session: Session,
    form: AttendanceForm,
    *,
    theirs: Mapping[int, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    context = {
        "session": session,
        "edition": session.released,
        "form": form,
        "sheet": form.sheet,
        "groups": form.groups(theirs),
        "counts": form.counts(),
        "pairs": pair_counts(form.sheet.pairs),
        "refusal": why_not(session, now),
        "late": is_late(session, now),
        "runs": request.user.is_staff or session.team.programme.facilitator_id == request.user.pk,
        "begun": has_begun(session, now),
    }
    return render(request, "programmes/attendance.html", context, status=status)
