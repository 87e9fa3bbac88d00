"""What an administrator types into a template: its draft, the notes of a version, a new one."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict

from programmes.enums import Audience, Level
from programmes.forms.agendas import AgendaField, LinesField, MomentsField
from programmes.forms.texts import TextArea
from programmes.models import ProgrammeTemplate
from programmes.queries.contents import PlannedSession, Sheet

MOST_SESSIONS = 40
LOAD_AGAIN = "Part of this page is missing. Load it again, then type your changes once more."


def is_on(text: str) -> bool:
    """What a browser sends for a ticked box, or a hidden field for one."""
    return text.lower() in {"on", "true"}


def _number_field(label: str, where: str, least: int, most: int, **more: Any) -> forms.IntegerField:
    sentence = f"{where}: type a whole number from {least} to {most:,}."
    kinds = ("required", "invalid", "min_value", "max_value")
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        error_messages=dict.fromkeys(kinds, sentence),
        **more,
    )


def _name_field(required: str) -> forms.CharField:
    too_long = "120 characters are the most for a name. Shorten it."
    return forms.CharField(
        label="Name",
        max_length=120,
        error_messages={"required": required, "max_length": too_long},
    )


def _summary_field() -> forms.CharField:
    too_long = "300 characters are the most for the summary. Shorten it."
    return forms.CharField(
        label="Summary",
        help_text="For a facilitator who chooses: for whom it is, how long, what comes of it.",
        widget=TextArea(attrs={"rows": 3}),
        validators=[MaxLengthValidator(300, too_long)],
        error_messages={"required": "Say in a sentence or two what this template is for."},
    )


class NewTemplateForm(forms.Form):
    """Name, summary and what to begin with."""

    name = _name_field("Give the template a name.")
    summary = _summary_field()
    like: forms.ModelChoiceField[ProgrammeTemplate] = forms.ModelChoiceField(
        label="Begin with",
        queryset=None,
        required=False,
        empty_label="Nothing: an empty draft",
        help_text="A copy of the latest version of another template, or nothing.",
        error_messages={"invalid_choice": "Choose one of the templates in the list."},
    )

    def __init__(self, *args: Any, templates: QuerySet[ProgrammeTemplate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["like"]).queryset = templates  # type: ignore[type-arg]


class PublishForm(forms.Form):
    """What is new in a version, for those who choose it."""

    notes = forms.CharField(
        label="What is new in this version",
        help_text="A line or two, for facilitators who choose and for whoever comes after you.",
        widget=TextArea(attrs={"rows": 3}),
        validators=[MaxLengthValidator(2000, "2,000 characters are the most. Shorten the notes.")],
        error_messages={"required": "Say in a line what is new in this version"},
    )
    seen = forms.CharField(
        widget=forms.HiddenInput, max_length=64, error_messages={"required": LOAD_AGAIN}
    )


class HeadForm(forms.Form):
    """Name, summary and what happens between the sessions; `seen` is the draft as it was read."""

    name = _name_field("Give the template a name.")
    summary = _summary_field()
    moments = MomentsField(
        label="Between the sessions",
        where="Between the sessions",
        longest=20_000,
        rows=6,
        required=False,
        help_text=(
            "One line each: week, minutes for each person, name, then a bar and what it is. "
            "For example: 9 15 Mid-point check | A log of two days."
        ),
    )
    seen = forms.CharField(
        widget=forms.HiddenInput,
        max_length=64,
        error_messages=dict.fromkeys(("required", "max_length"), LOAD_AGAIN),
    )


class SessionForm(forms.Form):
    """One session; `number` is its place from 1, named in every message.

    `modules`: those it may work with, as (slug, name).
    """

    def __init__(
        self, *args: Any, number: int, modules: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.number, where = number, f"Session {number}"
        self.fields |= {
            "name": _name_field(f"{where}: give it a name."),
            "week": _number_field("Week", f"{where}, week", 0, 104),
            "minutes": _number_field("Minutes", f"{where}, minutes", 10, 480),
            "audience": forms.ChoiceField(
                label="Who it is for",
                choices=Audience.choices,
                initial=Audience.EVERYBODY,
                error_messages=dict.fromkeys(
                    ("required", "invalid_choice"), f"{where}: choose who it is for."
                ),
            ),
            "module": forms.ChoiceField(
                label="Module",
                choices=modules,
                required=False,
                help_text="Its papers stand on the page of each session.",
                error_messages={"invalid_choice": f"{where}: choose a module from the list."},
            ),
            "is_optional": forms.BooleanField(label="A team may leave it out", required=False),
            "before": LinesField(
                label="Before the session", where=f"{where}, before", longest=2000, required=False
            ),
            "output": LinesField(
                label="What comes out of it", where=f"{where}, output", longest=2000, required=False
            ),
            "agenda": AgendaField(label="Agenda", where=f"{where}, agenda", required=False),
        }

    @property
    def is_removed(self) -> bool:
        """Whether it goes with the next save; until then it can be put back."""
        return is_on(str(self["DELETE"].value() or ""))

    @property
    def above(self) -> int:
        return self.number - 1

    @property
    def below(self) -> int:
        return self.number + 1

    def planned(self) -> PlannedSession:
        kept = {name: value for name, value in self.cleaned_data.items() if name != "DELETE"}
        return PlannedSession(**kept)


class BaseSessionFormSet(BaseFormSet):  # type: ignore[type-arg]  # not generic when run
    """The sessions of a draft in their order."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "missing_management_form": LOAD_AGAIN,
        "too_many_forms": "A template has at most %(num)d sessions. Remove some.",
    }

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "number": (index or 0) + 1}

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].widget = forms.HiddenInput()

    @property
    def kept(self) -> list[SessionForm]:
        forms_here = cast(list[SessionForm], self.forms)
        return [form for form in forms_here if not form.is_removed and form.has_changed()]


SessionFormSet = formset_factory(
    cast(Any, SessionForm),
    formset=BaseSessionFormSet,
    extra=0,
    can_delete=True,
    max_num=MOST_SESSIONS,
    absolute_max=MOST_SESSIONS + 20,
    validate_max=True,
)


class SheetForm(forms.Form):
    """What is asked of one level; all of it empty: no sheet yet."""

    def __init__(self, typed: QueryDict | None, *, level: Level, initial: dict[str, Any]) -> None:
        super().__init__(typed, prefix=f"sheet-{level.value}", initial=initial)
        self.level, where = level, f"Role sheet {level.label}"
        too_long = f"{where}: 300 characters are the most for the summary. Shorten it."
        self.fields |= {
            "minutes": _number_field(
                "Minutes beside the sessions, over the whole programme",
                f"{where}, minutes",
                0,
                99_999,
                required=False,
            ),
            "summary": forms.CharField(
                label="Summary",
                required=False,
                widget=TextArea(attrs={"rows": 2}),
                validators=[MaxLengthValidator(300, too_long)],
            ),
            "text": LinesField(
                label="What to do, one thing on each line",
                where=f"{where}, what to do",
                longest=4000,
                rows=5,
                required=False,
            ),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        summary, text = cleaned.get("summary"), cleaned.get("text")
        if bool(summary) != bool(text) and not self.errors:
            missing = "text" if summary else "summary"
            self.add_error(missing, f"Role sheet {self.level.label}: this part is still empty.")
        return cleaned

    def sheet(self) -> Sheet | None:
        given = self.cleaned_data
        if not given["summary"]:
            return None
        summary = " ".join(given["summary"].split())
        return Sheet(self.level, given["minutes"] or 0, summary, given["text"])
