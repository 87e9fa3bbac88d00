"""Reads of sessions: as planned for whoever runs them, as released for everybody else."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Person
from programmes.enums import CALLED_OFF, SessionState
from programmes.models import TOLD, Invitation, Programme, Session, Team
from programmes.permissions import (
    invitations_answered_for,
    sessions_led_by,
    sessions_visible_to,
    teams_run_by,
    teams_seen_by,
)
from programmes.queries.releases import preview_of

MOST_NEXT = 3


@dataclass(frozen=True, slots=True)
class Details:
    """When, where and what, aware, in London; without a date `starts_at` and `ends_at` are None."""

    name: str
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    place: str
    link: str
    before: str
    facilitator: Person
    is_cancelled: bool

    @property
    def minutes(self) -> int:
        """From start to end; 0 without a date."""
        if self.starts_at is None or self.ends_at is None:
            return 0
        length = self.ends_at.astimezone(dt.UTC) - self.starts_at.astimezone(dt.UTC)
        return round(length.total_seconds() / 60)

    @property
    def has_begun(self) -> bool:
        return self.starts_at is not None and self.starts_at <= timezone.now()

    @property
    def is_over(self) -> bool:
        return self.ends_at is not None and self.ends_at <= timezone.now()


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another session of the team."""

    pk: int
    name: str


@dataclass(frozen=True, slots=True)
class NextSession:
    """A session to come, what the person said to it, and for which leaders an answer is missing."""

    session: Session
    details: Details
    mine: Invitation | None
    unanswered_for: tuple[Invitation, ...]


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One line of a list of sessions; `others`: the invitations of leaders the person assists."""

    session: Session
    details: Details
    mine: Invitation | None
    others: tuple[Invitation, ...]
    is_next: bool

    @property
    def state(self) -> str:
        """One or two words, as on a tag."""
        if self.details.is_cancelled:
            return "Cancelled"
        if self.session.released_id is None:
            return "Not released"
        if self.session.state == SessionState.HELD:
            return "Held"
        return "Next" if self.is_next else "Over" if self.details.is_over else "To come"

    @property
    def colour(self) -> str:
        colours = {"Next": "blue", "Cancelled": "red", "Not released": "yellow", "Held": "green"}
        return colours.get(self.state, "grey")

    @property
    def answers(self) -> list[tuple[str, str]]:
        """(leader or empty for oneself, answer); of a session to come also that there is none."""
        waits = takes_answers(self.session)
        missing = "No answer yet" if waits else ""
        rows = [("", self.mine)] if self.mine else []
        rows += [(one.person.name, one) for one in self.others]
        said = [(whose, one.get_answer_display() if one.answer else missing) for whose, one in rows]
        return [(whose, answer) for whose, answer in said if answer]


@dataclass(frozen=True, slots=True)
class TeamSessions:
    team: Team
    runs: bool
    rows: tuple[SessionRow, ...]


def with_place(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Each with its room, its team and programme, and what was released of it."""
    return sessions.select_related(
        "team__programme__organisation", "facilitator", "room", "released__facilitator"
    )


def details_of(session: Session, *, runs: bool = False) -> Details:
    """What was released; the plan for whoever runs it, and where nothing was released yet."""
    edition = session.released
    if edition is None or runs:
        return Details(
            name=session.name,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            place=str(session.room or ""),
            link=session.link,
            before=session.before,
            facilitator=session.facilitator,
            is_cancelled=session.state in CALLED_OFF,
        )
    return Details(
        name=edition.name,
        starts_at=edition.starts_at,
        ends_at=edition.ends_at,
        place=edition.place,
        link=edition.link,
        before=edition.text,
        facilitator=edition.facilitator,
        is_cancelled=edition.is_cancelled,
    )


def leads(person: Person, session: Session) -> bool:
    """Whether it is the person's to lead, though the programme may be somebody else's."""
    return session.facilitator_id == person.pk and sessions_led_by(person).contains(session)


def takes_answers(session: Session) -> bool:
    """Whether people can say if they come: it was released, is on as told, and has not begun."""
    edition = session.released
    return (
        edition is not None
        and not edition.is_cancelled
        and session.state != SessionState.HELD
        and edition.starts_at > timezone.now()
        and session.team.programme.closed_on is None
    )


def not_released(session: Session) -> list[str]:
    """What a release would now tell of this session, each a phrase. Four queries."""
    plans = [one for one in preview_of(session.team).changes if one.session == session]
    return [phrase for plan in plans for phrase in plan.phrases]


def neighbours(
    session: Session, person: Person, *, runs: bool
) -> tuple[Neighbour | None, Neighbour | None]:
    """The sessions of the team before and after this one, of those the person sees. One query."""
    others = sessions_visible_to(person).filter(team=session.team_id)
    listed = others.exclude(state=SessionState.DROPPED).select_related("released")
    in_order = [Neighbour(one.pk, name_of(one, runs=runs)) for one in _by_date(listed)]
    places = {one.pk: place for place, one in enumerate(in_order)}
    if session.pk not in places:
        return None, None
    here = places[session.pk]
    following = in_order[here + 1] if here + 1 < len(in_order) else None
    return (in_order[here - 1] if here else None), following


def name_of(session: Session, *, runs: bool = False) -> str:
    """As people were told; as planned for whoever runs it."""
    edition = session.released
    return session.name if edition is None or runs else edition.name


def title_of(session: Session) -> str:
    """Number and name, as people were told."""
    return f"Session {session.number}: {name_of(session)}"


def next_sessions_for(person: Person, most: int = MOST_NEXT) -> list[NextSession]:
    """The next released sessions of a person, and of the leaders they assist. Two queries.

    `unanswered_for` are those leaders' invitations; a session of theirs alone is listed only
    while an answer is missing.
    """
    told = invitations_answered_for(person).filter(TOLD, session=OuterRef("pk"))
    mine = Exists(told.filter(person=person.pk))
    theirs = Exists(told.exclude(person=person.pk).filter(answer=""))
    to_come = (
        with_place(Session.objects.filter(mine | theirs))
        .filter(
            released__during__endswith__gt=timezone.now(),
            released__is_cancelled=False,
        )
        .exclude(state=SessionState.HELD)
    )
    sessions = list(_by_date(to_come)[:most])
    answers = invitations_by_session(sessions, person)
    return [_next(session, answers[session.pk], person) for session in sessions]


def _next(session: Session, invitations: Sequence[Invitation], person: Person) -> NextSession:
    mine, others = _apart(invitations, person)
    unanswered = tuple(one for one in others if not one.answer)
    return NextSession(session, details_of(session), mine, unanswered)


def sessions_of_programme(programme: Programme, person: Person) -> list[TeamSessions]:
    """The sessions of each team of a programme that a person sees, by date. Five queries."""
    sessions = list(_by_date(with_place(_listed(programme, person))))
    answers = invitations_by_session(sessions, person)
    teams = {one.pk: one for one in teams_seen_by(person).filter(programme=programme)}
    teams |= {one.team_id: one.team for one in sessions}
    run = set(teams_run_by(person).filter(programme=programme).values_list("pk", flat=True))
    by_team: dict[int, list[Session]] = defaultdict(list)
    for session in sessions:
        by_team[session.team_id].append(session)
    return [
        _team_sessions(team, by_team[team.pk], answers, person, runs=team.pk in run)
        for team in sorted(teams.values(), key=lambda one: (one.wave, one.name, one.pk))
    ]


def _listed(programme: Programme, person: Person) -> QuerySet[Session]:
    seen = sessions_visible_to(person).filter(team__programme=programme)
    return seen.exclude(state=SessionState.DROPPED)


def _team_sessions(
    team: Team,
    sessions: Iterable[Session],
    answers: dict[int, list[Invitation]],
    person: Person,
    *,
    runs: bool,
) -> TeamSessions:
    rows, next_is_known = [], False
    detailed = [(one, details_of(one, runs=runs)) for one in sessions]
    for session, details in sorted(detailed, key=_date_then_number):
        comes = bool(details.ends_at) and not details.is_over and not details.is_cancelled
        mine, others = _apart(answers[session.pk], person)
        rows.append(
            SessionRow(
                session=session,
                details=details,
                mine=mine,
                others=others,
                is_next=comes and not next_is_known,
            )
        )
        next_is_known = next_is_known or comes
    return TeamSessions(team, runs, tuple(rows))


def _date_then_number(listed: tuple[Session, Details]) -> tuple[bool, float, int, int]:
    """What has no date comes last."""
    session, details = listed
    start = details.starts_at
    return start is None, start.timestamp() if start else 0.0, session.number, session.pk


def invitations_by_session(
    sessions: Iterable[Session], person: Person
) -> dict[int, list[Invitation]]:
    """The invitations a person answers for, by session id: their own comes first."""
    found: dict[int, list[Invitation]] = defaultdict(list)
    for one in answered_for(person).filter(session__in=list(sessions)):
        found[one.session_id].append(one)
    return found


def answered_for(person: Person) -> QuerySet[Invitation]:
    """What a person, and the leaders they assist, were told of, each with who answered."""
    invitations = invitations_answered_for(person).filter(TOLD)
    own_first = Q(person=person.pk)
    return (
        invitations.select_related("person", "answered_by")
        .annotate(own=own_first)
        .order_by("-own", "person__name", "pk")
    )


def _apart(
    invitations: Iterable[Invitation], person: Person
) -> tuple[Invitation | None, tuple[Invitation, ...]]:
    """The person's own, and the others."""
    mine = [one for one in invitations if one.person_id == person.pk]
    others = tuple(one for one in invitations if one.person_id != person.pk)
    return (mine[0] if mine else None), others


def _by_date(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """As people were told; what nobody was told comes by its plan, what has no date comes last."""
    when = Coalesce("released__during", "during").asc(nulls_last=True)
    return sessions.order_by(when, "number", "pk")
