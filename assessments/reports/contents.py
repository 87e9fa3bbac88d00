"""The tables of a report. Where a week has no figures, or no claim is made, cells stay empty."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from assessments.models import Report
from assessments.reports import tables
from assessments.reports.figures import Figures
from assessments.reports.method import method_of
from assessments.reports.tables import Row, Table, Unit
from assessments.reports.words import PEOPLE, format_dates, whose
from assessments.results import PersonResult, TeamReleased, TeamResult
from programmes.enums import MemberKind

PUBLISHED = {MemberKind.LEADER: 450, MemberKind.PA: 360}  # minutes a week at the field test sites
TWO_WEEKS = (tables.BASELINE, tables.REPEAT)
COMPARED = (*TWO_WEEKS, tables.CHANGE)


@dataclass(frozen=True, slots=True)
class Shown:
    """Which columns hold anything: a week without a complete day has no figures."""

    before: bool
    after: bool
    change: bool

    @classmethod
    def of(cls, result: PersonResult | TeamResult) -> Shown:
        if isinstance(result, TeamResult):
            return cls(before=True, after=True, change=result.released is not None)
        return cls(
            before=result.baseline.comparable_days > 0,
            after=result.repeat.comparable_days > 0,
            change=result.has_claim,
        )

    def row(
        self,
        label: str,
        before: int | Decimal,
        after: int | Decimal,
        unit: Unit = Unit.MINUTES,
        note: str = "",
    ) -> Row:
        return tables.compared(
            label,
            before if self.before else None,
            after if self.after else None,
            unit,
            note=note,
            has_change=self.change,
        )


def released(result: PersonResult | TeamResult) -> int | None:
    """Minutes a week; for a team those of all people with a claim together."""
    if isinstance(result, PersonResult):
        return result.released_minutes
    return result.released.total_minutes if result.released else None


def in_short(figures: Figures) -> Table:
    result = figures.result
    weekly = released(result)
    yearly = None if weekly is None else weekly * figures.weeks_per_year
    together = ", together" if isinstance(result, TeamResult) else ""
    rows = [
        tables.figure(f"Time released a week{together}", weekly, Unit.MINUTES),
        tables.figure(f"Time released a year{together}", yearly, Unit.MINUTES),
        tables.figure("Working weeks a year", figures.weeks_per_year, Unit.WEEKS),
        *(_people(result) if isinstance(result, TeamResult) else ()),
    ]
    return Table("short", "In short", "What", (tables.FIGURE,), tuple(rows))


def background(figures: Figures) -> Table:
    """What page and PDF say in sentences, for the files that have none."""
    result = figures.result
    rows = [
        tables.figure("Evidence", result.grade.label),
        tables.figure("Baseline week", format_dates(figures.baseline)),
        tables.figure("Repeat week", format_dates(figures.repeat)),
        *(tables.figure("What is missing", reason) for reason in result.reasons),
        *(tables.figure("Method", paragraph) for paragraph in method_of(figures)),
    ]
    return Table("background", "Evidence and method", "What", (tables.FIGURE,), tuple(rows))


def _people(result: TeamResult) -> list[Row]:
    return [
        tables.figure("People with both weeks", result.people, Unit.PEOPLE),
        tables.figure("People with enough evidence", result.people_with_claim, Unit.PEOPLE),
        *(_spread(result.released) if result.released else ()),
    ]


def _spread(released: TeamReleased) -> list[Row]:
    rows = [tables.figure("Middle of the team, a week", released.median_minutes, Unit.MINUTES)]
    if released.range_minutes:
        least, most = released.range_minutes
        rows += [
            tables.figure("Least of anybody, a week, rounded down", least, Unit.MINUTES),
            tables.figure("Most of anybody, a week, rounded up", most, Unit.MINUTES),
        ]
    return rows


def categories(result: PersonResult | TeamResult, shown: Shown) -> Table:
    """Those with any time, largest first; what is not counted comes last, outside the total."""
    used = [line for line in result.lines if line.before or line.after]
    ordered = sorted(used, key=lambda line: (not line.category.counted, -line.before - line.after))
    rows = tuple(
        shown.row(line.category.label, line.before, line.after, note=line.group.label)
        for line in ordered
    )
    total = shown.row("Whole week, as counted", result.total_before, result.total_after)
    title = "Where the time went"
    if isinstance(result, TeamResult):
        title += f", mean of {result.people} people"
    return Table("categories", title, "Category", COMPARED, rows, total, notes="Group")


def groups(result: PersonResult | TeamResult, shown: Shown) -> Table:
    rows = tuple(
        shown.row(line.group.label, line.before, line.after) for line in result.group_lines
    )
    return Table("groups", "What the time was for", "Group", COMPARED, rows)


def interruptions(result: PersonResult | TeamResult, shown: Shown) -> Table:
    before, after = result.interruptions_before, result.interruptions_after
    rows = [
        shown.row("A day", before.per_day, after.per_day, Unit.TIMES),
        shown.row("A week", before.per_week, after.per_week, Unit.TIMES),
    ]
    if isinstance(result, PersonResult):
        label = f"A week, in time, roughly {result.minutes_per_interruption} min each"
        minutes = result.interruption_minutes_before, result.interruption_minutes_after
        rows.append(shown.row(label, *minutes))
    title = "Interruptions"
    if isinstance(result, TeamResult):
        title += f", mean of {result.people} people"
    return Table("interruptions", title, "How many", COMPARED, tuple(rows))


def weeks(result: PersonResult | TeamResult) -> Table:
    rows = _person_weeks(result) if isinstance(result, PersonResult) else _team_weeks(result)
    return Table("weeks", "How well the weeks are logged", "Logged", TWO_WEEKS, tuple(rows))


def _person_weeks(result: PersonResult) -> list[Row]:
    one, two = result.baseline, result.repeat
    others = one.logged_by_other_days, two.logged_by_other_days
    unconfirmed = one.unconfirmed_days, two.unconfirmed_days
    confirmed = others[0] - unconfirmed[0], others[1] - unconfirmed[1]
    row = tables.both
    return [
        row("Working time logged", one.coverage.percent, two.coverage.percent, Unit.PERCENT),
        row("Working days", one.worked_days, two.worked_days, Unit.DAYS),
        row("Complete days, which count", one.comparable_days, two.comparable_days, Unit.DAYS),
        row(
            "Logged by somebody else", one.logged_by_other_days, two.logged_by_other_days, Unit.DAYS
        ),
        row("Of these confirmed", *confirmed, Unit.DAYS),
        row("Of these not confirmed", *unconfirmed, Unit.DAYS),
        row("First logged within a day", one.prompt_days, two.prompt_days, Unit.DAYS),
        row("Length of a slot", one.slot_minutes, two.slot_minutes, Unit.MINUTES),
    ]


def _team_weeks(result: TeamResult) -> list[Row]:
    before, after = result.interruptions_before.days, result.interruptions_after.days
    return [tables.both("Complete days of all people, which count", before, after, Unit.DAYS)]


def beside_others(report: Report, figures: Figures) -> Table:
    """The person or the team, and what field sites of the original programme reported."""
    kind = MemberKind(report.kind)
    result, rows = figures.result, []
    team = figures.beside and (figures.beside.people, figures.beside.median_minutes)
    if isinstance(result, PersonResult):
        rows.append(tables.figure(whose(report), result.released_minutes, Unit.MINUTES))
    elif result.released:
        team = result.people_with_claim, result.released.median_minutes
    if team:
        label = f"Middle of the team ({team[0]} {PEOPLE[kind]})"
        rows.append(tables.figure(label, team[1], Unit.MINUTES))
    label = f"Field sites, reported 2008–09, {PEOPLE[kind]}"
    rows.append(tables.figure(label, PUBLISHED[kind], Unit.MINUTES))
    title = "A week released, beside others"
    return Table("beside", title, "Who", (tables.FIGURE,), tuple(rows))
