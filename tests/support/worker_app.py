"""The real Celery application, with handlers for tests and leases short enough to wait for."""

import datetime as dt
import os

import django
from django.conf import settings

django.setup()

from productive_leader.celery import app  # noqa: E402 - settings come first
from productive_leader.core import outbox  # noqa: E402 - as above
from tests.support import handlers  # noqa: E402 - as above

settings.EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND_FOR_TESTS", settings.EMAIL_BACKEND)
outbox.LEASE = dt.timedelta(seconds=float(os.environ.get("LEASE_SECONDS", "2")))
outbox.BACKOFF = (dt.timedelta(seconds=0), dt.timedelta(seconds=0))
app.conf.worker_soft_shutdown_timeout = 2

__all__ = ["app", "handlers"]
