"""What a meeting of a diary most likely is."""

from __future__ import annotations

from assessments.models import Log
from programmes.enums import MemberKind

USUAL = {MemberKind.LEADER: "meetings-attend", MemberKind.PA: "briefing"}
"""What a meeting of the diary most likely is, until its person says otherwise."""


def usual_category(log: Log) -> str:
    return USUAL[MemberKind(log.kind)]
