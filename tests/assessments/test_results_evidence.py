"""How far two weeks can bear a claim."""

from dataclasses import replace

import pytest

from assessments.results import Grade, Group
from assessments.timeline import Coverage

from .weeks import AFTER, BEFORE, REPEAT_STARTS, after, before, compared, day, week


def days_of(count, **changes):
    """`count` complete days and as many incomplete ones as fill five."""
    return [day(BEFORE, **changes)] * count + [day(BEFORE, complete=False)] * (5 - count)


def test_five_whole_days_in_both_weeks_are_good_evidence():
    result = compared()
    assert (result.grade, result.reasons) == (Grade.GOOD, ())


def test_the_evidence_of_a_week_is_counted_over_its_worked_days():
    baseline = week(
        [
            day(BEFORE, logged_by_other=True, confirmed=True),
            day(BEFORE, logged_by_other=True, logged_within_24h=False),
            day(BEFORE, assigned_in_window_minutes=240, complete=False),
            day({}, worked=False, window_minutes=480, assigned_in_window_minutes=0),
        ]
    )
    found = compared(baseline).baseline
    assert (found.label, found.token, found.locked) == ("Baseline week", "011.7", True)
    assert found.coverage == Coverage(1440, 1200)
    assert (found.worked_days, found.comparable_days) == (3, 2)
    assert (found.logged_by_other_days, found.unconfirmed_days, found.prompt_days) == (2, 1, 2)


def prompt_on(count):
    """Five complete days, the first `count` of them logged within a day."""
    return [day(AFTER, logged_within_24h=place < count) for place in range(5)]


FOUR_OF_FIVE = "4 of 5 within a day are needed for good evidence."
OTHER_SLOTS = (
    "The baseline week was logged in slots of 15 minutes and the repeat week in slots of 5, "
    "so they cannot be compared."
)
FEW = "Only 4 complete days in the repeat week; 5 are needed for good evidence."


@pytest.mark.parametrize(
    ("repeat", "grade", "reasons"),
    [
        (after(days=4), Grade.FAIR, (FEW,)),
        (
            after(assigned_in_window_minutes=455),
            Grade.FAIR,
            (
                (
                    "Only 94% of the working time in the repeat week is logged; "
                    "95% is needed for good evidence."
                ),
            ),
        ),
        (
            after(assigned_in_window_minutes=432),
            Grade.FAIR,
            (
                (
                    "Only 90% of the working time in the repeat week is logged; "
                    "95% is needed for good evidence."
                ),
            ),
        ),
        (
            after(assigned_in_window_minutes=431),
            Grade.THIN,
            (
                (
                    "Only 89% of the working time in the repeat week is logged; "
                    "95% is needed for good evidence."
                ),
            ),
        ),
        (
            after(logged_by_other=True),
            Grade.FAIR,
            ("5 days of the repeat week were logged by somebody else and not confirmed.",),
        ),
        (
            week(
                [day(AFTER)] * 4 + [day(AFTER, logged_by_other=True)],
                REPEAT_STARTS,
            ),
            Grade.FAIR,
            ("1 day of the repeat week was logged by somebody else and not confirmed.",),
        ),
        (after(logged_by_other=True, confirmed=True), Grade.GOOD, ()),
        (week(prompt_on(4), REPEAT_STARTS), Grade.GOOD, ()),
        (
            week(prompt_on(3), REPEAT_STARTS),
            Grade.FAIR,
            (f"Only 3 of 5 days of the repeat week were logged within a day; {FOUR_OF_FIVE}",),
        ),
        (
            week(prompt_on(2), REPEAT_STARTS),
            Grade.FAIR,
            (f"Most days of the repeat week were logged more than a day later; {FOUR_OF_FIVE}",),
        ),
        (
            after(logged_within_24h=False),
            Grade.FAIR,
            (f"Most days of the repeat week were logged more than a day later; {FOUR_OF_FIVE}",),
        ),
    ],
)
def test_the_grade_says_what_keeps_it_from_being_better(repeat, grade, reasons):
    result = compared(repeat=repeat)
    assert (result.grade, result.reasons) == (grade, reasons)
    assert result.released_minutes is not None


@pytest.mark.parametrize(
    ("repeat", "reason"),
    [
        (week(days_of(3), REPEAT_STARTS), "Only 3 complete days in the repeat week; 4 are needed."),
        (week(days_of(1), REPEAT_STARTS), "Only 1 complete day in the repeat week; 4 are needed."),
        (week(days_of(0), REPEAT_STARTS), "No complete days in the repeat week; 4 are needed."),
        (
            after(assigned_in_window_minutes=383),
            "Only 79% of the working time in the repeat week is logged; 80% is needed.",
        ),
        (replace(after(), locked=False), "The repeat week is not locked yet."),
        (
            replace(after(), category_version="Standard 2"),
            "The two weeks use different categories, so they cannot be compared.",
        ),
        (
            replace(after(), slot_minutes=5),
            OTHER_SLOTS,
        ),
    ],
)
def test_there_is_no_claim_where_the_evidence_cannot_bear_one(repeat, reason):
    result = compared(repeat=repeat)
    assert (result.grade, result.reasons) == (Grade.NONE, (reason,))
    assert (result.has_claim, result.released_minutes, result.annual_minutes) == (False, None, None)


def test_every_reason_against_a_claim_is_given_at_once():
    result = compared(replace(before(days=2), locked=False), replace(after(), slot_minutes=5))
    assert result.reasons == (
        OTHER_SLOTS,
        "The baseline week is not locked yet.",
        "Only 2 complete days in the baseline week; 4 are needed.",
    )


def test_the_least_that_bears_a_claim_is_thin_evidence():
    result = compared(
        before(days=4, assigned_in_window_minutes=384),
        after(days=4, assigned_in_window_minutes=384),
    )
    assert result.grade is Grade.THIN


def test_grades_and_groups_have_plain_names():
    assert [grade.label for grade in Grade] == [
        "Good evidence",
        "Fair evidence",
        "Thin evidence",
        "Not enough evidence",
    ]
    assert [group.label for group in Group] == [
        "Moves things forward",
        "Needs to happen",
        "Worth a look",
        "Could be passed on",
        "Time lost",
        "Not counted",
    ]
