"""A workshop as it is put together, and what was decided in it, as typed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from itertools import count
from typing import Any, ClassVar, NamedTuple, cast

from django import forms
from django.db.models import QuerySet
from django.forms import BaseFormSet, formset_factory

from accounts.models import Person
from modules.models import Module
from productive_leader.core.dates import today
from programmes.forms.actions import DueForm, PersonField, text_field
from programmes.forms.dates import date_field, time_field
from programmes.models import Team
from programmes.queries.workshops import LONGEST_TITLE, Choice, Group, modules_at
from programmes.services.days import check_to_come
from programmes.services.workshops import LOAD_AGAIN, Decided

ADDRESS = re.compile(r"[-\w]{1,80}", re.ASCII)
ROWS, MOST_ROWS = 4, 20
DUE_AFTER = dt.timedelta(weeks=4)
CLOCK = ("%H:%M", "%H:%M:%S", "%H.%M", "%I:%M%p", "%I.%M%p", "%I%p")
DAY = "the day of the workshop"
MISSING = {
    "text": "say what will be done.",
    "owner": "choose who will do it.",
    "due_on": "choose by when.",
}


class TeamField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when run
    """One of the teams a person is in or runs, with its programme."""

    def label_from_instance(self, team: Team) -> str:
        return f"{team.name} – {team.programme.name}"


def team_field(**more: Any) -> TeamField:
    sentence = "Choose one of the teams in the list."
    return TeamField(
        label="Team that looks after what is decided",
        queryset=Team.objects.none(),
        error_messages={"required": sentence, "invalid_choice": sentence},
        **more,
    )


class DetailsForm(forms.Form):
    """What a workshop is called, when it is, who looks after it. `teams`: to choose from."""

    title = forms.CharField(
        label="Title",
        max_length=LONGEST_TITLE,
        required=False,
        help_text="Leave it as it is, or empty, and it is called after its modules.",
        error_messages={
            "max_length": f"Shorten the title to {LONGEST_TITLE} characters; it has %(show_value)d."
        },
    )
    held_on = date_field("Day", DAY, required=False, help_text="If you know it.")
    starts_at = time_field(
        required=False,
        help_text="With a time, the agenda shows the clock.",
        input_formats=CLOCK,
    )
    team = team_field(
        required=False,
        empty_label="Nobody yet",
        help_text="Decisions go on its list of actions, and its people see this workshop.",
    )

    def __init__(self, *args: Any, teams: QuerySet[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(TeamField, self.fields["team"]).queryset = teams
        if not teams:
            del self.fields["team"]


class ModulesField(forms.MultipleChoiceField):
    """Addresses of modules; what is not to be had any more is refused by its name, later."""

    def validate(self, value: list[str]) -> None:
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")


class Ticked(NamedTuple):
    """One module as the page shows it. `id` of its box."""

    choice: Choice
    id: str
    ticked: bool


class WorkshopForm(DetailsForm):
    """A new workshop. `groups`: what the catalogue offers; `suggested`: the title it offered."""

    modules = ModulesField(error_messages={"required": "Tick at least one module."})
    form_key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid"), LOAD_AGAIN),
    )
    suggested = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, groups: Sequence[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = groups

    @property
    def has_choice(self) -> bool:
        """Whether anything is open to the person."""
        return any(one.version for group in self.groups for one in group.choices)

    def ticks(self) -> list[tuple[Group, list[Ticked], bool]]:
        """The modules with their boxes, collection by collection, and whether it starts open.

        Those for boards do, and where something is ticked; with nothing ticked, whatever has a box.
        """
        chosen, number = set(self["modules"].value() or ()), count()
        found = []
        for group in self.groups:
            boxes = [
                Ticked(one, f"id_modules_{next(number)}", one.module.slug in chosen)
                for one in group.choices
            ]
            starts_open = any(box.ticked if chosen else box.choice.version for box in boxes)
            found.append((group, boxes, group.for_boards or starts_open))
        return found

    def clean_modules(self) -> list[Module]:
        slugs = dict.fromkeys(filter(ADDRESS.fullmatch, self.cleaned_data["modules"]))
        found = modules_at(list(slugs))
        if len(found) < len(set(self.cleaned_data["modules"])):
            raise forms.ValidationError(
                "One of the modules is not in the catalogue any more. Choose again."
            )
        return found

    def plan(self) -> dict[str, Any]:
        """What make_workshop takes, beside who does it."""
        given = dict(self.cleaned_data)
        if given.pop("suggested") == given["title"]:
            given["title"] = ""
        return given


class TeamForm(forms.Form):
    """Which team looks after what is decided."""

    team = team_field(empty_label="Choose a team")

    def __init__(self, *args: Any, teams: QuerySet[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(TeamField, self.fields["team"]).queryset = teams


class HeldForm(forms.Form):
    """When the workshop was."""

    held_on = date_field("Day of the workshop", DAY)


class DecisionForm(DueForm):
    """One decision. `number`: its row from 1, named in every message; empty it says nothing."""

    text = text_field("What was decided", "Say what will be done.")
    field_order = ("text", "owner", "due_on")

    def __init__(
        self, *args: Any, number: int, names: Sequence[tuple[object, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.number = number
        self.initial.setdefault("due_on", today() + DUE_AFTER)
        self.fields["due_on"].validators.append(check_to_come)
        cast(PersonField, self.fields["owner"]).choices = names
        for name, sentence in MISSING.items():
            self.fields[name].error_messages["required"] = f"Row {number}: {sentence}"

    def has_changed(self) -> bool:
        """The date is offered to every row; words or a name make it one that counts."""
        return any(self[name].data for name in ("text", "owner"))

    def decided(self) -> Decided:
        given = self.cleaned_data
        return Decided(given["text"], given["owner"], given["due_on"])


class BaseDecisionFormSet(BaseFormSet):  # type: ignore[type-arg]  # not generic when run
    """The rows of the page, several decisions at once."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "missing_management_form": LOAD_AGAIN,
        "too_many_forms": f"{MOST_ROWS} decisions at once are the most. Record the others next.",
    }

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        names = [("", "Choose a person"), *((one.pk, one.name) for one in people)]
        kwargs["form_kwargs"] = {"people": people, "names": names}
        super().__init__(*args, **kwargs)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "number": (index or 0) + 1}

    def decided(self) -> list[Decided]:
        rows = cast(list[DecisionForm], self.forms)
        return [row.decided() for row in rows if row.has_changed()]

    def clean(self) -> None:
        if self.management_form.is_valid() and not any(row.has_changed() for row in self.forms):
            raise forms.ValidationError("Write down at least one decision, and who will see to it.")


DecisionFormSet: Any = formset_factory(
    cast(Any, DecisionForm),
    formset=BaseDecisionFormSet,
    extra=ROWS,
    max_num=MOST_ROWS,
    absolute_max=MOST_ROWS + 20,
    validate_max=True,
)
