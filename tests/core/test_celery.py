from celery.beat import Scheduler
from django.conf import settings

from productive_leader.celery import SOFT_TIME_LIMIT, TIME_LIMIT, app
from productive_leader.core import outbox


def test_the_visibility_time_out_is_set_in_all_three_places():
    assert app.conf.visibility_timeout == 900
    assert app.conf.broker_transport_options["visibility_timeout"] == 900
    assert app.conf.result_backend_transport_options["visibility_timeout"] == 900


def test_no_claim_outlives_its_worker_and_no_message_returns_while_it_works():
    assert SOFT_TIME_LIMIT < TIME_LIMIT < outbox.LEASE.total_seconds()
    assert app.conf.visibility_timeout > TIME_LIMIT * 2


def test_messages_are_acknowledged_late_and_are_json():
    conf = app.conf
    assert (conf.task_acks_late, conf.task_reject_on_worker_lost) == (True, False)
    assert (conf.accept_content, conf.task_serializer, conf.task_ignore_result) == (
        ["json"],
        "json",
        True,
    )
    assert (conf.worker_prefetch_multiplier, conf.worker_soft_shutdown_timeout) == (1, 30)
    assert conf.broker_url == settings.REDIS_URL


def test_the_clock_ticks_in_utc_and_every_tick_names_a_task():
    app.loader.import_default_modules()
    assert (app.conf.timezone, app.conf.enable_utc) == ("UTC", True)
    schedule = Scheduler(app, lazy=True)
    schedule.setup_schedule()
    ticking = {entry.task for entry in schedule.schedule.values() if entry.task.startswith("core")}
    assert ticking == {"core.sweep_outbox", "core.purge"}
    assert ticking <= set(app.tasks)
