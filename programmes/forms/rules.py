"""The ground rules of a team, one on each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from programmes.forms.texts import TextArea
from programmes.queries.rules import EXAMPLES, fingerprint
from programmes.services.rules import LONGEST, MOST


class RulesForm(forms.Form):
    """`rules`: as the team has them now. `take`: an example to put below what was typed."""

    text = forms.CharField(
        label="Our ground rules",
        help_text=f"One on each line, at most {MOST}, each of {LONGEST} characters at most.",
        required=False,
        strip=False,
        widget=TextArea(attrs={"rows": 8}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    take = forms.TypedChoiceField(
        choices=[(str(number), text) for number, text in enumerate(EXAMPLES, start=1)],
        coerce=lambda number: EXAMPLES[int(number) - 1],
        required=False,
        empty_value="",
        widget=forms.HiddenInput,
    )

    def __init__(self, data: Mapping[str, Any] | None, *, rules: Sequence[str]) -> None:
        super().__init__(data, initial={"text": "\n".join(rules), "seen": fingerprint(rules)})

    def lines(self) -> list[str]:
        """What was typed, and the example that was taken."""
        lines: list[str] = self.cleaned_data["text"].splitlines()
        taken = self.cleaned_data["take"]
        return [*lines, taken] if taken else lines
