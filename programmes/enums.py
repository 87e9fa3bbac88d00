"""Choices of the programmes room."""

from django.db.models import TextChoices


class MemberKind(TextChoices):
    """What a member of a team takes part as."""

    LEADER = "leader", "Leader"
    PA = "pa", "PA"
