"""Choices of the programmes room."""

from django.db.models import TextChoices


class MemberKind(TextChoices):
    """What a member of a team takes part as."""

    LEADER = "leader", "Leader"
    PA = "pa", "PA"

    @property
    def in_words(self) -> str:
        """The label within a sentence."""
        return self.label if self.label.isupper() else self.label.lower()


class Level(TextChoices):
    """Every level that has a part in a programme; each has its role sheet."""

    BOARD = "board", "Board"
    CHIEF_EXECUTIVE = "chief_executive", "Chief executive"
    SPONSOR = "sponsor", "Sponsor"
    LEADER = "leader", "Leader"
    PA = "pa", "PA"
    FACILITATOR = "facilitator", "Facilitator"
    TEAM = "team", "Team"


class Audience(TextChoices):
    """Who of a team a session is for. The facilitator is always there."""

    EVERYBODY = "everybody", "All leaders and PAs"
    LEADERS = "leaders", "Leaders"
    PAS = "pas", "PAs"
    SPONSOR_TOO = "sponsor_too", "All leaders and PAs, and the sponsor"


class Pace(TextChoices):
    """How far apart the sessions of a series are."""

    TEMPLATE = "template", "As in the template"
    WEEKLY = "weekly", "Every week"
    FORTNIGHTLY = "fortnightly", "Every two weeks"
    MONTHLY = "monthly", "Every four weeks"


class SessionState(TextChoices):
    """Where a session stands. Moving a scheduled session is an edition of it, not a state."""

    PLANNED = "planned", "Planned"  # nobody was told yet
    SCHEDULED = "scheduled", "Scheduled"  # released at least once
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"  # was released before
    DROPPED = "dropped", "Dropped"  # was never released


LIVE = (SessionState.PLANNED, SessionState.SCHEDULED)
COUNTED = (*LIVE, SessionState.HELD)
CALLED_OFF = (SessionState.CANCELLED, SessionState.DROPPED)


class CalendarMethod(TextChoices):
    """What a calendar was told of a session, as RFC 5546 names it."""

    REQUEST = "REQUEST", "Invited"
    CANCEL = "CANCEL", "Cancelled"


class Answer(TextChoices):
    """What an invited person says beforehand."""

    YES = "yes", "Yes"
    PERHAPS = "perhaps", "Perhaps"
    APOLOGIES = "apologies", "Apologies"


class Attendance(TextChoices):
    """Whether an invited person was there."""

    ATTENDED = "attended", "Here"
    PART = "part", "Part of it"
    APOLOGIES = "apologies", "Apologies"
    ABSENT = "absent", "Not here"


PRESENT = (Attendance.ATTENDED, Attendance.PART)
AWAY = (Attendance.APOLOGIES, Attendance.ABSENT)


class LateReason(TextChoices):
    """Why attendance is recorded after the fourteen days for it; the audit keeps which."""

    NO_TIME = "no_time", "There was no time for it before"
    MISTAKE = "mistake", "Somebody was recorded wrongly"
    TOLD_LATER = "told_later", "I was told later who was there"


class PromiseAnswer(TextChoices):
    """What a person says to the time a programme asks of them."""

    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Not accepted"


class ActionKind(TextChoices):
    """An action is agreed for the team; a commitment is what a person takes on for themselves."""

    ACTION = "action", "Action"
    COMMITMENT = "commitment", "Commitment"


class ReminderKind(TextChoices):
    """How long before a session a reminder goes."""

    WEEK = "week", "A week before"
    DAY = "day", "The day before"


class PrintState(TextChoices):
    """How far the PDF of a workshop's pack is."""

    WAITING = "waiting", "Waiting"
    WORKING = "working", "Being made"
    DONE = "done", "Ready"
    FAILED = "failed", "Not made"
