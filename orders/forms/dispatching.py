"""What an administrator types about parcels: what is sent, what became of it, a later date."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from modules.forms.fields import line_field, number_field
from orders.forms.stock import LONGEST_REASON, PressForm
from orders.models import Dispatch, OrderLine
from orders.queries.register import STANDINGS, Wanted
from orders.services.dispatching import WHY
from orders.services.promises import WHY as WHY_LATER
from productive_leader.core.dates import today

LONGEST = {field.name: field.max_length or 0 for field in Dispatch._meta.fields}  # characters
CHOOSE_DAY = "Choose a day."


def day_field(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=dict.fromkeys(("required", "invalid"), CHOOSE_DAY),
        **more,
    )


def _either(label: str, yes: str, no: str, missing: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=(("yes", yes), ("no", no)),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), missing),
    )


class DispatchForm(PressForm):
    """`lines`: those of which something is set aside; each is filled in with all of it."""

    use_required_attribute = False

    carrier = line_field(
        "Carrier", LONGEST["carrier"], required=False, help_text="For example “Royal Mail”."
    )
    tracking = line_field("Tracking number", LONGEST["tracking"], required=False)

    def __init__(self, *args: Any, lines: Iterable[OrderLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        own = {}
        for line in self.lines:
            own[_name(line)] = number_field(
                f"Boxes of {line.box_set.name}",
                0,
                line.allocated,
                initial=line.allocated,
                help_text=f"{line.allocated} set aside.",
                widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-3"}),
            )
        self.fields = own | self.fields

    def quantities(self) -> dict[int, int]:
        """By the key of the line, once it is valid."""
        return {line.pk: self.cleaned_data[_name(line)] for line in self.lines}


def _name(line: OrderLine) -> str:
    return f"line_{line.pk}"


class ArrivedForm(forms.Form):
    on = day_field("On which day?", initial=today)


class LostForm(forms.Form):
    reason = line_field(
        "What happened?", LONGEST_REASON, WHY, help_text="Whoever ordered reads it."
    )


class ReturnedForm(LostForm):
    restock = _either(
        "Can its boxes be given to somebody?",
        "Yes, they are whole",
        "No, they are spoilt",
        "Say whether its boxes are whole or spoilt.",
    )
    send_again = _either(
        "What follows?",
        "Send them again",
        "They are not wanted any more",
        "Say whether they are sent again.",
    )


class SlipForm(forms.Form):
    """A later date for one line. `other` where none of the proposed days will do."""

    line = forms.IntegerField(error_messages=dict.fromkeys(("required", "invalid"), CHOOSE_DAY))
    due_on = day_field("The new date", required=False)
    other = day_field("Another day", required=False)
    reason = line_field("Reason", LONGEST_REASON, WHY_LATER)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        given["due_on"] = given.get("due_on") or given.get("other")
        if given["due_on"] is None and not {"due_on", "other"} & self.errors.keys():
            self.add_error("other", CHOOSE_DAY)
        return given


class RegisterForm(forms.Form):
    """What the register is to show; nonsense in an address shows all."""

    use_required_attribute = False

    state = forms.ChoiceField(
        label="How far it is",
        choices=[("", "All"), *((key, key) for key in STANDINGS)],
        required=False,
    )
    organisation = forms.CharField(
        label="Organisation",
        help_text="Part of its name, or its code.",
        max_length=100,
        required=False,
    )
    month = forms.RegexField(
        r"^20\d\d-(0[1-9]|1[0-2])$",
        label="Month of ordering",
        widget=forms.DateInput(attrs={"type": "month"}),
        required=False,
        error_messages={"invalid": "Choose a month, such as 2026-03."},
    )

    def wanted(self) -> Wanted:
        """What of it can be understood."""
        if not self.is_bound:
            return Wanted()
        self.full_clean()
        given = self.cleaned_data
        return Wanted(given.get("state", ""), given.get("organisation", ""), given.get("month", ""))
