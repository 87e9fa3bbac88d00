"""A decision: yes, or no with a reason."""

from __future__ import annotations

from typing import Any

from django import forms

from modules.forms.fields import LaterText, text_field
from orders.enums import Decision
from orders.services.authorising import LONGEST_REASON, REASON

PRESS_AGAIN = "Press “Authorise” or “Decline”."


class DecideForm(forms.Form):
    """`seen`: the fingerprint of what the page showed; the page always writes its own."""

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        choices=Decision.choices,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid_choice"), PRESS_AGAIN),
    )
    reason = text_field(
        "Why do you decline it?",
        LONGEST_REASON,
        rows=3,
        kind=LaterText,  # needed for a no, so it is not called optional
        help_text="Whoever ordered reads it, can change the order and ask again.",
    )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        declines = given.get("decision") == Decision.DECLINED
        if declines and "reason" in given and not given["reason"]:
            self.add_error("reason", REASON)
        return given
