"""Rooms, days a team cannot meet, and days nobody in England meets."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from accounts.enums import RoleKind
from productive_leader.core.dates import format_date
from productive_leader.core.models import AuditEvent
from programmes import services
from programmes.models import BlockedDates, Holiday, Room, Team
from programmes.services.days_off import add_holiday, remove_holiday, unblock_dates
from tests.factories.accounts import a_role
from tests.factories.programmes import make_colleague, make_organisation
from tests.programmes.series import a_planned_team, good_friday, proposed, quiet, refused

pytestmark = pytest.mark.django_db
TUESDAY = 1


def bob_of(team: Team):
    return team.programme.facilitator


def test_a_room_is_listed_once_however_it_is_written() -> None:
    team = a_planned_team()
    first = services.add_room(by=bob_of(team), team=team, name=" Boardroom ", building="Main")
    assert services.add_room(by=bob_of(team), team=team, name="boardroom", building="main") == first
    assert Room.objects.count() == 1


def test_dates_are_blocked_and_given_back() -> None:
    team = a_planned_team()
    bob = bob_of(team)
    block = {"by": bob, "team": team, "reason": "Half-term"}
    blocked = services.block_dates(starts_on=quiet(0), ends_on=quiet(4), **block)
    unblock_dates(by=bob, blocked=blocked)
    assert BlockedDates.objects.count() == 0
    with refused("The last day must not be before the first day."):
        services.block_dates(starts_on=quiet(1), ends_on=quiet(0), **block)
    with refused("These are 101 days. Check the year, or block at most 100 days at once."):
        services.block_dates(starts_on=quiet(0), ends_on=quiet(0) + dt.timedelta(days=100), **block)
    assert list(AuditEvent.objects.values_list("action", flat=True).order_by("pk"))[-2:] == [
        "dates.blocked",
        "dates.unblocked",
    ]


def test_an_administrator_adds_and_removes_a_holiday() -> None:
    organisation = make_organisation()
    dana = make_colleague("Dana Reid", organisation)
    a_role(dana, None, RoleKind.CATALOGUE_ADMINISTRATOR)
    day = add_holiday(by=dana, day=quiet(TUESDAY), name="Day of thanks")
    team = a_planned_team((0,))
    assert [one.proposal.moved for one in proposed(team, quiet(TUESDAY)).placed] == [
        f"moved from {format_date(quiet(TUESDAY))}: Day of thanks"
    ]
    with refused(f"{format_date(quiet(TUESDAY))} is in the list already: Day of thanks."):
        add_holiday(by=dana, day=quiet(TUESDAY), name="Again")
    remove_holiday(by=dana, holiday=day)
    assert Holiday.objects.count() == 0
    friday = good_friday()
    with refused(f"{format_date(friday)} is in the list already: Good Friday."):
        add_holiday(by=dana, day=friday, name="Friday")


def test_nobody_else_adds_a_holiday() -> None:
    bob = bob_of(a_planned_team())
    with pytest.raises(PermissionDenied):
        add_holiday(by=bob, day=quiet(TUESDAY), name="My birthday")
    holiday = Holiday.objects.create(day=quiet(TUESDAY), name="Day of thanks")
    with pytest.raises(PermissionDenied):
        remove_holiday(by=bob, holiday=holiday)
