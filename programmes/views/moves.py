"""One session moved, changed, called off or brought back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guards import SignedInRequest, signed_in, typed
from accounts.models import Person
from productive_leader.core.dates import format_when
from programmes.forms.dates import MoveForm, SessionForm
from programmes.models import Session
from programmes.queries.attendance import has_begun
from programmes.queries.dates import later_sessions, other_times
from programmes.services.calling_off import cancel_session, restore_session
from programmes.services.moves import Moved, move_session
from programmes.services.placing import HAS_BEGUN
from programmes.services.sessions import edit_session
from programmes.views.dates import room_of
from programmes.views.lookups import session_to_run


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def session_move(request: SignedInRequest, session_id: int) -> HttpResponse:
    """Another date for a session, with up to three to choose from by one press."""
    me = request.user
    found = session_to_run(me, session_id)
    form = MoveForm(
        typed(request, press="Move it"),
        session=found,
        later=later_sessions(found),
        initial=_now(found),
    )
    if request.method == "POST" and form.is_valid():
        moved = _moved(me, found, form)
        if moved:
            _tell(request, moved)
            return _back(found)
    context = {"session": found, "form": form, "alternatives": other_times(found, by=me)}
    return render(request, "programmes/session_move.html", context)


def _now(session: Session) -> dict[str, object]:
    start = session.starts_at
    return {"day": start.date(), "time": start.time()} if start else {}


def _moved(me: Person, session: Session, form: MoveForm) -> Moved | None:
    rest = bool(form.cleaned_data.get("and_the_rest"))
    try:
        return move_session(by=me, session=session, starts_at=form.starts_at(), and_the_rest=rest)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return None


def _tell(request: SignedInRequest, moved: Moved) -> None:
    """What happened, and what may surprise."""
    start = moved.session.starts_at
    when = format_when(start) if start else ""
    news = f"“{moved.session.name}” is on {when} now."
    if moved.rest:
        count = len(moved.rest)
        news += " The session after it" if count == 1 else f" The {count} sessions after it"
        news += " moved too."
    messages.success(request, f"{news} Nobody is told before you release.")
    for note in moved.notes:
        messages.warning(request, note)
    for one in moved.rest:
        if one.proposal.moved:
            messages.info(request, f"“{one.session.name}” {one.proposal.moved}.")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def session_edit(request: SignedInRequest, session_id: int) -> HttpResponse:
    """What a session is about, for whom, who leads it and where."""
    me = request.user
    found = session_to_run(me, session_id)
    form = SessionForm(typed(request, press="Keep this"), session=found, initial=_described(found))
    if request.method == "POST" and form.is_valid():
        try:
            room = room_of(me, found.team, form)
            edit_session(by=me, session=found, room=room, **form.details())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "It is changed. Nobody is told before you release.")
            return _back(found)
    return render(request, "programmes/session_edit.html", {"session": found, "form": form})


def _described(session: Session) -> dict[str, object]:
    names = ("name", "minutes", "audience", "before", "output", "link", "room", "facilitator")
    return {name: getattr(session, name) for name in names}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def session_cancel(request: SignedInRequest, session_id: int) -> HttpResponse:
    """Calls a session off; the page says what that means."""
    found = session_to_run(request.user, session_id)
    if found.is_live and has_begun(found, timezone.now()):
        messages.warning(request, f"“{found.name}” {HAS_BEGUN}")
        return _back(found)
    if request.method != "POST":
        return render(request, "programmes/session_cancel.html", {"session": found})
    try:
        cancel_session(by=request.user, session=found)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        told = "People are told when you release." if found.released else "Nobody was told of it."
        messages.success(request, f"“{found.name}” is cancelled. {told} You can bring it back.")
    return _back(found)


@require_POST
@signed_in
def session_restore(request: SignedInRequest, session_id: int) -> HttpResponse:
    found = session_to_run(request.user, session_id)
    try:
        restored = restore_session(by=request.user, session=found)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        where = "at its date" if restored.during else "without a date: the one it had has passed"
        messages.success(request, f"“{found.name}” is back {where}.")
    return _back(found)


def _back(session: Session) -> HttpResponse:
    return redirect("team_dates", session.team.programme_id, session.team_id)
