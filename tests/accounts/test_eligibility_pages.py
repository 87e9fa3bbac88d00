"""The pages: what they ask, what they show, what they say of what is wrong."""

import datetime as dt

import pytest
from django.test import Client

from accounts import services
from accounts.enums import RoleKind
from accounts.models import Eligibility
from productive_leader.core.dates import format_date, today
from tests.accounts.asking import (
    a_domain,
    a_facilitator,
    a_nurse,
    an_administrator,
    asks,
    browser,
    errors_of,
    is_let_in,
    messages_of,
    states_of,
    text_of,
)
from tests.factories.accounts import a_person, a_role, an_organisation

pytestmark = pytest.mark.django_db
PAGE, OFFICE = "/account/eligibility/", "/office/eligibility/"
HERE, DOMAINS = "/organisations/RX1/eligibility/", "/office/organisations/RX1/domains/"
ANSWER = {"organisation": "RX1", "role": "staff", "job_title": "Staff nurse", "note": ""}


@pytest.fixture
def northvale():
    return an_organisation("RX1", address="1 Mill Road, Northvale", postcode="NV1 1AA")


def checked(response):
    """What is marked beforehand, by the name of the field."""
    form = response.context["form"]
    return form["organisation"].value(), form["role"].value()


# Asking


def test_the_page_says_plainly_that_nhs_net_proves_nothing(northvale):
    text = text_of(browser(a_nurse()).get(PAGE))
    assert "sam.wood@nhs.net , and our message to it showed that it is yours." in text
    assert (
        "Anybody may have an address at nhs.net, so on its own it does not show where you work: "
        "somebody looks at your answer."
    ) in text
    assert "You do not work for the NHS in England? Write to us : a person answers." in text


def test_nothing_is_asked_before_an_organisation_is_found(northvale):
    page = browser(a_nurse()).get(PAGE)
    assert 'name="role"' not in page.content.decode()
    found = browser(a_nurse("b@nhs.net")).get(PAGE, {"organisation": "north"})
    assert 'name="role"' in found.content.decode()
    assert checked(found) == ("RX1", None)
    assert "Northvale NHS Trust (RX1), 1 Mill Road, Northvale, NV1 1AA" in text_of(found)


def test_nothing_found_says_what_to_try(northvale):
    text = text_of(browser(a_nurse()).get(PAGE, {"organisation": "zzz"}))
    assert "Nothing found Try one word of the name, the town alone, or the code." in text
    assert "It is not in the register? Tell us what it is called , and we see to it." in text


def test_a_closed_one_is_shown_as_closed_and_leads_to_its_successor(northvale):
    an_organisation("RX2", "Old Trust", closed_on=dt.date(2015, 9, 30), successor=northvale)
    page = browser(a_nurse()).get(PAGE, {"organisation": "old trust"})
    assert (
        "Closed Old Trust (RX2) closed on Wednesday 30 September 2015. "
        "It is part of Northvale NHS Trust now, which you can choose below."
    ) in text_of(page)
    assert checked(page) == ("RX1", None)


def test_a_registered_address_is_let_in_by_one_press_and_goes_back(northvale):
    a_domain(northvale)
    sam = a_nurse("sam@northvale.nhs.uk")
    client = browser(sam)
    assert checked(client.get(PAGE)) == ("RX1", None)
    answer = client.post(PAGE, {**ANSWER, "next": "/modules/meetings/?q=1"})
    assert (answer.status_code, answer.url) == (302, "/modules/meetings/?q=1")
    assert is_let_in(sam)
    until = format_date(Eligibility.objects.get().valid_until)
    page = client.get(PAGE)
    assert messages_of(page) == [f"You may download the modules until {until}."]
    assert "Yes You may download all modules" in text_of(page)
    assert "Why Your address belongs to the organisation." in text_of(page)
    assert f"Until {until}. We write to you thirty days before." in text_of(page)
    assert 'name="role"' not in page.content.decode()


def test_whoever_has_a_role_presses_once(northvale):
    sam = a_nurse()
    a_role(sam, northvale, RoleKind.PA)
    client = browser(sam)
    page = client.get(PAGE)
    assert checked(page) == ("RX1", "executive_pa")
    form = page.context["form"]
    sent = {field.name: field.value() or "" for field in form}
    assert client.post(PAGE, sent).url == PAGE
    assert states_of(sam) == [("granted", "role", False)]


@pytest.mark.parametrize(
    "wanted", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:x", "x"]
)
def test_the_way_back_is_one_of_our_pages(northvale, wanted):
    a_domain(northvale)
    client = browser(a_nurse("sam@northvale.nhs.uk"))
    assert "evil" not in client.get(PAGE, {"next": wanted}).content.decode()
    assert client.post(PAGE, {**ANSWER, "next": wanted}).url == PAGE


def test_the_way_back_outlives_the_search_and_the_question(northvale):
    client = browser(a_nurse())
    found = client.get(PAGE, {"organisation": "north", "next": "/modules/meetings/"})
    assert found.context["form"]["next"].value() == "/modules/meetings/"
    asked = client.post(PAGE, {**ANSWER, "next": "/modules/meetings/"})
    assert asked.url == f"{PAGE}?next=%2Fmodules%2Fmeetings%2F"
    assert '<a href="/modules/meetings/">Back to where you were</a>' in (
        client.get(asked.url).content.decode()
    )


def test_while_it_waits_the_page_says_since_when_and_who_decides(northvale):
    a_facilitator(northvale)
    client = browser(a_nurse())
    page = client.post(PAGE, ANSWER, follow=True)
    assert messages_of(page) == [
        (
            "The facilitator of Northvale NHS Trust decides. "
            "You get a message as soon as that has happened."
        )
    ]
    text = text_of(page)
    assert "Waiting Somebody has to decide" in text
    assert f"Waiting since {format_date(today())}," in text
    assert "Who decides The facilitator of Northvale NHS Trust." in text
    taken_back = client.post(PAGE, {"take_back": "1"}, follow=True)
    assert messages_of(taken_back) == ["You have taken it back. You can ask again at any time."]
    assert "you changed it or took it back before somebody had decided." in text_of(taken_back)
    assert checked(taken_back) == ("RX1", "staff")


def test_what_was_said_can_be_changed(northvale):
    sam = a_nurse()
    client = browser(sam)
    client.post(PAGE, ANSWER)
    page = client.get(PAGE, {"change": ""})
    assert page.context["form"]["job_title"].value() == "Staff nurse"
    client.post(PAGE, {**ANSWER, "job_title": "Ward manager"})
    assert states_of(sam) == [("asked", "", True), ("asked", "", False)]


def test_what_is_missing_is_said_and_what_was_typed_stays(northvale):
    client = browser(a_nurse())
    sent = {"organisation": "RX9", "note": "x" * 401, "searched": "north"}
    page = client.post(PAGE, sent)
    assert page.status_code == 422
    assert errors_of(page) == {
        "organisation": ["Choose the organisation you work for"],
        "role": ["Choose what you are there"],
        "note": ["Ensure this value has at most 400 characters (it has 401)."],
    }
    assert [one.code for one in page.context["offer"].organisations] == ["RX1"]


def test_a_closed_organisation_that_is_sent_is_refused_in_words(northvale):
    an_organisation("RX2", "Old Trust", closed_on=dt.date(2015, 9, 30), successor=northvale)
    page = browser(a_nurse()).post(PAGE, {**ANSWER, "organisation": "RX2"})
    closed = "Old Trust closed on Wednesday 30 September 2015."
    assert errors_of(page) == {
        "organisation": [f"{closed} Choose Northvale NHS Trust, which it is part of now."]
    }


def test_what_was_typed_signed_out_waits_for_the_person(northvale):
    sam = a_nurse()
    client = Client()
    client.post(PAGE, {**ANSWER, "note": "Ask Bob Lane", "searched": "north"})
    client.force_login(sam)
    page = client.get(PAGE)
    assert page.context["form"]["note"].value() == "Ask Bob Lane"
    assert messages_of(page) == [
        (
            "You were signed out. What you typed is below and not saved yet. "
            "Press “Confirm where I work”."
        )
    ]
    assert states_of(sam) == []


def test_a_no_shows_why_by_whom_and_asks_again(northvale):
    sam, dana = a_nurse(), an_administrator()
    services.decide_eligibility(
        by=dana, eligibility=asks(sam, northvale), granted=False, reason="Who is that?"
    )
    text = text_of(browser(sam).get(PAGE))
    assert "No You cannot download the modules for now" in text
    assert "by an administrator of this service Why Who is that?" in text
    assert "Dana Reid" not in text
    assert "Confirm where I work" in text


def test_a_change_shows_before_the_night_has_told_it(northvale):
    a_domain(northvale)
    sam = a_nurse("sam@northvale.nhs.uk")
    asks(sam, northvale)
    northvale.domains.all().delete()
    text = text_of(browser(sam).get(PAGE))
    assert "No longer Say again where you work" in text
    assert "An address like yours no longer shows that you work at Northvale NHS Trust." in text
    services.recheck_eligibility(sam)
    text = text_of(browser(sam).get(PAGE))
    assert f"closed on {format_date(today())}. An address like yours no longer" in text


def test_ones_own_page_asks_as_often_for_three_answers_as_for_one(
    northvale, django_assert_num_queries
):
    sam = a_nurse()
    client = browser(sam)
    asks(sam, northvale, job_title="One")
    asks(sam, northvale, job_title="Two")
    with django_assert_num_queries(12):
        client.get(PAGE)
    for title in ("Three", "Four"):
        asks(sam, northvale, job_title=title)
    with django_assert_num_queries(12):
        client.get(PAGE)


# The account and the organisation


def test_the_account_page_says_how_it_stands(northvale):
    sam = a_nurse()
    client = browser(sam)
    assert "They are free for everybody" in text_of(client.get("/account/"))
    row = asks(sam, northvale)
    assert "waits for a decision." in text_of(client.get("/account/"))
    row = services.decide_eligibility(
        by=an_administrator(), eligibility=row, granted=True, reason="Known."
    )
    until = format_date(row.valid_until)
    assert f"You may download them until {until}: what that rests on ." in text_of(
        client.get("/account/")
    )
    services.decide_eligibility(
        by=an_administrator("Dora Reid"), eligibility=row, granted=False, reason="No."
    )
    assert "You cannot download them for now" in text_of(client.get("/account/"))


def test_the_organisation_leads_deciders_to_those_who_wait(northvale):
    for number in (1, 2):
        asks(a_nurse(f"sam{number}@nhs.net"), northvale)
    leader = a_person("Alice Ahmed")
    a_role(leader, northvale, RoleKind.LEADER)
    pages = {
        one.name: text_of(browser(one).get("/organisations/RX1/"))
        for one in (a_facilitator(northvale), an_administrator(), leader)
    }
    line = "Who may download the modules : 2 wait for a decision."
    assert {name: line in text for name, text in pages.items()} == {
        "Bob Lane": True,
        "Dana Reid": True,
        "Alice Ahmed": False,
    }
    assert {name: "Mail domains" in text for name, text in pages.items()} == {
        "Bob Lane": False,
        "Dana Reid": True,
        "Alice Ahmed": False,
    }
