"""An order as it is typed: how many of each box set, for how large a team, and where it goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from accounts.models import Person
from modules.forms.fields import line_field, seen_field, text_field
from orders.models import BoxSet, Order
from orders.models.orders import MOST_OF_ONE
from orders.queries.offers import availability_of
from orders.services.wishes import (
    ADD_POSTCODE,
    CHOOSE_FOR_WHOM,
    MOST_PEOPLE,
    NONE_CHOSEN,
    SAY_WHY,
    TEAM_SIZE,
    WHERE_TO,
    WHO_TAKES_IT_IN,
    Lines,
    about_note,
    about_postcode,
    how_many,
)

LOAD_AGAIN = "Something is missing from this page. Load it again, then order once more."


LONGEST = {field.name: field.max_length or 0 for field in Order._meta.fields}  # characters


class QuantityField(forms.IntegerField):
    """How many of one box set; empty for none, though one of several is needed."""

    def validate(self, value: Any) -> None:
        if value is not None:
            super().validate(value)


class Choice(NamedTuple):
    """A box set with its field."""

    box_set: BoxSet
    available: str
    field: forms.BoundField


class OrderForm(forms.Form):
    """`box_sets`: what can be had, each with a field of its own for how many.

    What belongs together is checked by the services, which say it in the same way for everybody.
    """

    use_required_attribute = False

    team_size = forms.IntegerField(
        label="How many members has your executive team?",
        help_text="Without the PAs. A box set is for one member and their PA.",
        min_value=1,
        max_value=MOST_PEOPLE,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), TEAM_SIZE),
    )
    note = text_field(
        "Note to the chief executive",
        LONGEST["note"],
        rows=2,
        required=False,
        help_text="Needed if you order many more than your team has members.",
    )
    recipient_name = line_field("Who takes it in?", LONGEST["recipient_name"], WHO_TAKES_IT_IN)
    recipient_email = forms.EmailField(
        label="E-mail address of that person",
        help_text="They are asked to confirm that it has arrived.",
        required=False,
        error_messages={"invalid": "Type an e-mail address like amir.khan@northvale.nhs.uk."},
    )
    address = text_field(
        "Address",
        LONGEST["address"],
        help_text="Building, street and town.",
        error_messages={"required": WHERE_TO},
    )
    postcode = line_field("Postcode", LONGEST["postcode"], ADD_POSTCODE)
    instructions = line_field(
        "Where to leave it",
        LONGEST["instructions"],
        required=False,
        help_text="For the driver, such as “Goods entrance, ring twice”.",
    )

    def __init__(
        self,
        *args: Any,
        box_sets: Iterable[BoxSet],
        quantities: Mapping[int, int | None],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.box_sets = list(box_sets)
        for box_set in self.box_sets:
            name = _name(box_set)
            self.fields[name] = _quantity_field(box_set)
            self.initial[name] = quantities.get(box_set.pk)
        self.fields["recipient_name"].widget.attrs["autocomplete"] = "name"
        self.fields["postcode"].widget.attrs |= {
            "autocomplete": "postal-code",
            "class": "nhsuk-input--width-10",
        }

    def choices(self) -> list[Choice]:
        return [
            Choice(box_set, availability_of(box_set), self[_name(box_set)])
            for box_set in self.box_sets
        ]

    def clean_postcode(self) -> str:
        postcode: str = self.cleaned_data["postcode"]
        if trouble := about_postcode(postcode):
            raise ValidationError(trouble)
        return postcode

    def clean(self) -> dict[str, Any]:
        names = [_name(box_set) for box_set in self.box_sets]
        if not any(self.cleaned_data.get(name) or name in self.errors for name in names):
            self.add_error(names[0] if names else None, NONE_CHOSEN)
        if trouble := self._about_note():
            self.add_error("note", trouble)
        return self.cleaned_data

    def _about_note(self) -> str:
        given = self.cleaned_data
        if not {"team_size", "note"} <= given.keys():
            return ""
        return about_note(given["note"], given["team_size"], self.lines())

    def lines(self) -> Lines:
        """What is wanted; a number that cannot be taken is left out."""
        wanted = [(box_set, self.cleaned_data.get(_name(box_set))) for box_set in self.box_sets]
        return [(box_set, quantity) for box_set, quantity in wanted if quantity]

    def wishes(self) -> dict[str, Any]:
        """What the services take, beside the lines."""
        quantities = {_name(box_set) for box_set in self.box_sets}
        return {name: value for name, value in self.cleaned_data.items() if name not in quantities}


class NewOrderForm(OrderForm):
    """`people`: for whom a PA may order; `must_say`: that one of them is named."""

    organisation = forms.CharField(widget=forms.HiddenInput, required=False)
    form_key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid"), LOAD_AGAIN),
    )
    on_behalf_of = forms.ModelChoiceField(
        label="For whom do you order?",
        queryset=Person.objects.none(),
        required=False,
        error_messages=dict.fromkeys(("required", "invalid_choice"), CHOOSE_FOR_WHOM),
    )
    field_order = ("on_behalf_of", "team_size")

    def __init__(self, *args: Any, people: QuerySet[Person], must_say: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not people:
            del self.fields["on_behalf_of"]
            return
        field = cast("forms.ModelChoiceField[Person]", self.fields["on_behalf_of"])
        field.queryset = people
        field.required = must_say
        field.empty_label = "Choose a person" if must_say else "Myself"

    def wishes(self) -> dict[str, Any]:
        wishes = {"on_behalf_of": None, **super().wishes()}
        del wishes["organisation"]
        return wishes


class ChangeOrderForm(OrderForm):
    """`seen`: the edition of the order that the page shows."""

    seen = seen_field()

    def show_edition(self, edition: str) -> None:
        """The next press is about the order as it is now; what was typed stays."""
        self.data = {**dict(self.data.items()), "seen": edition}


class CancelForm(forms.Form):
    """Why an order is cancelled."""

    reason = text_field(
        "Why do you cancel it?",
        LONGEST["end_reason"],
        rows=3,
        help_text="A few words. Everybody who has to do with the order reads them.",
        error_messages={"required": SAY_WHY},
    )


def _name(box_set: BoxSet) -> str:
    return f"quantity-{box_set.pk}"


def _quantity_field(box_set: BoxSet) -> QuantityField:
    sentence = how_many(box_set)
    field = QuantityField(
        label="How many?",
        min_value=0,
        max_value=MOST_OF_ONE,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), sentence),
    )
    field.widget.attrs["class"] = "nhsuk-input--width-3"
    return field
