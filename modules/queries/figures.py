"""How often modules are downloaded: by version, by month, by organisation from five people on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import TruncMonth

from modules.models import DownloadGrant, Version
from productive_leader.core.dates import LONDON, today
from productive_leader.core.spreadsheets import Cell, Sheet, xlsx_bytes

FEWEST = 5  # people, for a figure of an organisation
MONTHS = 24  # at most
NO_ORGANISATION = "No organisation"


@dataclass(frozen=True, slots=True)
class VersionFigure:
    """`people` counts each person once."""

    module: str
    number: int
    downloads: int
    people: int


@dataclass(frozen=True, slots=True)
class MonthFigure:
    """`month` is its first day."""

    month: dt.date
    downloads: int


@dataclass(frozen=True, slots=True)
class OrganisationFigure:
    name: str
    downloads: int
    people: int


@dataclass(frozen=True, slots=True)
class OrganisationFigures:
    """`others` counts how many are summed up, with the downloads of all of them together.

    What is summed up can be worked out by taking the shown ones from the total, so it always holds
    two or more, with five people or more; for that the smallest of those shown goes in with them.
    """

    shown: tuple[OrganisationFigure, ...]
    others: int
    others_downloads: int
    is_too_few: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    versions: tuple[VersionFigure, ...]
    months: tuple[MonthFigure, ...]
    organisations: OrganisationFigures

    @property
    def downloads(self) -> int:
        return sum(one.downloads for one in self.versions)


def figures_now() -> Figures:
    """Three queries, however much was downloaded."""
    return Figures(
        versions=tuple(_by_version()),
        months=tuple(_by_month()),
        organisations=summed_up(list(_by_organisation())),
    )


def _by_version() -> Iterator[VersionFigure]:
    """Every published version, also one that nobody wanted."""
    published = Version.objects.filter(number__isnull=False)
    rows = published.annotate(
        downloads=Count("grants"), people=Count("grants__person", distinct=True)
    ).order_by("module__collection__position", "module__position", "module__name", "-number")
    columns = ("module__name", "number", "downloads", "people")
    for module, number, downloads, people in rows.values_list(*columns):
        yield VersionFigure(module, number or 0, downloads, people)


def _by_month() -> Iterator[MonthFigure]:
    """From the latest month back to the first one with a download, none left out."""
    months = DownloadGrant.objects.annotate(month=TruncMonth("granted_at", tzinfo=LONDON))
    counted = months.values("month").order_by("month").annotate(downloads=Count("pk"))
    found = {
        month.date(): downloads for month, downloads in counted.values_list("month", "downloads")
    }
    month = today().replace(day=1)
    for _ in range(MONTHS if found else 0):
        yield MonthFigure(month, found.get(month, 0))
        if month <= min(found):
            return
        month = (month - dt.timedelta(days=1)).replace(day=1)


def _by_organisation() -> Iterator[OrganisationFigure]:
    """The largest first. Whoever belongs to none of them counts as one more."""
    grouped = DownloadGrant.objects.values("organisation", "organisation__name").annotate(
        downloads=Count("pk"), people=Count("person", distinct=True)
    )
    rows = grouped.order_by("-people", "-downloads", "organisation__name")
    for name, downloads, people in rows.values_list("organisation__name", "downloads", "people"):
        yield OrganisationFigure(name or NO_ORGANISATION, downloads, people)


def summed_up(figures: list[OrganisationFigure]) -> OrganisationFigures:
    """Those with enough people by name, the others together. `figures`: the largest first."""
    shown = [one for one in figures if one.people >= FEWEST]
    hidden = [one for one in figures if one.people < FEWEST]
    while hidden and shown and not _is_enough(hidden):
        hidden.insert(0, shown.pop())
    if hidden and not _is_enough(hidden):
        return OrganisationFigures((), 0, 0, is_too_few=True)
    return OrganisationFigures(tuple(shown), len(hidden), sum(one.downloads for one in hidden))


def _is_enough(hidden: list[OrganisationFigure]) -> bool:
    return len(hidden) > 1 and sum(one.people for one in hidden) >= FEWEST


def figures_file(figures: Figures) -> bytes:
    """The same as a workbook: a sheet for versions, one for months, one for organisations."""
    of = figures.organisations
    rows: list[tuple[Cell, ...]] = [(one.name, one.people, one.downloads) for one in of.shown]
    if of.others:
        rows.append((others_in_words(of), None, of.others_downloads))
    return xlsx_bytes(
        [
            Sheet(
                "Modules",
                ("Module", "Version", "Downloads", "People"),
                [(one.module, one.number, one.downloads, one.people) for one in figures.versions],
            ),
            Sheet(
                "Months",
                ("Month, its first day", "Downloads"),
                [(one.month, one.downloads) for one in figures.months],
            ),
            Sheet("Organisations", ("Organisation", "People", "Downloads"), rows),
        ]
    )


def others_in_words(figures: OrganisationFigures) -> str:
    return f"{figures.others} others together"
