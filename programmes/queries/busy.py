"""What stands in the way of sessions: who leads, sits in or fills a room at the same time."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.models import Person
from programmes.enums import LIVE
from programmes.models import Invitation, Session
from programmes.scheduling import Busy, BusyKind, Span

MOST_NAMES = 2


def span_of(session: Session) -> Span | None:
    """When the session is planned for; None while it has no date."""
    return Span(session.during.lower, session.during.upper) if session.during else None


def busy_for(
    sessions: Sequence[Session], *, by: Person, without: Collection[int] = ()
) -> list[tuple[Busy, ...]]:
    """For each session, as it stands in memory, what other sessions take up from now on.

    `without`: ids of sessions that are not in the way, because they get dates themselves. `by`
    reads the words: "you lead …". Three queries, however many sessions.
    """
    people = _people_of(sessions)
    everybody = set().union(*people)
    others = list(_others(sessions, everybody).exclude(pk__in=without))
    return [
        tuple(_busy(session, mine, others, by))
        for session, mine in zip(sessions, people, strict=True)
    ]


def _people_of(sessions: Sequence[Session]) -> list[set[int]]:
    """The ids of who is invited to each of the sessions."""
    invited: dict[int, set[int]] = {one.pk: set() for one in sessions if one.pk}
    rows = Invitation.objects.filter(session__in=invited, withdrawn_at=None)
    for session, person in rows.values_list("session", "person"):
        invited[session].add(person)
    return [invited.get(one.pk, set()) for one in sessions]


def _others(sessions: Sequence[Session], people: Collection[int]) -> QuerySet[Session]:
    """Live sessions from now on that share a team, facilitator, room or person with these."""
    invitations = Invitation.objects.filter(withdrawn_at=None, person__in=people)
    shared = Exists(invitations.filter(session=OuterRef("pk")))
    return (
        Session.objects.filter(
            Q(team__in={one.team_id for one in sessions})
            | Q(facilitator__in={one.facilitator_id for one in sessions})
            | Q(room__in={one.room_id for one in sessions if one.room_id})
            | shared,
            state__in=LIVE,
            during__endswith__gt=timezone.now(),
        )
        .select_related("team__programme", "facilitator", "room")
        .prefetch_related(
            Prefetch("invitations", invitations.select_related("person"), to_attr="of_interest")
        )
    )


def _busy(
    session: Session, people: Collection[int], others: Sequence[Session], by: Person
) -> Sequence[Busy]:
    found = []
    for other in others:
        span = span_of(other)
        if span is None or (session.pk and other.pk == session.pk):
            continue
        hard = _hard(session, other, by)
        missed = [one.person for one in _of_interest(other) if one.person_id in people]
        if hard:
            found.append(Busy(span, *hard))
        elif missed:
            sits_in = f"{_names(missed)} {'is' if len(missed) == 1 else 'are'} in"
            what = _what(other, session)
            found.append(Busy(span, f"{sits_in} {what}", BusyKind.PEOPLE, len(missed)))
    return found


def _hard(session: Session, other: Session, by: Person) -> tuple[str, BusyKind] | None:
    if other.team_id == session.team_id:
        return f"this team meets for “{other.name}”", BusyKind.TEAM
    if other.facilitator_id == session.facilitator_id:
        leads = "you lead" if other.facilitator_id == by.pk else f"{other.facilitator} leads"
        return f"{leads} {_what(other, session)}", BusyKind.FACILITATOR
    if session.room_id and other.room_id == session.room_id:
        return f"{other.room} is taken by {_what(other, session)}", BusyKind.ROOM
    return None


def _what(other: Session, session: Session) -> str:
    """Which session, in words; of another organisation's only that there is one."""
    here = session.team.programme.organisation_id
    if other.team.programme.organisation_id != here:
        return "a session at another organisation"
    return f"“{other.name}” with {other.team}"


def _of_interest(other: Session) -> list[Invitation]:
    found: list[Invitation] = getattr(other, "of_interest")  # noqa: B009 - made by the prefetch
    return found


def _names(people: Sequence[Person]) -> str:
    """ "Dr Alice Ahmed and Amir Khan"; more than three are counted."""
    names = [str(one) for one in people]
    if len(names) > MOST_NAMES + 1:
        names = [*names[:MOST_NAMES], f"{len(names) - MOST_NAMES} others"]
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} and {names[-1]}"
