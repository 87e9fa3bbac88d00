"""Brings organisations up to the public register of trusts."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import services
from accounts.register import read_register

LARGEST = 50_000_000  # bytes; the register of every English organisation is smaller


class Command(BaseCommand):
    help = "Import organisations from a file in the etr.csv layout. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, file: Path, **_options: Any) -> None:
        entries, problems = read_register(_content(file))
        for problem in problems:
            self.stderr.write(f"Line {problem.line} skipped: {problem.sentence}")
        if not entries:
            raise CommandError(f"{file} holds no organisation in the etr.csv layout.")
        done = services.import_organisations(by=None, entries=entries)
        self.stdout.write(
            f"{len(entries) + len(problems)} read: {done.new} new, {done.changed} changed, "
            f"{done.unchanged} unchanged, {len(problems)} skipped"
        )


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST:
            raise CommandError(f"{file} is larger than {LARGEST // 1_000_000} MB.")
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
