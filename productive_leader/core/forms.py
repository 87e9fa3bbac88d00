"""What forms of every room do alike: offer choices, take a refusal, stand beside a newer state."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict


def choose_among(form: forms.BaseForm, name: str, choices: Iterable[tuple[object, str]]) -> None:
    """Let the field `name` choose among (value, label). TypeError for a field of another kind."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} is not a field of choices.")
    field.choices = list(choices)


def look_again(form: forms.BaseForm, fingerprint: str) -> None:
    """The next press of this form means what is kept now: its field `seen` says so."""
    typed = cast(QueryDict, form.data).copy()
    typed["seen"] = fingerprint
    form.data = typed


def take_refusal(form: forms.BaseForm, refusal: ValidationError) -> None:
    """Put each sentence of a service beside its field, or above all of them."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, sentences in refusal.message_dict.items():
        form.add_error(name if name in form.fields else None, sentences)
