"""`manage.py demo`: make the demo once. Only where DEMO is set; a second run does nothing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from productive_leader.site.demo.story import is_made, make_demo


class Command(BaseCommand):
    help = "Makes the demo people, their teams, weeks and results. Needs DEMO=1."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo is made only where DEMO is set, as make start does.")
        if is_made():
            self.stdout.write("The demo is there already.")
            return
        make_demo()
        self.stdout.write("The demo is made. Choose somebody to be at /demo/.")
