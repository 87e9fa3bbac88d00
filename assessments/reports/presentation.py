"""All that is shown of a finished report, in one object."""

from __future__ import annotations

from dataclasses import dataclass

from assessments import charts
from assessments.models import Report
from assessments.reports import contents, words
from assessments.reports.contents import Shown
from assessments.reports.figures import Figures
from assessments.reports.method import method_of
from assessments.reports.tables import Table
from assessments.results import (
    Grade,
    PersonResult,
    TeamResult,
    where_to_look_next,
)
from productive_leader.core.charts import PairedBarChart
from productive_leader.core.dates import format_duration

TAGS = {Grade.GOOD: "green", Grade.FAIR: "blue", Grade.THIN: "yellow", Grade.NONE: "grey"}
SOURCE = "NHS Institute for Innovation and Improvement, “Who is it for?”, archived 5 November 2009"
SOURCE_URL = (
    "https://webarchive.nationalarchives.gov.uk/20091105141709/"
    "http:/www.institute.nhs.uk/quality_and_value/productivity_series/who_is_it_for%3F.html"
)


@dataclass(frozen=True, slots=True)
class LookNext:
    """A category by name, and the rest of the sentence."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Presentation:
    """`headline` is the one sentence that comes first; what is None is not shown."""

    title: str
    whose: str
    organisation: str
    is_personal: bool
    headline: str
    has_claim: bool
    grade: str
    grade_colour: str
    evidence: str
    reasons: tuple[str, ...]
    year: str | None
    chart: PairedBarChart | None
    short: Table
    categories: Table
    groups: Table
    interruptions: Table
    weeks: Table
    beside: Table
    background: Table
    look_next: LookNext | None
    method: tuple[str, ...]
    made: str
    source: str = SOURCE
    source_url: str = SOURCE_URL

    @property
    def tables(self) -> tuple[Table, ...]:
        """In the order of the files; the background is for those that have no sentences."""
        return (
            self.short,
            self.categories,
            self.groups,
            self.interruptions,
            self.weeks,
            self.beside,
            self.background,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished report in one line of a list."""

    sentence: str
    grade: str
    grade_colour: str
    made: str


def outcome_of(report: Report) -> Outcome | None:
    """None until the report has its figures."""
    if report.figures is None:
        return None
    figures = Figures.from_json(report.figures)
    grade = figures.result.grade
    return Outcome(words.sentence_of(figures), grade.label, TAGS[grade], words.made_of(report))


def present(report: Report) -> Presentation:
    """Reads the frozen figures and the names (queries.results.with_names), nothing else."""
    figures = Figures.from_json(report.figures)
    result = figures.result
    shown = Shown.of(result)
    return Presentation(
        title=words.title_of(report),
        whose=words.whose(report),
        organisation=report.team.programme.organisation.name,
        is_personal=isinstance(result, PersonResult),
        headline=words.sentence_of(figures),
        has_claim=shown.change,
        grade=result.grade.label,
        grade_colour=TAGS[result.grade],
        evidence=words.evidence_of(figures),
        reasons=result.reasons,
        year=words.year_of(figures, contents.released(result)),
        chart=charts.where_the_week_went(result.counted_lines, has_claim=shown.change)
        if shown.before and shown.after
        else None,
        short=contents.in_short(figures),
        categories=contents.categories(result, shown),
        groups=contents.groups(result, shown),
        interruptions=contents.interruptions(result, shown),
        weeks=contents.weeks(result),
        beside=contents.beside_others(report, figures),
        background=contents.background(figures),
        look_next=_look_next(result, shown),
        method=method_of(figures),
        made=words.made_of(report),
    )


def _look_next(result: PersonResult | TeamResult, shown: Shown) -> LookNext | None:
    line = where_to_look_next(result) if shown.after else None
    if line is None:
        return None
    rest = f"{words.LOOK[line.group]}: {format_duration(line.after)} in the repeat week."
    return LookNext(line.category.label, rest)
