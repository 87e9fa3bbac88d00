"""Alice leads, Amir is her PA and keeps her log, Bob facilitates, Charlie is from elsewhere."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from accounts.models import Person
from assessments import services
from assessments.models import Capture, Grant, Log, Report
from programmes.models import Team
from tests.assessments import scenes
from tests.factories.accounts import a_person
from tests.factories.programmes import make_pair, make_team
from tests.support.visits import taken_back

MONDAY = dt.date(2026, 11, 9)
TUESDAY = dt.date(2026, 11, 10)


@dataclass
class Scene:
    """A team of one pair with an open baseline week, Monday 9 to Friday 13 November 2026."""

    alice: Person
    amir: Person
    bob: Person
    charlie: Person
    team: Team
    capture: Capture
    log: Log
    grant: Grant

    @property
    def path(self) -> str:
        return f"/time/{self.log.pk}/{TUESDAY}/"


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene()


@pytest.fixture(scope="module")
def two_weeks(django_db_setup: None, django_db_blocker: Any) -> Iterator[scenes.Scene]:
    """Both weeks logged and locked, made once for a module marked `django_db`.

    What a test changes is taken back at its end.
    """
    with django_db_blocker.unblock(), taken_back():
        yield scenes.a_scene()


@pytest.fixture(scope="module")
def finished(two_weeks: scenes.Scene, django_db_blocker: Any) -> Report:
    """Alice's result, drawn once. Not for a module that counts reports or mails."""
    with django_db_blocker.unblock():
        return two_weeks.result()


def make_scene() -> Scene:
    pair = make_pair(make_team())
    team, alice, amir = pair.team, pair.leader, pair.pa
    bob, charlie = team.programme.facilitator, a_person("Charlie Young")
    capture = services.open_capture(
        by=bob,
        team=team,
        kind="baseline",
        starts_on=MONDAY,
        ends_on=MONDAY + dt.timedelta(days=4),
    )
    grant = services.give_grant(by=alice, team=team, pa=amir, starts_on=dt.date(2026, 11, 1))
    log = Log.objects.get(capture=capture, person=alice)
    return Scene(alice, amir, bob, charlie, team, capture, log, grant)


def block(start: str, end: str, category: str = "email", **more: object) -> dict[str, object]:
    """A block of Tuesday as the page sends it."""
    return {
        "category": category,
        "start": f"{TUESDAY}T{start}:00+00:00",
        "end": f"{TUESDAY}T{end}:00+00:00",
        **more,
    }
