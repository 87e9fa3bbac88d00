"""Rooms to meet in, days a team cannot meet, and days nobody in England meets."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Person
from accounts.permissions import require_national
from productive_leader.core import audit
from productive_leader.core.dates import format_date
from productive_leader.core.permissions import Permission
from programmes.models import BlockedDates, Holiday, Room, Team
from programmes.queries.days_off import days_off_between
from programmes.services.days import check_year
from programmes.services.writing import running, saved

LONGEST_BLOCK = 100  # days


@transaction.atomic
def add_room(*, by: Person, team: Team, name: str, building: str = "") -> Room:
    """Add a room to the list of the team's organisation, or find it there."""
    organisation = running(team, by).organisation
    wanted = {"name__iexact": name.strip(), "building__iexact": building.strip()}
    known = organisation.rooms.filter(**wanted).first()
    if known:
        return known
    room = Room(organisation=organisation, name=name.strip(), building=building.strip())
    return saved(room, by=by, action="room.added", organisation=organisation)


@transaction.atomic
def block_dates(
    *, by: Person, team: Team, starts_on: dt.date, ends_on: dt.date, reason: str
) -> BlockedDates:
    """Days on which this team does not meet, both included. Sessions on them stay, and say so."""
    organisation = running(team, by).organisation
    check_year(ends_on)
    days = (ends_on - starts_on).days + 1
    if days > LONGEST_BLOCK:
        raise ValidationError(
            f"These are {days} days. Check the year, or block at most {LONGEST_BLOCK} days at once."
        )
    blocked = BlockedDates(team=team, starts_on=starts_on, ends_on=ends_on, reason=reason.strip())
    return saved(blocked, by=by, action="dates.blocked", organisation=organisation)


@transaction.atomic
def unblock_dates(*, by: Person, blocked: BlockedDates) -> None:
    """The team may meet on these days again; doing it twice changes nothing."""
    programme = running(blocked.team, by)
    audit.record(
        by=by,
        action="dates.unblocked",
        target=blocked,
        organisation_id=programme.organisation_id,
        detail={"from": str(blocked.starts_on), "until": str(blocked.ends_on)},
    )
    BlockedDates.objects.filter(pk=blocked.pk).delete()


@transaction.atomic
def add_holiday(*, by: Person, day: dt.date, name: str) -> Holiday:
    """A day on which no session is proposed, such as a bank holiday announced for once."""
    require_national(by, Permission.MANAGE_HOLIDAYS)
    check_year(day)
    known = next((one.name for one in days_off_between(day, day)), "")
    if known:
        raise ValidationError(f"{format_date(day)} is in the list already: {known}.")
    holiday = Holiday(day=day, name=name.strip(), added_by=by)
    holiday.full_clean()
    holiday.save()
    audit.record(by=by, action="holiday.added", target=holiday, detail={"day": str(day)})
    return holiday


@transaction.atomic
def remove_holiday(*, by: Person, holiday: Holiday) -> None:
    """Take away a day that was added here."""
    require_national(by, Permission.MANAGE_HOLIDAYS)
    audit.record(by=by, action="holiday.removed", target=holiday, detail={"day": str(holiday.day)})
    Holiday.objects.filter(pk=holiday.pk).delete()
