"""What a form offers to choose from, known only when it is drawn."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms


def choose_among(form: forms.BaseForm, name: str, choices: Iterable[tuple[object, str]]) -> None:
    """Let the field `name` choose among (value, label). TypeError for a field of another kind."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} is not a field of choices.")
    field.choices = list(choices)
