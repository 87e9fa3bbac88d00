"""The contact form, the conversation at its own address, and the office that answers."""

from __future__ import annotations

import re
import time
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.enums import RoleKind
from accounts.models import Person
from modules.forms.fields import LOAD_AGAIN
from modules.models import Enquiry
from modules.queries.enquiries import fingerprint_of
from modules.services.enquiries import answer_enquiry
from modules.views import enquiries as views
from productive_leader.core.form_guard import NOT_EMPTY, TOO_QUICK, UNKNOWN, stamp
from productive_leader.core.models import Email
from tests.factories.accounts import a_person, a_role, an_organisation
from tests.factories.enquiries import an_enquiry
from tests.factories.modules import a_module
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db
CONTACT, OFFICE = "/contact/", "/office/enquiries/"


@pytest.fixture
def dana() -> Person:
    dana = a_person("Dana Reid")
    a_role(dana, None, RoleKind.CATALOGUE_ADMINISTRATOR)
    return dana


def typed(**changes: str) -> dict[str, str]:
    """A question as a person writes it, some time after opening the page."""
    return {
        "name": "Fiona Muir",
        "email": "fiona.muir@glen.example",
        "organisation": "NHS Glen",
        "nation": "scotland",
        "topic": "modules",
        "text": "May we use them in Scotland?",
        "form_key": str(uuid.UUID(int=7)),
        "opened": stamp(time.time() - 30),
        "extra": "",
    } | changes


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def errors(answer: HttpResponse) -> list[str]:
    summary = re.search(r"error-summary__list(.*?)</ul>", answer.text, re.DOTALL)
    assert summary, answer.text
    return [plain(one) for one in re.findall(r"<li>(.*?)</li>", summary[1], re.DOTALL)]


def value(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    return found[1] if found else ""


def test_sent_it_leads_to_its_own_page_which_says_by_when():
    client = Client()
    page = client.post(CONTACT, typed(), follow=True)
    enquiry = Enquiry.objects.get()
    assert page.redirect_chain == [(f"/contact/{enquiry.key}/", 302)]
    text = plain(page.text)
    assert "Your question is with us. We have sent a copy to fiona.muir@glen.example." in text
    assert re.search(r"We answer by \w+day \d+ \w+ 20\d\d", text)
    assert "May we use them in Scotland?" in text


def test_it_works_signed_out_and_is_kept_nowhere():
    enquiry = an_enquiry()
    for path in (CONTACT, f"/contact/{enquiry.key}/"):
        answer = Client().get(path)
        assert set(answer["Cache-Control"].split(", ")) == {"no-store", "private"}
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in answer.text


UNPRINTABLE = "There is a character in it that cannot be printed. Type it again."
NO_ADDRESS = "Enter an e-mail address, like name@nhs.net"
TOO_LONG = "5,000 characters are the most for a message. Shorten it."
LINKS = "There are more than 3 links in it, as robots write. Take some out."


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Type your name"),
        ({"name": "Fiona\r\nBcc: all@northvale.example"}, UNPRINTABLE),
        ({"name": "x" * 151}, "Your name: 150 characters are the most. Shorten it."),
        ({"email": "fiona"}, NO_ADDRESS),
        ({"email": "a@b.example\nBcc: c@d.example"}, NO_ADDRESS),
        ({"email": "a@b.example, c@d.example"}, NO_ADDRESS),
        ({"nation": ""}, "Choose where you work"),
        ({"nation": "france"}, "Choose where you work"),
        ({"topic": "weather"}, "Choose what it is about"),
        ({"text": " \n "}, "Type your question"),
        ({"text": "x" * 5001}, f"Your question – {TOO_LONG}"),
        ({"text": "x" * 1_000_000}, f"Your question – {TOO_LONG}"),
        ({"text": "http://a.example " * 4}, LINKS),
        ({"form_key": "7"}, LOAD_AGAIN),
        ({"extra": "pills"}, NOT_EMPTY),
        ({"opened": "now"}, TOO_QUICK),
        ({"opened": ""}, UNKNOWN),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_wrong_has_a_sentence_and_nothing_is_lost(changes: dict[str, str], sentence: str):
    if changes == {"opened": "now"}:
        changes = {"opened": stamp()}
    answer = Client().post(CONTACT, typed(organisation="NHS Glen & Sons") | changes)
    assert (answer.status_code, Enquiry.objects.count(), Email.objects.count()) == (422, 0, 0)
    assert errors(answer) == [sentence]
    assert "NHS Glen &amp; Sons" in answer.text


def test_a_character_that_cannot_be_kept_is_refused():
    answer = Client().post(CONTACT, typed(text="a\x00b"))
    assert answer.status_code == 400
    assert "<h1" in answer.text


def test_who_was_caught_wrongly_sends_what_came_back(monkeypatch):
    client = Client()
    page = client.post(CONTACT, typed(opened="", extra="pills")).text
    assert value(page, "extra") == ""
    again = typed(opened=value(page, "opened"))
    now = time.time()
    monkeypatch.setattr("productive_leader.core.form_guard.time.time", lambda: now + 5)
    assert client.post(CONTACT, again).status_code == 302


def test_too_many_are_told_when_to_try_again_and_keep_what_they_typed(monkeypatch):
    monkeypatch.setattr(views, "MOST_FROM_A_PLACE", 2)
    for number in range(3):
        email = f"person{number}@glen.example"
        answer = Client().post(CONTACT, typed(email=email))
    assert answer.status_code == 429
    (sentence,) = errors(answer)
    assert re.fullmatch(
        r"That is more than we take in an hour\. What you typed is still here: "
        r"send it after (\d+(:\d\d)?[ap]m|midday|midnight)\.",
        sentence,
    )
    assert "May we use them in Scotland?" in answer.text
    assert Enquiry.objects.count() == 2


def test_nobody_is_flooded_with_acknowledgements_they_never_asked_for(monkeypatch):
    monkeypatch.setattr(views, "MOST_FOR_AN_ADDRESS", 2)
    statuses = [
        Client().post(CONTACT, typed(text=f"Question {number}"), REMOTE_ADDR=f"10.0.0.{number}")
        for number in range(3)
    ]
    assert [answer.status_code for answer in statuses] == [302, 302, 429]
    assert Email.objects.count() == 2


def test_signed_in_the_form_knows_me_and_names_my_facilitator():
    here = an_organisation()
    bob, sam = a_person("Bob Lane"), a_person("Sam Wood")
    a_role(bob, here, RoleKind.FACILITATOR)
    a_role(sam, here)
    page = client_of(sam).get(CONTACT).text
    assert [value(page, name) for name in ("name", "email", "organisation")] == [
        "Sam Wood",
        sam.email,
        "Northvale NHS Trust",
    ]
    assert re.search(r'value="england"[^>]*checked', page)
    assert f"Bob Lane, facilitator: {bob.email}" in plain(page)
    assert bob.email not in Client().get(CONTACT).text


def test_a_signed_in_persons_question_is_theirs():
    sam = a_person("Sam Wood")
    client_of(sam).post(CONTACT, typed())
    assert Enquiry.objects.get().person == sam


def test_the_address_may_say_what_it_is_about():
    module = a_module("Email under control")
    page = Client().get(f"{CONTACT}?topic=box_sets&module={module.slug}").text
    assert re.search(r'value="box_sets"[^>]*checked', page)
    assert "About the module “Email under control”:" in page
    strange = Client().get(f"{CONTACT}?topic=weather&module=none")
    assert strange.status_code == 200
    assert "About the module" not in strange.text


def thread_typed(**changes: str) -> dict[str, str]:
    return {"text": "And in Wales?", "opened": stamp(time.time() - 30), "extra": ""} | changes


def test_they_write_on_and_it_opens_again():
    enquiry = an_enquiry()
    path = f"/contact/{enquiry.key}/"
    page = Client().post(path, thread_typed(), follow=True)
    assert page.redirect_chain == [(path, 302)]
    assert "And in Wales?" in page.text
    refused = Client().post(path, thread_typed(text=""))
    assert (refused.status_code, errors(refused)) == (422, ["Type your message"])


def test_writing_on_has_its_limit_too(monkeypatch):
    monkeypatch.setattr(views, "MOST_FOR_AN_ADDRESS", 1)
    path = f"/contact/{an_enquiry().key}/"
    statuses = [
        Client().post(path, thread_typed(text=f"Message {number}")).status_code
        for number in range(2)
    ]
    assert statuses == [302, 429]


@pytest.mark.parametrize("key", [uuid.uuid4(), "1", "%00", "27182818-2845-4904-8235-36028747135x"])
def test_a_key_that_is_none_opens_nothing(key: Any):
    assert Client().get(f"/contact/{key}/").status_code in {400, 404}


def test_nothing_typed_is_markup_on_any_page(dana):
    enquiry = an_enquiry("<script>alert(1)</script> https://evil.example", name="<b>Eve</b>")
    pages = [
        Client().get(f"/contact/{enquiry.key}/").text,
        client_of(dana).get(f"{OFFICE}{enquiry.pk}/").text,
        client_of(dana).get(OFFICE).text,
    ]
    for page in pages:
        assert "<script>alert" not in page
        assert "<b>Eve" not in page
        assert 'href="https://evil.example' not in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_queries_at_any_length(dana, django_assert_num_queries, number):
    for _ in range(number):
        an_enquiry()
    client = client_of(dana)
    with django_assert_num_queries(7):
        client.get(OFFICE)


@pytest.mark.parametrize("number", [1, 3])
def test_a_conversation_takes_the_same_queries_at_any_length(
    dana, django_assert_num_queries, number: int
):
    enquiry = an_enquiry()
    for _ in range(number):
        enquiry.messages.create(text="You may.", by=dana, is_ours=True)
    with django_assert_num_queries(2):
        Client().get(f"/contact/{enquiry.key}/")


def test_the_office_sees_who_waits_since_when_and_what_is_overdue(dana):
    an_enquiry("May we?", asked_at=datetime(2026, 4, 1, 9, tzinfo=UTC))
    text = plain(client_of(dana).get(OFFICE).text)
    assert "Waiting for us (1) Answered (0) Closed (0)" in text
    assert "Fiona Muir NHS Glen, Scotland Downloading modules May we?" in text
    assert "Wednesday 1 April 2026 Overdue since Friday 10 April 2026" in text
    assert "None" in plain(client_of(dana).get(f"{OFFICE}?state=closed").text)


def test_the_office_answers_closes_and_reopens(dana):
    enquiry, client = an_enquiry(), client_of(dana)
    path = f"{OFFICE}{enquiry.pk}/"

    def press(where: str, **data: str) -> str:
        seen = {"seen": fingerprint_of(Enquiry.objects.get(pk=enquiry.pk))}
        return plain(client.post(f"{path}{where}", seen | data, follow=True).text)

    assert "Your answer is on its way to fiona.muir@glen.example" in press("", text="You may.")
    assert "It opens again by itself when they write" in press("close/", outcome="helped")
    assert "Closed on" in plain(client.get(path).text)
    assert "It waits for us again." in press("reopen/")


def test_the_second_administrator_sees_the_first_answer_and_keeps_what_was_typed(dana):
    enquiry, erin = an_enquiry(), a_person("Erin Hall")
    a_role(erin, None, RoleKind.CATALOGUE_ADMINISTRATOR)
    path, seen = f"{OFFICE}{enquiry.pk}/", fingerprint_of(enquiry)
    answer_enquiry(by=dana, enquiry=enquiry, text="You may.", seen=seen)
    client = client_of(erin)
    page = client.post(path, {"text": "Let me ask.", "seen": seen})
    assert page.status_code == 409
    assert errors(page) == [views.STALE]
    assert "Dana Reid" in page.text
    assert "Let me ask." in page.text
    again = {"text": "Let me ask.", "seen": value(page.text, "seen")}
    assert client.post(path, again).status_code == 302
    assert enquiry.messages.count() == 3


@pytest.mark.parametrize(
    ("where", "data", "sentence"),
    [
        ("", {"text": ""}, "Type your answer"),
        ("", {"text": "x" * 5001}, f"Your answer – {TOO_LONG}"),
        ("close/", {"outcome": ""}, "Choose how it ended"),
        ("close/", {"outcome": "lost"}, "Choose how it ended"),
    ],
)
def test_what_is_wrong_in_the_office_has_a_sentence(dana, where: str, data, sentence: str):
    enquiry = an_enquiry()
    seen = {"seen": fingerprint_of(enquiry)}
    answer = client_of(dana).post(f"{OFFICE}{enquiry.pk}/{where}", seen | data)
    assert (answer.status_code, errors(answer)) == (422, [sentence])


def test_closing_what_is_closed_says_so(dana):
    enquiry, client = an_enquiry(), client_of(dana)
    path = f"{OFFICE}{enquiry.pk}/close/"
    client.post(path, {"outcome": "helped", "seen": fingerprint_of(enquiry)})
    answer = client.post(path, {"outcome": "robot", "seen": "1-open"})
    assert answer.status_code == 422
    assert errors(answer) == ["It is closed already. Reopen it to change how it ended."]
