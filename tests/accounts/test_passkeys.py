"""Passkeys without a browser: what may not happen. The ceremony itself is in tests/browser."""

import json
import time

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user

from tests.factories.accounts import a_passkey, a_person, sign_in

pytestmark = pytest.mark.django_db
REFUSED = "That passkey was not accepted. Try again, or ask for a code by e-mail."
NO_CREDENTIALS = [
    "",
    "nonsense",
    "null",
    "[]",
    "1",
    '"text"',
    "{}",
    '{"response": null}',
    '{"response": []}',
    '{"response": {"userHandle": "!!"}}',
    '{"response": {"userHandle": null}}',
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}),
    json.dumps(
        {
            "id": "AA",
            "rawId": "AA",
            "type": "public-key",
            "response": {
                "clientDataJSON": "e30",
                "authenticatorData": "AA",
                "attestationObject": "oA",
                "signature": "AA",
                "userHandle": "MQ",
            },
        }
    ),
    json.dumps({"id": "A" * 1_000_000}),
    "[" * 100_000,
    "[" * 15_000,
]


@pytest.fixture
def alice():
    return a_person("Alice Ahmed")


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


@pytest.mark.parametrize("credential", NO_CREDENTIALS, ids=lambda text: text[:30] or "nothing")
def test_what_is_no_passkey_signs_nobody_in(client, alice, credential):
    client.get("/account/login/passkey/", headers={"Accept": "application/json"})
    answer = client.post(
        "/account/login/passkey/", {"credential": credential, "next": "/account/data/"}, follow=True
    )
    assert answer.redirect_chain == [("/account/login/?next=%2Faccount%2Fdata%2F", 302)]
    assert messages_of(answer) == [REFUSED]
    assert get_user(client).is_authenticated is False


@pytest.mark.parametrize("credential", NO_CREDENTIALS, ids=lambda text: text[:30] or "nothing")
def test_what_is_no_passkey_is_not_added(client, alice, credential):
    sign_in(client, alice)
    client.get("/account/passkeys/add/")
    answer = client.post("/account/passkeys/add/", {"name": "Phone", "credential": credential})
    assert answer.status_code == 200
    assert [error for errors in answer.context["form"].errors.values() for error in errors] == [
        REFUSED
    ]
    assert Authenticator.objects.count() == 0


@pytest.mark.parametrize("credential", NO_CREDENTIALS, ids=lambda text: text[:30] or "nothing")
def test_what_is_no_passkey_proves_nothing(client, alice, credential):
    a_passkey(alice)
    sign_in(client, alice)
    client.get("/account/reauthenticate/passkey/")
    answer = client.post(
        "/account/reauthenticate/passkey/", {"credential": credential}, follow=True
    )
    assert messages_of(answer)[0] == REFUSED


def test_the_challenge_names_nobody(client, alice):
    a_passkey(alice)
    answer = client.get("/account/login/passkey/", headers={"Accept": "application/json"})
    options = answer.json()["request_options"]["publicKey"]
    assert options["userVerification"] == "required"
    assert options.get("allowCredentials", []) == []


@pytest.mark.parametrize("page", ["add/", "{pk}/", "{pk}/remove/"])
def test_passkeys_are_changed_only_after_a_fresh_proof(client, alice, page, monkeypatch):
    address = f"/account/passkeys/{page.format(pk=a_passkey(alice).pk)}"
    sign_in(client, alice)
    assert client.get(address).status_code == 200
    moment = time.time() + 11 * 60
    monkeypatch.setattr(time, "time", lambda: moment)
    assert client.get(address).url.startswith("/account/reauthenticate/?next=")
    assert client.post(address, {"name": "Mine"}).url.startswith("/account/reauthenticate/?next=")
    assert Authenticator.objects.get().data["name"] == "Work laptop"


def test_the_first_passkey_too_needs_a_fresh_proof(client, alice, monkeypatch):
    sign_in(client, alice)
    moment = time.time() + 11 * 60
    monkeypatch.setattr(time, "time", lambda: moment)
    assert client.get("/account/passkeys/add/").url.startswith("/account/reauthenticate/?next=")


def test_a_passkey_is_renamed_and_removed(client, alice):
    passkey = a_passkey(alice)
    sign_in(client, alice)
    client.post(f"/account/passkeys/{passkey.pk}/", {"name": "Home laptop"})
    assert "Home laptop" in client.get("/account/passkeys/").content.decode()
    removed = client.post(f"/account/passkeys/{passkey.pk}/remove/", follow=True)
    assert messages_of(removed) == ["The passkey is removed. It no longer signs you in."]
    assert Authenticator.objects.count() == 0


def test_the_passkeys_of_somebody_else_do_not_exist(client, alice):
    theirs = a_passkey(a_person("Charlie Webb"), "Charlie’s phone")
    sign_in(client, alice)
    for page in ("", "remove/"):
        address = f"/account/passkeys/{theirs.pk}/{page}"
        assert client.get(address).status_code == 404
        assert client.post(address, {"name": "Mine"}).status_code == 404
    assert "Charlie" not in client.get("/account/passkeys/").content.decode()


def test_somebody_with_a_passkey_may_still_use_a_code(client, alice):
    a_passkey(alice)
    assert get_user(sign_in(client, alice)) == alice


def test_the_list_asks_as_often_for_three_passkeys_as_for_one(
    client, alice, django_assert_num_queries
):
    a_passkey(alice)
    sign_in(client, alice).get("/account/passkeys/")
    with django_assert_num_queries(3):  # person, standing, passkeys
        client.get("/account/passkeys/")
    a_passkey(alice)
    a_passkey(alice)
    with django_assert_num_queries(3):
        client.get("/account/passkeys/")
