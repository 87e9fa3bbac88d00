"""Visits to the pages of a session, and what a person reads there."""

from __future__ import annotations

import re
from html import unescape

from django.http import HttpResponse
from django.urls import reverse

from accounts.models import Person
from programmes.models import Session
from tests.support.visits import client_of

NEEDLESS = re.compile(r"<script.*?</script>|<[^>]+>", re.DOTALL)


def get(person: Person, route: str, session: Session, **query: object) -> HttpResponse:
    return client_of(person).get(reverse(route, args=[session.pk]), query)


def post(person: Person, route: str, session: Session, **data: object) -> HttpResponse:
    return client_of(person).post(reverse(route, args=[session.pk]), data, follow=True)


def words(response: HttpResponse) -> str:
    """What a person reads, in one line."""
    return " ".join(unescape(NEEDLESS.sub(" ", response.content.decode())).split())
