"""Dates, times and durations as people in England read them.

Everything here is Europe/London. Subtract moments only after converting them to UTC.
"""

import datetime as dt
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def today() -> dt.date:
    """The date in London now."""
    return dt.datetime.now(LONDON).date()


def is_weekday(day: dt.date) -> bool:
    """Monday to Friday. Bank holidays count: a person marks them as not worked.

    >>> is_weekday(dt.date(2026, 3, 6)), is_weekday(dt.date(2026, 3, 7))
    (True, False)
    """
    return day.isoweekday() <= 5


def format_date(day: dt.date) -> str:
    """A date in full.

    >>> format_date(dt.date(2026, 3, 3))
    'Tuesday 3 March 2026'
    """
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def format_short_date(day: dt.date) -> str:
    """A date for a narrow column.

    >>> format_short_date(dt.date(2026, 3, 3))
    'Tue 3 Mar'
    """
    return f"{day:%a} {day.day} {day:%b}"


def format_day_month(day: dt.date) -> str:
    """A date of this year where its weekday does not matter.

    >>> format_day_month(dt.date(2026, 3, 3))
    '3 Mar'
    """
    return f"{day.day} {day:%b}"


def format_near(day: dt.date, word: str, *, on: dt.date | None = None) -> str:
    """Today and tomorrow by their names, any other day in full after `word`.

    `on` is the day on which it is read, today if none is given.

    >>> monday = dt.date(2026, 3, 2)
    >>> format_near(monday, "on", on=monday)
    'today'
    >>> format_near(dt.date(2026, 3, 3), "by", on=monday)
    'tomorrow'
    >>> format_near(dt.date(2026, 3, 4), "by", on=monday)
    'by Wednesday 4 March 2026'
    """
    near = {0: "today", 1: "tomorrow"}
    return near.get((day - (on or today())).days, f"{word} {format_date(day)}")


def format_span(first: dt.date, last: dt.date) -> str:
    """From a day to a later one, both included; what they share is said once.

    >>> format_span(dt.date(2011, 5, 9), dt.date(2011, 5, 13))
    'Monday 9 to Friday 13 May 2011'
    >>> format_span(dt.date(2011, 5, 30), dt.date(2011, 6, 3))
    'Monday 30 May to Friday 3 June 2011'
    >>> format_span(dt.date(2010, 12, 30), dt.date(2011, 1, 3))
    'Thursday 30 December 2010 to Monday 3 January 2011'
    >>> format_span(dt.date(2011, 5, 9), dt.date(2011, 5, 9))
    'Monday 9 May 2011'
    """
    if first == last:
        return format_date(last)
    month = f" {first:%B}" if (first.year, first.month) != (last.year, last.month) else ""
    year = f" {first.year}" if first.year != last.year else ""
    return f"{first:%A} {first.day}{month}{year} to {format_date(last)}"


def format_time(moment: dt.datetime | dt.time) -> str:
    """A time of day in London; an aware datetime is converted first.

    >>> format_time(dt.time(14, 30))
    '2:30pm'
    >>> format_time(dt.time(9, 0))
    '9am'
    >>> format_time(dt.time(12, 0)), format_time(dt.time(0, 0))
    ('midday', 'midnight')
    >>> format_time(dt.datetime(2026, 7, 1, 8, 5, tzinfo=dt.UTC))
    '9:05am'
    """
    if isinstance(moment, dt.datetime) and moment.tzinfo is not None:
        moment = moment.astimezone(LONDON)
    if moment.minute == 0 and moment.hour % 12 == 0:
        return "midday" if moment.hour else "midnight"
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{'pm' if moment.hour >= 12 else 'am'}"


def format_hours_between(start: dt.datetime | dt.time, end: dt.datetime | dt.time) -> str:
    """From a time of day in London to a later one.

    >>> format_hours_between(dt.time(10), dt.time(12))
    '10am to midday'
    """
    return f"{format_time(start)} to {format_time(end)}"


def format_when(start: dt.datetime, end: dt.datetime | None = None) -> str:
    """The date and the time in London, up to the end if one is given.

    >>> start = dt.datetime(2026, 7, 1, 9, 0, tzinfo=dt.UTC)
    >>> format_when(start, start + dt.timedelta(hours=2))
    'Wednesday 1 July 2026, 10am to midday'
    >>> format_when(start)
    'Wednesday 1 July 2026, 10am'
    >>> format_when(dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC))
    'Thursday 2 July 2026, 12:30am'
    """
    local = start.astimezone(LONDON) if start.tzinfo is not None else start
    hours = format_hours_between(start, end) if end else format_time(start)
    return f"{format_date(local.date())}, {hours}"


def format_duration(minutes: int) -> str:
    """Whole minutes as hours and minutes.

    >>> format_duration(195), format_duration(60), format_duration(45), format_duration(0)
    ('3 h 15 min', '1 h', '45 min', '0 min')
    >>> format_duration(-65)
    '−1 h 5 min'
    """
    hours, rest = divmod(abs(minutes), 60)
    parts = [f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest or not hours)
    return ("−" if minutes < 0 else "") + " ".join(parts)


def format_hours(minutes: int) -> str:
    """Whole minutes as hours with one decimal, halves rounded away from zero.

    >>> format_hours(450), format_hours(480), format_hours(3), format_hours(-90)
    ('7.5', '8.0', '0.1', '−1.5')
    """
    tenths = (abs(minutes) * 10 + 30) // 60
    sign = "−" if minutes < 0 and tenths else ""
    return f"{sign}{tenths // 10}.{tenths % 10}"
