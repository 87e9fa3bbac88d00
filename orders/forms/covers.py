"""Who covers for the chief executive, and for which days."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from accounts.models import Person
from programmes.forms.dates import date_field


class CoverForm(forms.Form):
    """`people`: colleagues who could."""

    person = forms.ModelChoiceField(
        label="Who covers?",
        help_text="A colleague with a role here. Nobody decides about an order of their own.",
        queryset=Person.objects.none(),
        empty_label="Choose a person",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose who covers."),
    )
    starts_on = date_field("First day", "the first day")
    ends_on = date_field("Last day", "the last day")

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Person]", self.fields["person"]).queryset = people
