"""What an administrator types about stock: how many, why, and what a box set is."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from modules.forms.fields import (
    LOAD_AGAIN,
    LinesField,
    line_field,
    number_field,
    seen_field,
)
from modules.models import Collection
from orders.queries.box_sets import Texts
from orders.services.stock import MOST, WHY
from productive_leader.core.widgets import TextArea

LONGEST_REASON = 300  # characters, as the row holds them


def _reason_field(**more: Any) -> forms.CharField:
    return line_field("Reason", LONGEST_REASON, WHY, **more)


class PressForm(forms.Form):
    """A form whose second press does nothing more than the first."""

    form_key = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid.uuid4,
        error_messages=dict.fromkeys(("required", "invalid"), LOAD_AGAIN),
    )


class ReceiveForm(PressForm):
    quantity = number_field("Boxes that arrived", 1, MOST)
    reason = line_field(
        "Note", LONGEST_REASON, required=False, help_text="For example the delivery note’s number."
    )


class CountForm(PressForm):
    """`seen`: how many were on hand when the page was opened."""

    counted = number_field("Boxes you counted", 0, MOST, help_text="Those set aside count too.")
    reason = _reason_field(help_text="For example “Yearly count”.")
    seen = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid"), LOAD_AGAIN),
    )


class WriteOffForm(PressForm):
    quantity = number_field("Boxes to write off", 1, MOST)
    reason = _reason_field(help_text="For example “Water in the store room”.")


class SetAsideForm(PressForm):
    """For one line; `reason` is needed where others waited longer, which the service finds out."""

    quantity = number_field("Boxes to set aside", 1, MOST)
    reason = line_field(
        "Reason",
        LONGEST_REASON,
        required=False,
        help_text="Needed where somebody who waited longer goes short.",
    )


class GiveBackForm(PressForm):
    quantity = number_field("Boxes to give back", 1, MOST)
    reason = _reason_field(help_text="The history of the order shows it.")


class BoxSetForm(forms.Form):
    """What a box set says of itself; `seen` is what was read."""

    name = line_field("Name", 120, "Give the box set a name.")
    summary = line_field(
        "Summary", 200, "Say in one sentence what it is.", help_text="One sentence for the order."
    )
    contents = LinesField(
        label="What is inside",
        help_text="One thing on each line.",
        widget=TextArea(attrs={"rows": 10}),
        max_length=4000,
        error_messages={
            "required": "Say what is inside, one thing on each line.",
            "max_length": "What is inside: 4,000 characters are the most. Shorten it.",
        },
    )
    collection = forms.ModelChoiceField(
        label="Collection",
        queryset=Collection.objects.none(),
        empty_label="None",
        required=False,
        error_messages={"invalid_choice": "Choose one of the collections in the list."},
    )
    released_on = forms.DateField(
        label="Released on",
        required=False,
        help_text=(
            "Empty: now. Before this day it can be ordered ahead, and no box is given to anybody."
        ),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Choose a day, or leave it empty."},
    )
    seen = seen_field()

    def __init__(self, *args: Any, collections: QuerySet[Collection], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(Any, self.fields["collection"]).queryset = collections

    def texts(self) -> Texts:
        """What was typed, once it is valid."""
        said = self.cleaned_data
        collection = said["collection"]
        return Texts(
            name=said["name"],
            summary=said["summary"],
            contents=said["contents"],
            collection_id=collection.pk if collection else None,
            released_on=said["released_on"],
        )


class NewBoxSetForm(BoxSetForm):
    seen = None  # type: ignore[assignment]  # nothing was read before: Django drops the field


def initial_of(texts: Texts) -> dict[str, Any]:
    """The form of a box set as it stands."""
    return asdict(texts) | {"collection": texts.collection_id, "seen": texts.fingerprint}
