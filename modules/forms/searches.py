"""What an administrator types about words that find each other."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet

from modules.models import Synonyms
from modules.services.searching import LONGEST_SEARCH
from modules.services.synonyms import LONGEST, NOTHING, TOO_LONG
from productive_leader.core.widgets import TextArea

ONE_WAY = "Choose a group or type words, not both."
GROUP_NEEDED = "Choose a group, or type a word that finds the right modules."


def _words_field(label: str, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        widget=TextArea(attrs={"rows": 2}),
        validators=[MaxLengthValidator(LONGEST, TOO_LONG)],
        **more,
    )


class SynonymsForm(forms.Form):
    """One group; what is wrong with it the service says."""

    words = _words_field(
        "Words and phrases that find each other",
        help_text="With a comma between them, such as: PA, EA, executive assistant. "
        "Large and small letters, hyphens and plurals make no difference.",
        error_messages={"required": NOTHING},
    )


class AnswerForm(forms.Form):
    """What a search in vain should find: what a group finds, or what other words find."""

    phrase = forms.CharField(
        label="What people type",
        max_length=LONGEST_SEARCH,
        help_text="As it was typed. Keep the words that matter.",
        error_messages={
            "required": "Leave the words that should find something.",
            "max_length": f"{LONGEST_SEARCH} characters are the most. Keep the words that matter.",
        },
    )
    group: forms.ModelChoiceField[Synonyms] = forms.ModelChoiceField(
        label="The same as a group that is there",
        queryset=None,
        required=False,
        empty_label="None of them",
        error_messages={"invalid_choice": "Choose one of the groups in the list."},
    )
    words = _words_field(
        "Or the same as these words",
        required=False,
        help_text="They become a new group with it. Put a comma between several.",
    )

    def __init__(self, *args: Any, groups: QuerySet[Synonyms], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["group"]).queryset = groups  # type: ignore[type-arg]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        ways = [cleaned.get("group"), cleaned.get("words")]
        if not self.errors and not any(ways):
            self.add_error("group", GROUP_NEEDED)
        if all(ways):
            self.add_error("words", ONE_WAY)
        return cleaned
