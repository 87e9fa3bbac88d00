"""Who is to be reminded of which session, and when: by the clock of London, from what was told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest

from productive_leader.core.dates import LONDON
from programmes.enums import Answer, CalendarMethod, ReminderKind, SessionState
from programmes.models import CalendarMessage, Edition, Invitation, Reminder

AT = dt.time(9)
AFTER_A_RELEASE = dt.timedelta(hours=2)
LAST_CALL = dt.timedelta(hours=2)  # before the start; later than that it only startles
FARTHEST = dt.timedelta(days=8)
DAYS_BEFORE = {ReminderKind.WEEK: 7, ReminderKind.DAY: 1}
WEEK_UNTIL = 3  # days before the session: then the day before it is near


@dataclass(frozen=True, slots=True)
class DueReminder:
    """One person is to hear of one start. The invitation has its person, session and edition."""

    invitation: Invitation
    kind: ReminderKind
    edition: Edition


def due_at(starts_at: dt.datetime, kind: ReminderKind) -> dt.datetime:
    """9am in London, seven days or one day before the day of the session."""
    return _nine_oclock(starts_at, DAYS_BEFORE[kind])


def sensible_until(starts_at: dt.datetime, kind: ReminderKind) -> dt.datetime:
    """Until when a reminder that is late still helps: the worker may have been away."""
    if kind == ReminderKind.WEEK:
        return _nine_oclock(starts_at, WEEK_UNTIL)
    return starts_at.astimezone(dt.UTC) - LAST_CALL


def due_reminders(now: dt.datetime) -> list[DueReminder]:
    """What is to be sent now. Two queries.

    As people were told: also of a session that is called off, and to whoever is not wanted there
    any more, until a release says so. Not to whoever sends apologies, nor to whoever heard of it
    within two hours before the reminder was due, or after that.
    """
    invitations = list(_invitations(now))
    sent = set(
        Reminder.objects.filter(invitation__in=invitations).values_list(
            "invitation", "kind", "starts_at"
        )
    )
    return [
        due
        for invitation in invitations
        for due in _due(invitation, now)
        if (invitation.pk, due.kind, due.edition.during.lower) not in sent
    ]


def due_reminder(invitation_id: int, kind: ReminderKind, now: dt.datetime) -> DueReminder | None:
    """The same of one invitation, which is locked until the end of the transaction."""
    locked = Invitation.objects.select_for_update(of=("self",)).filter(pk=invitation_id)
    if not list(locked.values_list("pk")):
        return None
    for invitation in _invitations(now).filter(pk=invitation_id):
        for due in _due(invitation, now):
            start = due.edition.during.lower
            known = Reminder.objects.filter(invitation=invitation, kind=kind, starts_at=start)
            if due.kind == kind and not known.exists():
                return due
    return None


def _invitations(now: dt.datetime) -> QuerySet[Invitation]:
    """Of sessions that people expect within eight days, with `told_at`."""
    messages = CalendarMessage.objects.filter(invitation=OuterRef("pk"), release__isnull=False)
    last = messages.order_by().values("invitation").annotate(last=Max("stamp")).values("last")
    return (
        Invitation.objects.filter(
            told_method=CalendarMethod.REQUEST,
            told_edition=F("session__released"),
            told_edition__is_cancelled=False,
            told_edition__during__startswith__gt=now,
            told_edition__during__startswith__lt=now + FARTHEST,
            session__state__in=(SessionState.SCHEDULED, SessionState.CANCELLED),
            session__team__programme__closed_on=None,
            person__is_active=True,
        )
        .exclude(answer=Answer.APOLOGIES)
        .select_related("person", "session__team", "told_edition__facilitator")
        .annotate(told_at=Greatest("told_edition__at", Subquery(last)))
        .order_by("told_edition__during", "pk")
    )


def _due(invitation: Invitation, now: dt.datetime) -> Iterator[DueReminder]:
    edition = invitation.told_edition
    if edition is None:
        return
    start, told_at = edition.during.lower, vars(invitation)["told_at"]
    for kind in ReminderKind:
        due = due_at(start, kind)
        if due <= now < sensible_until(start, kind) and told_at + AFTER_A_RELEASE <= due:
            yield DueReminder(invitation, kind, edition)


def _nine_oclock(starts_at: dt.datetime, days_before: int) -> dt.datetime:
    day = starts_at.astimezone(LONDON).date() - dt.timedelta(days=days_before)
    return dt.datetime.combine(day, AT, LONDON).astimezone(dt.UTC)
