"""Results: what is read, what is refused, and how a worker brings them."""

import contextlib
import datetime as dt
import io
import threading
from unittest.mock import ANY

import pytest
from django.db import IntegrityError, connection
from django.http import Http404
from django.utils import timezone
from pypdf import PdfReader

from assessments import services, tasks
from assessments.models import Day, Report
from assessments.queries.results import logs_to_compare, version_now, version_of, weeks_of
from assessments.reports import Figures, pdf_html, present
from assessments.services import reports
from productive_leader.core import outbox
from productive_leader.core.models import AuditEvent, Email, OutboxItem
from tests.assessments.scenes import AFTER, BEFORE, RELEASED, a_scene, charlie, worked_out
from tests.factories import assessments as make
from tests.support.pdf import structure

PENDING = {"task": reports.TASK, "queue": "reports", "state": "waiting"}


@pytest.fixture
def scene(db):
    return a_scene()


def item_of(report):
    return OutboxItem.objects.get(task=reports.TASK, payload={"report_id": report.pk})


def due(item):
    OutboxItem.objects.filter(pk=item.pk).update(due_at=timezone.now())


LOCK_REPEAT = (
    "The repeat week of Dr Alice Ahmed is not locked yet. Lock it on the page of that week, "
    "then ask again."
)


def actions(report):
    events = AuditEvent.objects.filter(target_type="assessments.report", target_id=str(report.pk))
    return list(events.order_by("at", "pk").values_list("action", "actor_id", "acting_for_id"))


# What is read


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


# What is asked for


def test_a_result_goes_from_the_press_to_the_mail(scene):
    report = scene.ask()
    assert (report.state, report.step, report.steps) == ("waiting", 0, 3)
    assert OutboxItem.objects.filter(**PENDING, payload={"report_id": report.pk}).count() == 1
    assert outbox.run_item(item_of(report).pk) is True
    report.refresh_from_db()
    assert (report.state, report.step, report.reason) == ("done", 3, "")
    assert Figures.from_json(report.figures).result.released_minutes == RELEASED
    mail = Email.objects.get(subject="Your result is ready")
    assert mail.to == scene.alice.email
    assert f"/results/{report.pk}/" in mail.text
    assert actions(report) == [
        ("report.asked", scene.alice.pk, None),
        ("report.finished", None, None),
    ]


def test_progress_is_a_real_number(scene, monkeypatch):
    report = scene.ask()
    seen = []

    def look(*args):
        seen.append(Report.objects.values_list("state", "step").get(pk=report.pk))

    for name in ("_read", "_figures", "render_pdf"):
        real = getattr(reports, name)
        monkeypatch.setattr(
            reports, name, lambda *args, real=real, **more: look() or real(*args, **more)
        )
    worked_out(report)
    assert seen == [("working", 0), ("working", 1), ("working", 2)]


def test_a_second_press_gives_the_same_report(scene):
    assert scene.ask() == scene.ask(scene.amir)
    assert OutboxItem.objects.filter(task=reports.TASK).count() == 1


@pytest.mark.parametrize(("guarded", "refused"), [(True, 0), (False, 1)])
@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_report(monkeypatch, guarded, refused):
    """Without the lock on the team both find nothing under way; the database refuses one."""
    scene = a_scene()
    both_here = threading.Barrier(2)
    real = reports._check_weeks

    def wait_for_the_other(*args):
        with contextlib.suppress(threading.BrokenBarrierError):
            both_here.wait(timeout=1)
        real(*args)

    monkeypatch.setattr(reports, "_check_weeks", wait_for_the_other)
    if not guarded:
        monkeypatch.setattr(reports, "_lock", lambda _: None)

    refusals = []

    def press():
        try:
            scene.ask()
        except IntegrityError as refusal:
            refusals.append(refusal)
        finally:
            connection.close()

    presses = [threading.Thread(target=press) for _ in range(2)]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join()
    assert (Report.objects.count(), len(refusals)) == (1, refused)


def test_a_pa_with_a_grant_asks_for_the_leader(scene):
    report = scene.ask(scene.amir)
    assert actions(report) == [("report.asked", scene.amir.pk, scene.alice.pk)]
    worked_out(report)
    assert Email.objects.get(subject="Your result is ready").to == scene.amir.email


def test_a_pa_whose_grant_ended_meanwhile_hears_nothing_more(scene):
    report = scene.ask(scene.amir)
    grant = scene.alice.grants_given.get()
    services.end_grant(by=scene.alice, grant_id=grant.pk)
    assert worked_out(report).state == "done"
    assert not Email.objects.filter(subject="Your result is ready").exists()


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


# What a worker may meet


def test_a_worker_that_was_killed_is_followed_by_another(scene):
    report = scene.ask()
    Report.objects.filter(pk=report.pk).update(state="working", step=2)
    assert worked_out(report).state == "done"
    assert Email.objects.filter(subject="Your result is ready").count() == 1


def test_a_finished_report_stays_as_it_is(scene):
    report = scene.result()
    before = Report.objects.values().get(pk=report.pk)
    worked_out(report)
    reports.fail_report(report.pk)
    assert Report.objects.values().get(pk=report.pk) == before
    assert Email.objects.filter(subject__startswith="Your result").count() == 1


def test_a_report_that_is_gone_is_no_trouble(db):
    reports.work_out_report(0)
    reports.fail_report(0)


def test_a_week_opened_while_it_waits_ends_it_with_the_reason(scene):
    report = scene.ask()
    log = make.a_log(scene.repeat, scene.alice)
    services.reopen_log(by=scene.alice, log_id=log.pk, reason="Friday was wrong")
    assert outbox.run_item(item_of(report).pk) is True
    report.refresh_from_db()
    assert (report.state, report.reason) == ("failed", LOCK_REPEAT)
    assert Email.objects.filter(subject="Your result could not be worked out").count() == 1
    with pytest.raises(services.ReportRefused):
        services.retry_report(by=scene.alice, report_id=report.pk)
    services.lock_log(by=scene.alice, log_id=log.pk)
    services.retry_report(by=scene.alice, report_id=report.pk)
    assert worked_out(report).state == "done"


def test_after_three_failures_it_ends_with_words_for_people_and_can_be_tried_again(
    scene, monkeypatch
):
    report = scene.ask()
    item = item_of(report)
    with monkeypatch.context() as broken:
        broken.setattr(reports, "present", lambda _: 1 / 0)
        for _ in range(3):
            due(item)
            assert outbox.run_item(item.pk) is False
    report.refresh_from_db()
    assert (report.state, report.reason, report.pdf) == ("failed", reports.WENT_WRONG, None)
    retried = services.retry_report(by=scene.alice, report_id=report.pk)
    assert (retried.pk, retried.state, retried.reason) == (report.pk, "waiting", "")
    fresh = OutboxItem.objects.get(**PENDING)
    assert outbox.run_item(fresh.pk) is True
    report.refresh_from_db()
    assert report.state == "done"
    assert [action for action, *_ in actions(report)] == [
        "report.asked",
        "report.failed",
        "report.retried",
        "report.finished",
    ]


def test_trying_again_gives_back_what_is_under_way(scene):
    report = scene.ask()
    assert services.retry_report(by=scene.alice, report_id=report.pk) == report
    reports.fail_report(report.pk)
    second = scene.ask()
    assert services.retry_report(by=scene.alice, report_id=report.pk) == second


def test_giving_up_hides_what_only_we_understand(scene):
    report = scene.ask()
    tasks.give_up_on_report(report.pk, reason="ZeroDivisionError: division by zero")
    report.refresh_from_db()
    assert (report.state, report.reason) == ("failed", reports.WENT_WRONG)


# What is kept


def test_figures_read_back_equal(scene):
    report = scene.result()
    figures = Figures.from_json(report.figures)
    assert Figures.from_json(figures.to_json()) == figures
    assert figures.result.baseline.token == ANY
    assert figures.weeks_per_year == 44


def test_figures_stay_when_the_weeks_change(scene):
    report = scene.result()
    log = make.a_log(scene.repeat, scene.alice)
    services.reopen_log(by=scene.alice, log_id=log.pk, reason="All wrong")
    make.a_logged_day(log, make.REPEAT_MONDAY, BEFORE)
    report.refresh_from_db()
    assert Figures.from_json(report.figures).result.released_minutes == RELEASED


def test_the_pdf_is_tagged_titled_and_in_english(scene):
    report = scene.result()
    pdf = bytes(report.pdf)
    tags = {str(element["/S"]) for element in structure(pdf)}
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure", "/P"} <= tags
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert reader.metadata.title == "Result of Dr Alice Ahmed"


def test_the_picture_of_page_and_pdf_is_the_same(scene):
    shown = present(scene.result())
    assert "“Waiting, looking for things, doing again” fell most" not in pdf_html(shown)
    assert (
        shown.chart.title
        == "“Visiting services and staff” grew most: from 0.0 to 10.0 hours a week"
    )
    assert shown.chart.title in pdf_html(shown)


def test_more_time_taken_up_is_said_as_plainly(db):
    scene = a_scene(locked=False)
    make.a_locked_week(make.a_log(scene.baseline, scene.alice), AFTER)
    make.a_locked_week(make.a_log(scene.repeat, scene.alice), BEFORE)
    shown = present(scene.result())
    assert shown.headline == (
        "About 10 hours a week more taken up than before, from two full weeks, good evidence."
    )
    assert shown.year == (
        "Over a year that would be about 440 hours more taken up: 10 h × 44 working weeks."
    )
