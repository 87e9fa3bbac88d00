"""What people type or press to sign in, and the passkeys they keep."""

import struct
from typing import Any, ClassVar

from allauth.account.forms import ConfirmLoginCodeForm, LoginForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from accounts import notifications, queries
from accounts.adapter import WRONG_PASSKEY
from accounts.forms.fields import email_field
from accounts.models import Person

LONGEST_CREDENTIAL = 20_000  # characters
NOT_A_CREDENTIAL = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    """One field. Whether the address is known never shows, neither in words nor in work done."""

    user: Person | None = None
    is_closed = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)  # a session lasts as long for everybody
        self.fields["login"] = email_field(
            hint="Your work address. In a programme, the one your facilitator added you with."
        )

    def clean_login(self) -> str:
        address = str(super().clean_login()).lower()
        self.is_closed = queries.has_closed_account(address)
        return address

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        if self.user is None:
            self._write_instead_of_a_code(way_on=redirect_url or "")
        response: HttpResponse = super().login(request, redirect_url=redirect_url)
        return response

    def _write_instead_of_a_code(self, *, way_on: str) -> None:
        address = self.cleaned_data["login"]
        with transaction.atomic():
            if self.is_closed:
                notifications.say_that_it_is_closed(to=address)
            else:
                notifications.offer_account(to=address, way_on=way_on)


class CodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]  # allauth has no types
    code = forms.CharField(
        label="Six-digit code",
        max_length=20,
        error_messages={"required": "Enter the six-digit code"},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "spellcheck": "false",
                "class": "nhsuk-input--width-10 nhsuk-input--code",
            }
        ),
    )


class _OnlyACredential:
    """Whatever a parser makes of bytes that are no passkey, the person reads one sentence."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]  # of the form it is mixed into
        except NOT_A_CREDENTIAL as error:
            raise forms.ValidationError(WRONG_PASSKEY) from error


class CredentialField(forms.JSONField):
    """What static/js/passkeys.js sends: a few kilobytes of JSON."""

    widget = forms.HiddenInput
    default_error_messages: ClassVar = {"required": WRONG_PASSKEY, "invalid": WRONG_PASSKEY}

    def to_python(self, value: Any) -> Any:
        if len(value or "") > LONGEST_CREDENTIAL:
            raise forms.ValidationError(WRONG_PASSKEY)
        try:
            return super().to_python(value)
        except RecursionError:
            raise forms.ValidationError(WRONG_PASSKEY) from None


class PasskeySignInForm(_OnlyACredential, LoginWebAuthnForm):  # type: ignore[misc]  # no types
    credential = CredentialField()


class PasskeyProofForm(_OnlyACredential, ReauthenticateWebAuthnForm):  # type: ignore[misc]  # no types
    credential = CredentialField()


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey that signs in alone, so the device must have asked for a finger, face or PIN."""

    name = forms.CharField(
        label="Name",
        max_length=60,
        required=False,
        help_text="So that you know it again, for example “Work laptop”.",
    )
    credential = CredentialField()
    passwordless = None

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        try:
            return dict(super().clean())
        except NOT_A_CREDENTIAL as error:
            raise forms.ValidationError(WRONG_PASSKEY) from error


class RenamePasskeyForm(EditWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    name = forms.CharField(
        label="Name", max_length=60, error_messages={"required": "Enter a name for this passkey"}
    )
