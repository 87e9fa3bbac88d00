"""What somebody of a team will do, and by when."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from accounts.models import Person
from programmes.enums import ActionKind
from programmes.models import Action
from programmes.services.actions import LONGEST, print_of

TOO_LONG = f"Shorten this to {LONGEST} characters."


def text_field(label: str, required: str, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        help_text=hint,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": required, "max_length": TOO_LONG},
    )


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when run
    """Somebody of the team, by name."""

    def label_from_instance(self, person: Person) -> str:
        return person.name


class DueForm(forms.Form):
    """What every one of them has: who and by when. `people` are those to choose from."""

    owner = PersonField(
        label="Who",
        queryset=Person.objects.none(),
        empty_label="Choose a person",
        error_messages={
            "required": "Choose who will do it.",
            "invalid_choice": "This person is not in the team. Choose somebody of the team.",
        },
    )
    due_on = forms.DateField(
        label="By when",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Choose by when.",
            "invalid": "Type the day as a date, for example 9/5/2027.",
        },
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(PersonField, self.fields["owner"]).queryset = people


class ActionForm(DueForm):
    """An action of a team: what, who, by when."""

    text = text_field("What", "Say what will be done.")
    kind = forms.CharField(widget=forms.HiddenInput, initial=ActionKind.ACTION, required=False)
    field_order = ("text", "owner", "due_on")


class CommitmentForm(DueForm):
    """What a person takes on; for PAs also on behalf of their leaders."""

    text = text_field("I will", "Say what you will do.", "For example: keep Friday mornings free")
    kind = forms.CharField(widget=forms.HiddenInput, initial=ActionKind.COMMITMENT, required=False)
    field_order = ("text", "owner", "due_on")

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, people=people, **kwargs)
        owner = cast(PersonField, self.fields["owner"])
        owner.label, owner.empty_label = "Whose", None
        if people.count() == 1:  # nobody but oneself
            owner.widget = forms.HiddenInput()


class ChangeActionForm(DueForm):
    """An action or commitment as it is, to be said otherwise. `seen` tells what was changed."""

    text = text_field("What", "Say what will be done.")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ("text", "owner", "due_on")

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        initial = {
            "text": action.text,
            "owner": action.owner_id,
            "due_on": action.due_on,
            "seen": print_of(action),
        }
        super().__init__(*args, initial=initial, **kwargs)
        if action.kind == ActionKind.COMMITMENT:
            self.fields["text"].label = "I will"
            self.fields["owner"].widget = forms.HiddenInput()
