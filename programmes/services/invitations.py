"""Who is invited follows from who is in the team, who sponsors it and who leads the session."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from productive_leader.core.dates import today
from programmes.enums import LIVE, Audience, MemberKind
from programmes.models import Invitation, Membership, Session, Team

KINDS: dict[str, frozenset[str]] = {
    Audience.EVERYBODY: frozenset(MemberKind.values),
    Audience.LEADERS: frozenset({MemberKind.LEADER}),
    Audience.PAS: frozenset({MemberKind.PA}),
    Audience.SPONSOR_TOO: frozenset(MemberKind.values),
}


def update_invitations(team: Team) -> None:
    """Invite whoever belongs into the sessions to come, and withdraw who no longer does.

    Sessions that have begun stay as they were. Nobody is told before the next release. Called by
    services, inside their transaction, with the programme locked.
    """
    sessions = list(_to_come(team))
    members = list(Membership.objects.to_come().filter(team=team))
    wanted = {
        (session.pk, person) for session in sessions for person in _people(session, team, members)
    }
    known = {
        (one.session_id, one.person_id): one
        for one in Invitation.objects.filter(session__in=sessions)
    }
    Invitation.objects.bulk_create(
        Invitation(session_id=session, person_id=person)
        for session, person in sorted(wanted - known.keys())
    )
    _set_withdrawn((one for key, one in known.items() if key not in wanted), withdrawn=True)
    _set_withdrawn((one for key, one in known.items() if key in wanted), withdrawn=False)


def _to_come(team: Team) -> Iterable[Session]:
    not_begun = Q(during=None) | Q(during__startswith__gt=timezone.now())
    return Session.objects.filter(not_begun, team=team, state__in=LIVE)


def _people(session: Session, team: Team, members: Iterable[Membership]) -> set[int]:
    """Members of the session's audience on its day, the facilitator, the sponsor where asked."""
    kinds = KINDS[session.audience]
    day = session.on or today()
    people = {
        one.person_id
        for one in members
        if one.kind in kinds
        and one.joined_on <= day
        and (one.left_on is None or one.left_on >= day)
    }
    people.add(session.facilitator_id)
    if session.audience == Audience.SPONSOR_TOO and team.programme.sponsor_id:
        people.add(team.programme.sponsor_id)
    return people


def _set_withdrawn(invitations: Iterable[Invitation], *, withdrawn: bool) -> None:
    """The answer stays: whoever is given back before a release never heard of it.

    Whoever was told to stay away and is asked again starts anew, with the release that asks.
    """
    changed = [one.pk for one in invitations if bool(one.withdrawn_at) != withdrawn]
    if changed:
        withdrawn_at = timezone.now() if withdrawn else None
        Invitation.objects.filter(pk__in=changed).update(withdrawn_at=withdrawn_at)
