"""Reads: who was invited to a session and who came, pairs beside each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Organisation, Person, Role
from productive_leader.core.dates import LONDON, format_date, format_time
from programmes.enums import PRESENT, Answer, Attendance, MemberKind, SessionState
from programmes.models import WANTED_OR_TOLD, Invitation, Membership, Pair, Session
from programmes.queries.teams import current_members, live_pairs

OPENS_BEFORE = timedelta(minutes=30)
CLOSES_AFTER = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Window:
    """When attendance is recorded; moments are aware, in UTC."""

    starts_at: datetime
    opens_at: datetime
    closes_at: datetime


def with_what_was_told(sessions: QuerySet[Session]) -> QuerySet[Session]:
    return sessions.select_related("team__programme__organisation", "released", "facilitator")


def window_of(session: Session) -> Window | None:
    """Around the date that people were told; None before a release."""
    if session.released is None:
        return None
    start = session.released.during.lower.astimezone(UTC)
    end = session.released.during.upper.astimezone(UTC)
    return Window(start, start - OPENS_BEFORE, end + CLOSES_AFTER)


def why_not(session: Session, now: datetime) -> str:
    """A sentence that says why attendance cannot be recorded now; empty when it can."""
    window = window_of(session)
    if session.team.programme.closed_on:
        return f"This programme closed on {format_date(session.team.programme.closed_on)}."
    if session.state == SessionState.CANCELLED:
        return "This session was cancelled, so there is nobody to record."
    if session.state == SessionState.DROPPED:
        return "This session was dropped, so there is nobody to record."
    if window is None or session.state == SessionState.PLANNED:
        return "Nobody has been told of this session yet. Release the series, then record who came."
    if now < window.opens_at:
        opens = window.opens_at.astimezone(LONDON)
        return (
            f"Attendance opens at {format_time(opens)} on {format_date(opens.date())}, "
            "half an hour before the session."
        )
    return ""


def is_late(session: Session, now: datetime) -> bool:
    """Whether a reason is needed by now."""
    window = window_of(session)
    return window is not None and now > window.closes_at


def has_begun(session: Session, now: datetime) -> bool:
    """As people were told."""
    window = window_of(session)
    return window is not None and now >= window.starts_at


def recorded_and_over(now: datetime) -> QuerySet[Session]:
    """Scheduled sessions that are over as told and have attendance, each with its team.

    Recorded for this start: what was recorded before the session was moved is of another one.
    """
    recorded = Invitation.objects.filter(
        session=OuterRef("pk"),
        attendance_at__gte=OuterRef("released__during__startswith") - OPENS_BEFORE,
    ).exclude(attendance="")
    return Session.objects.filter(
        Exists(recorded),
        state=SessionState.SCHEDULED,
        released__is_cancelled=False,
        released__during__endswith__lte=now,
        team__programme__closed_on=None,
    ).select_related("team")


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the list. `recorded` is what is kept, `shown` what the page begins with."""

    person_id: int
    name: str
    note: str
    recorded: str
    shown: str


@dataclass(frozen=True, slots=True)
class PairStatus:
    """A pair and whether it came together; `words` is empty until both are recorded."""

    leader: str
    pa: str
    words: str
    colour: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The list of a session: people who work together in one group, leaders first."""

    groups: list[list[Row]]
    pairs: list[PairStatus]
    saved_by: str
    saved_at: datetime | None

    @property
    def rows(self) -> list[Row]:
        return [row for group in self.groups for row in group]

    @property
    def recorded(self) -> bool:
        return self.saved_at is not None

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many are recorded as what, in words: "here", 36."""
        return counted(row.recorded for row in self.rows)


def counted(values: Iterable[str]) -> list[tuple[str, int]]:
    """The four answers and what is still to say, each with its number."""
    numbers = Counter(values)
    phrases = {**dict(Attendance.choices), Attendance.APOLOGIES: "with apologies"}
    words = [(phrase.lower(), numbers[value]) for value, phrase in phrases.items()]
    return [*words, ("still to record", numbers[""])]


def invited_to(session: Session) -> QuerySet[Invitation]:
    """Who is wanted there or still thinks so, and whoever was recorded all the same."""
    wanted = (WANTED_OR_TOLD & Q(person__is_active=True)) | ~Q(attendance="")
    invitations = Invitation.objects.filter(wanted, session=session)
    return invitations.select_related("person", "attendance_by").order_by("person__name", "pk")


def sheet_of(session: Session) -> Sheet:
    """Three queries, whatever the number of people."""
    invitations = {one.person_id: one for one in invited_to(session)}
    members = _members(session)
    pairs = list(live_pairs(Pair.objects.filter(team=session.team_id), session.on))
    together = [one for one in pairs if {one.leader_id, one.pa_id} <= invitations.keys()]
    begun = any(one.attendance for one in invitations.values())
    last = max(
        (one for one in invitations.values() if one.attendance_at),
        key=lambda one: (one.attendance_at, one.pk),
        default=None,
    )
    return Sheet(
        groups=[
            [_row(invitations[person], members, together, session, begun=begun) for person in group]
            for group in _groups(invitations, members, together)
        ],
        pairs=[_status(pair, invitations) for pair in together],
        saved_by=last.attendance_by.name if last and last.attendance_by else "",
        saved_at=last.attendance_at if last else None,
    )


def _members(session: Session) -> dict[int, Membership]:
    members = current_members(Membership.objects.filter(team=session.team_id), session.on)
    return {one.person_id: one for one in members}


def _groups(
    invitations: Mapping[int, Invitation],
    members: Mapping[int, Membership],
    pairs: Sequence[Pair],
) -> list[list[int]]:
    """Each leader with their PAs; then who has no partner here; then who is no member."""
    placed: set[int] = set()
    groups: list[list[int]] = []
    for person in invitations:
        pas = [one.pa_id for one in pairs if one.leader_id == person]
        group = [one for one in (person, *pas) if one not in placed]
        if pas and group:
            groups.append(group)
            placed.update(group)
    rest = [person for person in invitations if person not in placed]
    order = {MemberKind.LEADER: 0, MemberKind.PA: 1}
    rest.sort(key=lambda one: order[MemberKind(members[one].kind)] if one in members else 2)
    return groups + [[one] for one in rest]


def _row(
    invitation: Invitation,
    members: Mapping[int, Membership],
    pairs: Sequence[Pair],
    session: Session,
    *,
    begun: bool,
) -> Row:
    return Row(
        person_id=invitation.person_id,
        name=invitation.person.name,
        note=" · ".join(_notes(invitation, members, pairs, session)),
        recorded=invitation.attendance,
        shown=invitation.attendance or ("" if begun else _expected(invitation)),
    )


def _expected(invitation: Invitation) -> str:
    """What the page begins with before anything is recorded."""
    sent = invitation.answer == Answer.APOLOGIES
    return Attendance.APOLOGIES if sent else Attendance.ATTENDED


def _notes(
    invitation: Invitation,
    members: Mapping[int, Membership],
    pairs: Sequence[Pair],
    session: Session,
) -> Iterable[str]:
    person = invitation.person_id
    member = members.get(person)
    if person == session.facilitator_id:
        yield "Facilitator"
    elif person == session.team.programme.sponsor_id:
        yield "Sponsor"
    elif member is None:
        yield "Not of the team"
    elif member.kind == MemberKind.LEADER:
        yield member.job_title or "Leader"
    leaders = [one.leader.name for one in pairs if one.pa_id == person]
    if leaders:
        yield f"PA of {' and '.join(leaders)}"
    elif member and member.kind == MemberKind.PA:
        yield "PA"
    if invitation.answer == Answer.APOLOGIES:
        yield "sent apologies"


def _status(pair: Pair, invitations: Mapping[int, Invitation]) -> PairStatus:
    both = [invitations[pair.leader_id].attendance, invitations[pair.pa_id].attendance]
    words, colour = "", "grey"
    if all(both):
        here = sum(one in PRESENT for one in both)
        words, colour = (
            ("Neither", "red"),
            ("One of the two", "yellow"),
            ("Both", "green"),
        )[here]
    return PairStatus(pair.leader.name, pair.pa.name, words, colour)


def pair_counts(pairs: Iterable[PairStatus]) -> list[tuple[str, int]]:
    """How many pairs came together, as one of the two, or not at all."""
    numbers = Counter(one.words for one in pairs)
    return [(words, numbers[words]) for words in ("Both", "One of the two", "Neither")]


def members_beside(session: Session, listed: Iterable[int]) -> QuerySet[Person]:
    """Members of the team who are not in the list: a session for leaders leaves the PAs out."""
    members = Membership.objects.current(session.on).filter(team=session.team_id)
    people = Person.objects.filter(pk__in=members.values("person"))
    return people.exclude(pk__in=list(listed)).order_by("name", "pk")


def colleagues_called(organisation: Organisation, words: str) -> list[Person]:
    """Who in the organisation today has this e-mail address, else this name."""
    posts = Role.objects.current().filter(organisation=organisation)
    people = Person.objects.filter(pk__in=posts.values("person"), is_active=True)
    by_email = list(people.filter(email=words.strip().lower()))
    return by_email or list(people.filter(name__iexact=" ".join(words.split()))[:3])


def colleagues_among(organisation: Organisation, people: Iterable[int]) -> dict[int, Person]:
    """Those of the people (by id) who have a role in the organisation today."""
    posts = Role.objects.current().filter(organisation=organisation, person__in=list(people))
    return {one.pk: one for one in Person.objects.filter(pk__in=posts.values("person"))}
