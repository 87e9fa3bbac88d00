"""Celery: workers and the clock. Rows in PostgreSQL are the truth, messages only wake.

Start a worker with `celery -A productive_leader worker -Q mail,reports,default` and one clock with
`celery -A productive_leader beat`. Ticks are in UTC; what is due is computed from London dates.
"""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab

TIME_LIMIT = 300  # seconds; shorter than the outbox's lease, so a claim never outlives its worker
SOFT_TIME_LIMIT = 240
VISIBILITY_TIMEOUT = 900  # Redis hands a message on after this; kept over twice the time limit

SCHEDULE = {
    "sweep the outbox": {
        "task": "core.sweep_outbox",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "throw old rows away": {
        "task": "core.purge",
        "schedule": crontab(hour=2, minute=30),
        "options": {"expires": 3600},
    },
    "give a log to whoever joined": {
        "task": "assessments.add_missing_logs",
        "schedule": crontab(minute="5-59/15"),
        "options": {"expires": 840},
    },
    "let sessions count as held": {
        "task": "programmes.hold_recorded",
        "schedule": crontab(minute="*/15"),
        "options": {"expires": 840},
    },
    "tell of modules to review": {
        "task": "modules.tell_reviews",
        "schedule": crontab(hour=5, minute=30),
        "options": {"expires": 3600},
    },
    "see to orders that wait for a decision": {
        "task": "orders.look_at_waiting",
        "schedule": crontab(minute=10, hour="6-17"),
        "options": {"expires": 3000},
    },
    "remind people of their sessions": {
        "task": "programmes.send_reminders",
        "schedule": crontab(minute="*/15"),
        "options": {"expires": 840},
    },
}

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "productive_leader.settings")


def configuration() -> dict[str, Any]:
    """Read when first needed: Django's settings are not loaded yet when this module is."""
    from django.conf import settings

    return {
        "broker_url": settings.REDIS_URL,
        "broker_connection_retry_on_startup": True,
        "broker_transport_options": {
            "visibility_timeout": VISIBILITY_TIMEOUT,
            "socket_timeout": 10,
            "socket_connect_timeout": 5,
            "socket_keepalive": True,
            "health_check_interval": 25,
        },
        # Kombu and Celery read the time-out in three places; one alone is ignored.
        "result_backend_transport_options": {"visibility_timeout": VISIBILITY_TIMEOUT},
        "visibility_timeout": VISIBILITY_TIMEOUT,
        "imports": ["productive_leader.core.tasks"],
        "task_default_queue": "default",
        "task_ignore_result": True,
        "task_acks_late": True,
        # A task that kills its worker must not loop: the sweep brings it back and counts.
        "task_reject_on_worker_lost": False,
        "task_time_limit": TIME_LIMIT,
        "task_soft_time_limit": SOFT_TIME_LIMIT,
        "task_serializer": "json",
        "accept_content": ["json"],
        "worker_prefetch_multiplier": 1,
        "worker_soft_shutdown_timeout": 30,
        "worker_enable_soft_shutdown_on_idle": True,
        "worker_max_tasks_per_child": 500,
        "worker_max_memory_per_child": 400_000,  # kB; a large PDF leaves its memory behind
        "worker_hijack_root_logger": False,  # Django's logging redacts
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "enable_utc": True,
        "timezone": "UTC",
        "beat_scheduler": "celery.beat:Scheduler",  # no file: nothing here depends on the last tick
        "beat_schedule": SCHEDULE,
    }


app = Celery("productive_leader")
app.add_defaults(configuration)
