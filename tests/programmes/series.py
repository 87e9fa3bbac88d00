"""A team with planned sessions, for the tests of their dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError

from accounts.enums import RoleKind
from accounts.models import Organisation, Person
from productive_leader.core.dates import LONDON, today
from programmes import services
from programmes.enums import Pace
from programmes.models import Invitation, Membership, Session, Team
from programmes.services.series import Proposed
from tests.factories.programmes import make_colleague, make_organisation, make_team
from tests.factories.sessions import a_session, a_template

TEN = dt.time(10)


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    with pytest.raises(ValidationError) as refusal:
        yield
    assert refusal.value.messages == [sentence]


def a_planned_team(
    weeks: tuple[int, ...] = (0, 2, 4),
    *,
    organisation: Organisation | None = None,
    facilitator: Person | None = None,
    name: str = "Executive team",
) -> Team:
    """A team whose sessions come from a template and have no dates yet."""
    organisation = organisation or make_organisation()
    facilitator = facilitator or make_colleague("Bob Lane", organisation, RoleKind.FACILITATOR)
    programme = services.start_programme(
        by=facilitator,
        organisation=organisation,
        name=name,
        facilitator=facilitator,
        starts_on=today(),
        template_version=a_template(weeks),
    )
    return make_team(programme, name)


def easter(year: int) -> dt.date:
    """Easter Sunday, by the calendar of Gauss as Meeus wrote it."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year, month, day + 1)


def good_friday() -> dt.date:
    """The next one that leaves ten weeks before it."""
    far = today() + dt.timedelta(weeks=10)
    days = (easter(year) - dt.timedelta(days=2) for year in range(today().year, today().year + 3))
    return next(day for day in days if day > far)


def quiet_monday() -> dt.date:
    """The first of ten weeks without a bank holiday: the end of June."""
    year = today().year + 1
    return dt.date(year, 6, 1) + dt.timedelta(days=-dt.date(year, 6, 1).weekday() % 7)


def quiet(weekday: int, week: int = 0) -> dt.date:
    """A day of those weeks; `weekday` counts from Monday, which is 0."""
    return quiet_monday() + dt.timedelta(weeks=week, days=weekday)


def moment(day: dt.date, hour: int = 10, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), LONDON)


def proposed(
    team: Team,
    first_on: dt.date,
    *,
    pace: Pace = Pace.TEMPLATE,
    starts_at: dt.time = TEN,
    **more,
) -> Proposed:
    return services.propose_series(
        by=team.programme.facilitator,
        team=team,
        first_on=first_on,
        starts_at=starts_at,
        pace=pace,
        **more,
    )


def dates(team: Team) -> list[dt.datetime | None]:
    """When the sessions begin, in the order of their numbers."""
    return [one.starts_at for one in Session.objects.filter(team=team).order_by("number")]


def others_sessions(
    member: Membership, *, days: Iterable[dt.date], organisation: Organisation
) -> None:
    """Another facilitator's sessions at 10am, to which a member of a team is invited as well."""
    ben = make_colleague("Ben Hill", organisation, RoleKind.FACILITATOR)
    team = a_planned_team((), organisation=organisation, facilitator=ben, name="Nurses")
    sessions = [a_session(team, moment(day), name="Meetings") for day in days]
    for session in sessions:
        Invitation.objects.create(session=session, person=member.person)
