"""The messages about signing in."""

from django.conf import settings

from accounts import new_account
from productive_leader.core.links import absolute
from productive_leader.core.mail import queue_email
from productive_leader.core.models import Email

MINUTES = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60


def send_code(*, to: str, code: str) -> Email:
    """The six digits, alone: the message has no link, so nothing can be opened by a scanner."""
    context = {"code": code, "minutes": MINUTES}
    return queue_email(to=to, template="accounts/code", context=context, secret=True)


def offer_account(*, to: str, way_on: str = "") -> Email:
    """Somebody asked for a code for an address without an account: how to make one.

    The link is the proof that the message was read, so it is a secret as a code is. `way_on` is
    the page they came for.
    """
    url = absolute("new_account", new_account.sign(email=to, way_on=way_on))
    return queue_email(
        to=to, template="accounts/unknown", context={"address": to, "url": url}, secret=True
    )


def say_that_it_is_closed(*, to: str) -> Email:
    """Somebody asked for a code for an account that has been closed."""
    return queue_email(to=to, template="accounts/closed", context={"address": to}, secret=True)
