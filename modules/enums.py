"""Choices of the modules room."""

from django.db.models import TextChoices


class PieceKind(TextChoices):
    """What a paper of a module is, in the order they are listed."""

    GUIDE = "guide", "Guide"
    SESSION_PLAN = "session_plan", "Session plan"
    PRE_READ = "pre_read", "Pre-read"
    QUESTIONS = "questions", "Question sheet"
    CASE_STUDY = "case_study", "Case study"
    EVIDENCE = "evidence", "Evidence on one page"
    WORKSHEET = "worksheet", "Worksheet"
    VIDEO = "video", "Video"


class NoticeKind(TextChoices):
    """Why an earlier downloader was written to."""

    NEWER = "newer", "A newer version"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Nation(TextChoices):
    """Where an enquirer works."""

    ENGLAND = "england", "England"
    SCOTLAND = "scotland", "Scotland"
    WALES = "wales", "Wales"
    NORTHERN_IRELAND = "northern_ireland", "Northern Ireland"
    ELSEWHERE = "elsewhere", "Somewhere else"


class Topic(TextChoices):
    """What an enquiry is about."""

    MODULES = "modules", "Downloading modules"
    BOX_SETS = "box_sets", "Ordering box sets"
    TAKING_PART = "taking_part", "Taking part in a programme"
    SOMETHING_ELSE = "something_else", "Something else"


class EnquiryState(TextChoices):
    """Open: somebody waits for us. Answered: we wait for them."""

    OPEN = "open", "Waiting for us"
    ANSWERED = "answered", "Answered"
    CLOSED = "closed", "Closed"


class Outcome(TextChoices):
    """How an enquiry ended."""

    HELPED = "helped", "Helped with what they asked"
    GIVEN_ACCESS = "given_access", "Given access to the modules"
    SENT_ON = "sent_on", "Sent on to somebody else"
    NOT_FOR_US = "not_for_us", "Nothing we can help with"
    ROBOT = "robot", "Sent by a robot"
