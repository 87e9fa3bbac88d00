"""Answers to the time a programme asks."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms

from productive_leader.core.forms import choose_among
from programmes.enums import PromiseAnswer
from programmes.forms.texts import TextArea

MOST = 100_000_000  # minutes; more is no figure of ours


class PromiseForm(forms.Form):
    """The answer of one person in one of their parts; `levels` are the parts they have.

    The buttons carry `answer`, and the page `level` and the minutes it shows as `seen`.
    """

    level = forms.ChoiceField(
        widget=forms.HiddenInput,
        error_messages={
            "required": "Answer for one of the parts below.",
            "invalid_choice": "Answer for one of the parts below.",
        },
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST, required=False)
    answer = forms.ChoiceField(
        widget=forms.HiddenInput,
        choices=PromiseAnswer.choices,
        error_messages={
            "required": "Press one of the two buttons.",
            "invalid_choice": "Press one of the two buttons.",
        },
    )
    reason = forms.CharField(
        label="If you cannot: what stands in the way?",
        help_text="Your facilitator reads it, and nobody else in the programme does.",
        max_length=400,
        widget=TextArea(attrs={"rows": 3}),
        error_messages={
            "required": "Say in a sentence what stands in the way, so that it can be talked about.",
            "max_length": "Shorten this to 400 characters.",
        },
    )

    def __init__(self, *args: Any, levels: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "level", [(level, level) for level in levels])
        self.fields["reason"].required = self.data.get("answer") != PromiseAnswer.ACCEPTED
