"""Results: two weeks compared, with the strength of the evidence beside the figure.

Pure arithmetic on whole minutes. No comparison names anybody; group figures start at five people.
"""

from .evidence import Grade, WeekEvidence, grade_evidence, weigh
from .facts import RELEASABLE, CategoryFacts, DayFacts, Group, WeekFacts
from .numbers import days_equivalent, percent_shares, round_half_away
from .person import (
    CategoryLine,
    GroupLine,
    Interruptions,
    PersonResult,
    compare,
    where_to_look_next,
)
from .storage import from_json, to_json
from .team import MINIMUM_PEOPLE, TeamReleased, TeamResult, TooFew, team_result
from .words import about_hours, headline, team_headline

__all__ = [
    "MINIMUM_PEOPLE",
    "RELEASABLE",
    "CategoryFacts",
    "CategoryLine",
    "DayFacts",
    "Grade",
    "Group",
    "GroupLine",
    "Interruptions",
    "PersonResult",
    "TeamReleased",
    "TeamResult",
    "TooFew",
    "WeekEvidence",
    "WeekFacts",
    "about_hours",
    "compare",
    "days_equivalent",
    "from_json",
    "grade_evidence",
    "headline",
    "percent_shares",
    "round_half_away",
    "team_headline",
    "team_result",
    "to_json",
    "weigh",
    "where_to_look_next",
]
