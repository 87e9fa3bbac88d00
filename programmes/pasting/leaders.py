"""Whose PA somebody is: the names and addresses in one cell, found in the list and the team."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from programmes.pasting.names import SHOWN, address, key, plain_key, shown, turned
from programmes.pasting.rows import Kind, Row

_BETWEEN = re.compile(r"\s*[;&/]\s*|\s+and\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be meant. `is_good`: their own row, or membership, is in order."""

    name: str
    email: str
    kind: Kind
    is_good: bool = True


class Directory:
    """Everybody in the list and the team, by address, by name, and by name without its title."""

    def __init__(self, people: Sequence[Candidate]) -> None:
        self.people = people
        self.by_key: dict[str, list[Candidate]] = {}
        for one in people:
            for each in {one.email, key(one.name), plain_key(one.name)} - {""}:
                self.by_key.setdefault(each, []).append(one)

    def leaders(self, row: Row, asked: str) -> tuple[tuple[str, ...], str]:
        """Their addresses and ""; or nobody, and a sentence about the first who cannot be."""
        found: list[str] = []
        for words in self._split(asked):
            matches = self._matches(words)
            if sentence := self._refusal(row, words, matches):
                return (), sentence
            found.append(matches[0].email)
        return tuple(dict.fromkeys(found)), ""

    def _split(self, asked: str) -> list[str]:
        """The names in a cell."""
        if self._matches(asked):
            return [asked]
        parts = [part for part in _BETWEEN.split(asked) if part]
        return [name for part in parts for name in self._by_comma(part)]

    def _by_comma(self, part: str) -> list[str]:
        """A comma stands between two names, unless it stands in one that is known."""
        names = [name for name in re.split(r"\s*,\s*", part) if name]
        apart = any(map(self._matches, names)) and not self._matches(part)
        return names if apart else [part]

    def _matches(self, words: str) -> list[Candidate]:
        """Who is meant; those whose rows are in order come before the others."""
        name = turned(words)
        keys = (address(words), key(words), key(name), plain_key(name))
        found = next((self.by_key[one] for one in keys if one and one in self.by_key), [])
        return [one for one in found if one.is_good] or found

    def _refusal(self, row: Row, words: str, matches: list[Candidate]) -> str:
        who, whom = shown(row.name), f"“{shown(words)}”"
        if not matches:
            unknown = f"{who} is to assist {whom}, who is not in the list or the team."
            return f"{unknown} {self._meant(words)}"
        if len({one.email for one in matches}) > 1:
            return f"{whom} is the name of two people here. Write the leader’s address instead."
        one = matches[0]
        if one.email == row.email:
            return f"{who} cannot be their own PA. Write the leader’s name or address."
        if not one.is_good:
            return f"{who} is to assist {whom}, whose own row has to be mended first."
        if one.kind != "leader":
            return (
                f"{who} is to assist {whom}, who is a PA here. "
                "Write a leader’s name or address, or leave it empty."
            )
        return ""

    def _meant(self, words: str) -> str:
        names = {plain_key(one.name): one.name for one in self.people if one.kind == "leader"}
        close = difflib.get_close_matches(plain_key(words)[:SHOWN], list(names), n=1, cutoff=0.75)
        if close:
            return f"Did you mean {shown(names[close[0]])}?"
        return "Add that leader too, or leave “whose PA” empty."
