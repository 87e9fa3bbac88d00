"""Words that find each other, and searches in vain: what administrators do with them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import RoleKind
from accounts.models import Person
from modules.models import EmptySearch, Synonyms
from modules.queries.catalogue import listed_modules
from modules.queries.search import search_modules
from modules.services import searching
from modules.services.searching import (
    forget_old_searches,
    index_module,
    record_empty_search,
    settle_search,
    unsettle_search,
)
from modules.services.synonyms import (
    add_synonyms,
    answer_search,
    change_synonyms,
    install_synonyms,
    remove_synonyms,
)
from productive_leader.core.models import AuditEvent
from tests.factories.accounts import a_person, a_role
from tests.factories.modules import a_module

pytestmark = pytest.mark.django_db


@pytest.fixture
def dana() -> Person:
    dana = a_person("Dana Reid")
    a_role(dana, None, RoleKind.CATALOGUE_ADMINISTRATOR)
    return dana


@pytest.fixture
def agenda() -> None:
    index_module(a_module("Meetings", kinds=(), keywords="agenda", audience=""))


def found(text: str) -> int:
    return search_modules(text, listed_modules()).total


def kept() -> list[tuple[str, int]]:
    return list(EmptySearch.objects.order_by("words").values_list("words", "times"))


def refusal(call) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        call()
    return refused.value.messages


def test_a_search_in_vain_is_counted_once_for_the_same_words():
    for text in ("Time  Turner", "time turner?", " “time turner” "):
        record_empty_search(text)
    record_empty_search("rota")
    assert kept() == [("rota", 1), ("time turner", 3)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ?! ",
        "ruth.lane@northvale.example",
        "call me on 020 7946 0123",
        "485 777 3456",
        "4857773456",
        "+44 (0)113-496-0000",
        "x" * 101,
    ],
)
def test_what_may_be_somebodys_is_not_kept(text: str):
    record_empty_search(text)
    assert kept() == []


def test_a_robot_fills_no_table(monkeypatch):
    monkeypatch.setattr(searching, "MOST_NEW_A_DAY", 3)
    for word in ("one", "two", "three", "four", "two"):
        record_empty_search(word)
    assert kept() == [("one", 1), ("three", 1), ("two", 2)]
    EmptySearch.objects.update(first_at=timezone.now() - timedelta(days=2))
    record_empty_search("four")
    assert ("four", 1) in kept()


def test_an_empty_search_was_made():
    for wrong in ({"words": ""}, {"words": "rota", "times": 0}):
        with (
            pytest.raises(IntegrityError, match="empty_search_was_made"),
            transaction.atomic(),
        ):
            EmptySearch.objects.create(**wrong)


def test_settling_can_be_undone_and_says_who_did_it(dana):
    record_empty_search("rota")
    search = settle_search(by=dana, search=EmptySearch.objects.get())
    assert (search.settled_by, search.settled_at is not None) == (dana, True)
    settle_search(by=dana, search=search)
    search = unsettle_search(by=dana, search=search)
    assert (search.settled_by, search.settled_at) == (None, None)
    actions = AuditEvent.objects.filter(action__startswith="search.").values_list("action")
    assert [action for (action,) in actions.order_by("pk")] == [
        "search.settled",
        "search.unsettled",
    ]


def test_what_is_settled_stays_so_when_it_is_searched_again(dana):
    record_empty_search("rota")
    settle_search(by=dana, search=EmptySearch.objects.get())
    record_empty_search("rota")
    search = EmptySearch.objects.get()
    assert (search.times, search.settled_at is not None) == (2, True)


def test_what_nobody_looked_for_in_a_year_is_forgotten():
    record_empty_search("rota")
    record_empty_search("roster")
    EmptySearch.objects.filter(words="rota").update(last_at=timezone.now() - timedelta(days=366))
    assert forget_old_searches() == 1
    assert kept() == [("roster", 1)]


def test_words_find_each_other_from_the_moment_they_are_added(dana, agenda):
    assert found("running order") == 0
    group = add_synonyms(by=dana, words=" agenda ,running   order,, Agendas")
    assert group.words == "agenda, running order"
    assert found("running order") == 1
    assert found("runing ordr") == 1
    change_synonyms(by=dana, group=group, words="agenda, order of business")
    assert (found("running order"), found("order of business")) == (0, 1)
    remove_synonyms(by=dana, group=group)
    assert found("order of business") == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "Type at least two words or phrases, with a comma between them."),
        (" , ,", "Type at least two words or phrases, with a comma between them."),
        ("PA", "“PA” stands alone. Type a comma and what should find the same."),
        ("PA, pas, P.A. ", None),
        ("mail, mails", "“mail” stands alone. Type a comma and what should find the same."),
        ("diary, ???", "“???” has no letter and no digit. Take it out."),
        ("diary, x", "“x” is one letter, which is in every text. Take it out."),
        ("diary, The", "“The” is in every text, so it is never searched for. Take it out."),
        (
            "diary, a book of days and hours and more",
            "“a book of days and hours and more” is longer than 5 words. Shorten it.",
        ),
        (
            "mailbox, Secretaries",
            "“Secretaries” is in the group “EA, secretary” already. Add the other words there.",
        ),
        (
            ", ".join(f"word{n}" for n in range(80)),
            "400 characters are the most for a group. Make two groups of it.",
        ),
    ],
    ids=lambda value: str(value)[:20],
)
def test_each_mistake_in_a_group_has_its_sentence(dana, words: str, sentence: str | None):
    add_synonyms(by=dana, words="EA, secretary")
    if sentence is None:
        assert add_synonyms(by=dana, words=words).words == "PA, P.A."
    else:
        assert refusal(lambda: add_synonyms(by=dana, words=words)) == [sentence]


def test_a_group_may_keep_its_own_words(dana):
    group = add_synonyms(by=dana, words="EA, secretary")
    assert change_synonyms(by=dana, group=group, words="EA, secretary, PA").words.endswith("PA")


def test_an_answer_makes_words_find_and_settles_them(dana, agenda):
    add_synonyms(by=dana, words="diary, calendar")
    for words in ("running order", "tagesordnung"):
        record_empty_search(words)
    first, second = EmptySearch.objects.order_by("words")
    group = answer_search(by=dana, search=first, phrase="running order", group=None, words="agenda")
    answer_search(by=dana, search=second, phrase="tagesordnung", group=group)
    assert Synonyms.objects.get(pk=group.pk).words == "running order, agenda, tagesordnung"
    assert (found("running order"), found("Tagesordnung")) == (1, 1)
    assert EmptySearch.objects.filter(settled_by=dana).count() == 2


def test_the_starting_groups_are_installed_once_and_stay_removed(dana):
    install_synonyms()
    before = Synonyms.objects.count()
    assert before > 30
    remove_synonyms(by=dana, group=Synonyms.objects.get(words__startswith="PA,"))
    install_synonyms()
    assert Synonyms.objects.count() == before - 1


def test_the_starting_groups_would_pass_as_typed_by_an_administrator(dana):
    install_synonyms()
    for group in list(Synonyms.objects.all()):
        assert change_synonyms(by=dana, group=group, words=group.words).words == group.words


def test_nobody_else_changes_words_or_settles_searches():
    bob = a_person("Bob Carter")
    group = Synonyms.objects.create(words="rota, roster")
    search = EmptySearch.objects.create(words="rota")
    for press in (
        lambda: add_synonyms(by=bob, words="a1, b1"),
        lambda: change_synonyms(by=bob, group=group, words="a1, b1"),
        lambda: remove_synonyms(by=bob, group=group),
        lambda: settle_search(by=bob, search=search),
        lambda: unsettle_search(by=bob, search=search),
        lambda: answer_search(by=bob, search=search, phrase="rota", group=group),
    ):
        with pytest.raises(PermissionDenied, match="You may not change the catalogue"):
            press()
    assert Synonyms.objects.get().words == "rota, roster"
