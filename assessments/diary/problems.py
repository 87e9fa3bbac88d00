"""What can be wrong with a diary, said to the person who chose the file."""

from datetime import date

from productive_leader.core.dates import format_date


class DiaryProblem(Exception):
    """A diary that cannot be read. The text names the trouble and what to do next."""


AGAIN = "Export the diary again and choose the new file."
FEWER = "Export only the weeks you need and choose that file."
CORRECT = "Correct or delete it in your calendar, then export the diary again."


def not_a_calendar() -> DiaryProblem:
    return DiaryProblem(
        "This is not a calendar file. "
        "Export the diary as an iCalendar file, its name ending in .ics, and choose that."
    )


def too_large(max_bytes: int) -> DiaryProblem:
    return DiaryProblem(f"This file is larger than {max_bytes / 1024**2:g} MB. {FEWER}")


def too_many_entries(limit: int) -> DiaryProblem:
    return DiaryProblem(f"This diary has more than {limit:,} entries. {FEWER}")


def too_many_in_the_week(limit: int, first: date, last: date) -> DiaryProblem:
    return DiaryProblem(
        f"More than {limit:,} entries fall {_between(first, last)}, "
        f"so one of them repeats far too often. {CORRECT}"
    )


def too_slow() -> DiaryProblem:
    return DiaryProblem(f"This diary takes too long to read. {FEWER}")


def repeats_without_end(title: str) -> DiaryProblem:
    return DiaryProblem(f"“{title}” repeats too often to work out. {CORRECT}")


def damaged() -> DiaryProblem:
    return DiaryProblem(f"This calendar file is damaged and cannot be read. {AGAIN}")


def holds_nul() -> DiaryProblem:
    return DiaryProblem(
        f"This calendar file is damaged: it has NUL characters where text should be. {AGAIN}"
    )


def no_entries() -> DiaryProblem:
    return DiaryProblem(f"This calendar file has no meetings in it. {AGAIN}")


def no_readable_entries() -> DiaryProblem:
    return DiaryProblem(
        f"The meetings in this calendar file have no dates that can be read. {AGAIN}"
    )


def breaks_off(first: date, last: date) -> DiaryProblem:
    return DiaryProblem(
        "This calendar file breaks off in the middle, and nothing in what is there falls "
        f"{_between(first, last)}. {AGAIN}"
    )


def nothing_in_the_week(first: date, last: date) -> DiaryProblem:
    return DiaryProblem(
        f"Nothing in this diary falls {_between(first, last)}. "
        "Check that it is the right diary and that the export covers these dates."
    )


def _between(first: date, last: date) -> str:
    if first == last:
        return f"on {format_date(first)}"
    return f"between {format_date(first)} and {format_date(last)}"
