"""A paper as a page: for whoever may have it, and what everybody else is told."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.enums import EligibilityState
from accounts.models import Person
from modules.enums import PieceKind
from modules.models import Module
from tests.factories.accounts import a_person, an_organisation
from tests.factories.modules import a_module, a_version, an_eligibility

pytestmark = pytest.mark.django_db
LONG = "First.\n\n" + "\n\n".join(f"## Part {n} & more\n\nWords." for n in range(4))


@pytest.fixture
def ruth() -> Person:
    return a_person("Ruth Nurse")


@pytest.fixture
def nurse(ruth: Person) -> Client:
    """Ruth's browser; she may have the modules."""
    an_eligibility(ruth, an_organisation())
    return client_of(ruth)


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
    return client


def paper(module: Module, slug: str = "guide", number: int = 1) -> str:
    return f"/modules/{module.slug}/versions/{number}/{slug}/"


def with_body(body: str, kind: PieceKind = PieceKind.GUIDE, **fields: str) -> Module:
    """A published module with one piece that says this."""
    module = a_module(published=False, kinds=())
    draft = module.versions.get()
    named = {"slug": "guide", "title": str(kind.label)} | fields
    draft.pieces.create(position=1, kind=kind, body=body, **named)
    draft.number, draft.published_at = 1, timezone.now()
    draft.save()
    module.published = draft
    module.save()
    return module


def test_it_is_the_paper_itself_with_its_module_and_version(nurse: Client):
    response = nurse.get(paper(a_module("Email under control")))
    assert response.status_code == 200
    assert '<span class="nhsuk-caption-l">Email under control</span> Guide</h1>' in response.text
    assert "<p>What this guide is for.</p>" in response.text
    assert "Version 1, " in response.text
    assert response["Cache-Control"] == "no-store, private"


def test_raw_html_in_it_is_shown_as_text(nurse: Client):
    text = nurse.get(paper(with_body("<script>alert(1)</script>"))).text
    assert "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>" in text


def test_a_long_paper_has_its_contents_and_each_leads_to_its_part(nurse: Client):
    text = nurse.get(paper(with_body(LONG))).text
    assert '<a href="#part-part-2-more">Part 2 &amp; more</a>' in text
    assert '<h2 id="part-part-2-more">Part 2 &amp; more</h2>' in text
    assert "On this page" not in nurse.get(paper(a_module())).text


def test_one_goes_on_to_the_next_paper_and_back(nurse: Client):
    module = a_module()
    first, second = nurse.get(paper(module)).text, nurse.get(paper(module, "session-plan")).text
    assert f'rel="next" href="{paper(module, "session-plan")}"' in first
    assert 'rel="prev"' not in first
    assert f'rel="prev" href="{paper(module)}"' in second
    assert f'rel="next" href="{paper(module, "evidence")}"' in second


def test_it_can_be_downloaded_from_here_once_its_file_is_made(nurse: Client):
    made, unmade = a_module(files=True), a_module()
    assert f'action="/modules/{made.slug}/versions/1/download/"' in nurse.get(paper(made)).text
    assert "/download/" not in nurse.get(paper(unmade)).text


def test_an_older_one_says_that_there_is_a_newer_version(nurse: Client):
    module = a_module()
    a_version(module, notes="The guide is shorter.")
    text = nurse.get(paper(module)).text
    assert "There is a newer version" in text
    assert "The guide is shorter." in text
    assert "There is a newer version" not in nurse.get(paper(module, number=2)).text


def test_a_film_is_watched_where_it_lies_and_read_here(nurse: Client):
    address = "https://films.example/1"
    text = nurse.get(paper(with_body("Hello.", PieceKind.VIDEO, link=address))).text
    assert f'href="{address}" rel="noopener">Watch the film</a>' in text
    assert "<h2>Transcript</h2>" in text
    assert "<p>Hello.</p>" in text


def test_what_is_only_a_film_says_so(nurse: Client):
    module = with_body("", PieceKind.VIDEO, link="https://films.example/1")
    assert "There is nothing to read on this page" in nurse.get(paper(module)).text


def test_a_visitor_signs_in_first_and_comes_back_here(client: Client):
    address = paper(a_module())
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (302, f"/account/login/?next={address}")


def test_whoever_may_not_read_it_is_told_what_would_open_it(ruth: Person):
    module = a_module()
    response = client_of(ruth).get(paper(module))
    assert response.status_code == 403
    assert "What this guide is for." not in response.text
    assert f'href="/account/eligibility/?next=%2Fmodules%2F{module.slug}%2F"' in response.text


def test_somebody_who_waits_is_told_so(ruth: Person):
    an_eligibility(ruth, an_organisation(), state=EligibilityState.ASKED)
    response = client_of(ruth).get(paper(a_module()))
    assert response.status_code == 403
    assert "Waiting for a decision" in response.text


@pytest.mark.parametrize("who", ["anybody", "nurse"])
def test_a_paper_of_a_withdrawn_module_leads_to_the_page_that_says_why(nurse: Client, who: str):
    module = a_module()
    module.withdrawn_at, module.withdrawal_reason = timezone.now(), "It was wrong."
    module.save()
    response = {"anybody": Client(), "nurse": nurse}[who].get(paper(module))
    assert (response.status_code, response["Location"]) == (302, f"/modules/{module.slug}/")


def test_a_paper_that_is_not_there_is_not_found(nurse: Client):
    module = a_module(kinds=(PieceKind.GUIDE,))
    a_version(module, published=False)
    for address in (
        paper(module, "worksheet"),
        paper(module, number=2),
        paper(a_module(published=False)),
    ):
        assert nurse.get(address).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_it_takes_the_same_queries_whatever_else_is_inside(
    nurse: Client, django_assert_num_queries, number: int
):
    module = a_module(kinds=tuple(PieceKind)[:number], files=True)
    nurse.get(paper(module))
    with django_assert_num_queries(9):
        nurse.get(paper(module))
