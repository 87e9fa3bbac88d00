"""The office's pages of modules: what they show, what they refuse, what stays typed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from modules.enums import PieceKind
from modules.models import Module, Version
from modules.services.drafts import begin_draft
from modules.services.publishing import withdraw_module
from productive_leader.core.dates import format_date, today
from productive_leader.core.models import OutboxItem
from tests.factories.accounts import a_person
from tests.factories.modules import a_collection, a_module
from tests.modules.office import (
    a_client,
    a_download,
    change,
    page,
    post,
    publish_next,
    seen,
    words_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(dana) -> Client:
    return a_client(dana)


# The list


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_one_as_for_three(
    client, dana, django_assert_num_queries, count
):
    for number in range(count):
        module = a_module(f"Module {number}", files=True)
        a_download(a_person(), module.published)
        begin_draft(by=dana, module=module)
    client.get(reverse("office_modules"))
    with django_assert_num_queries(6):
        client.get(reverse("office_modules"))


def test_what_is_to_be_reviewed_soon_comes_first_and_is_marked(client, dana):
    early, late = a_module("Email"), a_module("Meetings")
    Module.objects.filter(pk=late.pk).update(review_on=today() + dt.timedelta(days=9))
    Module.objects.filter(pk=early.pk).update(review_on=today() + dt.timedelta(days=90))
    for number in range(2):
        a_download(a_person(), late.published, days_ago=number)
    text = page(client, "office_modules")
    day = format_date(today() + dt.timedelta(days=9))
    published = format_date(late.published.published_at)
    shelf = "The Productive Leader"
    assert f"Meetings {shelf} 1 {published} {day} Due 2 In the catalogue" in text
    assert text.index("Meetings") < text.index("Email")


def test_every_state_is_named(client, dana):
    withdraw_module(by=dana, module=a_module("Email"), reason="Wrong.")
    a_module("Planning", published=False)
    text = page(client, "office_modules")
    assert "Withdrawn" in text
    assert "None yet – 0 Not published Draft" in text


def test_a_name_is_searched_for(client):
    a_module("Email under control")
    a_module("Meetings")
    text = words_of(client.get(reverse("office_modules"), {"q": "EMAIL"}))
    assert "Email under control" in text
    assert "Meetings" not in text
    nothing = words_of(client.get(reverse("office_modules"), {"q": "inbox"}))
    assert "No module of this name Part of a name is enough. See all modules" in nothing


# A new module


def test_a_module_is_added_and_its_texts_asked_for(client):
    shelf = a_collection()
    response = post(
        client, "module_add", name="Saying no", summary="How to decline.", collection=shelf.pk
    )
    assert response.headers["Location"] == reverse("draft_texts", args=["saying-no"])
    text = page(client, "module_draft", "saying-no")
    assert "Before it can be published Say what the module is for." in text


def test_a_module_without_a_name_comes_back_with_what_was_typed(client):
    response = post(client, "module_add", summary="How to decline.")
    assert response.status_code == 422
    assert "Give the module a name." in words_of(response)
    assert 'value="How to decline."' in response.content.decode()


# One module


def test_a_module_shows_its_versions_with_their_notes_and_downloads(client, dana):
    module = a_module("Email")
    a_download(a_person(), module.published)
    publish_next(module, by=dana, notes="The rules are fewer.")
    text = page(client, "office_module", module.slug)
    today_in_words = format_date(today())
    assert (
        f"Version 2 The rules are fewer. {today_in_words}, Dana Reid · 0 downloads "
        f"Version 1 First edition. {today_in_words} · 1 download" in text
    )
    assert "Downloaded 1 time." in text


def test_files_that_could_not_be_made_are_ordered_again(client, dana):
    module = a_module("Email", kinds=(PieceKind.GUIDE,))
    assert "Being made 0 of 2." in page(client, "office_module", module.slug)
    Version.objects.filter(pk=module.published_id).update(files_problem="OSError: disk full")
    text = page(client, "office_module", module.slug)
    assert "0 of 2 files are made. The others could not be made: OSError: disk full" in text
    post(client, "module_files_again", module.slug)
    assert OutboxItem.objects.filter(task="modules.make_files").count() == 1
    assert "Being made 0 of 2." in page(client, "office_module", module.slug)


def test_the_place_is_changed(client, dana):
    module, other = a_module("Email"), a_module("Meetings")
    shelf = a_collection("Strengthening Leadership")
    data = {"collection": shelf.pk, "position": 2, "related": [other.pk]}
    post(client, "module_place", module.slug, **data)
    module.refresh_from_db()
    assert (module.collection, module.position, module.related.get()) == (shelf, 2, other)
    withdraw_module(by=dana, module=other, reason="Wrong.")
    post(client, "module_place", module.slug, **data | {"related": []})
    assert module.related.get() == other  # for when it is put back
    wrong = post(client, "module_place", module.slug, **data | {"related": [module.pk, 999_999]})
    assert wrong.status_code == 422
    assert "Choose among the modules in the list." in words_of(wrong)


def test_the_day_of_the_review_is_chosen(client):
    module = a_module("Email")
    past = post(client, "module_review", module.slug, review_on="2011-05-09")
    assert (past.status_code, "Choose a day that is still to come." in words_of(past)) == (
        422,
        True,
    )
    day = today() + dt.timedelta(days=40)
    response = client.post(
        reverse("module_review", args=[module.slug]), {"review_on": day.isoformat()}, follow=True
    )
    assert f"The next review is on {format_date(day)}." in words_of(response)


# Publishing and withdrawing


def test_publishing_says_what_changes_and_who_hears(client, dana):
    module = a_module("Email")
    for number in range(2):
        a_download(a_person(), module.published, days_ago=number)
    a_download(dana, module.published)
    change(module, by=dana, summary="Other.")
    text = page(client, "module_publish", module.slug)
    assert "What it changes Summary" in text
    assert "2 people who downloaded an earlier one are told by mail, once." in text
    day = today().replace(year=today().year + 2)
    response = client.post(
        reverse("module_publish", args=[module.slug]),
        {"notes": "Clearer.", "seen": seen(module), "review_on": day.isoformat()},
        follow=True,
    )
    assert "Version 2 is published." in words_of(response)
    again = client.post(reverse("module_publish", args=[module.slug]), {"notes": "X"}, follow=True)
    assert "There is no draft. What was published last stands under “Versions”." in words_of(again)


def test_a_draft_changed_meanwhile_is_looked_at_again(client, dana):
    module = a_module("Email")
    change(module, by=dana, summary="Other.")
    looked_at = seen(module)
    change(module, by=dana, purpose="Other.")
    data = {"notes": "Clearer.", "seen": looked_at, "review_on": "2099-01-01"}
    response = post(client, "module_publish", module.slug, **data)
    assert response.status_code == 422
    assert "Somebody changed this draft meanwhile." in words_of(response)
    assert "Clearer.</textarea>" in response.content.decode()
    data["seen"] = seen(module)
    assert data["seen"] in response.content.decode()
    assert post(client, "module_publish", module.slug, **data).status_code == 302


def test_what_is_in_the_way_hides_the_button(client, dana):
    module = a_module("Email")
    change(module, by=dana, minutes=95)
    text = page(client, "module_publish", module.slug)
    assert "Before it can be published The agenda adds up to 1 h 30 min" in text
    assert "Publish as version 2" not in text


def test_withdrawing_says_how_to_undo_it_and_restoring_does(client, dana):
    module = a_module("Email")
    a_download(a_person(), module.published)
    text = page(client, "module_withdraw", module.slug)
    assert "1 person who downloaded it is told by mail." in text
    assert post(client, "module_withdraw", module.slug, reason=" ").status_code == 422
    response = client.post(
        reverse("module_withdraw", args=[module.slug]), {"reason": "Wrong."}, follow=True
    )
    text = words_of(response)
    assert "“Put it back into the catalogue” undoes it." in text
    assert f"Withdrawn on {format_date(today())} by Dana Reid: Wrong." in text
    restored = client.post(reverse("module_restore", args=[module.slug]), follow=True)
    assert "The module is in the catalogue again, as it was." in words_of(restored)


@pytest.mark.parametrize("count", [1, 3])
def test_a_module_takes_as_many_queries_with_one_version_as_with_three(
    client, dana, django_assert_num_queries, count
):
    module = a_module("Email")
    for _ in range(count - 1):
        publish_next(module, by=dana)
    client.get(reverse("office_module", args=[module.slug]))
    with django_assert_num_queries(8):
        client.get(reverse("office_module", args=[module.slug]))
