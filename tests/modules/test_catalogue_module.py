"""A module's page, its older versions, and what search engines and share links read of it."""

import re
from datetime import date

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone

from accounts.enums import RoleKind
from accounts.models import Person
from modules.enums import PieceKind
from modules.models import Module, Version
from modules.queries import doors
from productive_leader.core.dates import format_date, today
from productive_leader.core.public_pages import public_pages_changed
from tests.factories.accounts import a_person, a_role, an_organisation
from tests.factories.modules import (
    a_collection,
    a_file,
    a_module,
    a_version,
    an_eligibility,
    give_picture,
)

pytestmark = pytest.mark.django_db
DESCRIPTION = re.compile(r'<meta (?:name|property)="([\w:]+)" content="([^"]*)">')


def page_of(module: Module) -> str:
    return f"/modules/{module.slug}/"


def words_on(text: str) -> str:
    """The page without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
    return client


def an_eligible_nurse() -> Client:
    ruth = a_person("Ruth Nurse")
    an_eligibility(ruth, an_organisation())
    return client_of(ruth)


def withdrawn(module: Module) -> Module:
    module.withdrawn_at, module.withdrawal_reason = timezone.now(), "Its figures were wrong."
    module.save()
    return module


def test_it_says_what_it_is_for_whom_how_long_and_what_one_has_at_the_end(client: Client):
    module = a_module(preparation_minutes=45, summary="End the meetings that nobody needs.")
    words = words_on(client.get(page_of(module)).text)
    for told in (
        "Meetings that earn their time End the meetings that nobody needs.",
        "Session 1 h 30 min Beforehand, for each 45 min Collection The Productive Leader",
        "What it is for It gives a team its own rules.",
        "Who it is for Leaders and their PAs.",
        "What you have at the end A list. A rule.",
        "20 min Part 1 60 min Part 2 10 min Part 3 1 h 30 min together",
        f"Version 1 , {format_date(today())} (this one) First edition.",
    ):
        assert told in words


def test_it_lists_each_piece_with_its_format_and_size(client: Client):
    module = a_module(kinds=(PieceKind.GUIDE, PieceKind.EVIDENCE), files=True)
    words = words_on(client.get(page_of(module)).text)
    sizes = re.findall(r"(?:in one sitting|with their sources)\. PDF, (\d+) bytes", words)
    files = [piece.rendition.file.size for piece in module.published.pieces.all()]
    assert [int(size) for size in sizes] == files


def test_a_visitor_learns_what_is_inside_and_gets_no_way_in(client: Client):
    text = client.get(page_of(a_module(files=True))).text
    assert "/versions/1/guide/" not in text
    assert "csrfmiddlewaretoken" not in text
    assert "To read and download these, see" in text


@pytest.mark.parametrize("for_boards", [False, True])
def test_a_board_module_leads_to_a_workshop_with_it(client: Client, for_boards: bool):
    module = a_module(collection=a_collection(is_for_boards=for_boards))
    link = f'href="/workshops/new/?modules={module.slug}">Put a board workshop together with it<'
    assert (link in client.get(page_of(module)).text) == for_boards


def test_whoever_may_have_it_reads_here_or_downloads(client: Client):
    module = a_module(kinds=(PieceKind.GUIDE,), files=True)
    text = an_eligible_nurse().get(page_of(module)).text
    assert f'href="{page_of(module)}versions/1/guide/">Read here' in text
    assert text.count(f'action="{page_of(module)}versions/1/download/"') == 2
    assert '<input type="hidden" name="piece" value="guide">' in text
    assert module.published.archive.sha256 in text


def test_while_its_files_are_made_it_says_so():
    text = an_eligible_nurse().get(page_of(a_module())).text
    assert "The files are being made." in text
    assert text.count("The PDF is being made") == 4
    assert "/download/" not in text


def test_a_film_elsewhere_is_a_link_with_a_transcript(client: Client):
    module = a_module(published=False, kinds=())
    draft = module.versions.get()
    draft.pieces.create(
        position=1,
        kind=PieceKind.VIDEO,
        slug="film",
        title="Two minutes",
        link="https://films.example/1",
        body="Hello.",
    )
    publish(draft)
    text = an_eligible_nurse().get(page_of(module)).text
    assert '<a href="https://films.example/1" rel="noopener">Watch' in text
    assert "Read the transcript" in text
    assert "https://films.example/1" not in client.get(page_of(module)).text


def publish(draft: Version, number: int = 1) -> None:
    draft.number, draft.published_at = number, timezone.now()
    draft.save()
    draft.module.published = draft
    draft.module.save()


def test_it_says_when_we_look_at_it_again(client: Client):
    module = a_module()
    module.review_on = date(2090, 5, 17)
    module.save()
    assert "We look at it again by May 2090." in client.get(page_of(module)).text
    module.review_on = date(2024, 5, 17)
    module.save()
    public_pages_changed()
    assert "We meant to look at it again by May 2024" in client.get(page_of(module)).text


def test_related_modules_are_those_in_the_catalogue(client: Client):
    module, near, draft = a_module(), a_module("Email"), a_module("Later", published=False)
    module.related.add(near, draft, withdrawn(a_module("Gone")))
    names = [card.name for card in client.get(page_of(module)).context["sheet"].related]
    assert names == ["Email"]


def test_an_older_version_says_that_there_is_a_newer_one_and_what_changed(client: Client):
    module = a_module(name="Email")
    a_version(module, notes="The agenda is shorter.")
    response = client.get(f"{page_of(module)}versions/1/")
    assert "There is a newer version" in response.text
    assert "The agenda is shorter." in response.text
    assert f'href="{page_of(module)}">Go to the newest version' in response.text
    assert f'<link rel="canonical" href="{settings.SITE_URL}{page_of(module)}">' in response.text
    assert "<title>Email, version 1 – Modules" in response.text
    assert "There is a newer version" not in client.get(page_of(module)).text
    assert "There is a newer version" not in client.get(f"{page_of(module)}versions/2/").text
    assert f'href="{page_of(module)}versions/1/">See version 1' in client.get(page_of(module)).text


def test_whoever_may_have_it_may_have_the_older_version_too():
    module = a_module(files=True)
    a_version(module)
    text = an_eligible_nurse().get(f"{page_of(module)}versions/1/").text
    assert "Download version 1" in text
    assert f'action="{page_of(module)}versions/1/download/"' in text


@pytest.mark.parametrize(
    "address",
    [
        "nothing/",
        "{slug}/versions/2/",
        "{slug}/versions/0/",
        "{slug}/versions/99999999999999999999/",
        "{slug}/picture.png",
    ],
)
def test_what_is_not_there_is_not_found(client: Client, address: str):
    response = client.get(f"/modules/{address.format(slug=a_module().slug)}")
    assert response.status_code == 404
    assert "public" not in response.get("Cache-Control", "")


def test_a_draft_exists_for_administrators_alone(client: Client):
    module = a_module(published=False)
    dana = a_person("Dana Reid")
    a_role(dana, None, RoleKind.CATALOGUE_ADMINISTRATOR)
    assert client.get(page_of(module)).status_code == 404
    assert an_eligible_nurse().get(page_of(module)).status_code == 404
    response = client_of(dana).get(page_of(module))
    assert (response.status_code, response["Location"]) == (302, f"/office{page_of(module)}")


@pytest.mark.parametrize("address", ["", "versions/1/"])
def test_a_withdrawn_module_says_why_and_leads_elsewhere(client: Client, address: str):
    module, near = a_module(files=True), a_module("Email")
    module.related.add(near)
    withdrawn(module)
    response = client.get(f"{page_of(module)}{address}")
    assert response.status_code == 200
    assert "Its figures were wrong." in response.text
    assert '<meta name="robots" content="noindex">' in response.text
    assert f'href="{page_of(near)}"' in response.text
    assert "/download/" not in an_eligible_nurse().get(f"{page_of(module)}{address}").text


def test_share_links_and_search_engines_read_what_it_is(client: Client):
    module = a_module("Time and rest", summary='Meetings "that" end.', published=False)
    draft = module.versions.get()
    draft.name = "Time & <rest>"
    publish(draft)
    told = dict(DESCRIPTION.findall(client.get(page_of(module)).text))
    assert told["description"] == "Meetings &quot;that&quot; end."
    assert told["og:title"] == "Time &amp; &lt;rest&gt;"
    assert told["og:url"] == f"{settings.SITE_URL}{page_of(module)}"
    assert told["og:type"] == "website"
    assert told["og:image"] == f"{settings.SITE_URL}/static/images/share.png"
    assert "robots" not in told


def test_its_own_picture_is_shown_once_it_is_made(client: Client):
    module = a_module()
    picture = give_picture(module)
    told = dict(DESCRIPTION.findall(client.get(page_of(module)).text))
    address = f"{page_of(module)}picture.png"
    assert told["og:image"] == f"{settings.SITE_URL}{address}?version=1"
    response = client.get(address)
    assert response["Content-Type"] == "image/png"
    assert response.content.startswith(b"\x89PNG")
    assert response["Cache-Control"] == "public, max-age=3600"
    assert response["ETag"] == f'"{picture.sha256}"'
    again = client.get(address, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_picture_is_the_same_for_whoever_is_signed_in():
    module = a_module()
    give_picture(module)
    response = client_of(a_person()).get(f"{page_of(module)}picture.png")
    assert response["Cache-Control"] == "public, max-age=3600"
    assert "Cookie" not in response.get("Vary", "")


def test_a_picture_whose_bytes_are_gone_is_not_found(client: Client):
    module = a_module()
    module.published.picture = a_file(b"gone", "image/png")
    module.published.save()
    storages["files"].delete(module.published.picture.path)
    assert client.get(f"{page_of(module)}picture.png").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_it_takes_four_queries_whatever_is_inside(
    client: Client, django_assert_num_queries, number: int
):
    kinds = tuple(PieceKind)[:number]
    module = a_module(kinds=kinds, minutes=(10,) * number, files=True)
    module.related.add(*(a_module(f"Near {n}") for n in range(number)))
    for _ in range(number):
        a_version(module, kinds=kinds)
    with django_assert_num_queries(4):
        client.get(page_of(module))
    with django_assert_num_queries(0):
        assert client.get(page_of(module)).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_signed_in_it_takes_the_same_queries_whatever_is_inside(
    django_assert_num_queries, monkeypatch, number: int
):
    monkeypatch.setattr(doors, "_box_sets", {})  # what the room above asks is its own
    module = a_module(kinds=tuple(PieceKind)[:number], files=True)
    module.related.add(*(a_module(f"Near {n}") for n in range(number)))
    nurse = an_eligible_nurse()
    nurse.get(page_of(module))
    with django_assert_num_queries(11):
        nurse.get(page_of(module))


def test_the_page_follows_a_change_at_once(client: Client):
    module = a_module()
    client.get(page_of(module))
    withdrawn(module)
    public_pages_changed()
    assert "This module is withdrawn" in client.get(page_of(module)).text


def test_a_page_kept_for_everybody_lets_nobody_download(client: Client):
    module = a_module(files=True)
    an_eligible_nurse().get(page_of(module))
    response = client.get(page_of(module))
    assert "public" in response["Cache-Control"]
    assert "/download/" not in response.text
    assert response.headers.get("Set-Cookie") is None


def test_an_address_with_a_tracking_word_is_the_same_page(
    client: Client, django_assert_num_queries
):
    module = a_module()
    client.get(page_of(module))
    with django_assert_num_queries(0):
        client.get(f"{page_of(module)}?utm_source=mail")
