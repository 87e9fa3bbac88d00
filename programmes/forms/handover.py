"""To whom a programme is handed over."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from accounts.models import Person

CHOOSE = "Choose who leads it from now on."


class HandOverForm(forms.Form):
    to = forms.ModelChoiceField(
        label="Who leads it from now on?",
        queryset=Person.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )

    def __init__(self, *args: Any, successors: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Person]", self.fields["to"])
        field.queryset = successors
