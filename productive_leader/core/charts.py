"""Where the parts of a picture stand. Pure arithmetic; templates in components/charts draw it."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from productive_leader.core.dates import format_hours
from productive_leader.core.palette import INK, PALETTE, RULE, WHITE

WIDTH = 480  # user units, about a pixel on a desktop, three quarters of one on a phone
LONGEST_BAR = 370  # leaves room for its value
KEY_HEIGHT = 34
LINE = 20
BAR = 15
BAR_GAP = 4
ROW_GAP = 16
VALUE_GAP = 8
LABEL_CHARACTERS = 52
HOURS = "h"
TENTHS = "tenths"


@dataclass(frozen=True, slots=True)
class BarPair:
    """One row; `colour_token` is one of the palette.

    With the unit "h" both values are minutes, with "tenths" they are tenths.
    """

    label: str
    before: int
    after: int
    colour_token: str


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text, its baseline at (x, y)."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle; "before" is hollow and "after" solid, so colour alone never tells them apart."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    stroke: str
    value: Words


@dataclass(frozen=True, slots=True)
class BarRow:
    """A drawn pair."""

    lines: tuple[Words, ...]
    before: Bar
    after: Bar


@dataclass(frozen=True, slots=True)
class PairedBarChart:
    """Everything the template needs; all coordinates are user units of the view box."""

    name: str
    title: str
    description: str
    names: tuple[str, str]
    width: int
    height: float
    axis_top: float
    axis_bottom: float
    ink: str
    rule: str
    key: tuple[Bar, Bar]
    rows: tuple[BarRow, ...]


def paired_bars(
    title: str,
    description: str,
    rows: Sequence[BarPair],
    unit: str = HOURS,
    *,
    names: tuple[str, str] = ("Before", "After"),
    name: str = "chart",
) -> PairedBarChart:
    """Two horizontal bars a row, on one scale.

    `title` states the finding; `name` begins the ids, so it is unique on a page.
    """
    scale = LONGEST_BAR / (max((max(row.before, row.after) for row in rows), default=0) or 1)
    drawn: list[BarRow] = []
    top = float(KEY_HEIGHT)
    for row in rows:
        lines = textwrap.wrap(row.label, LABEL_CHARACTERS) or [""]
        bars_top = top + LINE * len(lines)
        drawn.append(_row(row, lines, bars_top, scale, unit))
        top = bars_top + 2 * BAR + BAR_GAP + ROW_GAP
    return PairedBarChart(
        name=name,
        title=title,
        description=description,
        names=names,
        width=WIDTH,
        height=top,
        axis_top=float(KEY_HEIGHT),
        axis_bottom=top - ROW_GAP / 2,
        ink=INK,
        rule=RULE,
        key=_key(names),
        rows=tuple(drawn),
    )


def _row(row: BarPair, lines: list[str], top: float, scale: float, unit: str) -> BarRow:
    return BarRow(
        lines=tuple(
            Words(BAR_GAP, top - 6 - LINE * (len(lines) - 1 - i), text)
            for i, text in enumerate(lines)
        ),
        before=_bar(row.before, top, scale, unit, row.colour_token, is_solid=False),
        after=_bar(row.after, top + BAR + BAR_GAP, scale, unit, row.colour_token, is_solid=True),
    )


def _bar(
    value: int, top: float, scale: float, unit: str, colour_token: str, *, is_solid: bool
) -> Bar:
    colour = PALETTE[colour_token]
    width = round(value * scale, 2)
    return Bar(
        x=1.0,
        y=top,
        width=width,
        height=float(BAR),
        fill=colour.fill if is_solid else WHITE,
        stroke=colour.edge,
        value=Words(width + VALUE_GAP, top + BAR - 3, say(value, unit)),
    )


def _key(names: tuple[str, str]) -> tuple[Bar, Bar]:
    swatch, second = 28.0, WIDTH / 2
    hollow, solid = WHITE, RULE
    return (
        Bar(1.0, 4.0, swatch, BAR, hollow, RULE, Words(swatch + VALUE_GAP, 16.0, names[0])),
        Bar(
            second,
            4.0,
            swatch,
            BAR,
            solid,
            RULE,
            Words(second + swatch + VALUE_GAP, 16.0, names[1]),
        ),
    )


def say(value: int, unit: str) -> str:
    """A value beside its bar. Minutes become bare hours: the words above the picture say so.

    >>> say(450, "h"), say(12, "a day"), say(3, ""), say(34, "tenths")
    ('7.5', '12 a day', '3', '3.4')
    """
    if unit == TENTHS:
        return f"{value // 10}.{value % 10}"
    return format_hours(value) if unit == HOURS else f"{value} {unit}".strip()
