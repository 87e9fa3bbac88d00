"""Alice leads, Amir is her PA and keeps her log, Bob facilitates, Charlie is from elsewhere."""

import datetime as dt
from dataclasses import dataclass

import pytest

from accounts.models import Person
from assessments import services
from assessments.models import Capture, Grant, Log
from programmes.models import Team
from tests.factories.accounts import a_person
from tests.factories.programmes import make_pair, make_team

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
