"""Forms at the top of the house."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from assessments.enums import CaptureKind
from assessments.models import Capture
from assessments.services.captures import BASELINE_FIRST


def date_messages(which: str) -> dict[str, str]:
    """What to do when the first or last day is missing or no date."""
    return {
        "required": f"Choose the {which} day.",
        "invalid": f"Type the {which} day as a date, for example 9/5/2011.",
    }


SLOTS = ((15, "15 minutes"), (5, "5 minutes"))


class OpenWeekForm(forms.Form):
    """The week a team logs next: the baseline first. `other` is the week that is open already."""

    kind = forms.ChoiceField(
        label="Which week",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which week to open."},
    )
    starts_on = forms.DateField(
        label="First day",
        help_text="It may lie in the past.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=date_messages("first"),
    )
    ends_on = forms.DateField(
        label="Last day",
        help_text="Usually the Friday of the same week.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=date_messages("last"),
    )
    slot_minutes = forms.TypedChoiceField(
        label="Length of a slot",
        choices=SLOTS,
        coerce=int,
        initial=15,
        widget=forms.RadioSelect,
        help_text="The same in both weeks, so that they can be compared.",
        error_messages={"required": "Choose the length of a slot."},
    )

    def __init__(self, *args: Any, other: Capture | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        next_kind = _after(other)
        self._offer("kind", [(next_kind.value, next_kind.label)], _other_week(other))
        slots = [one for one in SLOTS if not other or one[0] == other.slot_minutes]
        self._offer("slot_minutes", slots, "Choose one of these: both weeks need the same.")

    def _offer(self, name: str, choices: list[Any], otherwise: str) -> None:
        """The choices, a single one taken already; `otherwise` is told for any other."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices = choices
        field.error_messages["invalid_choice"] = otherwise
        if len(choices) == 1:
            field.initial = choices[0][0]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("ends_on", "The last day must not be before the first day.")
        return cleaned


def _after(other: Capture | None) -> CaptureKind:
    return (
        CaptureKind.REPEAT if other and other.kind == CaptureKind.BASELINE else CaptureKind.BASELINE
    )


def _other_week(other: Capture | None) -> str:
    """Why the week that was chosen cannot be opened."""
    if other is None:
        return BASELINE_FIRST
    return f"The {other.get_kind_display().lower()} is open already. Choose the other week."
