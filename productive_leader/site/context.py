"""What every page shows: the way round for this person, and the organisation's name.

Everything is worked out only when a template asks, with one query for a signed-in person.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from accounts.models import Person
from productive_leader.site.queries.standing import Standing, standing_of

Way = tuple[str, str, bool]
# Parts of the service with no way of their own, and whose they are.
PART_OF = {"workshops": "programmes"}
# By first and last part of the address.
APART = {
    ("time", "week"): "week",
    ("programmes", "sessions"): "sessions",
    ("organisations", "map"): "map",
    ("programmes", "modules"): "sessions",
}


def page(request: HttpRequest) -> dict[str, Any]:
    """`navigation` as (label, url, current), `organisation_name`, and `person` or None."""
    known = _Known(request)
    return {
        "navigation": SimpleLazyObject(lambda: known.navigation),
        "organisation_name": SimpleLazyObject(lambda: known.standing.organisation_name),
        "person": SimpleLazyObject(lambda: known.person),
    }


class _Known:
    """What one request makes known, each thing worked out once."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def person(self) -> Person | None:
        user = getattr(self.request, "user", None)
        return user if isinstance(user, Person) and user.is_authenticated else None

    @cached_property
    def standing(self) -> Standing:
        return standing_of(self.person) if self.person else Standing()

    @cached_property
    def navigation(self) -> list[Way]:
        person = self.person
        ways = _ways(self.standing, person.is_superuser) if person else _public_ways()
        current = _section(self.request.path)
        return [(label, url, _section(url) == current) for label, url in ways]


@lru_cache(maxsize=1024)
def _ways(standing: Standing, is_superuser: bool) -> list[tuple[str, str]]:  # noqa: FBT001 - a key
    """Home first, then what this person has. Worked out once for each standing: every page asks."""
    ways = [("Home", reverse("home"))]
    if standing.keeps_logs:
        ways.append(("Today", reverse("today")))
    if standing.log_id:
        ways.append(("Week", reverse("week", args=[standing.log_id])))
    if standing.has_programmes or standing.is_facilitator:
        ways.append(("Programmes", reverse("programmes")))
    if standing.sessions_of:
        sessions = reverse("programme_sessions", args=[standing.sessions_of])
        ways.append(("Sessions", sessions))
    if standing.sessions_of or standing.owns_actions:
        ways.append(("Actions", reverse("actions")))
    if standing.keeps_logs or standing.has_programmes:
        ways.append(("Results", reverse("results")))
    if standing.looks_after_people:
        here = [standing.organisation_code]
        ways.append(("People", reverse("organisation", args=here)))
        ways.append(("Map", reverse("organisation_map", args=here)))
    ways.append(("Modules", reverse("modules")))
    if standing.may_order:
        ways.append(("Orders", reverse("orders")))
    if standing.is_national or is_superuser:
        ways.append(("Office", reverse("office")))
    return [*ways, ("Account", reverse("account"))]


@lru_cache(maxsize=1)
def _public_ways() -> list[tuple[str, str]]:
    return [
        ("Home", reverse("home")),
        ("Modules", reverse("modules")),
        ("Help", reverse("help")),
        ("Sign in", reverse("account_login")),
    ]


def _section(path: str) -> str:
    """The part of the service an address belongs to; some pages are apart from their section."""
    first = path.strip("/").partition("/")[0]
    first = PART_OF.get(first, first)
    return APART.get((first, path.rstrip("/").rpartition("/")[2]), first)
