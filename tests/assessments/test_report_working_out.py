"""What a worker that works out a result may meet."""

import pytest
from django.utils import timezone

from assessments import services, tasks
from assessments.models import Report
from assessments.services import reports
from productive_leader.core import outbox
from productive_leader.core.models import Email, OutboxItem
from tests.assessments.scenes import LOCK_REPEAT, PENDING, READY, actions, item_of, worked_out
from tests.factories import assessments as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(two_weeks):
    return two_weeks


def due(item):
    OutboxItem.objects.filter(pk=item.pk).update(due_at=timezone.now())


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


def test_a_worker_that_was_killed_is_followed_by_another(scene):
    report = scene.ask()
    Report.objects.filter(pk=report.pk).update(state="working", step=2)
    assert worked_out(report).state == "done"
    assert Email.objects.filter(subject=READY).count() == 1


def test_a_finished_report_stays_as_it_is(scene):
    report = scene.result()
    before = Report.objects.values().get(pk=report.pk)
    worked_out(report)
    reports.fail_report(report.pk)
    assert Report.objects.values().get(pk=report.pk) == before
    assert Email.objects.filter(subject__startswith="Your result").count() == 1


def test_a_report_that_is_gone_is_no_trouble_and_nobody_hears_of_it(db):
    reports.work_out_report(0)
    reports.fail_report(0)
    assert Report.objects.count() == 0
    assert Email.objects.filter(subject__startswith="Your result").count() == 0


def test_a_week_opened_while_it_waits_ends_it_with_the_reason(scene):
    report = scene.ask()
    log = make.a_log(scene.repeat, scene.alice)
    services.reopen_log(by=scene.alice, log_id=log.pk, reason="Friday was wrong")
    assert outbox.run_item(item_of(report).pk) is True
    report.refresh_from_db()
    assert (report.state, report.reason) == ("failed", LOCK_REPEAT)
    assert Email.objects.filter(subject__startswith="Your result could not be").count() == 1
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
