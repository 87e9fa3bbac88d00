"""The sentences of a report."""

from __future__ import annotations

from assessments.models import Report
from assessments.reports.figures import Figures, Week
from assessments.results import (
    Group,
    PersonResult,
    TeamResult,
    headline,
    team_headline,
)
from productive_leader.core.dates import LONDON, format_date, format_duration, format_time
from programmes.enums import MemberKind

PEOPLE = {MemberKind.LEADER: "leaders", MemberKind.PA: "PAs"}
LOOK = {
    Group.LOOK_AT: "is the largest part of the week that is worth a look",
    Group.PASS_ON: "is the largest part of the week that could be passed on",
    Group.LOST: "is the largest part of the week where time is lost",
}


def whose(report: Report) -> str:
    """The person, or the kind of people in the team."""
    if report.subject is not None:
        return report.subject.name
    return f"the {PEOPLE[MemberKind(report.kind)]} of {report.team}"


def title_of(report: Report) -> str:
    return f"Result of {whose(report)}"


def topic_of(report: Report) -> str:
    """Whose and which, on one line: Dr Alice Ahmed, Executive team; Executive team, leaders."""
    team = str(report.team)
    kind = PEOPLE[MemberKind(report.kind)]
    parts = (report.subject.name, team) if report.subject is not None else (team, kind)
    return " ".join(", ".join(parts).split())


def sentence_of(figures: Figures) -> str:
    """The one sentence that comes first."""
    result = figures.result
    words = headline(result) if isinstance(result, PersonResult) else team_headline(result)
    return f"{words}."


def evidence_of(figures: Figures) -> str:
    """From how much, in one line."""
    result = figures.result
    when = f"Baseline {format_dates(figures.baseline)}, repeat {format_dates(figures.repeat)}."
    if isinstance(result, TeamResult):
        claims = "all" if result.people_with_claim == result.people else result.people_with_claim
        return f"{result.people} people with both weeks, {claims} with enough evidence. {when}"
    one, two = result.baseline, result.repeat
    same = one.category_version == two.category_version
    return (
        f"{one.comparable_days} and {two.comparable_days} complete days, "
        f"{one.coverage.percent}% and {two.coverage.percent}% of the working time logged, "
        f"{'the same' if same else 'different'} categories. {when}"
    )


def year_of(figures: Figures, weekly: int | None) -> str | None:
    """The yearly figure with its factor; None where the weekly one is no change to speak of."""
    if weekly is None or abs(weekly) < 30:
        return None
    yearly = weekly * figures.weeks_per_year
    what = "released" if weekly > 0 else "more taken up"
    together = "" if isinstance(figures.result, PersonResult) else " together"
    return (
        f"Over a year that would be about {format_duration(abs(yearly))} {what}{together}: "
        f"{format_duration(abs(weekly))} × {figures.weeks_per_year} working weeks."
    )


def made_of(report: Report) -> str:
    """When the figures were worked out."""
    if report.finished_at is None:
        return ""
    local = report.finished_at.astimezone(LONDON)
    return f"{format_date(local.date())} at {format_time(local)}"


def format_dates(week: Week) -> str:
    """8 to 12 June 2026; what both ends share is said once."""
    first, last = week.starts_on, week.ends_on
    end = f"{last.day} {last:%B} {last.year}"
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {end}"
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first.day} {first:%B}{year} to {end}"
