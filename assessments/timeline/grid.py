"""The slots in which people log: 15 minutes, or 5.

Log days start on a full hour in UTC, whatever the season, so a slot length that divides the hour
has the same grid lines all year.
"""

from datetime import datetime

from .intervals import MINUTE, Interval, in_utc


def is_on_grid(instant: datetime, slot_minutes: int) -> bool:
    """Whether an instant lies on a grid line of its log day."""
    _check(slot_minutes)
    instant = in_utc(instant)
    return instant == instant.replace(second=0, microsecond=0) and (
        instant.minute % slot_minutes == 0
    )


def slots(interval: Interval, slot_minutes: int) -> list[Interval]:
    """The interval cut at the grid lines; where it starts or ends between two, a slot is short."""
    _check(slot_minutes)
    found = []
    start = interval.start
    while start < interval.end:
        line = start + (slot_minutes - start.minute % slot_minutes) * MINUTE
        end = min(line, interval.end)
        found.append(Interval(start, end))
        start = end
    return found


def _check(slot_minutes: int) -> None:
    if slot_minutes < 1 or 60 % slot_minutes:
        raise ValueError("A slot must divide the hour evenly, like 5 or 15 minutes.")
