"""A person's own name, their farewell, and somebody new."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.enums import RoleKind
from accounts.forms.fields import email_field
from productive_leader.core.forms import choose_among

ANYTHING_BUT_A_NAME = re.compile(r"[<>@]|://|\bwww\.", re.IGNORECASE)


class NameForm(forms.Form):
    name = forms.CharField(
        label="Your name",
        help_text="As colleagues know you, for example “Dr Alice Ahmed”.",
        max_length=150,
        error_messages={"required": "Enter your name"},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not name.isprintable():
            raise forms.ValidationError("Enter your name on one line, in plain letters")
        return name


class NewAccountForm(NameForm):
    """A name that strangers will read in messages of ours: so it holds nothing to press."""

    def clean_name(self) -> str:
        name = super().clean_name()
        if ANYTHING_BUT_A_NAME.search(name):
            raise forms.ValidationError("Enter your name alone, without an address or a link")
        return name


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
        choose_among(self, "kind", [(kind.value, kind.label) for kind in kinds])
