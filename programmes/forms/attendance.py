"""Who was there: four answers for each person, and whoever came without an invitation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import QueryDict

from accounts.models import Person
from programmes.enums import Attendance, LateReason
from programmes.forms.actions import PersonField
from programmes.models import Session
from programmes.queries.attendance import (
    Row,
    Sheet,
    colleagues_among,
    colleagues_called,
    counted,
    members_beside,
)

KEYS = {
    Attendance.ATTENDED: "h",
    Attendance.PART: "p",
    Attendance.APOLOGIES: "a",
    Attendance.ABSENT: "n",
}
NUMBER = re.compile(r"\d{1,15}", re.ASCII)
SEEN = re.compile(rf"({NUMBER.pattern})=(\w*)=(\w*)", re.ASCII)
MOST_ADDED = 50


@dataclass(frozen=True, slots=True)
class Mark:
    """A person's line: which answer is chosen, and what somebody else recorded meanwhile."""

    row: Row
    field: str
    chosen: str
    theirs: str

    @property
    def options(self) -> list[tuple[str, str, str, bool]]:
        """Value, label, key and whether it is chosen, for each of the four."""
        return [
            (value, label, KEYS[Attendance(value)], value == self.chosen)
            for value, label in Attendance.choices
        ]


class AttendanceForm(forms.Form):
    """The whole list. `walk_ins`: people who were added on the page and are not saved yet."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label="Why so late?",
        choices=LateReason.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text="More than 14 days have passed since this session. The reason is kept.",
        error_messages={"invalid_choice": "Choose one of these reasons."},
    )
    member = PersonField(
        label="Of the team, not invited",
        queryset=Person.objects.none(),
        required=False,
        empty_label="Choose a person",
        error_messages={"invalid_choice": "Choose somebody of the list."},
    )
    colleague = forms.CharField(
        label="A colleague, by name or e-mail address",
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": "A name or an address is shorter than that."},
    )

    def __init__(self, data: QueryDict | None, *, session: Session, sheet: Sheet) -> None:
        super().__init__(data)
        self.organisation = session.team.programme.organisation
        self.sheet = sheet
        self.fresh: set[int] = set()
        self.walk_ins = self._already_added()
        listed = [row.person_id for row in self.rows]
        cast(PersonField, self.fields["member"]).queryset = members_beside(session, listed)
        for row in self.rows:
            self.fields[_name(row.person_id)] = forms.ChoiceField(
                label=row.name,
                choices=Attendance.choices,
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": f"Choose one of the four for {row.name}."},
            )

    @property
    def rows(self) -> list[Row]:
        return [*self.sheet.rows, *(_walk_in(person) for person in self.walk_ins)]

    def groups(self, theirs: Mapping[int, str] | None = None) -> list[list[Mark]]:
        """The lines as they stand on the page, people who work together in one group."""
        added = [[_walk_in(person)] for person in self.walk_ins]
        return [
            [self._mark(row, (theirs or {}).get(row.person_id, "")) for row in group]
            for group in (*self.sheet.groups, *added)
        ]

    def counts(self) -> list[tuple[str, int]]:
        """What is chosen on the page, saved or not."""
        return counted(self._chosen(row) for row in self.rows)

    @property
    def opened_with(self) -> str:
        """What the page said of each person when it was opened: what `seen` brings back."""
        before = str(self.data.get("seen", ""))
        now = (f"{row.person_id}={row.recorded}={row.shown}" for row in self.sheet.rows)
        return before if self._seen() else " ".join(now)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("member"):
            self._take_in(cleaned["member"])
        if cleaned.get("colleague"):
            self._add_colleague(cleaned["colleague"])
        return cleaned

    def presence(self) -> dict[int, str]:
        """What was chosen, by person; whoever was just added is here."""
        chosen = {row.person_id: self._chosen(row) for row in self.rows}
        return {person: value for person, value in chosen.items() if value}

    def seen_before(self) -> dict[int, str]:
        """What was recorded for each when the page was opened."""
        return {int(person): recorded for person, recorded, _ in self._seen()}

    def with_theirs(self, theirs: Mapping[int, str]) -> QueryDict:
        """As it was filled in; where nothing was touched, what somebody else recorded."""
        data = self._copied()
        first = {int(person): shown for person, _, shown in self._seen()}
        for person, recorded in theirs.items():
            if data.get(_name(person)) == first.get(person):
                data[_name(person)] = recorded
        data["seen"] = ""
        return data

    def with_walk_ins(self) -> QueryDict:
        """As it was filled in, with those who were just added in the list."""
        data = self._copied()
        data.setlist("walk_in", [str(person.pk) for person in self.walk_ins])
        for row in self.rows:
            data[_name(row.person_id)] = self._chosen(row)
        return data

    def _copied(self) -> QueryDict:
        data = cast(QueryDict, self.data).copy()
        data["member"] = data["colleague"] = ""
        return data

    def _seen(self) -> list[tuple[str, str, str]]:
        return SEEN.findall(str(self.data.get("seen", "")))

    def _mark(self, row: Row, theirs: str) -> Mark:
        words = Attendance(theirs).label if theirs else ""
        return Mark(row, _name(row.person_id), self._chosen(row), words)

    def _chosen(self, row: Row) -> str:
        if not self.is_bound or row.person_id in self.fresh:
            return row.shown
        chosen = str(self.data.get(_name(row.person_id), ""))
        return chosen if chosen in Attendance.values else ""

    def _already_added(self) -> list[Person]:
        """Those in the list of the page who are not among the invited; strangers are left out."""
        values = self.data.getlist("walk_in") if isinstance(self.data, QueryDict) else []
        invited = {row.person_id for row in self.sheet.rows}
        people = dict.fromkeys(int(one) for one in values[:MOST_ADDED] if NUMBER.fullmatch(one))
        wanted = [one for one in people if one not in invited]
        known = colleagues_among(self.organisation, wanted) if wanted else {}
        return [known[one] for one in wanted if one in known]

    def _take_in(self, person: Person) -> None:
        self.walk_ins.append(person)
        self.fresh.add(person.pk)

    def _add_colleague(self, words: str) -> None:
        found = colleagues_called(self.organisation, words)
        if not found:
            self.add_error(
                "colleague",
                f"Nobody at {self.organisation} has this name or address. Check the spelling; "
                "somebody new is added under People first.",
            )
        elif len(found) > 1:
            self.add_error(
                "colleague", "Several people have this name. Type the e-mail address instead."
            )
        elif found[0].pk in {row.person_id for row in self.rows}:
            self.add_error("colleague", f"{found[0]} is in the list already.")
        else:
            self._take_in(found[0])


def _walk_in(person: Person) -> Row:
    return Row(person.pk, person.name, "was not invited", "", Attendance.ATTENDED)


def _name(person_id: int) -> str:
    return f"person_{person_id}"
