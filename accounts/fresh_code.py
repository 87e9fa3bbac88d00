"""A code for somebody who is signed in already, and the limit on guesses at any code."""

import time
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from accounts import notifications
from accounts.models import Person

SESSION_KEY = "accounts_fresh_code"


@dataclass(frozen=True, slots=True)
class FreshCode:
    """A code that was sent to a person who is signed in; `at` in seconds since 1970."""

    code: str
    at: float

    @property
    def has_expired(self) -> bool:
        return time.time() - self.at > settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT


def send(request: HttpRequest, *, to: Person) -> bool:
    """Send a new code and keep it in the session; False when too many were asked for."""
    if not ratelimit.consume(request, action="request_login_code", key=to.email):
        return False
    code = get_adapter(request).generate_login_code()
    with transaction.atomic():
        notifications.send_code(to=to.email, code=code)
    request.session[SESSION_KEY] = {"code": code, "at": time.time()}
    return True


def waiting(request: HttpRequest) -> FreshCode | None:
    """The code that was sent and may still be given."""
    kept = request.session.get(SESSION_KEY)
    code = FreshCode(**kept) if kept else None
    return code if code and not code.has_expired else None


def forget(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)


def may_guess(request: HttpRequest, *, email: str, sent_at: float) -> bool:
    """Counts one try at one code in the shared cache, under a lock.

    A count kept in the session alone would let many tries through that arrive at the same moment.
    """
    return bool(ratelimit.consume(request, action="enter_code", key=f"{email}:{sent_at}"))
