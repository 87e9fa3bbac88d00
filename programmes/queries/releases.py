"""Reads: what a release of a team would tell whom, from what calendars were told last."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Person
from programmes.calendars import changes
from programmes.calendars.changes import Change, Content, Method, Told
from programmes.enums import LIVE, SessionState
from programmes.models import Edition, Invitation, Release, Session, Team

FIELDS = ("session", "person", "withdrawn_at", "told_method", "told_sequence", "told_edition")


@dataclass(frozen=True, slots=True)
class Planned:
    """One message to one calendar."""

    session: Session
    invitation: Invitation
    person: Person
    change: Change
    sequence: int
    told: Told | None


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """What a release does to one session.

    `content` is what its next edition says; None: the last one stays, only people come or go.
    """

    session: Session
    sequence: int
    content: Content | None
    is_cancelled: bool
    messages: tuple[Planned, ...]

    @property
    def phrases(self) -> list[str]:
        return [*self._of_session(), *self._of_people()]

    @property
    def where(self) -> str:
        """The place of a session that takes place, as calendars will have it."""
        if self.is_cancelled:
            return ""
        link = "a link to join" if self.session.link else ""
        return " and ".join(filter(None, (str(self.session.room or ""), link)))

    def _of_session(self) -> list[str]:
        before = _told_before(self.session)
        if self.is_cancelled:
            return ["is cancelled"] if self.content else []
        if self.content is None:
            return []
        if self.session.released and self.session.released.is_cancelled:
            return [f"takes place after all: {changes.when(self.content)}"]
        return changes.differences(before, self.content)

    def _of_people(self) -> list[str]:
        return [
            *(f"{one.person} is no longer invited" for one in self.gone),
            *(f"{one.person} is invited" for one in self.come if one.told is None),
            *(f"{one.person} is invited again" for one in self.come if one.told),
        ]

    @property
    def gone(self) -> list[Planned]:
        """Who is told that the session takes place without them."""
        cancelled = [one for one in self.messages if one.change.method == Method.CANCEL]
        return [] if self.is_cancelled else cancelled

    @property
    def come(self) -> list[Planned]:
        """Who is told of a session that others have been told of before."""
        edition = self.session.released
        if edition is None or self.is_cancelled:
            return []
        back = None if edition.is_cancelled else Method.CANCEL
        return [one for one in self.messages if one.told is None or one.told.method == back]


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """What one person is told: a session and a phrase for each."""

    person: Person
    lines: tuple[tuple[Session, str], ...]


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """People who are told the same."""

    people: tuple[Person, ...]
    lines: tuple[tuple[Session, str], ...]

    @property
    def names(self) -> str:
        *others, last = (person.name for person in self.people)
        return f"{', '.join(others)} and {last}" if others else last


@dataclass(frozen=True, slots=True)
class Preview:
    """What pressing Release would send now. False when there is nothing to send.

    `left_out` are sentences; `too_late` are those of the sessions whose date has passed.
    """

    sessions: tuple[SessionPlan, ...] = ()
    left_out: tuple[str, ...] = ()
    too_late: tuple[Session, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.messages)

    @property
    def messages(self) -> list[Planned]:
        return [one for plan in self.sessions for one in plan.messages]

    @property
    def changes(self) -> list[SessionPlan]:
        """By session, those that somebody is told of."""
        return [plan for plan in self.sessions if plan.messages]

    @property
    def people(self) -> int:
        return len({one.invitation.person_id for one in self.messages})

    @property
    def by_person(self) -> list[PersonPlan]:
        lines: dict[Person, list[tuple[Session, str]]] = defaultdict(list)
        for plan in self.sessions:
            for one in plan.messages:
                lines[one.person].append((plan.session, phrase_for(one)))
        in_order = sorted(lines, key=lambda person: (person.name, person.pk))
        return [PersonPlan(person, tuple(lines[person])) for person in in_order]

    @property
    def by_group(self) -> list[GroupPlan]:
        """By person, those together who are told the same; the largest group first."""
        alike: dict[tuple[tuple[Session, str], ...], list[Person]] = defaultdict(list)
        for plan in self.by_person:
            alike[plan.lines].append(plan.person)
        groups = [GroupPlan(tuple(people), lines) for lines, people in alike.items()]
        return sorted(groups, key=lambda group: -len(group.people))

    @property
    def fingerprint(self) -> str:
        """Of everything that would be said to whom."""
        said = sorted(
            (one.invitation.pk, one.change.method, one.sequence, repr(one.change.content))
            for one in self.messages
        )
        return hashlib.sha256(repr(said).encode()).hexdigest()


def phrase_for(planned: Planned) -> str:
    """What one calendar is told, after the name of the session."""
    if planned.change.method == Method.CANCEL:
        return f"cancelled, was {changes.when(planned.change.content)}"
    if planned.told is None:
        return f"new: {changes.when(planned.change.content)}"
    if planned.told.method == Method.CANCEL:
        return f"takes place after all: {changes.when(planned.change.content)}"
    return "; ".join(changes.differences(planned.told.content, planned.change.content))


def preview_of(team: Team) -> Preview:
    """Four queries, whatever the number of people and sessions."""
    now = timezone.now()
    sessions = list(_released_or_to_come(team))
    invitations = _invitations_by_session(sessions)
    told = _contents(invitations)
    people = _people(invitations)
    plans, left_out, too_late = [], [], []
    for session in sessions:
        if reason := _left_out(session, now):
            left_out.append(f"{session} is left out: {reason}")
            too_late += [session] if session.during else []
        elif not _is_over(session, now):
            plans.append(_plan(session, invitations[session.pk], told, people))
    return Preview(tuple(plans), tuple(left_out), tuple(too_late))


def last_release(team: Team) -> Release | None:
    rows = Release.objects.filter(team=team).select_related("by").defer("plan")
    return rows.order_by("-number").first()


def _released_or_to_come(team: Team) -> QuerySet[Session]:
    """Not those held, nor those dropped before anybody heard of them."""
    return Session.objects.filter(
        team=team, state__in=(*LIVE, SessionState.CANCELLED)
    ).select_related("room", "facilitator", "released__facilitator")


def _invitations_by_session(sessions: Sequence[Session]) -> dict[int, list[Invitation]]:
    found: dict[int, list[Invitation]] = defaultdict(list)
    rows = Invitation.objects.filter(session__in=sessions, person__is_active=True)
    for one in rows.only(*FIELDS).order_by("pk"):
        found[one.session_id].append(one)
    return found


def _contents(invitations: Mapping[int, Iterable[Invitation]]) -> dict[int, Content]:
    """What each edition said that somebody was told last, by its id."""
    told = (one.told_edition_id for each in invitations.values() for one in each)
    editions = Edition.objects.in_bulk({one for one in told if one})
    return {pk: content_of_edition(one) for pk, one in editions.items()}


def _people(invitations: Mapping[int, Iterable[Invitation]]) -> dict[int, Person]:
    wanted = {one.person_id for each in invitations.values() for one in each}
    return Person.objects.only("name").in_bulk(wanted)


def _left_out(session: Session, now: datetime) -> str:
    """Why nobody can be told of a session as it is planned, or nothing."""
    if session.state == SessionState.CANCELLED:
        return ""
    if session.starts_at is None:
        return "it has no date yet."
    if session.starts_at <= now and _told_before(session) != content_of(session):
        return "its date has passed."
    return ""


def _is_over(session: Session, now: datetime) -> bool:
    """Calendars keep what has begun: of a cancelled session, by what they were told."""
    if session.state != SessionState.CANCELLED:
        return session.starts_at is None or session.starts_at <= now
    return session.released is None or session.released.starts_at <= now


def _plan(
    session: Session,
    invitations: Iterable[Invitation],
    contents: Mapping[int, Content],
    people: Mapping[int, Person],
) -> SessionPlan:
    is_cancelled = session.state == SessionState.CANCELLED
    now = None if is_cancelled else content_of(session)
    found = []
    for invitation in invitations:
        told = _told(invitation, contents)
        change = changes.change_for(told, None if invitation.withdrawn_at else now)
        if change:
            found.append((invitation, told, change))
    highest = changes.sequence_of_release(session.sequence, (change for _, _, change in found))
    messages = tuple(
        Planned(
            session=session,
            invitation=invitation,
            person=people[invitation.person_id],
            change=change,
            sequence=changes.sequence_of(change, told, highest),
            told=told,
        )
        for invitation, told, change in found
    )
    return SessionPlan(session, highest, _next_edition(session, now), is_cancelled, messages)


def _next_edition(session: Session, now: Content | None) -> Content | None:
    """What is to be written down anew, or None when the last edition still says it."""
    released = session.released
    if now is None:
        return content_of_edition(released) if released and not released.is_cancelled else None
    is_same = released and not released.is_cancelled and content_of_edition(released) == now
    return None if is_same else now


def _told(invitation: Invitation, contents: Mapping[int, Content]) -> Told | None:
    if invitation.told_sequence is None or invitation.told_edition_id is None:
        return None
    return Told(
        invitation.told_method, invitation.told_sequence, contents[invitation.told_edition_id]
    )


def _told_before(session: Session) -> Content | None:
    return content_of_edition(session.released) if session.released else None


def content_of(session: Session) -> Content | None:
    """What a calendar should be told of a session; nothing while it has no date."""
    if session.during is None:
        return None
    return Content(
        starts_at=session.during.lower,
        ends_at=session.during.upper,
        name=session.name,
        place=str(session.room or ""),
        building=session.room.building if session.room else "",
        link=session.link,
        text=session.before,
        facilitator=session.facilitator_id,
        facilitator_name=session.facilitator.name,
    )


def content_of_edition(edition: Edition, led_by: str = "") -> Content:
    """What an edition says; `led_by` is the facilitator's name, where words are made of it."""
    return Content(
        starts_at=edition.during.lower,
        ends_at=edition.during.upper,
        name=edition.name,
        place=edition.place,
        building=edition.building,
        link=edition.link,
        text=edition.text,
        facilitator=edition.facilitator_id,
        facilitator_name=led_by,
    )
