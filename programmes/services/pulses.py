"""A minute after a session: how in control of their week people feel."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Person
from productive_leader.core import audit
from productive_leader.core.dates import format_date
from productive_leader.core.permissions import Permission, require
from programmes import permissions
from programmes.models import Pulse, PulseCount, Session
from programmes.queries.pulses import is_part_of_result, pulse_of, window_of

FIXED = (
    "Your answer is part of the result by now and stays as it is, "
    "so that nobody can work out what one person changed."
)


@transaction.atomic
def give_pulse(*, by: Person, session: Session, control: int, energy: int, line: str = "") -> Pulse:
    """Give one's pulse, or change it until it is part of a result that others see.

    Only somebody invited gives one, from the end of the session for fourteen days. Locks the
    session, so that answers come one after the other, each with its place, and a result of five
    never changes.
    """
    among = permissions.sessions_pulsed_by(by)
    require(Permission.GIVE_PULSE, obj=session, among=among)
    locked = (
        Session.objects.select_for_update(of=("self",))
        .select_related("team__programme", "released")
        .get(pk=session.pk)
    )
    _check_open(locked)
    pulse = pulse_of(locked, by) or Pulse(session=locked, person=by)
    said = {"control": control, "energy": energy, "line": " ".join(line.split())}
    if pulse.pk and all(getattr(pulse, name) == value for name, value in said.items()):
        return pulse
    if pulse.pk and is_part_of_result(pulse):
        raise ValidationError(FIXED)
    for name, value in said.items():
        setattr(pulse, name, value)
    pulse.at = timezone.now()
    if not pulse.pk:
        pulse.place = _next_place(locked)
    pulse.full_clean()
    pulse.save()
    # The event names the session alone: what was said is in no log.
    organisation_id = locked.team.programme.organisation_id
    audit.record(by=by, action="pulse.given", target=locked, organisation_id=organisation_id)
    return pulse


def _next_place(session: Session) -> int:
    """One that no pulse of the session ever had. The session is locked."""
    count, _ = PulseCount.objects.get_or_create(session=session)
    count.places += 1
    count.save()
    return count.places


def _check_open(session: Session) -> None:
    window = window_of(session)
    if closed_on := session.team.programme.closed_on:
        raise ValidationError(f"This programme closed on {format_date(closed_on)}.")
    if window is None:
        raise ValidationError("This session does not take place, so there is nothing to say of it.")
    if timezone.now() < window.opens_at:
        raise ValidationError("This session is not over yet. Come back when it is.")
    if not window.holds(timezone.now()):
        raise ValidationError(f"The last day for this was {format_date(window.last_on)}.")
