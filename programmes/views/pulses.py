"""A minute after a session, and what a team said together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.guards import SignedInRequest, signed_in, typed
from accounts.models import Person
from productive_leader.core.charts import PairedBarChart
from programmes.charts import pulse_chart
from programmes.forms.sessions import PulseForm
from programmes.models import Pulse, Session
from programmes.permissions import sessions_pulsed_by, sessions_run_by
from programmes.queries.pulses import (
    PulseWindow,
    SessionPulse,
    Turnout,
    is_part_of_result,
    pulse_of,
    result_of,
    trend_of,
    turnout_of,
    window_of,
)
from programmes.queries.sessions import details_of
from programmes.services.pulses import give_pulse
from programmes.views.lookups import visible_session

PRESS = "Send my minute"


@dataclass(frozen=True, slots=True)
class PulseCard:
    """What one person can do. `form` is None for those not invited, and when it is closed.

    `is_fixed`: their answer is part of a result. `turnout` is for whoever runs the session.
    """

    window: PulseWindow
    form: PulseForm | None
    mine: Pulse | None
    is_fixed: bool
    turnout: Turnout | None

    @property
    def is_open(self) -> bool:
        return self.window.holds(timezone.now())


def pulse_card(
    request: SignedInRequest, session: Session, filled: QueryDict | None = None
) -> PulseCard | None:
    """None until the session is over. `filled`: what was posted to the page of the pulse."""
    window, person = window_of(session), request.user
    if window is None or timezone.now() < window.opens_at:
        return None
    mine = pulse_of(session, person)
    is_fixed = mine is not None and is_part_of_result(mine)
    form, closed_on = None, session.team.programme.closed_on
    takes = window.holds(timezone.now()) and not is_fixed and not closed_on
    if takes and is_invited(person, session):
        address = reverse("session_pulse", args=[session.pk])
        form = PulseForm(filled or typed(request, press=PRESS, at=address), initial=_said(mine))
    runs = sessions_run_by(person).contains(session)
    return PulseCard(window, form, mine, is_fixed, turnout_of(session) if runs else None)


def is_invited(person: Person, session: Session) -> bool:
    return sessions_pulsed_by(person).contains(session)


def _said(pulse: Pulse | None) -> dict[str, int | str]:
    if pulse is None:
        return {}
    return {"control": pulse.control, "energy": pulse.energy, "line": pulse.line}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def session_pulse(request: SignedInRequest, session_id: int) -> HttpResponse:
    """Takes a pulse from whoever is invited, and shows what at least five said together."""
    session = visible_session(request.user, session_id)
    if request.method != "POST":
        return _page(request, session, pulse_card(request, session))
    if not is_invited(request.user, session):
        raise Http404
    form = PulseForm(request.POST)
    if form.is_valid() and _given(request.user, session, form):
        messages.success(request, "Thank you. Nobody sees what you said alone.")
        return redirect("session_pulse", session_id)
    return _page(request, session, pulse_card(request, session, request.POST), form)


def _given(person: Person, session: Session, form: PulseForm) -> bool:
    try:
        give_pulse(by=person, session=session, **form.cleaned_data)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


def _page(
    request: SignedInRequest,
    session: Session,
    card: PulseCard | None,
    refused: PulseForm | None = None,
) -> HttpResponse:
    """`refused`: a form with what is wrong, which takes the place of the card's."""
    trend = trend_of(session.team)
    context = {
        "session": session,
        "details": details_of(session),
        "pulse": card,
        "form": refused or (card.form if card else None),
        "result": result_of(session),
        "trend": trend,
        "chart": _chart(trend),
    }
    status = 422 if refused else 200
    return render(request, "programmes/session_pulse.html", context, status=status)


def _chart(trend: Sequence[SessionPulse]) -> PairedBarChart | None:
    rows = [(one.name, one.result.control, one.result.energy) for one in trend]
    return pulse_chart(rows) if rows else None
