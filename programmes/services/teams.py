"""Teams, their members and pairs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Person
from productive_leader.core.dates import today
from productive_leader.core.permissions import Permission, require
from programmes import permissions
from programmes.enums import MemberKind
from programmes.models import Membership, Pair, Programme, Team
from programmes.queries.waves import has_teams, waits_for
from programmes.services.from_template import copy_sessions
from programmes.services.invitations import update_invitations
from programmes.services.modules import keep_versions
from programmes.services.writing import (
    open_programme,
    require_colleague,
    require_member,
    running,
    saved,
)


@transaction.atomic
def add_team(
    *,
    by: Person,
    programme: Programme,
    name: str,
    wave: int = 1,
    chosen: Collection[int] | None = None,
    reason: str = "",
) -> Team:
    """Add a team, with the sessions of the template, to a programme that is not closed.

    `chosen`: positions of the optional sessions to take; None takes all. `reason`: why it starts
    before the rule of waves allows it; kept only where it was needed.
    """
    require(Permission.RUN_PROGRAMME, obj=programme, among=permissions.programmes_run_by(by))
    current = open_programme(programme.pk)
    needed = _needed_reason(current, wave, reason.strip())
    team = Team(programme=current, name=name.strip(), wave=wave, reason=needed)
    saved(team, by=by, action="team.added", organisation=current.organisation)
    copy_sessions(team, chosen)
    keep_versions(current)
    return team


def _needed_reason(programme: Programme, wave: int, reason: str) -> str:
    """The reason to keep; empty where none is needed. Refuses when one is missing."""
    if wave > 1 and not has_teams(programme, wave - 1):
        raise ValidationError(f"Wave {wave - 1} has no team yet, so wave {wave} cannot start.")
    missing = waits_for(programme, [wave])[wave]
    if missing and not reason:
        raise ValidationError([*missing, "Say why the team starts all the same."])
    return reason if missing else ""


@transaction.atomic
def add_member(
    *,
    by: Person,
    team: Team,
    person: Person,
    kind: MemberKind,
    job_title: str = "",
    joined_on: date | None = None,
) -> Membership:
    """Add a colleague to a team, as a leader or a PA, from the given date (default: today)."""
    current = running(team, by)
    require_colleague(person, current.organisation)
    member = Membership(
        team=team,
        person=person,
        kind=kind,
        job_title=job_title.strip(),
        joined_on=joined_on or today(),
    )
    joined(member, by=by, programme=current)
    update_invitations(team)
    return member


@transaction.atomic
def make_pair(*, by: Person, team: Team, leader: Person, pa: Person) -> Pair:
    """Pair a leader and a PA of the same team. Either may be in other pairs too.

    A pair of these two that was about to end goes on.
    """
    current = running(team, by)
    require_member(team, leader, MemberKind.LEADER)
    require_member(team, pa, MemberKind.PA)
    known = team.pairs.live().filter(leader=leader, pa=pa, ended_on__isnull=False).first()
    if known:
        return taken_back(known, by=by, programme=current)
    return paired(Pair(team=team, leader=leader, pa=pa), by=by, programme=current)


@transaction.atomic
def end_pair(*, by: Person, pair: Pair, on: date | None = None) -> Pair:
    """End a pair from the given date (default: today); one that has ended stays as it is.

    Refused when the programme is closed. Locks the programme, then the pair.
    """
    require(Permission.RUN_PROGRAMME, obj=pair, among=permissions.pairs_run_by(by))
    programme = open_programme(pair.team.programme_id)
    day = on or today()
    locked = Pair.objects.select_for_update().get(pk=pair.pk)
    if locked.ended_on and locked.ended_on <= day:
        return locked
    locked.ended_on = day
    return saved(locked, by=by, action="pair.ended", organisation=programme.organisation)


def joined(member: Membership, *, by: Person, programme: Programme) -> Membership:
    """A new membership, kept; invitations follow. The programme is locked."""
    return saved(
        member,
        by=by,
        action="member.added",
        organisation=programme.organisation,
        detail={"person": member.person_id, "kind": member.kind},
    )


def taken_back(pair: Pair, *, by: Person, programme: Programme) -> Pair:
    """A pair that was about to end goes on. The programme is locked."""
    pair.ended_on = None
    return saved(pair, by=by, action="pair.goes_on", organisation=programme.organisation)


def paired(pair: Pair, *, by: Person, programme: Programme) -> Pair:
    """A new pair of two members, kept. The programme is locked."""
    return saved(
        pair,
        by=by,
        action="pair.made",
        organisation=programme.organisation,
        detail={"leader": pair.leader_id, "pa": pair.pa_id},
    )
