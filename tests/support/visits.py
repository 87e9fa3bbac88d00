"""Visits to our addresses by the people of the world, each taken back at its end."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from accounts.models import Person
from tests.access_matrix import Row
from tests.support.world import World


@contextmanager
def taken_back() -> Iterator[None]:
    """What happens inside never happened; our own transactions inside still count as outermost."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


@cache
def routes() -> dict[str, frozenset[str]]:
    """Each of our routes with the names in its address; Django's support pages are not ours."""
    found = {}
    for pattern in get_resolver().url_patterns:
        for route in getattr(pattern, "url_patterns", [pattern]):
            if isinstance(route, URLPattern):
                found[str(route.name)] = frozenset(route.pattern.converters)
    return found


def address(world: World, row: Row) -> str:
    """The row's address for Dr Alice Ahmed's things."""
    names = routes()[row.route]
    values = {name: world.arguments[row.arguments.get(name, name)] for name in names}
    return reverse(row.route, kwargs=values)


def client_of(person: Person | None) -> Client:
    """A browser in which this person has just signed in by a code."""
    client = Client()
    if person:
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        session = client.session
        session["account_authentication_methods"] = [{"method": "code", "at": time.time()}]
        session["account_authentication_methods_user"] = str(person.pk)
        session.save()
    return client


def ask(client: Client, row: Row, url: str) -> HttpResponse:
    if row.method == "PUT":
        return client.put(url, json.dumps(row.data), content_type="application/json")
    return getattr(client, row.method.lower())(url, row.data)
