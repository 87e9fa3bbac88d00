"""Every route, every method, every kind of person: the matrix is what the house answers."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests import access_matrix
from tests.access_matrix import DEMO, EVERYBODY, ROWS, Row
from tests.factories.accounts import a_person
from tests.support.visits import address, ask, client_of, routes, taken_back
from tests.support.world import World

pytestmark = pytest.mark.django_db
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# allauth's own views take a form by PUT as by POST; refusing what is no method of theirs comes
# after asking who it is, so that a stranger is sent to sign in.
ALLAUTHS = {row.route for row in ROWS if row.route.startswith(("account_", "mfa_"))} | {
    "add_passkey",
    "rename_passkey",
    "remove_passkey",
    "delete_my_account",
}
# Made of nothing a person typed or owns, and the same for everybody.
IMPERSONAL = {"robots", "favicon", "livez", "readyz", "module_picture"}
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "manifest-src 'self'",
}
# What is opened in a browser after all runs nothing, loads nothing, sends nothing.
OF_A_FILE = {"default-src 'none'", "sandbox"}


def test_every_route_has_a_row():
    assert set(routes()) == {row.route for row in ROWS} | set(DEMO)


def test_every_row_names_everybody():
    assert [row for row in ROWS if set(row.expected) != set(EVERYBODY)] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.route}")
def test_everybody_gets_what_the_matrix_says(world: World, row: Row):
    url, got = address(world, row), {}
    for name, person in world.people.items():
        with taken_back():
            response = ask(client_of(person), row, url)
            got[name] = response.status_code
            assert policy(response) == (OF_A_FILE if response.streaming else POLICY)
            if person and row.route not in IMPERSONAL:
                assert response.headers["Cache-Control"] == "no-store, private"
    assert got == row.expected


def policy(response: HttpResponse) -> set[str]:
    return set(response.headers["Content-Security-Policy"].split("; "))


def refused() -> list[Row]:
    """Every method that has no row."""
    known = {(row.route, row.method) for row in ROWS}
    first = {row.route: row for row in reversed(ROWS)}
    return [
        Row(route, method, {}, arguments=first[route].arguments)
        for route in first
        for method in METHODS
        if (route, method) not in known and route not in ALLAUTHS
    ]


@pytest.mark.parametrize("row", refused(), ids=lambda row: f"{row.method} {row.route}")
def test_a_method_without_a_row_is_refused(world: World, row: Row):
    url = address(world, row)
    with taken_back():
        assert client_of(world.people["leader"]).generic(row.method, url).status_code == 405
    assert Client().generic(row.method, url).status_code == 405


@pytest.mark.parametrize("route", sorted(ALLAUTHS))
@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_allauths_pages_do_nothing_by_strange_methods(world: World, route: str, method: str):
    rows = [row for row in ROWS if row.route == route]
    url = address(world, rows[0])
    for person in world.people.values():
        with taken_back():
            assert client_of(person).generic(method, url).status_code in {302, 404, 405}


@pytest.mark.parametrize("route", DEMO)
@pytest.mark.parametrize("method", METHODS)
def test_the_demos_doors_do_not_exist_in_production(world: World, route: str, method: str):
    url = address(world, Row(route, method, {}))
    for person in world.people.values():
        with taken_back():
            response = client_of(person).generic(method, url, headers={"host": "127.0.0.1"})
            assert (response.status_code, policy(response)) == (404, POLICY)


def test_the_support_pages_are_for_support_staff_alone(world: World):
    """Django's own pages below /admin/ all ask the same question as their first page does."""
    url = reverse("admin:index")
    got = {}
    for name, person in world.people.items():
        with taken_back():
            got[name] = client_of(person).get(url).status_code
    assert got == access_matrix.signed_in(404, anonymous=302) | {"support": 200}


def test_support_staff_see_the_support_pages(world: World):
    with taken_back():
        support = a_person("Support Person", is_staff=True, is_superuser=True)
        response = client_of(support).get(reverse("admin:index"))
        assert response.status_code == 200
        assert policy(response) == POLICY


def test_another_organisations_person_sees_the_same_404_as_for_nothing(world: World):
    """Neither status nor words tell whether a log is there."""
    there = reverse("week", args=[world.arguments["log_id"]])
    nowhere = reverse("week", args=[2**40])
    with taken_back():
        client = client_of(world.people["other leader"])
        answers = [client.get(url).content.decode() for url in (there, nowhere)]
    token = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    plain = [token.sub("", answer) for answer in answers]
    assert plain[0].replace(there, "") == plain[1].replace(nowhere, "")
