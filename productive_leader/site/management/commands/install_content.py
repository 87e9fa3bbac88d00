"""`manage.py install_content`: the content we start with; what is there already stays."""

from typing import Any

from django.core.management.base import BaseCommand

from productive_leader.site.services import install_content


class Command(BaseCommand):
    help = "Install the time categories and the templates of programmes that we start with."

    def handle(self, *_args: Any, **_options: Any) -> None:
        install_content()
        self.stdout.write("The time categories and the templates are in place.")
