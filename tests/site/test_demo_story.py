from datetime import date, timedelta
from random import Random

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Person
from assessments.models import Block, Capture, Day, DiaryEvent, Log, Report
from assessments.reports import Figures
from assessments.results import Grade, PersonResult
from productive_leader.core.dates import today
from productive_leader.site.demo.calendar import demo_dates
from productive_leader.site.demo.people import CAST
from productive_leader.site.demo.shapes import (
    LEADER_DAYS,
    PA_DAYS,
    RELEASABLE,
    baseline_day,
    part_of,
    repeat_day,
)
from programmes.models import Programme, Session, Team
from programmes.queries.releases import preview_of


@pytest.mark.parametrize("offset", range(14))
def test_some_days_of_the_running_week_are_over_and_one_is_left(offset: int) -> None:
    day = date(2026, 11, 16) + timedelta(days=offset)
    dates = demo_dates(day)
    assert dates.working_day <= day
    assert dates.working_day.weekday() < 5
    assert dates.working_day in dates.running.days
    assert 2 <= len(dates.past_days) <= 4
    assert dates.second_baseline.ends_on < dates.running.starts_on
    assert dates.first_baseline.ends_on < dates.first_repeat.starts_on < dates.running.starts_on


def test_every_day_fills_the_working_hours() -> None:
    assert [sum(one.quarters for one in day) for day in LEADER_DAYS] == [40] * 5
    assert [sum(one.quarters for one in day) for day in PA_DAYS] == [32] * 5


@pytest.mark.parametrize("kind", ["leader", "pa"])
@pytest.mark.parametrize("seed", range(20))
def test_a_repeat_day_moves_what_was_freed_and_loses_no_time(kind: str, seed: int) -> None:
    before = baseline_day(kind, seed, Random(seed))
    after = repeat_day(kind, seed, 5, Random(seed))
    total = 40 if kind == "leader" else 32
    assert sum(one.quarters for one in before) == total
    assert sum(one.quarters for one in after) == total
    freed = [sum(one.quarters for one in day if one.slug in RELEASABLE) for day in (before, after)]
    assert freed[0] - freed[1] == 5
    assert all(one.quarters > 0 for one in (*before, *after))
    assert 0 < len(part_of(before)) < len(before)


@pytest.mark.django_db
def test_the_demo_is_refused_anywhere_but_in_the_demo(settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="only where DEMO is set"):
        call_command("demo")
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_the_demo_has_something_true_on_every_page(settings) -> None:
    settings.DEMO = True
    call_command("demo", verbosity=0)

    emails = set(Person.objects.values_list("email", flat=True))
    assert {person.email for person in CAST} <= emails
    assert sorted(Programme.objects.values_list("name", flat=True)) == [
        "Leading well at Seaford",
        "The Productive Leader at Northvale",
    ]
    assert _sessions_by_state() == {
        "Executive team": {"held": 7, "scheduled": 1},
        "Clinical directors": {"held": 5, "scheduled": 3},
        "Corporate directors": {"planned": 8},
        "Seaford directors": {"scheduled": 8},
    }
    clinical = Team.objects.get(name="Clinical directors")
    assert [one.phrases for one in preview_of(clinical).changes]
    assert clinical.reason == ""
    assert set(
        Log.objects.filter(capture__team__name__startswith="Exec").values_list("state", flat=True)
    ) == {"locked"}
    assert set(Report.objects.values_list("state", flat=True)) == {"done"}
    alice = Person.objects.get(email="alice.ahmed@northvale.example")
    assert _released(alice) == (450, Grade.GOOD)
    assert _released(Person.objects.get(name="Owen Hughes")) == (None, Grade.NONE)
    assert _released(Person.objects.get(name="Leila Shah"))[1] is Grade.THIN
    running = Capture.objects.get(team__name__startswith="Clinical", kind="repeat")
    pending = DiaryEvent.objects.filter(log__person=alice, log__capture=running)
    assert pending.filter(date=demo_dates(today()).working_day).count() == 7
    assert pending.filter(ticked=False).exists()
    waiting = Day.objects.filter(log__person=alice, log__capture=running, confirmed_at=None)
    assert waiting.count() == len(demo_dates(today()).past_days)
    assert set(waiting.values_list("done_by__name", flat=True)) == {"Amir Khan"}

    before = Block.objects.count()
    call_command("demo", verbosity=0)
    assert Block.objects.count() == before


def _sessions_by_state() -> dict[str, dict[str, int]]:
    """How many sessions of each team are in each state."""
    counts: dict[str, dict[str, int]] = {}
    for team, state in Session.objects.values_list("team__name", "state"):
        counts.setdefault(team, {}).setdefault(state, 0)
        counts[team][state] += 1
    return counts


def _released(person: Person) -> tuple[int | None, Grade]:
    report = Report.objects.get(subject=person)
    result = Figures.from_json(report.figures).result
    assert isinstance(result, PersonResult)
    return result.released_minutes, result.grade
