import pytest
from django.test import Client

from accounts.enums import RoleKind
from tests.factories.programmes import make_colleague, make_organisation

pytestmark = pytest.mark.django_db

PAGES = {
    "/": "See where your team’s week goes, and give some of it back",
    "/help/": "Help",
    "/privacy/": "Privacy",
    "/accessibility/": "Accessibility",
    "/contact/": "Contact us",
}


@pytest.mark.parametrize(("path", "heading"), PAGES.items())
def test_a_page_for_everybody_opens_without_a_query(
    client: Client, django_assert_num_queries, path: str, heading: str
) -> None:
    with django_assert_num_queries(0):
        response = client.get(path)
    assert response.status_code == 200
    assert f">{heading}</h1>" in response.text


@pytest.mark.parametrize(
    "path", [*sorted(set(PAGES) - {"/contact/"}), "/robots.txt", "/favicon.ico"]
)
def test_it_rejects_post(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


def test_every_reported_figure_names_its_source_and_year(client: Client) -> None:
    response = client.get("/")
    assert response.text.count("webarchive.nationalarchives.gov.uk") == 6
    assert response.text.count("</a>, 2009</td>") == 6
    assert "without a comparison group" in response.text
    assert "not a promise for your team" in response.text


def test_doors_that_are_not_open_say_so(client: Client) -> None:
    assert client.get("/").text.count("Not open yet") == 0


def test_signed_out_the_way_leads_to_help_and_sign_in(client: Client) -> None:
    context = client.get("/help/").context
    assert list(context["navigation"]) == [
        ("Home", "/", False),
        ("Modules", "/modules/", False),
        ("Help", "/help/", True),
        ("Sign in", "/account/login/", False),
    ]
    assert not context["person"]


def test_robots_stay_out_of_personal_pages(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "Disallow: /time/\n" in response.text


def test_the_icon_is_where_browsers_look_for_it(client: Client) -> None:
    assert client.get("/favicon.ico")["Location"] == "/static/images/icon.svg"


def test_the_support_pages_do_not_exist_for_others(client: Client) -> None:
    assert client.get("/admin/")["Location"] == "/admin/login/?next=/admin/"
    assert client.get("/admin/login/?next=/admin/")["Location"] == "/account/login/?next=/admin/"
    sam = make_colleague("Sam Wood", make_organisation(), RoleKind.STAFF)
    client.force_login(sam, "django.contrib.auth.backends.ModelBackend")
    assert client.get("/admin/").status_code == 404
    sam.is_staff = sam.is_superuser = True
    sam.save()
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/programmes/programme/").status_code == 200
    assert client.get("/admin/programmes/programme/add/").status_code == 403
