"""Putting what a service refuses beside the field it is about."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from programmes.forms.people import StrangersForm
from programmes.services.newcomers import STRANGER


def explain(refusal: ValidationError, form: StrangersForm, *, address: str) -> None:
    """A strange address goes to the field `address`, and a tick box lets it in.

    What has the name of a field as its code goes there, all else to the top of the form.
    """
    code = getattr(refusal, "code", None)
    if code == STRANGER:
        form.has_strangers = True
        form.add_error(address, refusal)
    else:
        form.add_error(code if code in form.fields else None, refusal)
