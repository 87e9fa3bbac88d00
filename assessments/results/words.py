"""The figure in words: about so much, from so many days, with so much evidence."""

from .evidence import Grade
from .person import PersonResult
from .team import TeamResult

NO_CLAIM = "Not enough evidence yet to say how much time was released"


def about_hours(minutes: int) -> str:
    """To the nearest half hour, without a sign: "half an hour", "1 hour", "5½ hours"."""
    halves = (abs(minutes) + 15) // 30
    hours, half = divmod(halves, 2)
    if halves == 1:
        return "half an hour"
    if halves == 2:
        return "1 hour"
    return f"{hours}{'½' if half else ''} hours"


def headline(result: PersonResult) -> str:
    """One sentence without a full stop. Under half an hour either way is no change to speak of."""
    released = result.released_minutes
    if released is None:
        return NO_CLAIM
    return f"{_finding(released)}, {_basis(result)}, {_evidence(result.grade)}"


def team_headline(team: TeamResult) -> str:
    if team.released is None:
        return NO_CLAIM
    people = f"{team.people_with_claim} people together"
    return f"{_finding(team.released.total_minutes)}, {people}, {_evidence(team.grade)}"


def _finding(released: int) -> str:
    if abs(released) < 30:
        return "Little change in the week"
    if released < 0:
        return f"About {about_hours(released)} a week more taken up than before"
    return f"About {about_hours(released)} a week released"


def _basis(result: PersonResult) -> str:
    before, after = result.baseline.comparable_days, result.repeat.comparable_days
    if min(before, after) >= result.days_per_week:
        return "from two full weeks"
    if before == after:
        return f"from {before} days in each week"
    return f"from {before} days before and {after} after"


def _evidence(grade: Grade) -> str:
    return grade.label[0].lower() + grade.label[1:]
