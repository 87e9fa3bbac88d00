"""Work for the workers of the fault tests: quick, slow, deadly, hopeless."""

import os
import signal
import time
from pathlib import Path

from django.core.mail.backends.smtp import EmailBackend

from productive_leader.core import outbox


@outbox.handles("tests.work")
def work(seconds: float) -> None:
    time.sleep(seconds)


@outbox.handles("tests.die_once")
def die_once(flag: str) -> None:
    """Kills its own process the first time, as the kernel does when memory runs out."""
    _die_unless_seen(Path(flag))


@outbox.handles("tests.die_always")
def die_always() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@outbox.handles("tests.fail_always")
def fail_always() -> None:
    raise ValueError("There is no such week.")


def _die_unless_seen(flag: Path) -> None:
    if not flag.exists():
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)


class DiesAfterHandOver(EmailBackend):
    """SMTP whose process is killed once, after the server took the message and before we know."""

    def send_messages(self, email_messages):
        sent = super().send_messages(email_messages)
        _die_unless_seen(Path(os.environ["DEATH_FLAG"]))
        return sent
