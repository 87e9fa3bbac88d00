"""A person's own name, their farewell, and somebody new."""

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.enums import RoleKind
from accounts.forms.fields import email_field


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
    email = email_field(hint="They sign in with a code sent to this address.")
    kind = forms.ChoiceField(
        label="Role", widget=forms.RadioSelect, error_messages={"required": "Choose a role"}
    )
    job_title = forms.CharField(label="Job title", max_length=120, required=False)

    def __init__(self, *args: Any, kinds: Iterable[RoleKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
