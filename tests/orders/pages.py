"""How tests read and fill in the pages of orders."""

import re
from html import unescape

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import Person
from tests.support.visits import client_of

NEW = "/orders/new/"


def typed(client: Client, at: str = NEW, **more: str) -> dict[str, str]:
    """What the form holds before anything is typed, and then this."""
    form = client.get(at).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: str(value) for name, value in values.items() if value is not None} | more


def words(answer: HttpResponse) -> str:
    """What the page says, without its markup."""
    page = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def page(person: Person, route: str, *args: str) -> str:
    answer = client_of(person).get(reverse(route, args=args))
    assert answer.status_code == 200
    return words(answer)
