"""What people outside write to us, and what we answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from accounts.forms.fields import email_field
from modules.enums import Nation, Outcome, Topic
from modules.forms.fields import LOAD_AGAIN, line_field, seen_field
from productive_leader.core.form_guard import GuardedForm, refuse_many_links
from productive_leader.core.widgets import TextArea

LONGEST_TEXT = 5000  # characters of a message
TOO_LONG = f"{LONGEST_TEXT:,} characters are the most for a message. Shorten it."


def message_field(label: str, missing: str, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        widget=TextArea(attrs={"rows": 8}),
        validators=[MaxLengthValidator(LONGEST_TEXT, TOO_LONG), *more.pop("validators", ())],
        error_messages={"required": missing},
        **more,
    )


def _one_of(label: str, choices: list[tuple[str, str]], missing: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), missing),
    )


class EnquiryForm(GuardedForm):
    """A question of anybody. `form_key` comes with the page: the same press makes one enquiry."""

    name = line_field(
        "Your name",
        150,
        "Type your name",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = email_field(hint="The answer goes there, and so does a copy of your question.")
    organisation = line_field(
        "Your organisation",
        200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    nation = _one_of("Where you work", Nation.choices, "Choose where you work")
    topic = _one_of("What it is about", Topic.choices, "Choose what it is about")
    text = message_field(
        "Your question",
        "Type your question",
        help_text="Write no patient data, not even initials.",
        validators=[refuse_many_links],
    )
    form_key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid"), LOAD_AGAIN),
    )


class WriteAgainForm(GuardedForm):
    text = message_field(
        "Your message",
        "Type your message",
        help_text="Write no patient data, not even initials.",
        validators=[refuse_many_links],
    )


class AnswerForm(forms.Form):
    """`seen`: the fingerprint of the conversation that was read."""

    text = message_field("Your answer", "Type your answer")
    seen = seen_field()


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(
        label="How it ended",
        choices=[("", "Choose how it ended"), *Outcome.choices],
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose how it ended"),
    )
    seen = seen_field()
