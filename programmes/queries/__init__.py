"""Reads of the programmes room."""

from programmes.queries.teams import (
    current_members,
    is_member,
    live_pairs,
    with_organisation,
    works_at,
)

__all__ = (
    "current_members",
    "is_member",
    "live_pairs",
    "with_organisation",
    "works_at",
)
