"""Which days and times this room takes, and the sentences that refuse all others."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils import timezone

from productive_leader.core.dates import (
    format_date,
    format_hours_between,
    format_time,
    format_when,
    today,
)
from programmes.scheduling import Span, day_off

FIRST_HOUR, LAST_HOUR = dt.time(6), dt.time(22)
YEARS_AHEAD = 3
FURTHEST = dt.timedelta(days=730)


def check_to_come(day: dt.date, *, field: str = "") -> None:
    """From today on, within two years; the refusal belongs to `field` if one is given."""
    trouble = ""
    if day < today():
        trouble = f"{format_date(day)} has passed. Choose today or a later day."
    elif day > today() + FURTHEST:
        trouble = "Choose a day within the next two years."
    if trouble:
        raise ValidationError({field: trouble} if field else trouble)


def check_working_day(day: dt.date) -> None:
    if why := day_off(day, {}):
        raise ValidationError(f"{format_date(day)} is {why}. Choose a day from Monday to Friday.")


def check_first_date(day: dt.date) -> None:
    """Refuse a day that is past, at a weekend, or further away than anybody plans."""
    check_to_come(day)
    check_working_day(day)


def check_year(day: dt.date) -> None:
    """A day that is past is no use, and one far away is a slip of the finger."""
    if day < today():
        raise ValidationError(f"{format_date(day)} has passed. Check the year.")
    if _is_far(day):
        raise ValidationError(f"{format_date(day)} is more than {YEARS_AHEAD} years away.")


def start_of(typed: dt.datetime) -> dt.datetime:
    """A start as typed (aware), in UTC; refuses an hour that the clocks leave out."""
    start = typed.astimezone(dt.UTC)
    if start.astimezone(typed.tzinfo).replace(tzinfo=None) != typed.replace(tzinfo=None):
        raise ValidationError(
            f"There is no {format_time(typed.time())} on {format_date(typed.date())}: the clocks "
            "go forward. Choose another time."
        )
    return start


def check_when(span: Span) -> None:
    """In the future, within three years, and between 6am and 10pm."""
    start, end = span.local_start, span.local_end
    when = f"{format_when(start)},"
    if span.start <= timezone.now():
        raise ValidationError(f"{when} has passed. Choose a later date or time.")
    if _is_far(start.date()):
        raise ValidationError(f"{when} is more than {YEARS_AHEAD} years away. Check the year.")
    if start.time() < FIRST_HOUR or end.date() > start.date() or end.time() > LAST_HOUR:
        raise ValidationError(
            f"From {format_hours_between(start, end)} is outside the day: a session begins at 6am "
            "or later and ends by 10pm. Choose another time."
        )


def _is_far(day: dt.date) -> bool:
    return day.year > today().year + YEARS_AHEAD
