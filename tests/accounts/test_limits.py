"""Limits hold between processes: they live in Redis, under a lock."""

import os
import subprocess
import sys

from django.conf import settings

GUESS = """
import sys
import django
django.setup()
from allauth.core import context
from django.test import RequestFactory
from accounts.fresh_code import may_guess

request = RequestFactory().post("/")
with context.request_context(request):
    print(sum(may_guess(request, email="alice@x.example", sent_at=1.5) for _ in range(10)))
"""


def test_two_processes_have_five_guesses_between_them():
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "productive_leader.settings",
        "CACHE_URL": settings.CACHES["default"]["LOCATION"],
    }
    guessers = [
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", GUESS],
            env=environment,
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    allowed = [int(guesser.communicate(timeout=60)[0]) for guesser in guessers]
    assert sum(allowed) == 5
