"""A mail to write in tests, and a real mail server to take it."""

from __future__ import annotations

import copy
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller

from productive_leader.core.mail import queue_email

if TYPE_CHECKING:
    from productive_leader.core.models import Email

TEMPLATES = Path(__file__).parent / "mail_templates"


def add_test_templates(settings: Any) -> None:
    """Put the templates of tests beside the real ones."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [*templates[0]["DIRS"], TEMPLATES]
    settings.TEMPLATES = templates


def queue_greeting(number: int = 0, **options: Any) -> Email:
    """One message to one person, through the real door."""
    return queue_email(
        to=f"person{number}@example.org",
        template="greeting",
        context={"name": f"Person {number}", "code": "031415"},
        **options,
    )


class Mailbox:
    """What the server has accepted. `refusing` answers 451 to everything, `unknown` 550 to some."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refusing = False
        self.refused = 0
        self.unknown: set[str] = set()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.unknown:
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.refusing:
            self.refused += 1
            return "451 Try again later"
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    @property
    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.messages]


class MailServer(Controller):
    """A mail server on a free port of this machine."""

    def __init__(self) -> None:
        from productive_leader.site.embedded import free_port

        self.mailbox = Mailbox()
        super().__init__(self.mailbox, hostname="127.0.0.1", port=free_port())
