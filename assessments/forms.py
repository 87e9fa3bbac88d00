"""Clean what people type into domain types. Nothing here saves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.forms import BaseFormSet, formset_factory

from assessments.documents import BlockDraft, DayRules
from assessments.enums import BlockSource, ReportScope
from assessments.models import Category
from assessments.queries.days import KeptBlock
from assessments.timeline import Interval, NoSuchTime, at, local, log_day
from programmes.enums import MemberKind
from programmes.models import Pair

LOAD_AGAIN = "Part of this page is missing. Load it again, then type your changes once more."


def time_field(label: str, what: str, example: str) -> forms.TimeField:
    """A time of day, typed or chosen, London wall time. `what` it is, within a sentence."""
    attrs = {"type": "time", "class": "nhsuk-input app-time"}
    sentence = f"Type {what}, for example {example}."
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(attrs=attrs, format="%H:%M"),
        error_messages={"required": sentence, "invalid": sentence},
    )


class BlockForm(forms.Form):
    """One row of the table of a day. Times before 4am belong to the night after the date."""

    start = time_field("Start", "the start", "09:30")
    end = time_field("End", "the end", "10:15")
    category = forms.ChoiceField(label="Category")
    note = forms.CharField(
        label="Note",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "nhsuk-input"}),
        error_messages={"max_length": "Shorten the note to 200 characters."},
    )
    origin = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, categories: Sequence[Category], rules: DayRules, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rules = rules
        choices = [("", "Choose a category")]
        choices += [(one.slug, f"{one.letter}  {one.label}") for one in categories]
        self.fields["category"] = forms.ChoiceField(
            label="Category",
            choices=choices,
            widget=forms.Select(attrs={"class": "nhsuk-select"}),
            error_messages={
                "required": "Choose a category.",
                "invalid_choice": "Choose a category of this week.",
            },
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start is not None and end is not None:
            cleaned["during"] = self._during(start, end)
        return cleaned

    def _during(self, start: dt.time, end: dt.time) -> Interval | None:
        """The stretch on this log day; an end of 4am is the end of the day."""
        try:
            day = log_day(self.rules.date)
            first = at(self.rules.date, start)
            last = at(self.rules.date, end)
            return Interval(first, day.end if last == day.start else last)
        except NoSuchTime as problem:
            self.add_error("start", str(problem))
        except ValueError:
            self.add_error("end", "The end must be later than the start.")
        return None


class BaseDayFormSet(BaseFormSet):  # type: ignore[type-arg]  # not generic when run
    """The rows of a day; a row ticked for removal does not count, nor does an empty one."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "missing_management_form": LOAD_AGAIN,
        "too_many_forms": "A day has at most %(num)d rows. Take some away.",
    }

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Remove"

    def drafts(self, blocks: Sequence[KeptBlock]) -> tuple[BlockDraft, ...]:
        """The day as typed. What the table does not show is kept from the block of the row."""
        origins = {block.id: block for block in blocks if block.id is not None}
        rows = [form for form in self.forms if form.has_changed() or form.initial]
        return tuple(
            _draft(form.cleaned_data, origins)
            for form in rows
            if not form.cleaned_data.get("DELETE") and form.cleaned_data.get("during")
        )


def _draft(row: dict[str, Any], origins: dict[int, KeptBlock]) -> BlockDraft:
    origin = origins.get(row.get("origin") or 0)
    if origin is None:
        return BlockDraft(
            row["category"], row["during"], note=row["note"], source=BlockSource.TYPED
        )
    return BlockDraft(
        row["category"],
        row["during"],
        worth=origin.worth,
        planned=origin.planned,
        obstacles=origin.obstacles,
        note=row["note"],
        source=origin.source,
        diary=origin.diary,
    )


DayFormSet = formset_factory(
    BlockForm, formset=BaseDayFormSet, extra=3, can_delete=True, max_num=300
)


class DayForm(forms.Form):
    """What the table says of the day as a whole."""

    revision = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=0,
        error_messages=dict.fromkeys(("required", "invalid", "min_value"), LOAD_AGAIN),
    )
    worked = forms.TypedChoiceField(
        label="Did you work this day?",
        choices=(("yes", "Yes"), ("no", "No work this day")),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Say whether you worked this day."
        ),
    )
    interruptions = forms.IntegerField(
        label="Interruptions",
        min_value=0,
        max_value=300,
        required=False,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            "Type the interruptions as a number from 0 to 300.",
        ),
    )
    done = forms.BooleanField(label="This day is done", required=False)


def rows_of(blocks: Sequence[KeptBlock], categories: Sequence[Category]) -> list[dict[str, Any]]:
    """The blocks as the table's first values."""
    slugs = {category.pk: category.slug for category in categories}
    return [
        {
            "start": local(block.during.start).time(),
            "end": local(block.during.end).time(),
            "category": slugs[block.category_id],
            "note": block.note,
            "origin": block.id,
        }
        for block in blocks
    ]


class WindowForm(forms.Form):
    """The working hours of a log."""

    start = time_field("From", "when your working hours begin", "08:00")
    end = time_field("To", "when your working hours end", "18:00")


class ReopenForm(forms.Form):
    reason = forms.CharField(
        label="Why is it opened again?",
        max_length=300,
        help_text="The reason is kept with the week.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Say why the week is opened again.",
            "max_length": "Shorten the reason to 300 characters.",
        },
    )


class PairField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when run
    """A pair, by its PA and team."""

    def label_from_instance(self, pair: Pair) -> str:
        return f"{pair.pa.name} ({pair.team})"


class GrantForm(forms.Form):
    """Whom of the PAs this leader works with, and until when."""

    pair = PairField(
        label="Who may keep your log?",
        queryset=Pair.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "Choose a PA.",
            "invalid_choice": "Choose a PA from the list.",
        },
    )
    ends_on = forms.DateField(
        label="Until (you can leave this empty)",
        required=False,
        help_text="You can end it at any time in one press.",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "Type the last day as a date, for example 9/5/2027."},
    )

    def __init__(self, *args: Any, pairs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(PairField, self.fields["pair"]).queryset = pairs


class DiaryForm(forms.Form):
    diary = forms.FileField(
        label="Diary file",
        help_text="An .ics file saved from Outlook, Google or Apple Calendar, up to 5 MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".ics,text/calendar"}),
        error_messages={
            **dict.fromkeys(("required", "invalid", "missing"), "Choose the diary file first."),
            "max_length": "Give the file a shorter name, then choose it again.",
            "empty": "This file is empty. Save the diary again and choose the new file.",
        },
    )


class ReportForm(forms.Form):
    """Which result is asked for: of a person or of a team's leaders or PAs. Sent by one button."""

    scope = forms.ChoiceField(choices=ReportScope.choices, widget=forms.HiddenInput)
    team = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=MemberKind.choices, widget=forms.HiddenInput)
    subject = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)
