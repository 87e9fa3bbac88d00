"""Releasing: everybody whom a change concerns is told, once; and sending a series again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone

from accounts.models import Person
from productive_leader.core import audit, outbox
from productive_leader.core.dates import format_date, format_time
from productive_leader.core.models import Email
from productive_leader.core.permissions import Permission, require
from programmes import permissions
from programmes.calendars.changes import SECOND, Content, Method, next_stamp
from programmes.enums import SessionState
from programmes.models import (
    CalendarMessage,
    Edition,
    Invitation,
    PlanLine,
    Release,
    Session,
    Team,
)
from programmes.queries.releases import (
    Planned,
    Preview,
    SessionPlan,
    last_release,
    preview_of,
)
from programmes.queries.teams import has_members
from programmes.queries.told import resendable
from programmes.services.calendar_mail import send_again
from programmes.services.placing import hold_sessions, lock_team
from programmes.services.writing import open_programme

NOBODY = "Nobody is in this team yet. Add people first, then release."
REST = timedelta(minutes=10)
CHANGED = "Something changed since you looked. Look again at what will be sent, then release."
UNWRITTEN = "A release is being sent at this moment. Wait a minute, then send the series again."


@transaction.atomic
def release_series(*, by: Person, team: Team, seen: str) -> Release:
    """Tell everybody concerned what changed since the last release: one message each.

    `seen` is the fingerprint of the preview that was looked at. Raises ValidationError when there
    is nothing to send, nobody in the team, or something else than was seen. The messages are
    written by a worker. Locks the programme, the team and its sessions.
    """
    programme = lock_team(team, by)
    hold_sessions(team)
    preview, last = preview_of(team), last_release(team)
    if not preview:
        raise ValidationError(_nothing_to_send(last))
    if preview.fingerprint != seen:
        raise ValidationError(CHANGED)
    if not has_members(team) and any(
        one.change.method == Method.REQUEST for one in preview.messages
    ):
        raise ValidationError(NOBODY)
    release = _written(by, team, preview, last)
    outbox.enqueue(
        "programmes.write_release",
        payload={"release_id": release.pk},
        key=f"release:{release.pk}",
    )
    audit.record(
        by=by,
        action="series.released",
        target=release,
        organisation_id=programme.organisation_id,
        detail={"team": team.pk, "people": release.people, "messages": len(release.plan)},
    )
    return release


def _nothing_to_send(last: Release | None) -> str:
    if last is None:
        return "There is nothing to send. Give a session a date first."
    who = last.by or "Somebody"
    return (
        f"There is nothing to send. {who} released at {format_time(last.at)} on "
        f"{format_date(timezone.localdate(last.at))}, and nothing has changed since."
    )


def _written(by: Person, team: Team, preview: Preview, last: Release | None) -> Release:
    release = Release.objects.create(
        team=team,
        number=last.number + 1 if last else 1,
        by=by,
        at=next_stamp(timezone.now(), last.at if last else None, _last_sent_again(team)),
    )
    _write_sessions(preview, _write_editions(release, preview))
    _write_invitations(preview.messages)
    release.plan = [
        PlanLine(
            person=one.invitation.person_id,
            invitation=one.invitation.pk,
            method=one.change.method,
            sequence=one.sequence,
            edition=_edition(one),
        )
        for one in preview.messages
    ]
    release.save(update_fields=["plan"])
    return release


def _last_sent_again(team: Team, person: Person | None = None) -> datetime | None:
    messages = CalendarMessage.objects.filter(invitation__session__team=team, release=None)
    if person:
        messages = messages.filter(invitation__person=person)
    last: datetime | None = messages.aggregate(last=Max("stamp"))["last"]
    return last


def _write_editions(release: Release, preview: Preview) -> dict[int, Edition]:
    """The new editions, by session."""
    made = Edition.objects.bulk_create(
        _new_edition(release, plan, plan.content) for plan in preview.sessions if plan.content
    )
    return {one.session_id: one for one in made}


def _new_edition(release: Release, plan: SessionPlan, content: Content) -> Edition:
    return Edition(
        session=plan.session,
        release=release,
        sequence=plan.sequence,
        at=release.at,
        during=DateTimeTZRange(content.starts_at, content.ends_at),
        name=content.name,
        place=content.place,
        building=content.building,
        link=content.link,
        text=content.text,
        facilitator_id=content.facilitator,
        is_cancelled=plan.is_cancelled,
    )


def _write_sessions(preview: Preview, editions: Mapping[int, Edition]) -> None:
    for plan in preview.sessions:
        session = plan.session
        session.sequence = plan.sequence
        session.released = editions.get(session.pk, session.released)
        if session.state == SessionState.PLANNED and session.released:
            session.state = SessionState.SCHEDULED
    Session.objects.bulk_update(
        [plan.session for plan in preview.sessions], ["sequence", "released", "state"]
    )


def _edition(planned: Planned) -> int:
    """Of what a message tells: the edition that is in force, or the one that is taken back."""
    if planned.change.method == Method.CANCEL:
        return cast(int, planned.invitation.told_edition_id)
    return cast(int, planned.session.released_id)


def _write_invitations(messages: Iterable[Planned]) -> None:
    """One statement for all that are told alike; the sessions are written already.

    What was taken back keeps the edition that it was told by.
    """
    alike: dict[tuple[Method, int, bool], list[int]] = defaultdict(list)
    for one in messages:
        alike[one.change.method, one.sequence, one.change.resets_answer].append(one.invitation.pk)
    released = Session.objects.filter(pk=OuterRef("session")).values("released")
    for (method, sequence, resets), invitations in alike.items():
        fields: dict[str, Any] = {"told_method": method, "told_sequence": sequence}
        if method == Method.REQUEST:
            fields["told_edition"] = Subquery(released)
        if resets:
            fields |= NO_ANSWER
        Invitation.objects.filter(pk__in=invitations).update(**fields)


NO_ANSWER = {"answer": "", "reason": "", "answered_at": None, "answered_by": None}


@transaction.atomic
def resend_series(*, by: Person, team: Team, person: Person) -> Email:
    """Send a person all their sessions to come again, in one message: same numbers, newer stamp.

    For oneself, or by whoever runs the team for anybody; once in ten minutes. Raises
    ValidationError with the sentence. Locks the programme and the team.
    """
    among = permissions.people_sent_to_by(by, team)
    require(Permission.SEND_AGAIN, obj=person, among=among)
    programme = open_programme(team.programme_id)
    Team.objects.select_for_update().get(pk=team.pk)
    invitations = list(resendable(team, person))
    if not invitations:
        raise ValidationError(f"{_name(person, by)} no session to come that was released.")
    _refuse_too_soon(_last_sent_again(team, person))
    if Release.objects.filter(team=team, written_at=None).exists():
        raise ValidationError(UNWRITTEN)
    last = last_release(team)
    stamp = next_stamp(timezone.now(), last.at if last else None)
    email = send_again(team, person, invitations, stamp=stamp)
    audit.record(
        by=by,
        action="series.sent_again",
        target=team,
        acting_for=person,
        organisation_id=programme.organisation_id,
        detail={"person": person.pk, "messages": len(invitations)},
    )
    return email


def _name(person: Person, by: Person) -> str:
    return "You have" if person == by else f"{person} has"


def _refuse_too_soon(last: datetime | None) -> None:
    if last and timezone.now() < last + REST:
        again = (last + REST + SECOND * 59).replace(second=0)
        raise ValidationError(
            f"The series was sent at {format_time(last)}. It can be sent again "
            f"from {format_time(again)}."
        )
