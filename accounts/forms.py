"""What people type or press in this room, cleaned."""

import struct
from collections.abc import Iterable
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

from accounts import notifications
from accounts.adapter import WRONG_PASSKEY
from accounts.enums import RoleKind
from accounts.models import Person

LONGEST_EMAIL = 254
LONGEST_CREDENTIAL = 20_000  # characters
EMAIL_FORMAT = "Enter an e-mail address, like name@nhs.net"
NOT_A_CREDENTIAL = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)


def _email_field(*, hint: str) -> forms.EmailField:
    return forms.EmailField(
        label="E-mail address",
        help_text=hint,
        max_length=LONGEST_EMAIL,
        error_messages={
            "required": EMAIL_FORMAT,
            "invalid": EMAIL_FORMAT,
            "max_length": "That address is too long to be one",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    """One field. Whether the address is known never shows, neither in words nor in work done."""

    user: Person | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)  # a session lasts as long for everybody
        self.fields["login"] = _email_field(hint="The address your facilitator added you with.")

    def clean_login(self) -> str:
        return str(super().clean_login()).lower()

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        if self.user is None:
            with transaction.atomic():
                notifications.say_that_nobody_is_known(to=self.cleaned_data["login"])
        response: HttpResponse = super().login(request, redirect_url=redirect_url)
        return response


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


class NameForm(forms.Form):
    name = forms.CharField(
        label="Your name",
        help_text="As colleagues know you, for example “Dr Alice Ahmed”.",
        max_length=150,
        error_messages={"required": "Enter your name"},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class DeleteAccountForm(forms.Form):
    understood = forms.BooleanField(
        label="I understand that this cannot be undone",
        error_messages={"required": "Tick the box if you want to delete your account"},
    )


class AddPersonForm(forms.Form):
    """A person and what they are here; `kinds` are those that may be given by whoever asks."""

    name = forms.CharField(
        label="Name", max_length=150, error_messages={"required": "Enter a name"}
    )
    email = _email_field(hint="They sign in with a code sent to this address.")
    kind = forms.ChoiceField(
        label="Role", widget=forms.RadioSelect, error_messages={"required": "Choose a role"}
    )
    job_title = forms.CharField(label="Job title", max_length=120, required=False)

    def __init__(self, *args: Any, kinds: Iterable[RoleKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
