import re
import time

import pytest
from django.contrib.auth import get_user
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import services
from productive_leader.core.models import AuditEvent, Email
from tests.factories.accounts import CODE, LOGIN, a_person, code_sent_to, sign_in

pytestmark = pytest.mark.django_db
EMAIL_FORMAT = "Enter an e-mail address, like name@nhs.net"


@pytest.fixture
def alice():
    return a_person("Alice Ahmed", email="alice@northvale.example")


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def errors_of(response):
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


def a_wrong_code(right):
    return "000000" if right != "000000" else "111111"


def test_a_person_signs_in_with_the_code_from_the_message(client, alice):
    asked = client.post(LOGIN, {"login": " Alice@Northvale.example "})
    assert (asked.status_code, asked.url) == (302, CODE)
    given = client.post(CODE, {"code": code_sent_to(alice.email)})
    assert (given.status_code, given.url) == (302, "/")
    assert get_user(client) == alice


def test_a_code_with_a_space_in_the_middle_is_right_too(client, alice):
    client.post(LOGIN, {"login": alice.email})
    code = code_sent_to(alice.email)
    client.post(CODE, {"code": f" {code[:3]} {code[3:]} "})
    assert get_user(client) == alice


def test_a_person_returns_to_the_page_they_came_from(client, alice):
    came = client.get("/account/sessions/")
    assert came.url == "/account/login/?next=/account/sessions/"
    page = client.get(came.url)
    assert 'name="next" value="/account/sessions/"' in page.content.decode()
    asked = client.post(LOGIN, {"login": alice.email, "next": "/account/sessions/"})
    assert asked.url == f"{CODE}?next=%2Faccount%2Fsessions%2F"
    given = client.post(asked.url, {"code": code_sent_to(alice.email)})
    assert given.url == "/account/sessions/"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "http://localhost/account/",  # another name of this machine is another host
        "javascript:alert(1)",
        "\\\\elsewhere.example",
    ],
)
def test_nobody_is_sent_to_another_place_after_signing_in(client, alice, elsewhere):
    asked = client.post(LOGIN, {"login": alice.email, "next": elsewhere})
    assert asked.url == CODE
    given = client.post(CODE, {"code": code_sent_to(alice.email), "next": elsewhere})
    assert given.url == "/"


def test_the_message_holds_the_code_and_no_link(client, alice):
    client.post(LOGIN, {"login": alice.email})
    email = Email.objects.get()
    assert email.subject == "Your sign-in code for The Productive Leader"
    assert re.search(r"https?:", email.text + email.html) is None
    assert (email.to, email.secret) == (alice.email, True)
    assert code_sent_to(alice.email) in email.html


def test_signing_in_is_recorded(client, alice):
    sign_in(client, alice)
    event = AuditEvent.objects.get(action="person.signed_in")
    assert (event.actor_id, event.detail) == (alice.pk, {"with": "code"})


@pytest.mark.parametrize("way_on", ["", "/modules/?q=meetings"])
def test_an_unknown_address_gets_the_same_page_and_a_kind_message(alice, way_on):
    known, unknown = Client(), Client()
    answers, queries = [], []
    for client, address in ((known, alice.email), (unknown, "alvin@northvale.example")):
        with CaptureQueriesContext(connection) as captured:
            answers.append(client.post(LOGIN, {"login": address, "next": way_on}))
        queries.append(len(captured))
        answers.append(client.get(CODE))
        answers.append(client.post(CODE, {"code": "12"}))
    assert [answer.status_code for answer in answers] == [302, 200, 200] * 2
    pages = [_without_what_differs(answer) for answer in answers]
    assert pages[:3] == pages[3:]
    assert queries[0] == queries[1]
    assert Email.objects.get(to="alvin@northvale.example").subject == (
        "You asked to sign in to The Productive Leader"
    )


def _without_what_differs(answer):
    text = answer.content.decode()
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
    return re.sub(r"al\w+@northvale\.example", "address", text), answer.headers.get("Location")


def test_a_closed_account_is_treated_like_an_unknown_address(client, alice):
    services.deactivate_person(by=None, person=alice)
    asked = client.post(LOGIN, {"login": alice.email})
    assert asked.url == CODE
    assert Email.objects.get().subject == "You asked to sign in to The Productive Leader"


def test_an_account_closed_between_code_and_page_does_not_open(client, alice):
    client.post(LOGIN, {"login": alice.email})
    code = code_sent_to(alice.email)
    services.deactivate_person(by=None, person=alice)
    given = client.post(CODE, {"code": code}, follow=True)
    assert get_user(client).is_authenticated is False
    assert messages_of(given) == [
        "You can no longer sign in here. Ask your facilitator if that is a mistake."
    ]


def test_opening_pages_signs_nobody_in_and_spends_nothing(client, alice):
    client.post(LOGIN, {"login": alice.email})
    code = code_sent_to(alice.email)
    scanner = Client()
    for address in (LOGIN, CODE, f"{CODE}?code={code}", "/account/login/passkey/"):
        client.get(address, {"code": code})
        scanner.get(address)
    assert get_user(client).is_authenticated is False
    client.post(CODE, {"code": code})
    assert get_user(client) == alice


def test_a_wrong_code_is_told_and_the_fifth_ends_it(client, alice):
    client.post(LOGIN, {"login": alice.email})
    right = code_sent_to(alice.email)
    for _ in range(4):
        answer = client.post(CODE, {"code": a_wrong_code(right)})
        assert errors_of(answer) == {
            "code": ["That code is not right. Use the code from the newest message."]
        }
    last = client.post(CODE, {"code": a_wrong_code(right)}, follow=True)
    assert last.redirect_chain == [(LOGIN, 302)]
    assert messages_of(last) == [
        "That is too many tries. Wait a few minutes, then ask for a new code."
    ]
    assert client.post(CODE, {"code": right}).url == LOGIN
    assert get_user(client).is_authenticated is False


def test_tries_that_forget_their_count_are_still_counted(client, alice):
    """Many tries at once read the same session; the shared count stops the sixth all the same."""
    client.post(LOGIN, {"login": alice.email})
    right = code_sent_to(alice.email)
    session = client.session
    before = dict(session.items())
    for _ in range(5):
        client.post(CODE, {"code": a_wrong_code(right)})
        session.update(before)
        session.save()
    refused = client.post(CODE, {"code": right})
    assert refused.url == LOGIN
    assert get_user(client).is_authenticated is False


def test_a_late_code_is_told_that_it_has_expired(client, alice, monkeypatch):
    client.post(LOGIN, {"login": alice.email})
    code = code_sent_to(alice.email)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 601)
    late = client.post(CODE, {"code": code}, follow=True)
    assert late.redirect_chain == [(LOGIN, 302)]
    assert messages_of(late) == ["That code has expired. Ask for a new one."]
    assert get_user(client).is_authenticated is False


def test_a_code_works_once(client, alice):
    client.post(LOGIN, {"login": alice.email})
    code = code_sent_to(alice.email)
    client.post(CODE, {"code": code})
    client.post("/account/logout/")
    assert client.post(CODE, {"code": code}).url == LOGIN
    assert get_user(client).is_authenticated is False


def test_a_code_serves_only_the_browser_that_asked(client, alice):
    client.post(LOGIN, {"login": alice.email})
    thief = Client()
    thief.post(LOGIN, {"login": "alvin@northvale.example"})
    answer = thief.post(CODE, {"code": code_sent_to(alice.email)})
    assert errors_of(answer) == {
        "code": ["That code is not right. Use the code from the newest message."]
    }


def test_a_second_code_replaces_the_first(client, alice):
    client.post(LOGIN, {"login": alice.email})
    first = code_sent_to(alice.email)
    while client.post(LOGIN, {"login": alice.email}) and code_sent_to(alice.email) == first:
        pass  # one time in a million
    client.post(CODE, {"code": first})
    assert get_user(client).is_authenticated is False
    client.post(CODE, {"code": code_sent_to(alice.email)})
    assert get_user(client) == alice


def test_a_mistyped_address_can_be_corrected(client, alice):
    client.post(LOGIN, {"login": "alcie@northvale.example"})
    assert client.get(LOGIN).status_code == 200
    client.post(LOGIN, {"login": alice.email})
    client.post(CODE, {"code": code_sent_to(alice.email)})
    assert get_user(client) == alice


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter an e-mail address, like name@nhs.net"),
        ("alice", "Enter an e-mail address, like name@nhs.net"),
        (
            "alice@northvale.example\nBcc: all@northvale.example",
            "Enter an e-mail address, like name@nhs.net",
        ),
        ("a" * 250 + "@northvale.example", "That address is too long to be one"),
        ("a" * 1_000_000, "Enter an e-mail address, like name@nhs.net"),
    ],
    ids=["nothing", "no address", "two lines", "too long", "a megabyte"],
)
def test_what_is_no_address_is_told_so(client, typed, sentence):
    answer = client.post(LOGIN, {"login": typed})
    assert answer.status_code == 200
    assert errors_of(answer)["login"][0] == sentence
    assert answer.content.decode().count("<title>Error: Sign in") == 1
    assert Email.objects.count() == 0


@pytest.mark.parametrize("typed", ["", "１２３４５６", "1" * 1_000_000, "é", "-1"])
def test_what_is_no_code_is_told_so(client, alice, typed):
    client.post(LOGIN, {"login": alice.email})
    answer = client.post(CODE, {"code": typed})
    assert (answer.status_code, list(errors_of(answer))) == (200, ["code"])


def test_only_three_codes_a_minute_go_to_one_address(alice):
    for _ in range(3):
        assert Client().post(LOGIN, {"login": alice.email}).status_code == 302
    fourth = Client().post(LOGIN, {"login": alice.email.upper()})
    assert errors_of(fourth) == {
        "login": ["That is too many tries. Wait a few minutes, then ask for a new code."]
    }
    assert Email.objects.count() == 3


def test_the_limit_is_the_same_for_an_address_nobody_has():
    for _ in range(3):
        Client().post(LOGIN, {"login": "alvin@northvale.example"})
    fourth = Client().post(LOGIN, {"login": "alvin@northvale.example"})
    assert errors_of(fourth) == {
        "login": ["That is too many tries. Wait a few minutes, then ask for a new code."]
    }


def test_a_forged_forwarding_header_opens_no_new_allowance(alice):
    for number in range(3):
        Client(headers={"X-Forwarded-For": f"10.0.0.{number}"}).post(LOGIN, {"login": alice.email})
    fourth = Client(headers={"X-Forwarded-For": "10.0.0.9"}).post(LOGIN, {"login": alice.email})
    assert fourth.status_code == 200


def test_signing_out_needs_a_press(client, alice):
    sign_in(client, alice)
    page = client.get("/account/logout/")
    assert page.status_code == 200
    assert get_user(client) == alice
    left = client.post("/account/logout/", follow=True)
    assert get_user(client).is_authenticated is False
    assert "You are signed out." in messages_of(left)


@pytest.mark.parametrize(
    "address",
    [
        "signup/",
        "password/reset/",
        "password/change/",
        "password/set/",
        "email/",
        "login/code/",
        "2fa/",
    ],
)
def test_pages_without_a_purpose_do_not_exist(client, address):
    assert client.get(f"/account/{address}").status_code == 404
    assert client.get(f"/accounts/{address}").status_code == 404


def test_nobody_has_a_password(alice):
    assert alice.has_usable_password() is False
    assert Client().login(username=alice.email, password="") is False
