"""Read every module for the search again."""

from typing import Any

from django.core.management.base import BaseCommand

from modules.services.searching import index_everything
from productive_leader.core.words import counted


class Command(BaseCommand):
    help = "Reads every module for the search again, and forgets words that are in none."

    def handle(self, *_args: Any, **_options: Any) -> None:
        read = counted(index_everything(), "module", "modules")
        self.stdout.write(f"Read {read}.")
