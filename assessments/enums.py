"""Choices of the assessments room."""

from django.db.models import TextChoices


class CaptureKind(TextChoices):
    BASELINE = "baseline", "Baseline week"
    REPEAT = "repeat", "Repeat week"


class LogState(TextChoices):
    """A person's week: open, then finished, then locked; reopened with a reason."""

    OPEN = "open", "Open"
    FINISHED = "finished", "Finished"
    LOCKED = "locked", "Locked"


class BlockSource(TextChoices):
    PAINTED = "painted", "Painted"
    TYPED = "typed", "Typed"
    IMPORTED = "imported", "From the diary"
    COPIED = "copied", "Copied"


class Worth(TextChoices):
    FORWARD = "forward", "Moved something forward"
    NEEDED = "needed", "Had to be done"
    NOT_ME = "not-me", "Did not need me or did not need doing"


class Obstacle(TextChoices):
    """What got in the way."""

    LATE_START = "late-start", "Started late or ran over"
    NO_PURPOSE = "no-purpose", "No clear purpose"
    PAPERS = "papers", "Papers late or missing"
    WRONG_PEOPLE = "wrong-people", "The right people were not there"
    INTERRUPTED = "interrupted", "Interrupted"
    EQUIPMENT = "equipment", "Equipment or room trouble"
    UNCLEAR = "unclear", "Not clear who does this"
    AGAIN = "again", "Done before, done again"


class ReportScope(TextChoices):
    PERSON = "person", "Personal"
    TEAM = "team", "Team"


class ReportState(TextChoices):
    WAITING = "waiting", "Waiting"
    WORKING = "working", "Being worked out"
    DONE = "done", "Ready"
    FAILED = "failed", "Did not work"
