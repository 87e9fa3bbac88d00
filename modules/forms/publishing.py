"""What an administrator says when a version goes out, and when a module is taken back."""

from __future__ import annotations

from typing import Any

from django import forms

from modules.forms.fields import seen_field, text_field


def _day_field(**more: Any) -> forms.DateField:
    sentence = "Choose the day of the next review."
    return forms.DateField(
        label="Next review",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=dict.fromkeys(("required", "invalid"), sentence),
        **more,
    )


class PublishForm(forms.Form):
    """What is new, and when the module is looked at again. A first version needs no notes."""

    notes = text_field(
        "What is new in this version",
        2000,
        rows=3,
        help_text="A line or two. Everybody who downloaded an earlier version gets these words.",
        error_messages={"required": "Say in a line or two what is new in this version."},
    )
    review_on = _day_field(help_text="The administrators are told thirty days before.")
    seen = seen_field()

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_first:
            self.fields["notes"].required = False
            self.fields["notes"].label = "About this version"
            self.fields["notes"].help_text = "Shown among the versions. Empty: “First edition.”"


class ReviewForm(forms.Form):
    review_on = _day_field(help_text="The administrators are told thirty days before.")


class WithdrawForm(forms.Form):
    reason = text_field(
        "Why, and what to take instead",
        400,
        rows=4,
        help_text="Its page shows these words. Everybody who downloaded it gets them by mail.",
        error_messages={"required": "Say why, and what to take instead."},
    )
