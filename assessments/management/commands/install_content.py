"""Puts the starting content in place; what is there stays."""

from typing import Any

from django.core.management.base import BaseCommand

from assessments.services import install_content


class Command(BaseCommand):
    help = "Install the time categories we start with."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{install_content()} is in place.")
