"""The messages about signing in."""

from django.conf import settings

from productive_leader.core.mail import queue_email
from productive_leader.core.models import Email

MINUTES = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60


def send_code(*, to: str, code: str) -> Email:
    """The six digits, alone: the message has no link, so nothing can be opened by a scanner."""
    context = {"code": code, "minutes": MINUTES}
    return queue_email(to=to, template="accounts/code", context=context, secret=True)


def say_that_nobody_is_known(*, to: str) -> Email:
    """Somebody asked for a code for an address without an account."""
    return queue_email(to=to, template="accounts/unknown", context={}, secret=True)
