"""A passkey from first to last, with an authenticator that Chromium plays for us."""

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect

from tests.factories.accounts import a_person, code_sent_to

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def alice(live):
    return a_person("Alice Ahmed", email="alice@northvale.example")


def give_authenticator(page, **changes):
    chromium = page.context.new_cdp_session(page)
    chromium.send("WebAuthn.enable")
    options = {**AUTHENTICATOR, **changes}
    added = chromium.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return chromium, added["authenticatorId"]


def sign_in_by_code(page, person):
    page.goto("/account/login/?next=/account/passkeys/")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Six-digit code").fill(code_sent_to(person.email))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Passkeys", exact=True)).to_be_visible()


def add_passkey(page, name):
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Add this device").click()


def sign_out(page):
    page.get_by_role("button", name="Sign out").click()


def test_a_passkey_is_added_used_to_sign_in_and_to_prove_it_and_removed(
    desktop, alice, check_accessible
):
    page = desktop
    give_authenticator(page)
    sign_in_by_code(page, alice)
    check_accessible(page)
    add_passkey(page, "Work laptop")
    expect(page.get_by_role("heading", name="Work laptop")).to_be_visible()
    check_accessible(page)

    sign_out(page)
    page.goto("/account/login/?next=/account/sessions/")
    check_accessible(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="Where I am signed in")).to_be_visible()

    page.goto("/account/reauthenticate/?next=/account/passkeys/")
    page.get_by_role("link", name="Use a passkey instead").click()
    check_accessible(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Passkeys", exact=True)).to_be_visible()

    page.get_by_role("link", name="Remove Work laptop").click()
    check_accessible(page)
    page.get_by_role("button", name="Remove this passkey").click()
    expect(page.get_by_text("The passkey is removed.")).to_be_visible()
    assert Authenticator.objects.count() == 0


def test_a_passkey_that_was_removed_is_told_that_a_code_will_do(desktop, alice):
    page = desktop
    give_authenticator(page)
    sign_in_by_code(page, alice)
    add_passkey(page, "Phone")
    expect(page.get_by_role("heading", name="Phone")).to_be_visible()
    sign_out(page)
    Authenticator.objects.all().delete()
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("That passkey was not accepted.")).to_be_visible()


def test_a_device_that_does_not_know_its_owner_adds_no_passkey(desktop, alice):
    page = desktop
    give_authenticator(page, isUserVerified=False)
    sign_in_by_code(page, alice)
    add_passkey(page, "Found phone")
    expect(page.get_by_text("No passkey was used.")).to_be_visible()
    assert Authenticator.objects.count() == 0


def test_the_same_device_is_not_added_twice(desktop, alice):
    page = desktop
    give_authenticator(page)
    sign_in_by_code(page, alice)
    add_passkey(page, "Phone")
    expect(page.get_by_role("heading", name="Phone")).to_be_visible()
    add_passkey(page, "Phone again")
    expect(page.get_by_text("This device has a passkey for your account already.")).to_be_visible()


def test_without_script_the_code_is_enough_and_no_dead_button_is_shown(no_script, alice):
    page = no_script
    page.goto("/account/login/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    sign_in_by_code(page, alice)
    page.get_by_role("link", name="Add a passkey").click()
    expect(page.get_by_text("This page needs script")).to_be_visible()
