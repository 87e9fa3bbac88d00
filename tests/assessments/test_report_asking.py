"""Results asked for: by whom, of which weeks, and what is refused."""

import pytest
from django.http import Http404

from assessments import services
from assessments.models import Report
from assessments.reports import Figures
from assessments.services import reports
from productive_leader.core import outbox
from productive_leader.core.models import Email, OutboxItem
from tests.assessments.scenes import (
    LOCK_REPEAT,
    PENDING,
    READY,
    RELEASED,
    a_scene,
    actions,
    charlie,
    item_of,
    worked_out,
)
from tests.factories import assessments as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(two_weeks):
    return two_weeks


def test_a_result_goes_from_the_press_to_the_mail(scene):
    report = scene.ask()
    assert (report.state, report.step, report.steps) == ("waiting", 0, 3)
    assert OutboxItem.objects.filter(**PENDING, payload={"report_id": report.pk}).count() == 1
    assert outbox.run_item(item_of(report).pk) is True
    report.refresh_from_db()
    assert (report.state, report.step, report.reason) == ("done", 3, "")
    assert Figures.from_json(report.figures).result.released_minutes == RELEASED
    mail = Email.objects.get(subject=READY)
    assert mail.to == scene.alice.email
    assert f"/results/{report.pk}/" in mail.text
    assert actions(report) == [
        ("report.asked", scene.alice.pk, None),
        ("report.finished", None, None),
    ]


def test_a_second_press_gives_the_same_report(scene):
    assert scene.ask() == scene.ask(scene.amir)
    assert OutboxItem.objects.filter(task=reports.TASK).count() == 1


def test_a_pa_with_a_grant_asks_for_the_leader(scene):
    report = scene.ask(scene.amir)
    assert actions(report) == [("report.asked", scene.amir.pk, scene.alice.pk)]
    worked_out(report)
    assert Email.objects.get(subject=READY).to == scene.amir.email


def test_a_pa_whose_grant_ended_meanwhile_hears_nothing_more(scene):
    report = scene.ask(scene.amir)
    grant = scene.alice.grants_given.get()
    services.end_grant(by=scene.alice, grant_id=grant.pk)
    assert worked_out(report).state == "done"
    assert not Email.objects.filter(subject=READY).exists()


def test_a_mail_about_a_team_says_which_and_of_whom(db):
    scene = a_scene(5)
    scene.team_result()
    mail = Email.objects.get(subject="Your result is ready: Executive team, first wave, leaders")
    assert mail.to == scene.bob.email
    assert f"(Executive team, first wave, leaders, in {scene.team.programme})" in mail.text


@pytest.mark.parametrize("who", ["bob", "cheryl", "charlie", "amir"])
def test_a_personal_result_is_there_for_nobody_else(db, who):
    scene = a_scene(grant=False)
    person = charlie() if who == "charlie" else getattr(scene, who)
    with pytest.raises(Http404):
        scene.ask(person)
    report = scene.ask()
    with pytest.raises(Http404):
        services.retry_report(by=person, report_id=report.pk)


def test_a_team_result_is_not_there_for_another_organisation(db):
    scene = a_scene(5)
    with pytest.raises(Http404):
        scene.ask_for_team(charlie())


@pytest.mark.parametrize(
    "wanted",
    [
        {"kind": "cook"},
        {"scope": "team"},
        {"scope": "person", "subject": None},
        {"scope": "nothing"},
    ],
)
def test_what_makes_no_sense_is_not_there(scene, wanted):
    with pytest.raises(Http404):
        scene.ask(**wanted)


def test_one_week_that_is_not_locked_is_named(scene):
    log = make.a_log(scene.repeat, scene.alice)
    services.reopen_log(by=scene.alice, log_id=log.pk, reason="Friday was wrong")
    with pytest.raises(services.ReportRefused) as refusal:
        scene.ask()
    assert str(refusal.value) == LOCK_REPEAT


def test_two_weeks_that_are_not_locked_are_named(db):
    with pytest.raises(services.ReportRefused) as refusal:
        a_scene(locked=False).ask()
    assert str(refusal.value) == (
        "The baseline week and the repeat week of Dr Alice Ahmed are not locked yet. Lock each on "
        "the page of that week, then ask again."
    )


def test_a_week_without_dates_is_named(db):
    team = make.a_team()
    make.a_capture(team)
    alice = make.leaders_of(team)[0]
    with pytest.raises(services.ReportRefused) as refusal:
        services.ask_for_report(by=alice, team=team, scope="person", kind="leader", subject=alice)
    assert str(refusal.value) == (
        "The repeat week of Executive team, first wave has no dates yet. A result compares two "
        "weeks; the facilitator sets their dates."
    )


def test_somebody_without_a_log_is_told_so(scene):
    with pytest.raises(services.ReportRefused) as refusal:
        scene.ask(kind="pa")
    assert str(refusal.value) == (
        "Dr Alice Ahmed has no log of the baseline week in this team, so there is nothing to "
        "compare."
    )


def test_a_team_of_four_gets_the_reason_and_no_report(db):
    with pytest.raises(services.ReportRefused) as refusal:
        a_scene(4).ask_for_team()
    assert str(refusal.value) == (
        "Figures for a group are shown from 5 people on; so far 4 people have logged both weeks."
    )
    assert Report.objects.count() == 0


def test_a_team_of_five_gets_its_figures(db):
    scene = a_scene(5)
    result = Figures.from_json(scene.team_result().figures).result
    assert (result.people, result.released.total_minutes) == (5, 5 * RELEASED)


def test_pas_are_never_put_together_with_leaders(db):
    scene = a_scene(5)
    with pytest.raises(services.ReportRefused, match="so far no people have logged both weeks"):
        scene.ask_for_team(kind="pa")


@pytest.mark.parametrize(("leaders", "beside"), [(4, None), (5, (5, RELEASED))])
def test_the_middle_of_the_team_stands_beside_a_person_from_five_people_on(db, leaders, beside):
    figures = Figures.from_json(a_scene(leaders).result().figures)
    found = figures.beside and (figures.beside.people, figures.beside.median_minutes)
    assert found == beside
