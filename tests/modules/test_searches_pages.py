"""The office pages of searches in vain and of words that find each other."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.enums import RoleKind
from modules.models import EmptySearch, Synonyms
from modules.services.searching import index_module, record_empty_search
from modules.services.synonyms import TOO_LONG
from tests.factories.accounts import a_person, a_role
from tests.factories.modules import a_module
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db
SEARCHES, SYNONYMS = "/office/searches/", "/office/synonyms/"


@pytest.fixture
def office() -> Client:
    dana = a_person("Dana Reid")
    a_role(dana, None, RoleKind.CATALOGUE_ADMINISTRATOR)
    return client_of(dana)


def rows(page: str) -> list[str]:
    """What each row is about: the link in its first cell."""
    found = re.findall(r'<th scope="row"[^>]*><a [^>]*>(.*?)</a>', page, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in found]


def message(page: str) -> str:
    found = re.search(r'notification-banner__heading">(.*?)</p>', page, re.DOTALL)
    return found[1].strip() if found else ""


def typed_words(page: str) -> str:
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert found
    return found[1].strip()


def errors(page: str) -> list[str]:
    summary = re.search(r"error-summary__list(.*?)</ul>", page, re.DOTALL)
    assert summary, page
    return [re.sub(r"<[^>]+>", "", one) for one in re.findall(r"<li>(.*?)</li>", summary[1])]


def test_the_most_frequent_searches_come_first(office):
    for words in ("rota", "roster", "roster"):
        record_empty_search(words)
    assert rows(office.get(SEARCHES).text) == ["roster", "rota"]


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [(SEARCHES, 6), (SYNONYMS, 6)])
def test_the_lists_take_the_same_queries_at_any_length(
    office, django_assert_num_queries, number: int, path: str, queries: int
):
    for n in range(number):
        EmptySearch.objects.create(words=f"word {n}")
        Synonyms.objects.create(words=f"one{n}, other{n}")
    with django_assert_num_queries(queries):
        office.get(path)


def test_settling_is_one_press_and_so_is_putting_back(office):
    record_empty_search("rota")
    search = EmptySearch.objects.get()
    page = office.post(f"{SEARCHES}{search.pk}/settle/", follow=True).text
    assert message(page) == "“rota” is settled. You can put it back under “Settled”."
    assert rows(page) == []
    settled = office.get(f"{SEARCHES}?settled=1").text
    assert (rows(settled), "Dana Reid" in settled) == (["rota"], True)
    page = office.post(f"{SEARCHES}{search.pk}/unsettle/", follow=True).text
    assert message(page) == "“rota” is back among those to see to."
    assert rows(page) == ["rota"]


def test_words_in_vain_find_what_a_group_finds(office):
    index_module(a_module("Meetings", kinds=(), keywords="agenda"))
    Synonyms.objects.create(words="agenda, order of business")
    client = Client()
    assert "Nothing with these words" in client.get("/modules/?q=tagesordnung").text
    search = EmptySearch.objects.get()
    group = Synonyms.objects.get()
    page = office.post(
        f"{SEARCHES}{search.pk}/synonyms/",
        {"phrase": search.words, "group": group.pk, "words": ""},
        follow=True,
    ).text
    assert message(page) == "“tagesordnung” finds something now, and is settled."
    assert "1 module for “tagesordnung”" in client.get("/modules/?q=tagesordnung").text


LONG = "“who has a rota for next week” is longer than 5 words. Shorten it."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Choose a group, or type a word that finds the right modules."),
        ({"phrase": ""}, "Leave the words that should find something."),
        ({"phrase": "who has a rota for next week", "words": "roster"}, LONG),
        ({"group": "999"}, "Choose one of the groups in the list."),
        ({"words": "the"}, "“the” is in every text, so it is never searched for. Take it out."),
        (
            {"words": "x" * 401},
            "Or the same as these words – " + TOO_LONG,
        ),
    ],
    ids=lambda value: str(value)[:20],
)
def test_an_answer_that_is_none_says_so(office, typed: dict[str, str], sentence: str):
    record_empty_search("rota")
    path = f"{SEARCHES}{EmptySearch.objects.get().pk}/synonyms/"
    answer = office.post(path, {"phrase": "rota"} | typed)
    assert (answer.status_code, errors(answer.text)) == (422, [sentence])
    assert EmptySearch.objects.get().settled_at is None


def test_a_group_is_added_changed_and_removed(office):
    page = office.post(SYNONYMS, {"words": "rota, roster"}, follow=True).text
    assert message(page) == "From now on these find each other: rota, roster."
    group = Synonyms.objects.get()
    page = office.post(f"{SYNONYMS}{group.pk}/", {"words": "rota, duty list"}, follow=True).text
    assert rows(page) == ["rota, duty list"]
    page = office.post(f"{SYNONYMS}{group.pk}/remove/", follow=True).text
    assert message(page).startswith("These no longer find each other.")
    assert rows(page) == []
    assert typed_words(page) == "rota, duty list"


def test_a_wrong_group_comes_back_as_it_was_typed(office):
    Synonyms.objects.create(words="EA, secretary")
    answer = office.post(SYNONYMS, {"words": "mailbox, secretaries"})
    assert answer.status_code == 422
    assert errors(answer.text) == [
        "“secretaries” is in the group “EA, secretary” already. Add the other words there."
    ]
    assert typed_words(answer.text) == "mailbox, secretaries"


def test_a_found_search_is_not_counted(office):
    index_module(a_module("Meetings", kinds=()))
    Client().get("/modules/?q=meetings")
    Client().get("/modules/?q=the")
    assert EmptySearch.objects.count() == 0


def test_of_a_long_question_the_words_that_matter_are_kept(office):
    index_module(a_module("Meetings", kinds=(), keywords="agenda"))
    record_empty_search("who writes our tagesordnung these days")
    path = f"{SEARCHES}{EmptySearch.objects.get().pk}/synonyms/"
    both = {
        "phrase": "tagesordnung",
        "words": "agenda",
        "group": Synonyms.objects.create(words="rota, roster").pk,
    }
    assert errors(office.post(path, both).text) == ["Choose a group or type words, not both."]
    office.post(path, both | {"group": ""})
    assert Synonyms.objects.filter(words="tagesordnung, agenda").exists()
    assert "1 module for" in Client().get("/modules/?q=who writes our tagesordnung").text
