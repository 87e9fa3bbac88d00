"""The list: what is in it, what one may look for, and what it does when nothing is found."""

import re
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from modules.enums import PieceKind
from modules.models import Collection, EmptySearch, Module
from modules.queries import doors
from modules.queries.catalogue import Wanted, listed_modules, look_for
from modules.services.searching import index_module
from productive_leader.core.public_pages import public_pages_changed
from tests.factories.accounts import a_person
from tests.factories.modules import a_collection, a_module

pytestmark = pytest.mark.django_db
NAMES = ("Meetings that earn their time", "Email under control", "Planning the workload")


@pytest.fixture
def three() -> list[Module]:
    """Two of The Productive Leader, one for boards with a case study and a shorter session."""
    Collection.objects.create(slug="boards", name="For boards", position=2)
    modules = [a_module(name) for name in NAMES[:2]]
    kinds = (PieceKind.GUIDE, PieceKind.CASE_STUDY)
    boards = a_collection("Boards")
    modules.append(a_module(NAMES[2], collection=boards, kinds=kinds, minutes=(30, 15)))
    for module in modules:
        index_module(module)
    return modules


def names_on(client: Client, **query: str) -> list[str]:
    """The modules of the list in their order."""
    text = client.get(f"/modules/?{urlencode(query)}").text
    return re.findall(r'nhsuk-card__heading"><a href="/modules/[\w-]+/">([^<]+)</a>', text)


def withdraw(module: Module) -> None:
    module.withdrawn_at, module.withdrawal_reason = timezone.now(), "It was wrong."
    module.save()


def test_it_lists_what_is_published_and_not_withdrawn_in_its_order(client: Client, three):
    a_module("A draft", published=False)
    withdraw(three[1])
    assert names_on(client) == [NAMES[0], NAMES[2]]
    assert list(listed_modules()) == [three[0], three[2]]


def test_a_card_says_what_is_inside_and_how_long_it_takes(client: Client):
    a_module("Email under control", minutes=(60, 35), preparation_minutes=40)
    text = " ".join(re.sub(r"<[^>]+>", " ", client.get("/modules/").text).split())
    assert "1 h 35 min session 40 min beforehand Guide Session plan" in text


def test_by_collection_by_what_is_inside_and_by_length(client: Client, three):
    assert names_on(client, collection="boards") == [NAMES[2]]
    assert names_on(client, kind="case_study") == [NAMES[2]]
    assert names_on(client, minutes="45") == [NAMES[2]]
    assert names_on(client, minutes="90") == list(NAMES)
    assert names_on(client, collection="the-productive-leader", kind="worksheet") == list(NAMES[:2])
    assert look_for(Wanted(collection="the-productive-leader", kind="case_study")).total == 0


def test_each_choice_says_how_many_there_are(client: Client, three):
    choices = client.get("/modules/").context["form"].fields
    assert choices["collection"].choices == [
        ("", "Any"),
        ("the-productive-leader", "The Productive Leader (2)"),
        ("boards", "For boards (1)"),
    ]
    assert choices["kind"].choices[1:] == [
        ("guide", "Guide (3)"),
        ("session_plan", "Session plan (2)"),
        ("case_study", "Case study (1)"),
        ("evidence", "Evidence on one page (2)"),
        ("worksheet", "Worksheet (2)"),
    ]
    assert choices["minutes"].choices[1:3] == [("45", "45 min (1)"), ("60", "1 h (1)")]


def test_a_search_counts_and_lists_what_it_finds_best_first(client: Client, three):
    response = client.get("/modules/?q=email")
    assert response.context["shelf"].total == 1
    assert names_on(client, q="email") == [NAMES[1]]
    assert "1 module for “email”" in response.text


def test_beside_what_a_search_finds_the_choices_have_no_numbers(client: Client, three):
    choices = client.get("/modules/?q=email").context["form"].fields
    assert ("boards", "For boards") in choices["collection"].choices
    assert [value for value, _ in choices["kind"].choices] == ["", *PieceKind.values]


@pytest.mark.parametrize("number", [1, 3])
def test_a_search_takes_four_queries_however_much_it_finds(
    client: Client, django_assert_num_queries, number: int
):
    for name in NAMES[:number]:
        index_module(a_module(name))
    client.get("/modules/?q=guide")  # the words that find each other are read once
    with django_assert_num_queries(4):
        assert client.get("/modules/?q=guide").context["shelf"].total == number


def test_a_missing_letter_is_read_as_the_word_and_the_page_says_so(client: Client, three):
    text = client.get("/modules/?q=meetngs").text
    assert names_on(client, q="meetngs")[0] == NAMES[0]
    assert "Showing results for “<strong>meetings</strong>” instead of “meetngs”." in text


def test_an_empty_search_is_recorded_and_leads_on(client: Client, three):
    response = client.get("/modules/?q=xylophone")
    client.get("/modules/?q=xylophone")
    assert list(EmptySearch.objects.values_list("words", "times")) == [("xylophone", 2)]
    assert response.status_code == 200
    assert "No modules for “xylophone”" in response.text
    assert 'href="/contact/?topic=modules">Tell us what you were looking for' in response.text
    assert names_on(client, q="xylophone") == list(NAMES)


def test_choices_that_leave_nothing_are_no_empty_search(client: Client, three):
    response = client.get("/modules/?q=email&kind=case_study")
    assert EmptySearch.objects.count() == 0
    assert "Search without the choices: 1 found" in response.text


def test_what_is_chosen_stays_chosen_in_the_form_and_on_the_next_page(client: Client):
    for number in range(25):
        a_module(f"Module {number}")
    response = client.get("/modules/?kind=guide&minutes=90")
    assert response.context["form"].initial == {"kind": "guide", "minutes": "90"}
    assert 'rel="next" href="?kind=guide&amp;minutes=90&amp;page=2"' in response.text
    assert len(names_on(client, kind="guide", minutes="90", page="2")) == 1


NONSENSE = [
    {"collection": "nowhere"},
    {"kind": "banana"},
    {"minutes": "soon"},
    {"minutes": "-5"},
    {"page": "99999999999999999999"},
    {"page": "x"},
    {"q": "'; --"},
    {"q": "&|!():*<->"},
    {"q": "x" * 5000},
    {"q": "😀 éß"},
    {"unknown": "1"},
]


@pytest.mark.parametrize("query", NONSENSE, ids=str)
def test_nonsense_in_the_address_is_passed_over(client: Client, three, query):
    response = client.get("/modules/", query)
    assert response.status_code == 200
    if "q" not in query:
        assert names_on(client, **query) == list(NAMES)


def test_nul_is_refused(client: Client):
    assert client.get("/modules/?q=a%00b").status_code == 400


def test_a_collection_without_any_of_the_words_still_holds_the_search_back(client: Client, three):
    assert look_for(Wanted(words="email", collection="boards")).total == 0


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_four_queries_however_long_it_is(
    client: Client, django_assert_num_queries, number: int
):
    for name in NAMES[:number]:
        a_module(name)
    with django_assert_num_queries(4):
        client.get("/modules/")
    with django_assert_num_queries(0):
        assert client.get("/modules/").status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_choices_cost_no_query_more(client: Client, django_assert_num_queries, number: int):
    for name in NAMES[:number]:
        a_module(name)
    query = {"collection": "the-productive-leader", "kind": "guide", "minutes": "90"}
    with django_assert_num_queries(4):
        assert client.get("/modules/", query).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_signed_in_the_list_takes_the_same_queries_however_long_it_is(
    django_assert_num_queries, monkeypatch, number: int
):
    monkeypatch.setattr(doors, "_box_sets", {})  # what the room above asks is its own
    for name in NAMES[:number]:
        a_module(name)
    client = Client()
    client.force_login(a_person(), settings.AUTHENTICATION_BACKENDS[0])
    client.get("/modules/")
    with django_assert_num_queries(11):
        client.get("/modules/")


def test_a_new_module_is_listed_once_the_pages_are_said_to_have_changed(client: Client):
    a_module(NAMES[0])
    assert names_on(client) == [NAMES[0]]
    a_module(NAMES[1])
    assert names_on(client) == [NAMES[0]]  # the kept page
    public_pages_changed()
    assert names_on(client) == list(NAMES[:2])


def test_what_everybody_asks_is_kept_and_what_somebody_types_is_not(client: Client, three):
    kept = ("/modules/", "/modules/?kind=guide", "/modules/?q=&kind=&minutes=&collection=")
    drawn = ("/modules/?q=email", "/modules/?kind=banana", "/modules/?page=7", "/modules/?page=x")
    assert ["public" in client.get(url)["Cache-Control"] for url in kept] == [True] * 3
    assert ["public" in client.get(url)["Cache-Control"] for url in drawn] == [False] * 4


def test_somebody_signed_in_gets_the_list_for_themselves_alone(client: Client, three):
    client.get("/modules/")
    mine = Client()
    mine.force_login(a_person(), settings.AUTHENTICATION_BACKENDS[0])
    response = mine.get("/modules/")
    assert response["Cache-Control"] == "no-store, private"
    assert "Sign out" in response.text


def test_an_empty_catalogue_still_leads_somewhere(client: Client):
    text = client.get("/modules/").text
    assert "No modules" in text
    assert "Tell us what you were looking for" in text
