"""What was reported of the original programme, each figure with its source and year.

Its developers published these without a comparison group; pages say so and promise nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

ARCHIVE = "https://webarchive.nationalarchives.gov.uk/"


@dataclass(frozen=True, slots=True)
class Source:
    title: str
    year: int
    url: str


@dataclass(frozen=True, slots=True)
class Figure:
    number: str
    what: str
    source: Source


WHO_IS_IT_FOR = Source(
    "NHS Institute, Who is it for?",
    2009,
    ARCHIVE
    + "20091105141709/http:/www.institute.nhs.uk/quality_and_value/productivity_series/"
    + "who_is_it_for%3F.html",
)
THE_OPPORTUNITY = Source(
    "NHS Institute, The opportunity",
    2009,
    ARCHIVE
    + "20090708124016/http:/www.institute.nhs.uk/quality_and_value/productivity_series/"
    + "the_opportunity.html",
)

REPORTED = (
    Figure("About 1 day a week", "saved by each leader at the field test sites", WHO_IS_IT_FOR),
    Figure("About 6 hours a week", "saved by each PA at the field test sites", WHO_IS_IT_FOR),
    Figure("70%", "of leaders’ time was spent in meetings, before", THE_OPPORTUNITY),
    Figure("27%", "of the meetings observed began on time", THE_OPPORTUNITY),
    Figure("18%", "of the meetings observed ended on time", THE_OPPORTUNITY),
    Figure("About 4 hours a week", "were left for leaders’ own work, before", THE_OPPORTUNITY),
)
