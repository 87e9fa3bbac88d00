"""People into a team, many at once or one; out of it; and who sponsors the programme."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import Person
from productive_leader.core import audit
from productive_leader.core.dates import format_date, today
from productive_leader.core.permissions import Permission, require
from programmes import permissions
from programmes.enums import MemberKind
from programmes.models import Invitation, Membership, Pair, Programme, Team
from programmes.pasting import Pasted, Row, read_people
from programmes.queries.people import in_use
from programmes.services.invitations import update_invitations
from programmes.services.joining import Added, Joining
from programmes.services.newcomers import STRANGER, Colleague, Newcomers, bring_in_colleague
from programmes.services.writing import open_programme, require_colleague, saved


@transaction.atomic
def add_people(*, by: Person, team: Team, text: str, is_sure: bool = False) -> Added:
    """Add whoever is in the pasted rows, as far as they are in order; the others come back.

    People get an account and a role here where they lack one. Doing it again changes nothing.
    `is_sure`: addresses at a domain that nobody here uses are right.
    """
    joining = Joining(by, team)
    known = joining.leaders()
    emails = [row.email for row in read_people(text, known).people]
    here = joining.programme.organisation
    joining.newcomers = Newcomers(by, here, emails, is_sure=is_sure)
    pasted = read_people(text, known, joining.refusal)
    failed = joining.join_all(pasted.people)
    if failed:
        pasted = read_people(text, known, lambda row: failed.get(row.line) or joining.refusal(row))
    joining.settle()
    return joining.outcome(pasted)


@transaction.atomic
def add_one(
    *,
    by: Person,
    team: Team,
    colleague: Colleague,
    kind: MemberKind,
    leaders: Collection[Person] = (),
    job_title: str = "",
) -> Added:
    """Add one person, as the PA of these leaders of the team. Refuses what a paste would."""
    joining = Joining(by, team)
    row = Row(
        line=1,
        text="",
        name=colleague.name.strip(),
        email=colleague.email.strip().lower(),
        kind="pa" if kind == MemberKind.PA else "leader",
        job_title=job_title.strip(),
        leaders=tuple(one.email for one in leaders),
    )
    here = joining.programme.organisation
    joining.newcomers = Newcomers(by, here, [row.email], is_sure=colleague.is_sure)
    if sentence := joining.refusal(row):
        code = STRANGER if joining.newcomers.strangers else None
        raise ValidationError(sentence, code=code)
    joining.join(row)
    joining.settle()
    return joining.outcome(Pasted((row,), (), ""))


@transaction.atomic
def leave_team(*, by: Person, membership: Membership, on: date | None = None) -> Membership:
    """End a membership after its last day, `on` (default: today), and the pairs it was in.

    Invitations to later sessions are withdrawn; where the person was before stays as it was.
    """
    team, programme = _running(by, membership)
    last = on or today()
    locked = Membership.objects.select_for_update().get(pk=membership.pk)
    if locked.left_on and locked.left_on < today():
        raise ValidationError(f"{locked.person} left on {format_date(locked.left_on)}.")
    if last < locked.joined_on:
        raise ValidationError(
            f"{locked.person} joined on {format_date(locked.joined_on)}. "
            "Choose that day or a later one."
        )
    locked.left_on = last
    saved(
        locked,
        by=by,
        action="member.left",
        organisation=programme.organisation,
        detail={"person": locked.person_id, "on": last.isoformat()},
    )
    _end_pairs(by, team, locked.person, after=last)
    update_invitations(team)
    return locked


def _end_pairs(by: Person, team: Team, person: Person, *, after: date) -> None:
    """They work together on the last day still."""
    first_without = after + timedelta(days=1)
    for pair in _pairs_of(team, person).select_for_update():
        if pair.ended_on is None or pair.ended_on > first_without:
            pair.ended_on = first_without
            saved(pair, by=by, action="pair.ended", organisation=team.programme.organisation)


@transaction.atomic
def take_out(*, by: Person, membership: Membership) -> Person:
    """Undo a membership that was made today by mistake, while nothing has come of it.

    The person's account and role stay. Refused once they were told of a session or did anything.
    """
    team, programme = _running(by, membership)
    locked = Membership.objects.select_for_update().get(pk=membership.pk)
    person = locked.person
    if locked.joined_on != today() or in_use(team, [person.pk]):
        raise ValidationError(
            f"{person} takes part already. Say that they left the team instead; "
            "what they did until then stays."
        )
    audit.record(
        by=by,
        action="member.taken_out",
        target=locked,
        organisation_id=programme.organisation_id,
        detail={"person": person.pk, "kind": locked.kind},
    )
    _pairs_of(team, person).filter(ended_on=None).delete()
    locked.delete()
    Invitation.objects.filter(session__team=team, person=person).delete()
    update_invitations(team)
    return person


@transaction.atomic
def set_sponsor(
    *,
    by: Person,
    programme: Programme,
    sponsor: Person | None = None,
    colleague: Colleague | None = None,
) -> Programme:
    """Say who sponsors the programme: somebody with a role here, or a colleague by address."""
    require(Permission.RUN_PROGRAMME, obj=programme, among=permissions.programmes_run_by(by))
    current = open_programme(programme.pk)
    here = current.organisation
    if colleague:
        sponsor = bring_in_colleague(by=by, organisation=here, colleague=colleague)
    if sponsor:
        require_colleague(sponsor, here)
    if current.sponsor_id == (sponsor.pk if sponsor else None):
        return current
    current.sponsor = sponsor
    saved(
        current,
        by=by,
        action="programme.sponsor_set",
        organisation=here,
        detail={"sponsor": current.sponsor_id},
    )
    for team in current.teams.select_related("programme"):
        update_invitations(team)
    return current


def _running(by: Person, membership: Membership) -> tuple[Team, Programme]:
    """The team and programme of a membership that `by` may change; the programme is locked."""
    among = permissions.memberships_run_by(by)
    require(Permission.RUN_PROGRAMME, obj=membership, among=among)
    team = Team.objects.select_related("programme__organisation").get(pk=membership.team_id)
    return team, open_programme(team.programme_id)


def _pairs_of(team: Team, person: Person) -> QuerySet[Pair]:
    return Pair.objects.filter(Q(leader=person) | Q(pa=person), team=team)
