"""Makes the floor's tables, 10,000 rows and a session; prints its cookies as JSON."""

import json
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floor.settings"
django.setup()

from django.contrib.auth.models import User  # noqa: E402 after setup
from django.core.management import call_command  # noqa: E402
from django.middleware.csrf import _get_new_csrf_string  # noqa: E402
from django.test import Client  # noqa: E402

from bench.floor.models import Row  # noqa: E402
from bench.load import VISITORS  # noqa: E402

call_command("migrate", run_syncdb=True, verbosity=0)
Row.objects.bulk_create(Row(title=f"Row {n}", minutes=n) for n in range(10_000))
visitors = []
for number in range(VISITORS):
    client = Client()
    client.force_login(User.objects.create_user(f"visitor{number}"))
    token = _get_new_csrf_string()
    cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": token}
    visitors.append({"cookies": cookies, "csrf": token})
json.dump({"visitors": visitors}, sys.stdout)
