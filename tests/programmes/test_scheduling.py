"""Dates for a series: tables for what people would say, properties for everything else."""

import datetime as dt
import doctest
import random
from itertools import pairwise

import pytest

from programmes.scheduling import (
    Busy,
    BusyKind,
    NoFreeDay,
    Wish,
    alternatives,
    clock,
    day_off,
    days,
    proposals,
    propose,
    span_at,
    wanted_days,
    weeks_of,
)

TEN = dt.time(10)
EASTER = {dt.date(2027, 3, 26): "Good Friday", dt.date(2027, 3, 29): "Easter Monday"}
NEVER = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)
ALWAYS = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
FRIDAYS = [dt.date(2027, 3, 5) + dt.timedelta(weeks=week) for week in range(8)]


def wish(day: dt.date, *busy: Busy, time: dt.time = TEN, minutes: int = 120, **more) -> Wish:
    return Wish(day, time, minutes, busy, **more)


def busy(
    day: dt.date,
    kind: BusyKind = BusyKind.FACILITATOR,
    *,
    time: dt.time = TEN,
    minutes: int = 120,
    people: int = 1,
    why: str = "you lead “Email” with Nurses",
) -> Busy:
    return Busy(span_at(day, time, minutes), why, kind, people)


def sits_in(day: dt.date, **more) -> Busy:
    return busy(day, BusyKind.PEOPLE, why="Dr Alice Ahmed is in “Email” with Nurses", **more)


@pytest.mark.parametrize("module", [clock, days, proposals], ids=lambda module: module.__name__)
def test_examples_are_true(module) -> None:
    tried = doctest.testmod(module)
    assert (tried.attempted > 0, tried.failed) == (True, 0)


@pytest.mark.parametrize(
    ("step", "weeks"),
    [(None, [0, 2, 3, 7]), (1, [0, 1, 2, 3]), (2, [0, 2, 4, 6]), (4, [0, 4, 8, 12])],
)
def test_a_pace_says_how_many_weeks_lie_between(step: int | None, weeks: list[int]) -> None:
    assert weeks_of([1, 3, 4, 8], step) == weeks


def test_a_session_that_no_template_places_comes_two_weeks_after_the_one_before() -> None:
    assert weeks_of([None, None, 6, None], None) == [0, 2, 6, 8]


def test_a_series_across_easter_avoids_good_friday_and_says_why() -> None:
    found = propose([wish(day) for day in FRIDAYS], EASTER)
    assert [one.span.day for one in found] == [
        *FRIDAYS[:3],
        dt.date(2027, 3, 25),
        *FRIDAYS[4:],
    ]
    assert [one.moved for one in found if one.moved] == [
        "moved from Friday 26 March 2027: Good Friday"
    ]
    assert {one.span.time for one in found} == {TEN}


WEDNESDAY = dt.date(2027, 3, 10)
THAT_WEEK = [dt.date(2027, 3, 8) + dt.timedelta(days=step) for step in range(5)]


@pytest.mark.parametrize(
    ("off", "expected"),
    [
        ([WEDNESDAY], dt.date(2027, 3, 11)),
        ([WEDNESDAY, dt.date(2027, 3, 11)], dt.date(2027, 3, 9)),
        (THAT_WEEK[1:4], dt.date(2027, 3, 12)),
        (THAT_WEEK[1:], dt.date(2027, 3, 8)),
        (THAT_WEEK, dt.date(2027, 3, 17)),
        ([*THAT_WEEK, dt.date(2027, 3, 17)], dt.date(2027, 3, 18)),
    ],
    ids=["day after", "day before", "two later", "two before", "next week", "next week, blocked"],
)
def test_the_nearest_day_of_the_week_is_taken_then_the_week_after(
    off: list[dt.date], expected: dt.date
) -> None:
    (found,) = propose([wish(WEDNESDAY)], dict.fromkeys(off, "Half-term"))
    assert found.span == span_at(expected, TEN, 120)
    assert found.moved == "moved from Wednesday 10 March 2027: Half-term"


@pytest.mark.parametrize("kind", [BusyKind.FACILITATOR, BusyKind.ROOM, BusyKind.TEAM])
def test_what_cannot_be_in_two_places_is_always_avoided(kind: BusyKind) -> None:
    (found,) = propose([wish(WEDNESDAY, busy(WEDNESDAY, kind))], {})
    assert found.span.day == dt.date(2027, 3, 11)
    assert found.moved == "moved from Wednesday 10 March 2027: you lead “Email” with Nurses"


def test_people_who_sit_elsewhere_are_avoided_within_the_week() -> None:
    (found,) = propose([wish(WEDNESDAY, sits_in(WEDNESDAY))], {})
    assert (found.span.day, found.clashes) == (dt.date(2027, 3, 11), ())


def test_a_clash_that_cannot_be_avoided_misses_the_fewest_people_and_is_named() -> None:
    taken = [sits_in(day, people=3) for day in THAT_WEEK if day != dt.date(2027, 3, 8)]
    monday = sits_in(dt.date(2027, 3, 8))
    (found,) = propose([wish(WEDNESDAY, *taken, monday)], {})
    assert found.span.day == dt.date(2027, 3, 8)
    assert found.clashes == (monday,)
    assert found.moved == (
        "moved from Wednesday 10 March 2027: Dr Alice Ahmed is in “Email” with Nurses"
    )


def test_two_sessions_of_one_week_do_not_fall_on_each_other() -> None:
    first, second = propose([wish(WEDNESDAY), wish(WEDNESDAY)], {})
    assert (first.span.day, second.span.day) == (WEDNESDAY, dt.date(2027, 3, 11))
    assert second.moved == (
        "moved from Wednesday 10 March 2027: the session before it is not over then"
    )


def test_a_session_pushed_into_the_next_week_pushes_the_one_after_it() -> None:
    blocked = dict.fromkeys(THAT_WEEK, "Half-term")
    found = propose([wish(WEDNESDAY), wish(WEDNESDAY + dt.timedelta(weeks=1))], blocked)
    assert [one.span.day for one in found] == [dt.date(2027, 3, 17), dt.date(2027, 3, 18)]


def test_a_session_never_comes_before_what_stays_before_it() -> None:
    floor = span_at(dt.date(2027, 5, 4), dt.time(12), 0).start
    (found,) = propose([wish(WEDNESDAY, after=floor)], {})
    assert found.span.start >= floor
    assert found.moved == "moved from Wednesday 10 March 2027: that is too early now"


def test_no_free_day_in_half_a_year_is_told() -> None:
    off = {WEDNESDAY + dt.timedelta(days=step): "Closed" for step in range(-7, 400)}
    with pytest.raises(NoFreeDay) as trouble:
        propose([wish(dt.date(2026, 3, 4)), wish(WEDNESDAY)], off)
    assert (trouble.value.index, trouble.value.day) == (1, WEDNESDAY)


def shown(spans) -> list[str]:
    return [f"{one.local_start:%a %d %b %H:%M}" for one in spans]


def other_times(asked: Wish, off=None, not_before=NEVER, not_after=ALWAYS) -> list[str]:
    return shown(
        alternatives(asked, asked.span, off or {}, not_before=not_before, not_after=not_after)
    )


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (wish(WEDNESDAY), ["Wed 10 Mar 08:00", "Wed 10 Mar 12:00", "Thu 11 Mar 10:00"]),
        (
            wish(WEDNESDAY, sits_in(WEDNESDAY, time=dt.time(8), minutes=240)),
            ["Wed 10 Mar 12:00", "Thu 11 Mar 10:00", "Tue 09 Mar 10:00"],
        ),
        (
            wish(WEDNESDAY, busy(WEDNESDAY, time=dt.time(8), minutes=600)),
            ["Thu 11 Mar 10:00", "Tue 09 Mar 10:00", "Fri 12 Mar 10:00"],
        ),
        (
            wish(WEDNESDAY, time=dt.time(17), minutes=60),
            ["Wed 10 Mar 16:00", "Thu 11 Mar 17:00", "Tue 09 Mar 17:00"],
        ),
    ],
    ids=["nothing else", "people busy", "facilitator busy", "late in the day"],
)
def test_alternatives_are_the_same_day_first_then_others_the_best_first(
    asked: Wish, expected: list[str]
) -> None:
    assert other_times(asked) == expected


def test_alternatives_skip_days_off_and_keep_the_order() -> None:
    off = dict.fromkeys(THAT_WEEK, "Half-term")
    before = span_at(dt.date(2027, 3, 17), dt.time(12), 0).start
    assert other_times(wish(WEDNESDAY), off, not_before=before) == [
        "Thu 18 Mar 10:00",
        "Fri 19 Mar 10:00",
    ]
    assert other_times(wish(WEDNESDAY), off, not_after=before)[0] == "Wed 17 Mar 10:00"


def test_the_clock_on_the_wall_stays_across_the_change() -> None:
    tuesdays = wanted_days(dt.date(2027, 3, 16), [0, 1, 2, 3])
    found = propose([wish(day) for day in tuesdays], EASTER)
    assert [f"{one.span.start:%H:%M}" for one in found] == ["10:00", "10:00", "09:00", "09:00"]
    assert shown(one.span for one in found) == [
        "Tue 16 Mar 10:00",
        "Tue 23 Mar 10:00",
        "Tue 30 Mar 10:00",
        "Tue 06 Apr 10:00",
    ]


def generated(seed: int) -> tuple[list[Wish], dict[dt.date, str], list]:
    """Some series, its days off and the hours that are taken; the same for the same seed."""
    rng = random.Random(seed)
    first = dt.date(2026, 1, 5) + dt.timedelta(weeks=rng.randrange(200), days=rng.randrange(5))
    time = dt.time(rng.randint(6, 18), rng.choice([0, 15, 30, 45]))
    minutes = rng.randint(10, 240)

    def after(days: int) -> dt.date:
        return first + dt.timedelta(days=days)

    runs = [(rng.randint(-7, 130), rng.randint(1, 9)) for _ in range(rng.randrange(9))]
    off = {after(start + step): "off" for start, length in runs for step in range(length)}
    weeks = sorted(rng.randrange(17) for _ in range(rng.randint(1, 8)))
    wanted = wanted_days(first, weeks)
    near = [(day - first).days + rng.randint(-2, 7) for day in wanted]  # often in the way
    taken = tuple(
        Busy(
            span_at(after(days), dt.time(rng.randint(7, 18)), rng.randint(10, 480)),
            "taken",
            rng.choice(list(BusyKind)),
            rng.randint(1, 4),
        )
        for days in near
        for _ in range(rng.randrange(3))
    )
    return [Wish(day, time, minutes, taken) for day in wanted], off, list(taken)


@pytest.mark.parametrize("start", range(0, 10_000, 2_500))
def test_no_proposal_is_on_a_day_off_out_of_order_or_on_top_of_another(start: int) -> None:
    """10,000 generated series, each held against its own days off and busy hours."""
    for seed in range(start, start + 2_500):
        wishes, off, taken = generated(seed)
        found = propose(wishes, off)
        hard = [one.span for one in taken if one.is_hard]
        spans = [one.span for one in found]
        assert not any(day_off(span.day, off) for span in spans), seed
        assert all(left.end <= right.start for left, right in pairwise(spans)), seed
        assert not any(span.overlaps(one) for span in spans for one in hard), seed
        assert [(one.time, one.minutes) for one in spans] == [
            (wish.time, wish.minutes) for wish in wishes
        ], seed
        for proposal, asked in zip(found, wishes, strict=True):
            check_words_and_alternatives(proposal, asked, off, hard)


def check_words_and_alternatives(proposal, asked: Wish, off, hard) -> None:
    assert bool(proposal.moved) is (proposal.span.day != asked.day)
    assert proposal.clashes == asked.clashes(proposal.span)
    assert len(proposal.alternatives) <= 3
    missed = [asked.people_missed(one) for one in proposal.alternatives]
    assert missed == sorted(missed)
    for one in proposal.alternatives:
        assert not day_off(one.day, off)
        assert not any(one.overlaps(each) for each in hard)
        assert one != proposal.span


def test_the_generated_series_meet_what_they_are_about() -> None:
    """Else the test above would hold for want of trouble."""
    found = [one for seed in range(500) for one in propose(*generated(seed)[:2])]
    assert sum(bool(one.moved) for one in found) > 500
    assert sum(bool(one.clashes) for one in found) > 0
