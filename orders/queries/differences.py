"""Reads: what is different between two contents of an order, in words."""

from __future__ import annotations

from typing import Any


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Between two of `Order.contents()`, a sentence for each thing; empty when nothing is.

    >>> old = {"lines": [["tpl", "The Productive Leader", 8]], "address": "A", "postcode": "B"}
    >>> differences(old | {"recipient": "Amir"}, {
    ...     "lines": [["tpl", "The Productive Leader", 5], ["sl", "Strengthening Leadership", 1]],
    ...     "recipient": "Alice", "address": "A", "postcode": "C",
    ... })
    ['5 instead of 8 × The Productive Leader.', '1 × Strengthening Leadership as well.', \
'It goes to Alice instead of Amir.', 'It goes to another address.']
    """
    had, has = _by_slug(before), _by_slug(after)
    found = [
        f"{number} instead of {had[slug][1]} × {name}."
        for slug, (name, number) in has.items()
        if slug in had and had[slug][1] != number
    ]
    found += [f"{n} × {name} as well." for slug, (name, n) in has.items() if slug not in had]
    found += [f"No {name} any more." for slug, (name, _) in had.items() if slug not in has]
    if before["recipient"] != after["recipient"]:
        found.append(f"It goes to {after['recipient']} instead of {before['recipient']}.")
    if (before["address"], before["postcode"]) != (after["address"], after["postcode"]):
        found.append("It goes to another address.")
    return found


def _by_slug(contents: dict[str, Any]) -> dict[str, tuple[str, int]]:
    return {slug: (name, number) for slug, name, number in contents["lines"]}
