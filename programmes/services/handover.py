"""Handing a programme over: another facilitator leads it, and every calendar entry lives on."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Person
from productive_leader.core.permissions import Permission, require
from programmes import permissions
from programmes.models import Programme, Session, Team
from programmes.notifications.handover import tell_predecessor, tell_successor
from programmes.queries.handover import clashes_of, sessions_given, teams_in_order
from programmes.services.invitations import update_invitations
from programmes.services.placing import reserve, write_sessions
from programmes.services.writing import open_programme, require_facilitator, saved


@transaction.atomic
def hand_over(*, by: Person, programme: Programme, to: Person) -> Programme:
    """Let another facilitator of the organisation lead a programme and its sessions to come.

    Sessions that somebody else leads stay theirs, sessions that have begun stay as they were. What
    is called off goes along, so that whoever brings it back leads it.
    Calendars hear of it with the next release, under the same identities. Refused, with the times
    named, when the new one is booked then. Locks the programme, its teams and its sessions.
    """
    require(Permission.RUN_PROGRAMME, obj=programme, among=permissions.programmes_run_by(by))
    current = open_programme(programme.pk)
    before = current.facilitator
    if to == before:
        raise ValidationError(f"{to} leads this programme already. Choose somebody else.")
    require_facilitator(to, current.organisation)
    teams = list(Team.objects.select_for_update().filter(programme=current).order_by("pk"))
    sessions = _locked_sessions(current, before)
    _give_sessions(sessions, to, current, by)
    live = sum(one.is_live for one in sessions)
    current.facilitator = to
    saved(
        current,
        by=by,
        action="programme.handed_over",
        organisation=current.organisation,
        detail={"from": before.pk, "to": to.pk, "sessions": live},
    )
    for team in teams:
        update_invitations(team)
    tell_successor(current, by=by, before=before, teams=teams_in_order(current), sessions=live)
    if by != before:
        tell_predecessor(current, by=by, before=before)
    return current


def _locked_sessions(programme: Programme, facilitator: Person) -> list[Session]:
    own = sessions_given(programme).filter(facilitator=facilitator).order_by("pk")
    list(own.select_for_update(of=("self",)).values_list("pk"))
    return list(own.select_related("team__programme", "facilitator", "room"))


def _give_sessions(sessions: list[Session], to: Person, programme: Programme, by: Person) -> None:
    for session in sessions:
        session.facilitator = to
    reserve(sessions)
    if clashes := clashes_of(to, [one for one in sessions if one.is_live], programme):
        raise ValidationError(
            f"{to} is booked at the time of these sessions: {'; '.join(clashes)}. "
            "Move one of each two, or choose somebody else."
        )
    write_sessions(sessions, ["facilitator"], by=by)
