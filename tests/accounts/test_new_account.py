"""Somebody nobody has added makes an account by the link in their mailbox."""

import time

import pytest
from django.contrib.auth import get_user
from django.core import signing
from django.test import Client

from accounts import new_account, services
from accounts.enums import RoleKind
from accounts.models import Person
from accounts.sessions import open_for
from productive_leader.core.models import AuditEvent, Email
from tests.accounts.asking import errors_of, messages_of, text_of
from tests.accounts.newcomers import NORA, asks_to_sign_in, link_for
from tests.factories.accounts import (
    CODE,
    LOGIN,
    a_person,
    a_role,
    an_organisation,
    code_sent_to,
    sign_in,
)

pytestmark = pytest.mark.django_db
WHERE = "/account/eligibility/?next=%2Fmodules%2F"
NAME = {"name": "Nora Ellis"}


def test_a_new_account_has_a_name_an_address_and_nothing_else():
    nora = services.open_account(name=" Nora Ellis ", email=" Nora.Ellis@Northvale.example")
    assert (nora.name, nora.email) == ("Nora Ellis", "nora.ellis@northvale.example")
    assert (nora.is_active, nora.is_staff, nora.is_superuser) == (True, False, False)
    assert (nora.has_usable_password(), nora.roles.count()) == (False, 0)
    assert nora.eligibilities.count() == 0
    event = AuditEvent.objects.get(action="person.opened_account")
    assert (event.actor_id, event.target_id, event.detail) == (nora.pk, str(nora.pk), {})


def test_somebody_added_meanwhile_keeps_account_and_name():
    nora = a_person("Sister Ellis", email=NORA)
    assert services.open_account(name="Nora", email=NORA) == nora
    nora.refresh_from_db()
    assert nora.name == "Sister Ellis"
    assert AuditEvent.objects.filter(action="person.opened_account").count() == 0


def test_a_facilitator_who_adds_somebody_with_an_account_finds_it():
    northvale, bob = an_organisation(), a_person("Bob Lane")
    a_role(bob, northvale, RoleKind.FACILITATOR)
    nora = services.open_account(name="Nora Ellis", email=NORA)
    role = services.add_person_with_role(
        by=bob, organisation=northvale, name="N. Ellis", email=NORA, kind=RoleKind.STAFF
    )
    assert (role.person, role.person.name) == (nora, "Nora Ellis")


def test_the_message_says_whose_address_it_is_and_what_to_do(client):
    link = asks_to_sign_in(client)
    email = Email.objects.get()
    assert email.subject == "You asked to sign in to The Productive Leader"
    assert (email.to, email.secret) == (NORA, True)
    for body in (email.text, email.html):
        assert NORA in body
        assert link in body
        assert "Nobody has an account with this address yet" in body
        assert "holds for one hour" in body
        assert "If you did not ask, ignore this message" in body
        assert "sign in with that one" in body


def test_the_page_shows_the_address_and_opening_it_makes_nothing(client):
    link = asks_to_sign_in(client)
    for browser in (client, Client()):
        page = browser.get(link)
        assert page.status_code == 200
        assert NORA in text_of(page)
        assert browser.head(link).status_code == 200
    assert Person.objects.count() == 0


def test_the_press_makes_the_account_and_signs_in(client):
    made = client.post(asks_to_sign_in(client), NAME)
    nora = Person.objects.get()
    assert (made.status_code, made.url) == (302, WHERE)
    assert (nora.name, nora.email) == ("Nora Ellis", NORA)
    assert get_user(client) == nora
    signed_in = AuditEvent.objects.get(action="person.signed_in")
    assert (signed_in.actor_id, signed_in.detail) == (nora.pk, {"with": "link"})


def test_the_session_is_listed_and_ends_as_any_other(client):
    client.post(asks_to_sign_in(client), NAME)
    nora = Person.objects.get()
    assert [one.is_this for one in open_for(nora, current_key=client.session.session_key)] == [True]
    elsewhere = sign_in(Client(), nora)
    elsewhere.post("/account/sessions/end-others/")
    assert get_user(client).is_authenticated is False


def test_the_link_works_in_another_browser_than_the_one_that_asked(client):
    link, phone = asks_to_sign_in(client), Client()
    phone.post(link, NAME)
    assert get_user(phone) == Person.objects.get()
    assert get_user(client).is_authenticated is False


def test_the_page_they_came_for_is_where_it_leads(client):
    link = asks_to_sign_in(client, way_on="/modules/?q=meetings")
    assert client.post(link, NAME).url == "/modules/?q=meetings"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example/",
        "javascript:alert(1)",
        "http://testserver/account/",  # a path of ours begins with a slash
        f"/modules/?q={'x' * 500}",  # no message carries that
    ],
)
def test_a_link_leads_to_pages_of_ours_alone(client, elsewhere):
    assert client.post(asks_to_sign_in(client, way_on=elsewhere), NAME).url == WHERE


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter your name"),
        ("   ", "Enter your name"),
        ("Nora\nEllis", "Enter your name on one line, in plain letters"),
        ("Nora \u202e Ellis", "Enter your name on one line, in plain letters"),
        ("nora@northvale.example", "Enter your name alone, without an address or a link"),
        ("See https://x.example", "Enter your name alone, without an address or a link"),
        ("WWW.x.example", "Enter your name alone, without an address or a link"),
        ("<b>Nora</b>", "Enter your name alone, without an address or a link"),
    ],
)
def test_what_is_no_name_is_told_so(client, typed, sentence):
    answer = client.post(link_for(), {"name": typed})
    assert (answer.status_code, errors_of(answer)) == (422, {"name": [sentence]})
    assert answer.content.decode().count("<title>Error: Make your account") == 1
    assert Person.objects.count() == 0


@pytest.mark.parametrize("name", ["Siân O'Brien-Nguyễn", "Dr. med. Łucja Żak (ward 9)", "李娜"])
def test_names_of_people_are_names(client, name):
    client.post(link_for(), {"name": name})
    assert Person.objects.get().name == name


def test_a_name_of_a_megabyte_is_refused(client):
    answer = client.post(link_for(), {"name": "x" * 1_000_000})
    assert (answer.status_code, list(errors_of(answer))) == (422, ["name"])


@pytest.mark.parametrize("verb", ["get", "post"])
def test_a_late_link_says_so_and_how_to_get_another(client, monkeypatch, verb):
    link, now = link_for(way_on="/modules/"), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3601)
    answer = getattr(client, verb)(link, NAME)
    assert answer.status_code == 410
    assert "holds for one hour" in text_of(answer)
    assert f'href="{LOGIN}?next=%2Fmodules%2F"' in answer.content.decode()
    assert Person.objects.count() == 0


def test_a_link_holds_for_the_whole_hour(client, monkeypatch):
    link, now = link_for(), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3590)
    client.post(link, NAME)
    assert get_user(client) == Person.objects.get()


def tampered():
    link = link_for()
    payload, rest = link.removeprefix("/account/new/").split(":", 1)
    other = new_account.sign(email="alice@northvale.example").split(":")[0]
    yield f"/account/new/{other}:{rest}"
    yield f"/account/new/{payload}/"
    yield "/account/new/x/"
    yield link[:-3] + "/"
    yield link.replace(":", "::")


@pytest.mark.parametrize("number", range(5))
def test_a_link_that_is_none_of_ours_makes_nothing(client, number):
    broken = list(tampered())[number]
    for answer in (client.get(broken), client.post(broken, NAME)):
        assert answer.status_code == 410
        assert f'href="{LOGIN}"' in answer.content.decode()
    assert Person.objects.count() == 0


def test_what_else_is_signed_here_is_no_link(client):
    other = signing.dumps([NORA, ""], salt="something else")
    assert client.get(f"/account/new/{other}/").status_code == 410


def test_a_link_for_a_known_address_leads_to_sign_in_and_says_nothing(client):
    link = link_for(way_on="/modules/")
    a_person("Nora Ellis", email=NORA)
    answer = client.get(link)
    assert (answer.status_code, answer.url) == (302, f"{LOGIN}?next=%2Fmodules%2F")
    assert messages_of(client.get(answer.url)) == []


def test_a_link_opens_nothing_once_somebody_has_signed_in_with_the_address(client):
    link = asks_to_sign_in(client)
    client.post(link, NAME)
    thief = Client()
    answer = thief.post(link, {"name": "Mallory"})
    assert (answer.status_code, answer.url) == (302, LOGIN)
    assert get_user(thief).is_authenticated is False
    assert Person.objects.get().name == "Nora Ellis"


def test_somebody_added_while_the_page_was_open_is_signed_in_under_that_name(client):
    link = asks_to_sign_in(client)
    client.get(link)
    nora = a_person("Sister Ellis", email=NORA)
    client.post(link, NAME)
    assert get_user(client) == nora
    assert get_user(client).name == "Sister Ellis"


def test_a_second_press_by_whoever_is_signed_in_leads_on(client):
    link = asks_to_sign_in(client, way_on="/modules/")
    client.post(link, NAME)
    assert client.post(link, NAME).url == "/modules/"
    assert client.get(link).url == "/modules/"


def test_somebody_elses_session_is_not_taken_over(client):
    alice = sign_in(client, a_person("Alice Ahmed")) and get_user(client)
    answer = client.post(link_for(), NAME, follow=True)
    assert messages_of(answer) == [
        "Somebody is signed in here already. Sign out first, then open the link again."
    ]
    assert (get_user(client), Person.objects.count()) == (alice, 1)


def test_a_closed_account_gets_no_link_and_is_not_opened(client):
    link = link_for()
    services.deactivate_person(by=None, person=a_person("Nora Ellis", email=NORA))
    client.post(LOGIN, {"login": NORA})
    email = Email.objects.get()
    assert "has been closed" in email.text
    assert "/account/new/" not in email.text + email.html
    answer = client.post(link, NAME, follow=True)
    assert get_user(client).is_authenticated is False
    assert messages_of(answer) == [
        "You can no longer sign in here. Ask your facilitator if that is a mistake."
    ]


def test_somebody_who_deleted_their_account_may_make_another(client):
    client.post(asks_to_sign_in(client), NAME)
    services.delete_my_account(by=get_user(client))
    again = Client()
    again.post(asks_to_sign_in(again), NAME)
    assert get_user(again).email == NORA
    assert Person.objects.count() == 2


def test_next_time_a_code_comes(client):
    client.post(asks_to_sign_in(client), NAME)
    client.post("/account/logout/")
    client.post(LOGIN, {"login": NORA})
    client.post(CODE, {"code": code_sent_to(NORA)})
    assert get_user(client) == Person.objects.get()


def test_only_three_links_a_minute_go_to_one_address():
    for _ in range(4):
        Client().post(LOGIN, {"login": NORA})
    assert Email.objects.filter(to=NORA).count() == 3


def test_too_many_accounts_from_one_network_are_told_to_wait(settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"open_account": "2/m/ip"}
    addresses = [f"nurse.{number}@northvale.example" for number in range(3)]
    answers = [Client().post(link_for(address), NAME) for address in addresses]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert "Too many accounts are being made where you are." in text_of(answers[2])
    assert 'value="Nora Ellis"' in answers[2].content.decode()
    assert Person.objects.count() == 2


@pytest.mark.parametrize("address", [LOGIN, CODE])
def test_both_pages_tell_somebody_new_what_happens(client, address):
    client.post(LOGIN, {"login": NORA})
    assert "the mail says how to make an account" in text_of(client.get(address)).lower()
