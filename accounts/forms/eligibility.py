"""Where somebody says they work, what is decided about it, and the domains that prove it."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.enums import EligibleRole
from accounts.models import Organisation
from accounts.queries.offers import Offer
from accounts.queries.organisations import place_of
from productive_leader.core.forms import choose_among

CHOOSE_ORGANISATION = "Choose the organisation you work for"
CHOOSE_ROLE = "Choose what you are there"
CHOOSE_ANSWER = "Choose yes or no"
LONGEST_TEXT = 400  # characters


class AskForm(forms.Form):
    """The organisations to choose from are those of the offer."""

    organisation = forms.ChoiceField(
        label="Where do you work?",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), CHOOSE_ORGANISATION),
    )
    role = forms.ChoiceField(
        label="What are you there?",
        choices=EligibleRole.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), CHOOSE_ROLE),
    )
    job_title = forms.CharField(label="Job title", max_length=120, required=False)
    note = forms.CharField(
        label="Anything that helps to decide",
        help_text="For example an honorary contract, an agency, or who can vouch for you. "
        "Nothing about patients.",
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    searched = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    next = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {one.code: one for one in offer.organisations}
        choose_among(
            self, "organisation", [(code, _label(one)) for code, one in self.offered.items()]
        )

    def clean_organisation(self) -> Organisation:
        return self.offered[self.cleaned_data["organisation"]]

    def clean_role(self) -> EligibleRole:
        return EligibleRole(self.cleaned_data["role"])


def _label(organisation: Organisation) -> str:
    place = place_of(organisation)
    return f"{organisation} ({organisation.code})" + (f", {place}" if place else "")


class DecideForm(forms.Form):
    """`seen`: the state the question was in when the page was opened."""

    answer = forms.ChoiceField(
        label="Your answer",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), CHOOSE_ANSWER),
    )
    reason = forms.CharField(
        label="How do you know, or why not?",
        help_text="A few words, such as “I asked her manager”. The person reads them.",
        max_length=LONGEST_TEXT,
        error_messages={"required": "Say how you know, or why not: the person reads it"},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.CharField(max_length=10, required=False, widget=forms.HiddenInput)


class DomainForm(forms.Form):
    domain = forms.CharField(
        label="Domain",
        help_text="What stands after the @ in the addresses of its staff, such as "
        "northvale.nhs.uk. Domains beneath it, such as ward.northvale.nhs.uk, count too.",
        max_length=200,
        error_messages={"required": "Enter a domain, such as northvale.nhs.uk"},
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
