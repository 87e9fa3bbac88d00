"""Sessions: begun, shown to their owner, ended.

All sessions of a person hang on a secret in the person's row (Django's session hash): a new secret
ends every one at once, whatever a cache still holds. One session alone is ended by its key.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.contrib.auth import login
from django.contrib.sessions.backends.cached_db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Person
from productive_leader.core.dates import format_when
from productive_leader.core.housekeeping import nightly

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SYSTEMS = {
    "iPhone": "an iPhone",
    "iPad": "an iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Macintosh": "a Mac",
    "CrOS": "a Chromebook",
    "Linux": "Linux",
}
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A browser that is signed in."""

    pk: int
    device: str
    address: str
    since: dt.datetime
    is_this: bool

    @property
    def since_in_words(self) -> str:
        return format_when(self.since)


def start(request: HttpRequest, person: Person) -> None:
    """Sign a person in without a proof: the demo's door, and nobody else's."""
    login(request, person, backend=BACKEND)
    UserSession.objects.create_from_request(request)


def open_for(person: Person, *, current_key: str | None = None) -> list[OpenSession]:
    """The open sessions of a person, this one first, then the newest."""
    rows = list(_known(person).order_by("-created_at"))
    alive = _alive(row.session_key for row in rows)
    shown = [_shown(row, current_key) for row in rows if row.session_key in alive]
    return sorted(shown, key=lambda session: not session.is_this)


def end_all(person: Person) -> None:
    """End every session of a person. Needs an open transaction."""
    person.set_unusable_password()  # the secret that all of them hang on
    person.save(update_fields=["password"])
    end(_known(person))


def end(sessions: "QuerySet[UserSession]") -> int:
    """End these sessions; returns how many. Needs an open transaction.

    The cache is cleared after the commit: cleared before, a request in between would fill it again.
    """
    keys = list(sessions.values_list("session_key", flat=True))
    sessions.delete()
    Session.objects.filter(session_key__in=keys).delete()
    transaction.on_commit(lambda: _forget(keys))
    return len(keys)


def others_of(person: Person, *, current_key: str | None) -> "QuerySet[UserSession]":
    return _known(person).exclude(session_key=current_key)


def describe(user_agent: str) -> str:
    """A browser as its owner would call it.

    >>> describe("Mozilla/5.0 (Windows NT 10.0; Win64; x64) … Chrome/140.0 Safari/537.36 Edg/140.0")
    'Edge on Windows'
    >>> describe("curl/8.0")
    'A browser we do not know'
    """
    system = next((words for name, words in SYSTEMS.items() if name in user_agent), None)
    browser = next(
        (words for name, words in BROWSERS.items() if re.search(rf"{name}\w*/", user_agent)), None
    )
    if browser and system:
        return f"{browser} on {system}"
    return browser or "A browser we do not know"


@nightly
def forget_expired() -> int:
    """Delete sessions whose time is over, and what we knew about them."""
    deleted, _ = Session.objects.filter(expire_date__lte=timezone.now()).delete()
    gone = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    return deleted + int(gone.delete()[0])


def _known(person: Person) -> "QuerySet[UserSession]":
    sessions: QuerySet[UserSession] = UserSession.objects.filter(user_id=person.pk)
    return sessions


def _alive(keys: Iterable[str]) -> set[str]:
    alive = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    return set(alive.values_list("session_key", flat=True))


def _shown(row: UserSession, current_key: str | None) -> OpenSession:
    return OpenSession(
        pk=row.pk,
        device=describe(row.user_agent),
        address=row.ip,
        since=row.created_at,
        is_this=row.session_key == current_key,
    )


def _forget(keys: Iterable[str]) -> None:
    for key in keys:
        SessionStore(key).delete(key)
