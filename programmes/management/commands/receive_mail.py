"""Takes one message from a mail server: an answer from a calendar, or a failure to deliver."""

import logging
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from programmes.calendars.replies import LARGEST
from programmes.services.inbound import take_message

TRY_LATER = 75  # EX_TEMPFAIL, as mail servers know it

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Read one message (RFC 5322) from standard input, as a mail server hands it over. "
        "The exit status is 0 for whatever a stranger sends, and 75 while the database is away."
    )
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            taken = take_message(sys.stdin.buffer.read(LARGEST + 1))
        except OperationalError as error:
            raise CommandError("The database is away.", returncode=TRY_LATER) from error
        except Exception:
            logger.exception("A message could not be read")
            return
        self.stdout.write(taken)
