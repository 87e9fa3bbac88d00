"""Logged weeks, as facts for a result."""

import datetime as dt

import pytest

from assessments import services
from assessments.models import Day
from assessments.queries.results import logs_to_compare, version_now, version_of, weeks_of
from tests.assessments.scenes import BEFORE, a_scene
from tests.factories import assessments as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(two_weeks):
    return two_weeks


def weeks(scene, person=None):
    return weeks_of(logs_to_compare(scene.team, "leader"))[(person or scene.alice).pk]


def test_a_week_is_read_as_it_was_logged(scene):
    week = weeks(scene).baseline
    monday = week.days[0]
    assert (week.label, week.locked, week.slot_minutes) == ("Baseline week", True, 15)
    assert week.category_version == "The Productive Leader/1"
    assert [day.date for day in week.days] == scene.baseline.dates
    assert monday.minutes_by_category == {
        "email": 180,
        "waiting": 60,
        "break": 30,
        "meetings-lead": 150,
        "planning": 180,
    }
    assert (monday.worked, monday.complete, monday.interruptions) == (True, True, 6)
    assert (monday.window_minutes, monday.assigned_in_window_minutes) == (600, 600)
    assert (monday.logged_by_other, monday.confirmed) == (False, False)


def test_a_weekday_without_a_row_is_a_working_day_without_entries(db):
    scene = a_scene(locked=False)
    log = make.a_log(scene.baseline, scene.alice)
    make.a_locked_week(log, dates=scene.baseline.dates[:4])
    friday = weeks(scene).baseline.days[4]
    assert (friday.worked, friday.complete) == (True, False)
    assert (friday.window_minutes, friday.assigned_in_window_minutes) == (600, 0)


def test_a_weekend_counts_only_where_something_is_logged(db):
    team = make.a_team()
    capture = make.a_capture(team, days=7)
    make.a_capture(team, "repeat")
    log = make.a_log(capture, make.leaders_of(team)[0])
    saturday, sunday = capture.dates[5:]
    make.a_logged_day(log, saturday, (("09:00", "10:00", "email"),))
    found = weeks_of(logs_to_compare(team, "leader"))[log.person_id].baseline.days
    assert [day.worked for day in found] == [True] * 5 + [True, False]
    make.a_logged_day(log, sunday, ())
    found = weeks_of(logs_to_compare(team, "leader"))[log.person_id].baseline.days
    assert found[6].worked is False


def test_a_day_marked_as_not_worked_is_no_working_day(db):
    scene = a_scene(locked=False)
    log = make.a_log(scene.baseline, scene.alice)
    make.a_logged_day(log, make.MONDAY, (), worked=False)
    monday = weeks(scene).baseline.days[0]
    assert (monday.worked, monday.complete) == (False, True)


def test_a_day_with_blocks_of_somebody_else_says_so_until_it_is_confirmed(db):
    scene = a_scene(locked=False)
    log = make.a_log(scene.baseline, scene.alice)
    make.a_logged_day(log, make.MONDAY, by=scene.amir)
    monday = weeks(scene).baseline.days[0]
    assert (monday.logged_by_other, monday.confirmed) == (True, False)
    services.confirm_day(by=scene.alice, log_id=log.pk, date=make.MONDAY)
    assert weeks(scene).baseline.days[0].confirmed is True


@pytest.mark.parametrize(("hours_after_its_end", "prompt"), [(24, True), (25, False)])
def test_a_day_is_prompt_when_it_was_first_logged_within_24_hours_of_its_end(
    scene, hours_after_its_end, prompt
):
    end = dt.datetime(2011, 5, 10, 3, tzinfo=dt.UTC)  # 4am in summer
    Day.objects.filter(date=make.MONDAY).update(
        first_logged_at=end + dt.timedelta(hours=hours_after_its_end)
    )
    assert weeks(scene).baseline.days[0].logged_within_24h is prompt


def test_the_version_changes_with_every_change_of_a_locked_week(scene):
    logs = logs_to_compare(scene.team, "leader", scene.alice)
    versions = [version_now(logs.all())]
    assert versions[0] == version_of([weeks(scene)])
    log = make.a_log(scene.repeat, scene.alice)
    services.reopen_log(by=scene.alice, log_id=log.pk, reason="Friday was wrong")
    versions.append(version_now(logs.all()))
    services.lock_log(by=scene.alice, log_id=log.pk)
    assert version_now(logs.all()) == versions[0]
    services.reopen_log(by=scene.alice, log_id=log.pk, reason="Friday was wrong")
    make.a_logged_day(log, scene.repeat.dates[4], BEFORE)
    services.lock_log(by=scene.alice, log_id=log.pk)
    versions.append(version_now(logs.all()))
    assert len(set(versions)) == 3


@pytest.mark.parametrize("people", [3, 9])
def test_a_whole_team_is_read_in_four_queries(db, people, django_assert_num_queries):
    scene = a_scene(people)
    with django_assert_num_queries(4):
        found = weeks_of(logs_to_compare(scene.team, "leader"))
    assert len(found) == people
