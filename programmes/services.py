"""Writes: programmes, teams, members, pairs and nudges.

Every service raises PermissionDenied for anybody but the facilitator (or an administrator), and
ValidationError, with a sentence to show, when a rule of the programme stands in the way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from accounts.enums import RoleKind
from accounts.models import Organisation, Person, Role
from productive_leader.core import audit
from productive_leader.core.dates import format_date, today
from productive_leader.core.permissions import Permission, require
from programmes import notifications, permissions, queries
from programmes.enums import MemberKind
from programmes.models import Membership, Nudge, Pair, Programme, Team
from programmes.notifications import MissingDays

M = TypeVar("M", bound=Model)


@transaction.atomic
def start_programme(
    *,
    by: Person,
    organisation: Organisation,
    name: str,
    facilitator: Person,
    starts_on: date,
    sponsor: Person | None = None,
) -> Programme:
    """Begin a programme. The facilitator holds that role in the organisation today."""
    startable = permissions.organisations_to_start_in(by)
    require(Permission.RUN_PROGRAMME, obj=organisation, among=startable)
    _require_facilitator(facilitator, organisation)
    if sponsor:
        _require_colleague(sponsor, organisation)
    programme = Programme(
        organisation=organisation,
        name=name.strip(),
        facilitator=facilitator,
        starts_on=starts_on,
        sponsor=sponsor,
    )
    return _saved(programme, by=by, action="programme.started", organisation=organisation)


@transaction.atomic
def add_team(*, by: Person, programme: Programme, name: str, wave: int = 1) -> Team:
    """Add a team to a programme that is not closed."""
    require(Permission.RUN_PROGRAMME, obj=programme, among=permissions.programmes_run_by(by))
    current = _open(programme.pk)
    team = Team(programme=current, name=name.strip(), wave=wave)
    return _saved(team, by=by, action="team.added", organisation=current.organisation)


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
    current = _running(team, by)
    _require_colleague(person, current.organisation)
    member = Membership(
        team=team,
        person=person,
        kind=kind,
        job_title=job_title.strip(),
        joined_on=joined_on or today(),
    )
    return _saved(
        member,
        by=by,
        action="member.added",
        organisation=current.organisation,
        detail={"person": person.pk, "kind": kind},
    )


@transaction.atomic
def make_pair(*, by: Person, team: Team, leader: Person, pa: Person) -> Pair:
    """Pair a leader and a PA of the same team. Either may be in other pairs too."""
    current = _running(team, by)
    _require_member(team, leader, MemberKind.LEADER)
    _require_member(team, pa, MemberKind.PA)
    return _saved(
        Pair(team=team, leader=leader, pa=pa),
        by=by,
        action="pair.made",
        organisation=current.organisation,
        detail={"leader": leader.pk, "pa": pa.pk},
    )


@transaction.atomic
def end_pair(*, by: Person, pair: Pair, on: date | None = None) -> Pair:
    """End a pair from the given date (default: today); ending it again changes nothing."""
    require(Permission.RUN_PROGRAMME, obj=pair, among=permissions.pairs_run_by(by))
    locked = Pair.objects.select_for_update().get(pk=pair.pk)
    if locked.ended_on:
        return locked
    locked.ended_on = on or today()
    organisation = locked.team.programme.organisation
    return _saved(locked, by=by, action="pair.ended", organisation=organisation)


@transaction.atomic
def close_programme(*, by: Person, programme: Programme, on: date) -> Programme:
    """Close a programme, once. Its people, results and history stay."""
    require(Permission.RUN_PROGRAMME, obj=programme, among=permissions.programmes_run_by(by))
    current = _open(programme.pk)
    current.closed_on = on
    organisation = current.organisation
    return _saved(current, by=by, action="programme.closed", organisation=organisation)


@transaction.atomic
def nudge_people(
    *, by: Person, team: Team, missing: Mapping[Person, Sequence[MissingDays]]
) -> list[Person]:
    """Remind people of the days they have still to log: at most once a day each.

    Returns those who were told now; whoever was nudged already today, by anybody and in any team,
    is left in peace.
    """
    current = _running(team, by)
    told = []
    for person in sorted((one for one in missing if missing[one]), key=lambda one: one.pk):
        nudge, is_new = Nudge.objects.get_or_create(
            person=person, on=today(), defaults={"team": team, "by": by}
        )
        if is_new:
            notifications.tell_missing_days(nudge, by=by, missing=missing[person])
            told.append(person)
    if told:
        audit.record(
            by=by,
            action="team.nudged",
            target=team,
            organisation_id=current.organisation_id,
            detail={"people": [person.pk for person in told]},
        )
    return told


def _saved(
    thing: M,
    *,
    by: Person,
    action: str,
    organisation: Organisation,
    detail: dict[str, int | str] | None = None,
) -> M:
    """Checked against every constraint, so a refusal is a sentence, then saved and audited."""
    thing.full_clean()
    thing.save()
    audit.record(by=by, action=action, target=thing, organisation_id=organisation.pk, detail=detail)
    return thing


def _running(team: Team, by: Person) -> Programme:
    require(Permission.RUN_PROGRAMME, obj=team, among=permissions.teams_run_by(by))
    return _open(team.programme_id)


def _open(programme_id: int) -> Programme:
    """The programme, locked, so that nothing is added to it while it is being closed."""
    programme = (
        Programme.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=programme_id)
    )
    if programme.closed_on:
        raise ValidationError(f"This programme closed on {format_date(programme.closed_on)}.")
    return programme


def _require_facilitator(person: Person, organisation: Organisation) -> None:
    posts = Role.objects.current().filter(organisation=organisation, kind=RoleKind.FACILITATOR)
    if not posts.filter(person=person).exists():
        raise ValidationError(f"{person} is not a facilitator at {organisation}.")


def _require_colleague(person: Person, organisation: Organisation) -> None:
    if not queries.works_at(person, organisation):
        raise ValidationError(f"{person} has no role at {organisation}.")


def _require_member(team: Team, person: Person, kind: MemberKind) -> None:
    if not queries.is_member(team, person, kind):
        raise ValidationError(f"{person} is not a {kind.label} in {team}.")
