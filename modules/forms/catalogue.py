"""What somebody looks for in the catalogue. It lies in the address, so nonsense is passed over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from modules.enums import PieceKind
from modules.queries.catalogue import LENGTHS, Option, Shelf, Wanted
from modules.queries.search import LONGEST_TEXT
from productive_leader.core.dates import format_duration

FIELDS = ("q", "collection", "kind", "minutes", "page")
ANY = ("", "Any")
Choice = tuple[str, str]


class LookForForm(forms.Form):
    """Drawn for what was understood; `shelf` says how much there is of each. Never refused."""

    use_required_attribute = False

    q = forms.CharField(
        label="Search the modules",
        widget=forms.TextInput(attrs={"type": "search", "maxlength": LONGEST_TEXT}),
    )
    collection = forms.ChoiceField(label="Collection")
    kind = forms.ChoiceField(label="With this inside")
    minutes = forms.ChoiceField(label="Session takes at most")

    def __init__(self, shelf: Shelf) -> None:
        wanted = shelf.wanted
        super().__init__(initial=typed_as(wanted))
        self._offer("collection", [_counted(option) for option in shelf.collections])
        self._offer("kind", [_counted(option) for option in shelf.kinds])
        lengths = [
            _counted((str(length), format_duration(length), number))
            for length, number in shelf.lengths
            if number != 0 or length == wanted.minutes
        ]
        self._offer("minutes", lengths)

    def _offer(self, name: str, choices: list[Choice]) -> None:
        field: Any = self.fields[name]
        field.choices = [ANY, *choices]


def _counted(option: Option) -> Choice:
    value, words, number = option
    return value, words if number is None else f"{words} ({number})"


def read_wanted(query: QueryDict) -> Wanted:
    """What the address asks for, as far as it means anything."""
    minutes = query.get("minutes", "")
    kind = query.get("kind", "")
    return Wanted(
        words=query.get("q", "").strip()[:LONGEST_TEXT],
        collection=query.get("collection", "").strip(),
        kind=kind if kind in PieceKind.values else "",
        minutes=next((length for length in LENGTHS if str(length) == minutes), None),
    )


def typed_as(wanted: Wanted) -> dict[str, str]:
    """The same as an address has it, without what was left open."""
    asked = {
        "q": wanted.words,
        "collection": wanted.collection,
        "kind": wanted.kind,
        "minutes": str(wanted.minutes or ""),
    }
    return {name: value for name, value in asked.items() if value}
