"""An account by itself gives nothing: what belongs to others does not exist for it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts import services
from modules.models import DownloadGrant
from tests.access_matrix import FORBIDDEN, ROWS, UNKNOWN, Row
from tests.accounts.asking import text_of
from tests.accounts.newcomers import NORA
from tests.support.visits import address, ask, client_of, taken_back
from tests.support.world import World

pytestmark = pytest.mark.django_db
STRANGERS = ("other leader", "other PA", "other facilitator", "other chief executive")


def is_closed_to_strangers(row: Row) -> bool:
    """All those who do have a role somewhere, but not here, are told that there is nothing."""
    return all(row.expected[name] in {FORBIDDEN, UNKNOWN} for name in STRANGERS)


CLOSED = [row for row in ROWS if is_closed_to_strangers(row)]


def newcomer() -> Client:
    return client_of(services.open_account(name="Nora Ellis", email=NORA))


def test_what_is_closed_to_people_from_elsewhere_is_closed_to_a_new_account(world: World):
    got = {}
    for row in CLOSED:
        with taken_back():
            answer = ask(newcomer(), row, address(world, row))
            got[row.method, row.route] = answer.status_code
    assert got == {(row.method, row.route): row.expected["other leader"] for row in CLOSED}
    assert len(got) > 50


@pytest.mark.parametrize(
    ("method", "route"),
    [
        ("GET", "programme"),
        ("GET", "organisation"),
        ("POST", "add_person"),
        ("GET", "week"),
        ("GET", "office"),
        ("POST", "eligibility_decide"),
    ],
)
def test_among_it_is_what_matters_most(method: str, route: str):
    assert (method, route) in {(row.method, row.route) for row in CLOSED}


def test_a_module_is_not_opened_by_it(world: World):
    """The press leads back to the page that says what to do; no download is noted."""
    row = next(row for row in CLOSED if row.route == "piece")
    press = next(row for row in ROWS if row.route == "download")
    with taken_back():
        before = DownloadGrant.objects.count()
        client = newcomer()
        assert ask(client, row, address(world, row)).status_code == FORBIDDEN
        answer = ask(client, press, address(world, press))
        assert answer.url == reverse("module", args=[world.arguments["module_slug"]])
        assert DownloadGrant.objects.count() == before


def test_home_leads_somebody_new_to_the_modules(db: None):
    page = newcomer().get("/")
    assert "You are not in a programme at the moment." in text_of(page)
    assert re.search(r'href="/modules/"[^>]*>Find a module</a>', page.content.decode())
