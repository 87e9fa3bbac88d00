"""A stretch of time between two instants."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

MINUTE = timedelta(minutes=1)


def in_zone(instant: datetime, zone: tzinfo) -> datetime:
    """The same instant elsewhere. ValueError for a naive time or one outside the calendar."""
    try:
        if instant.utcoffset() is None:
            raise ValueError("A time needs its time zone.")
        return instant.astimezone(zone)
    except OverflowError:
        raise ValueError("This date is outside the calendar.") from None


def in_utc(instant: datetime) -> datetime:
    return in_zone(instant, UTC)


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """Half open: `start` belongs to it, `end` does not, so neighbours touch and never clash.

    Both ends are brought to UTC, and seconds are dropped: rounding both ends down keeps
    neighbours touching and the order of any two instants, so lengths always add up to the minute.
    ValueError for a naive time, or an end that is not after the start.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        for name in ("start", "end"):
            whole_minute = in_utc(getattr(self, name)).replace(second=0, microsecond=0)
            object.__setattr__(self, name, whole_minute)
        if self.end <= self.start:
            raise ValueError("The end must be after the start.")

    @property
    def minutes(self) -> int:
        return (self.end - self.start) // MINUTE

    def contains(self, other: "datetime | Interval") -> bool:
        """Whether an instant, or the whole of another interval, lies within this one."""
        if isinstance(other, Interval):
            return self.start <= other.start and other.end <= self.end
        return self.start <= in_utc(other) < self.end

    def overlaps(self, other: "Interval") -> bool:
        return self.start < other.end and other.start < self.end

    def intersection(self, other: "Interval") -> "Interval | None":
        if not self.overlaps(other):
            return None
        return Interval(max(self.start, other.start), min(self.end, other.end))

    def without(self, other: "Interval") -> "tuple[Interval, ...]":
        """What is left of this interval, none to two pieces, once the other is taken out."""
        if not self.overlaps(other):
            return (self,)
        ends = ((self.start, other.start), (other.end, self.end))
        return tuple(Interval(start, end) for start, end in ends if start < end)
