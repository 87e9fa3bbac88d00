"""Dates, days off and what a session is, as typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import Organisation, Person
from modules.models import Module
from productive_leader.core.dates import LONDON, format_date, format_duration
from programmes.enums import Audience, Pace
from programmes.forms.sessions import WHOLE_ADDRESS, HttpsField
from programmes.forms.texts import TextArea
from programmes.models import Room, Session
from programmes.queries.dates import people_to_lead, rooms_of
from programmes.queries.modules import choosable_modules

FIRST_YEAR, LAST_YEAR = 2000, 2100
LONG = 240  # minutes; more is a slip of the finger now and then
ADDRESS_TOO_LONG = "This address is longer than 200 characters. Use a shorter one."


def check_year(day: dt.date) -> None:
    """What no calendar is made for; how near a date must be, the services say."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise forms.ValidationError(f"Check the year: {day.year} cannot be meant.")


def date_field(label: str, what: str, **more: Any) -> forms.DateField:
    """A date, typed or chosen; `what` it is, within a sentence."""
    sentence = f"Type {what} as a date that there is, for example 9/5/2027."
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[check_year],
        error_messages={"required": f"Choose {what}.", "invalid": sentence},
        **more,
    )


def time_field(label: str = "Begins at", **more: Any) -> forms.TimeField:
    """A time of day in London."""
    sentence = "Type the time it begins, for example 10:00."
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": sentence, "invalid": sentence},
        **more,
    )


def text_field(label: str, most: int, missing: str = "", **more: Any) -> forms.CharField:
    """Up to `most` characters; `missing` is told when it is empty and must not be."""
    return forms.CharField(
        label=label,
        max_length=most,
        required=bool(missing),
        error_messages={
            "required": missing,
            "max_length": f"Shorten “{label}” to {most} characters.",
        },
        **more,
    )


class PlaceForm(forms.Form):
    """A room of the organisation, or the name of one to add to its list; a link to join."""

    room = forms.ModelChoiceField(
        label="Room", queryset=Room.objects.none(), required=False, empty_label="No room"
    )
    new_room = text_field("Or a room that is not in the list", 120)
    new_building = text_field("Its building", 120)
    link = HttpsField(
        label="Link to join",
        help_text="For those who cannot come in person. It begins with https://.",
        required=False,
        max_length=200,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        error_messages={"invalid": WHOLE_ADDRESS, "max_length": ADDRESS_TOO_LONG},
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rooms = rooms_of(organisation)
        self._choose_among("room", rooms)
        self.has_rooms = rooms.exists()
        if not self.has_rooms:
            self.fields["new_room"].label = "Room"
        self.fields["room"].error_messages["invalid_choice"] = (
            f"This is no room of {organisation}. Choose one from the list, or add one."
        )

    def _choose_among(self, name: str, found: QuerySet[Any]) -> None:
        self.fields[name].queryset = found  # type: ignore[attr-defined]  # of its kind of field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("room") and cleaned.get("new_room"):
            chosen = cleaned["room"]
            self.add_error(
                "new_room", f"You chose {chosen} and typed another room. Keep one of the two."
            )
        if cleaned.get("new_building") and not cleaned.get("new_room"):
            self.add_error("new_room", "Give the room in this building a name.")
        return cleaned

    def new_place(self) -> tuple[str, str] | None:
        """Name and building of a room to add."""
        name: str = self.cleaned_data["new_room"]
        return (name, self.cleaned_data["new_building"]) if name else None


class ProposeForm(PlaceForm):
    """What the dates of a whole series follow from."""

    first_on = date_field("First date", "the first date")
    starts_at = time_field()
    pace = forms.ChoiceField(
        label="How far apart",
        choices=Pace.choices,
        widget=forms.RadioSelect(attrs={"class": "nhsuk-radios--inline"}),
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Choose how far apart the sessions are."
        ),
    )
    field_order = ("first_on", "starts_at", "pace", "room", "new_room", "new_building", "link")


class BlockForm(forms.Form):
    """Days on which a team does not meet."""

    starts_on = date_field("From", "the first day")
    ends_on = date_field("Until", "the last day")
    reason = text_field(
        "Why", 120, "Say why, for example “Half-term”.", help_text="For example “Half-term”."
    )


class MoveForm(forms.Form):
    """Another date for a session; `later` are those with a higher number, by date."""

    day = date_field("Date", "the date")
    time = time_field()
    and_the_rest = forms.BooleanField(required=False)

    def __init__(
        self, *args: Any, session: Session, later: Iterable[Session] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        start = session.starts_at
        dated = [(one, one.starts_at) for one in later if start and one.starts_at]
        after = [(one, at) for one, at in dated if start and at > start]
        if not after:
            del self.fields["and_the_rest"]
            return
        these = "the session" if len(after) == 1 else f"the {len(after)} sessions"
        self.fields["and_the_rest"].label = f"Also move {these} after it by the same amount"
        staying = [one for one, at in dated if start and at <= start]
        self.fields["and_the_rest"].help_text = " ".join(
            [
                *(f"{one}, {format_date(at.date())}." for one, at in after),
                *(f"{one} is before it already, and stays." for one in staying),
            ]
        )

    def starts_at(self) -> dt.datetime:
        """Aware, in London."""
        day, time = self.cleaned_data["day"], self.cleaned_data["time"]
        return dt.datetime.combine(day, time, LONDON)


class SessionForm(PlaceForm):
    """What a session is about, for whom, who leads it and where."""

    name = text_field("Name", 120, "Give the session a name.")
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=10,
        max_value=480,
        error_messages={
            "required": "Type how many minutes it takes.",
            **dict.fromkeys(
                ("invalid", "min_value", "max_value"),
                "A session takes 10 minutes to 8 hours. Type the minutes as a number.",
            ),
        },
    )
    is_long = forms.BooleanField(label="It really is that long", required=False)
    audience = forms.ChoiceField(
        label="For whom",
        choices=Audience.choices,
        initial=Audience.EVERYBODY,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose for whom it is."),
    )
    facilitator = forms.ModelChoiceField(
        label="Who leads it",
        queryset=Person.objects.none(),
        empty_label=None,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Choose a facilitator from the list."
        ),
    )
    before = text_field("What to do beforehand", 4000, widget=TextArea(attrs={"rows": 3}))
    output = text_field(
        "What comes of it",
        4000,
        widget=TextArea(attrs={"rows": 3}),
        help_text="Like the agenda, people read it on the page as soon as you keep it.",
    )
    module = forms.ModelChoiceField(
        label="Module",
        queryset=Module.objects.none(),
        required=False,
        empty_label="No module",
        help_text="Its papers stand on the page of the session.",
        error_messages={"invalid_choice": "Choose one of the modules in the list."},
    )
    field_order = (
        "name",
        "day",
        "time",
        "minutes",
        "is_long",
        "audience",
        "facilitator",
        "room",
        "new_room",
        "new_building",
        "link",
        "module",
        "before",
        "output",
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        organisation = session.team.programme.organisation
        super().__init__(*args, organisation=organisation, **kwargs)
        self._choose_among("facilitator", people_to_lead(session))
        self._choose_among("module", choosable_modules(session.module_id))
        self.usual = session.minutes or 0

    @property
    def asks_if_long(self) -> bool:
        return self.has_error("minutes", "long") or bool(self.data.get("is_long"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        minutes = cleaned.get("minutes") or 0
        if minutes > LONG and minutes != self.usual and not cleaned.get("is_long"):
            self.add_error(
                "minutes",
                forms.ValidationError(
                    f"{minutes} minutes are {format_duration(minutes)}. Change them, or tick "
                    "“It really is that long”.",
                    code="long",
                ),
            )
        return cleaned

    def details(self) -> dict[str, Any]:
        """What the services take, beside the room."""
        names = (
            "name", "minutes", "audience", "facilitator", "before", "output", "link", "module"
        )  # fmt: skip
        return {name: self.cleaned_data[name] for name in names}


class NewSessionForm(SessionForm):
    """A session to add, with or without a date."""

    day = date_field("Date", "the date", required=False)
    time = time_field(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "day" in cleaned and "time" in cleaned and bool(cleaned["day"]) != bool(cleaned["time"]):
            self.add_error("time" if cleaned["day"] else "day", "Give both a date and a time.")
        return cleaned

    def starts_at(self) -> dt.datetime | None:
        """Aware, in London; None for later."""
        day, time = self.cleaned_data["day"], self.cleaned_data["time"]
        return dt.datetime.combine(day, time, LONDON) if day and time else None


class HolidayForm(forms.Form):
    day = date_field("Day", "the day")
    name = text_field("What it is called", 120, "Say what the day is called.")
