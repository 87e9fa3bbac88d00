"""Answers, pulses, agendas and materials, as typed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.forms import formset_factory

from programmes.enums import Answer
from programmes.forms.rows import MOST, BaseRows
from programmes.forms.texts import TextArea
from programmes.models import AgendaItem, Material
from programmes.services.agendas import MOST_ROWS, ItemDraft, MaterialDraft

WHOLE_ADDRESS = "Type the whole address, beginning with https://."
HOST = re.compile(r"https://([\w-]+(?:\.[\w-]+)*)(?:[:/?#]|$)", re.ASCII | re.IGNORECASE)
AGENDA_FIELDS = ("minutes", "title", "note")
MATERIAL_FIELDS = ("title", "url")
SCALE = [(number, str(number)) for number in range(1, 6)]


class AnswerForm(forms.Form):
    """What somebody says to an invitation; the reason goes with apologies."""

    answer = forms.ChoiceField(
        choices=Answer.choices,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Choose yes, perhaps or apologies."
        ),
    )
    reason = forms.CharField(
        label="Why not?",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": "Shorten the reason to 300 characters."},
    )


def _scale(label: str, low: str, high: str, missing: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        help_text=f"1 is {low}, 5 is {high}.",
        choices=SCALE,
        coerce=int,
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios--inline"}),
        error_messages=dict.fromkeys(("required", "invalid_choice"), missing),
    )


class PulseForm(forms.Form):
    """A minute: two numbers, and one line for those who like."""

    control = _scale(
        "How in control of your week do you feel?",
        "not at all",
        "fully",
        "Say from 1 to 5 how in control of your week you feel.",
    )
    energy = _scale(
        "How much energy do you have for it?",
        "hardly any",
        "plenty",
        "Say from 1 to 5 how much energy you have.",
    )
    line = forms.CharField(
        label="One line, if you like",
        max_length=200,
        required=False,
        help_text="What helped, or what got in the way. No names of patients.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": "Shorten the line to 200 characters."},
    )


class AgendaRow(forms.Form):
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=1,
        max_value=480,
        widget=forms.TextInput(attrs={"class": "nhsuk-input", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            "Type the minutes as a number from 1 to 480.",
        ),
    )
    title = forms.CharField(
        label="What",
        max_length=120,
        widget=forms.TextInput(attrs={"class": "nhsuk-input", "autocomplete": "off"}),
        error_messages={
            "required": "Say what these minutes are for.",
            "max_length": "Shorten this to 120 characters.",
        },
    )
    note = forms.CharField(
        label="Note for the facilitator",
        max_length=400,
        required=False,
        widget=TextArea(attrs={"class": "nhsuk-textarea", "rows": 3}),
        error_messages={"max_length": "Shorten the note to 400 characters."},
    )


class HttpsField(forms.URLField):
    """An address that a browser opens safely; without a scheme it gets https."""

    default_validators = [URLValidator(["https"])]  # noqa: RUF012  # as Django declares it

    def run_validators(self, value: Any) -> None:
        """An address of the intranet opens only there; whoever types it is told so."""
        host = HOST.match(value or "")
        if host and "." not in host[1]:
            raise forms.ValidationError(
                f"“{host[1]}” opens only inside your own network. Type the address with its full "
                f"name, for example https://{host[1]}.example.nhs.uk.",
                code="inside",
            )
        super().run_validators(value)


class MaterialRow(forms.Form):
    title = forms.CharField(
        label="Title",
        max_length=120,
        widget=forms.TextInput(attrs={"class": "nhsuk-input", "autocomplete": "off"}),
        error_messages={
            "required": "Give this link a title.",
            "max_length": "Shorten the title to 120 characters.",
        },
    )
    url = HttpsField(
        label="Link",
        max_length=200,
        assume_scheme="https",
        widget=forms.TextInput(
            attrs={"class": "nhsuk-input", "inputmode": "url", "autocomplete": "off"}
        ),
        error_messages={
            **dict.fromkeys(("required", "invalid"), WHOLE_ADDRESS),
            "max_length": "This address is longer than 200 characters. Use a shorter one.",
        },
    )


class BaseAgenda(BaseRows):
    def drafts(self) -> list[ItemDraft]:
        return [ItemDraft(row["minutes"], row["title"], row["note"]) for row in self.kept()]


class BaseMaterials(BaseRows):
    def drafts(self) -> list[MaterialDraft]:
        return [MaterialDraft(row["title"], row["url"]) for row in self.kept()]


AgendaFormSet = formset_factory(
    AgendaRow,
    formset=BaseAgenda,
    extra=1,
    can_delete=True,
    max_num=MOST_ROWS,
    absolute_max=MOST,
    validate_max=True,
)
MaterialFormSet = formset_factory(
    MaterialRow,
    formset=BaseMaterials,
    extra=2,
    can_delete=True,
    max_num=MOST_ROWS,
    absolute_max=MOST,
    validate_max=True,
)


def agenda_rows(items: Iterable[AgendaItem]) -> list[dict[str, Any]]:
    return [{"minutes": one.minutes, "title": one.title, "note": one.note} for one in items]


def material_rows(materials: Iterable[Material]) -> list[dict[str, Any]]:
    return [{"title": one.title, "url": one.url} for one in materials]
