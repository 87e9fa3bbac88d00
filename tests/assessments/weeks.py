"""Weeks to compare, without a database: five equal days unless a test says otherwise."""

from dataclasses import replace
from datetime import date, timedelta

from assessments.results import CategoryFacts, DayFacts, Group, WeekFacts, compare

BASELINE_STARTS, REPEAT_STARTS = date(2027, 1, 11), date(2027, 4, 19)


def category(position, slug, group, **changes):
    facts = CategoryFacts(
        slug=slug,
        label=slug.capitalize(),
        role="leader",
        group=group,
        counted=group is not Group.NOT_COUNTED,
        released=group in {Group.LOOK_AT, Group.PASS_ON, Group.LOST},
        colour_token=f"c{position}",
        position=position,
    )
    return replace(facts, **changes)


PLANNING = category(1, "planning", Group.RELEASES)
LEADING = category(2, "leading", Group.NEEDED)
EMAIL = category(3, "email", Group.LOOK_AT)
ADMIN = category(4, "admin", Group.PASS_ON)
WAITING = category(5, "waiting", Group.LOST)
BREAK = category(6, "break", Group.NOT_COUNTED)
CATEGORIES = (PLANNING, LEADING, EMAIL, ADMIN, WAITING, BREAK)

BEFORE = {"planning": 60, "leading": 120, "email": 180, "admin": 60, "waiting": 60, "break": 30}
AFTER = {"planning": 120, "leading": 120, "email": 132, "admin": 48, "waiting": 54, "break": 30}


def day(minutes, **changes):
    facts = DayFacts(
        date=BASELINE_STARTS,
        worked=True,
        complete=True,
        window_minutes=480,
        assigned_in_window_minutes=480,
        minutes_by_category=minutes,
        interruptions=6,
        logged_by_other=False,
        confirmed=False,
        logged_within_24h=True,
    )
    return replace(facts, **changes)


def week(days, starts_on=BASELINE_STARTS, **changes):
    dated = tuple(
        replace(each, date=starts_on + timedelta(days=place)) for place, each in enumerate(days)
    )
    facts = WeekFacts(
        label="Baseline week" if starts_on == BASELINE_STARTS else "Repeat week",
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=len(dated) - 1),
        category_version="Standard 1",
        slot_minutes=15,
        token=f"{starts_on:%j}.7",
        days=dated,
        locked=True,
    )
    return replace(facts, **changes)


def before(days=5, minutes=BEFORE, **changes):
    return week([day(minutes, **changes)] * days)


def after(days=5, minutes=AFTER, **changes):
    return week([day(minutes, **changes)] * days, REPEAT_STARTS)


def compared(baseline=None, repeat=None, **options):
    return compare(baseline or before(), repeat or after(), CATEGORIES, **options)


def shown(result):
    return {line.category.slug: (line.before, line.after, line.change) for line in result.lines}


def person(email_after, repeat_days=5, **changes):
    """Somebody whose weekly e-mail falls from 900 minutes to five times `email_after`."""
    repeat = after(days=repeat_days, minutes=BEFORE | {"email": email_after}, **changes)
    return compared(repeat=repeat)


SIX = [person(email) for email in (100, 120, 140, 161, 180, 190)]
