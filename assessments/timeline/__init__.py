"""Time on a line: intervals, log days, labelled spans and coverage.

Pure arithmetic. Instants are kept in UTC and subtracted only there; Europe/London appears at the
edges, where people read and write. Lengths are whole minutes.
"""

from productive_leader.core.dates import LONDON

from .coverage import (
    COMPLETE_PERCENT,
    Coverage,
    assigned_minutes,
    coverage,
    gaps,
)
from .days import (
    DAY_STARTS,
    NoSuchTime,
    at,
    date_of,
    local,
    log_day,
    split_by_day,
    split_by_midnight,
    week_minutes,
    window,
)
from .grid import is_on_grid, slots
from .intervals import Interval
from .spans import Span, find_overlaps, join_adjacent, totals_by_key, trim

__all__ = [
    "COMPLETE_PERCENT",
    "DAY_STARTS",
    "LONDON",
    "Coverage",
    "Interval",
    "NoSuchTime",
    "Span",
    "assigned_minutes",
    "at",
    "coverage",
    "date_of",
    "find_overlaps",
    "gaps",
    "is_on_grid",
    "join_adjacent",
    "local",
    "log_day",
    "slots",
    "split_by_day",
    "split_by_midnight",
    "totals_by_key",
    "trim",
    "week_minutes",
    "window",
]
