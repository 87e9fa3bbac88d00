"""What was typed by somebody who was no longer signed in."""

import pytest

from accounts import guards
from tests.factories.accounts import a_person, sign_in

pytestmark = pytest.mark.django_db


def test_what_was_typed_signed_out_stands_in_the_form_after_signing_in_once(client):
    refused = client.post("/account/", {"name": "Dr Alice Q"})
    assert (refused.status_code, refused["Location"]) == (302, "/account/login/?next=/account/")
    alice = a_person("Alice Ahmed")
    sign_in(client, alice)
    restored = client.get("/account/")
    assert restored.context["form"]["name"].value() == "Dr Alice Q"
    assert [str(told) for told in restored.context["messages"]] == [
        "You were signed out. What you typed is below and not saved yet. Press “Save name”."
    ]
    assert client.get("/account/").context["form"]["name"].value() == "Alice Ahmed"
    alice.refresh_from_db()
    assert alice.name == "Alice Ahmed"


def test_the_newest_drafts_are_kept_and_none_that_is_too_long(client):
    for number in range(guards.MOST_DRAFTS + 1):
        client.post(f"/time/{number}/reopen/", {"reason": "Friday was wrong"})
    client.post("/account/", {"name": "x" * guards.LONGEST_DRAFT})
    kept = [f"/time/{number}/reopen/" for number in range(1, guards.MOST_DRAFTS + 1)]
    assert sorted(client.session[guards.DRAFTS]) == kept


def test_a_press_made_signed_out_leads_back_to_the_page_that_had_the_button(client):
    for referer, way in (
        ("http://testserver/time/7/week/", "/time/7/week/"),
        ("http://elsewhere.example/time/7/week/", "/time/7/lock/"),
    ):
        refused = client.post("/time/7/lock/", headers={"Referer": referer})
        assert refused["Location"] == f"/account/login/?next={way}"
