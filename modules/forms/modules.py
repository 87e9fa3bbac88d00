"""What an administrator types about a module: a new one, its texts, its place."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from modules.forms.fields import (
    AgendaField,
    LaterNumber,
    LaterText,
    LinesField,
    line_field,
    number_field,
    seen_field,
    text_field,
)
from modules.models import Collection, Module
from modules.queries.drafts import TEXT_FIELDS, Texts
from productive_leader.core.widgets import TextArea

SUMMARY_HELP = "One sentence for the catalogue: what somebody gets."
AGENDA_HELP = (
    "One line for each item: minutes, title, then a bar and a note for those who take part. For "
    "example: 20 Look at our measures | The checks of all of you, put together."
)
MOST_RELATED = 8


def _name_field() -> forms.CharField:
    return line_field("Name", 120, "Give the module a name.")


def _summary_field() -> forms.CharField:
    required = "Say in one sentence what somebody gets."
    return line_field("Summary", 200, required, help_text=SUMMARY_HELP)


def _collection_field() -> forms.ModelChoiceField[Collection]:
    sentence = "Choose the collection that it belongs to."
    return forms.ModelChoiceField(
        label="Collection",
        queryset=Collection.objects.none(),
        empty_label=None,
        error_messages=dict.fromkeys(("required", "invalid_choice"), sentence),
    )


class NewModuleForm(forms.Form):
    """Name, summary and collection."""

    name = _name_field()
    summary = _summary_field()
    collection = _collection_field()

    def __init__(self, *args: Any, collections: QuerySet[Collection], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(Any, self.fields["collection"]).queryset = collections


class TextsForm(forms.Form):
    """What the draft says about the module; `seen` is what was read."""

    use_required_attribute = False

    name = _name_field()
    summary = _summary_field()
    purpose = text_field("What it is for", 2000, rows=5, kind=LaterText)
    audience = text_field("Who it is for", 2000, rows=3, kind=LaterText)
    outcomes = LinesField(
        label="What you will have at the end",
        help_text="One thing on each line.",
        widget=TextArea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
    )
    minutes = number_field("Minutes of the session", 5, 480, kind=LaterNumber)
    agenda = AgendaField(label="Agenda", help_text=AGENDA_HELP, widget=TextArea(attrs={"rows": 9}))
    preparation_minutes = number_field(
        "Minutes beforehand",
        0,
        600,
        required=False,
        help_text="For each person who takes part. Our estimate; 0 for none.",
    )
    keywords = line_field(
        "Words to find it by",
        400,
        required=False,
        help_text="Everyday words that are not in the name, with commas between them.",
    )
    seen = seen_field()

    def clean_preparation_minutes(self) -> int:
        return self.cleaned_data["preparation_minutes"] or 0

    def clean_keywords(self) -> str:
        words = (" ".join(word.split()) for word in self.cleaned_data["keywords"].split(","))
        return ", ".join(filter(None, words))

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def texts(self) -> Texts:
        """What was typed, once it is valid."""
        said = {name: self.cleaned_data[name] for name in TEXT_FIELDS}
        return Texts(**said, agenda=self.cleaned_data["agenda"])

    @classmethod
    def initial_of(cls, texts: Texts) -> dict[str, Any]:
        kept = {name: getattr(texts, name) for name in TEXT_FIELDS}
        return {**kept, "agenda": texts.agenda, "seen": texts.fingerprint}


class PlaceForm(forms.Form):
    """Where the catalogue lists a module, and what it names beside it."""

    collection = _collection_field()
    position = number_field(
        "Place in the collection", 1, 999, help_text="1 is the first; equal numbers go by name."
    )
    related = forms.ModelMultipleChoiceField(
        label="Goes well with",
        queryset=Module.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=f"Shown on its page, {MOST_RELATED} at most.",
        error_messages={"invalid_choice": "Choose among the modules in the list."},
    )

    def __init__(
        self,
        *args: Any,
        collections: QuerySet[Collection],
        others: QuerySet[Module],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        cast(Any, self.fields["collection"]).queryset = collections
        cast(Any, self.fields["related"]).queryset = others
        if not others:
            self.fields["related"].widget = forms.MultipleHiddenInput()

    def clean_related(self) -> list[Module]:
        related = list(self.cleaned_data["related"])
        if len(related) > MOST_RELATED:
            raise forms.ValidationError(f"{MOST_RELATED} are the most. Take some away.")
        return related
