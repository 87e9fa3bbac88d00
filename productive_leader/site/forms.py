"""Forms at the top of the house."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from assessments.enums import CaptureKind
from assessments.models import Capture

SLOTS = ((15, "15 minutes"), (5, "5 minutes"))


class OpenWeekForm(forms.Form):
    """The week a team logs next. `kinds` are those not open yet; `other` is the one that is."""

    kind = forms.ChoiceField(label="Which week", widget=forms.RadioSelect)
    starts_on = forms.DateField(
        label="First day",
        help_text="It may lie in the past.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ends_on = forms.DateField(
        label="Last day",
        help_text="Usually the Friday of the same week.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    slot_minutes = forms.TypedChoiceField(
        label="Length of a slot",
        choices=SLOTS,
        coerce=int,
        initial=15,
        widget=forms.RadioSelect,
        help_text="The same in both weeks, so that they can be compared.",
    )

    def __init__(self, *args: Any, other: Capture | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [choice for choice in CaptureKind.choices if not other or choice[0] != other.kind]
        self._offer("kind", kinds)
        if other:
            self._offer("slot_minutes", [one for one in SLOTS if one[0] == other.slot_minutes])

    def _offer(self, name: str, choices: list[Any]) -> None:
        """The choices; a single one is taken already."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices = choices
        if len(choices) == 1:
            field.initial = choices[0][0]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("ends_on", "The last day must not be before the first day.")
        return cleaned
