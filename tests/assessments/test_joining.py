from datetime import timedelta

import pytest
from celery.beat import Scheduler

from accounts.models import Person
from assessments.models import Log
from assessments.services.captures import add_missing_logs
from assessments.tasks import add_missing_logs_task
from productive_leader.celery import app
from productive_leader.core.dates import today
from productive_leader.core.models import AuditEvent
from programmes.enums import MemberKind
from programmes.models import Membership, Team
from programmes.services import add_member, close_programme
from tests.factories.assessments import a_capture, a_team
from tests.factories.programmes import make_colleague

pytestmark = pytest.mark.django_db

YESTERDAY = today() - timedelta(days=1)


def join(team: Team, name: str = "Nina Frome") -> Person:
    person = make_colleague(name, team.programme.organisation)
    add_member(by=team.programme.facilitator, team=team, person=person, kind=MemberKind.LEADER)
    return person


def logs_of(person: Person) -> list[tuple[str, str]]:
    return list(Log.objects.filter(person=person).values_list("capture__kind", "kind"))


def test_whoever_joins_while_a_week_runs_or_is_to_come_gets_a_log_once() -> None:
    team = a_team()
    a_capture(team, starts_on=YESTERDAY, days=3)
    coming = a_capture(team, "repeat", starts_on=today() + timedelta(days=60))
    nina = join(team)
    assert logs_of(nina) == []

    add_missing_logs_task()

    assert logs_of(nina) == [("baseline", "leader"), ("repeat", "leader")]
    assert add_missing_logs() == 0
    event = AuditEvent.objects.get(action="log.added", target_id=coming.pk)
    assert (event.actor_id, event.detail) == (None, {"people": [nina.pk]})


def test_a_week_that_is_over_stays_as_it_was() -> None:
    team = a_team()
    a_capture(team)
    nina = join(team)
    assert add_missing_logs() == 0
    assert logs_of(nina) == []


def test_whoever_has_left_or_is_in_another_team_gets_none() -> None:
    team, other = a_team(), a_team()
    a_capture(team, starts_on=YESTERDAY, days=3)
    nina, _ = join(team), join(other, "Owen Hughes")
    Membership.objects.filter(person=nina).update(left_on=YESTERDAY)
    assert add_missing_logs() == 0


def test_a_closed_programme_gets_no_more_logs() -> None:
    team = a_team()
    a_capture(team, starts_on=YESTERDAY, days=3)
    join(team)
    close_programme(by=team.programme.facilitator, programme=team.programme, on=today())
    assert add_missing_logs() == 0


def test_the_clock_looks_four_times_an_hour() -> None:
    schedule = Scheduler(app, lazy=True)
    schedule.setup_schedule()
    (entry,) = (one for one in schedule.schedule.values() if one.task == add_missing_logs_task.name)
    assert entry.schedule.minute == {5, 20, 35, 50}
