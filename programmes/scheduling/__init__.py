"""When to meet: dates proposed around days off and what else people have to do. Pure.

All arithmetic is on instants in UTC; a day and a time of day are those of a clock in London.
"""

from programmes.scheduling.alternatives import alternatives
from programmes.scheduling.clock import Span, span_at
from programmes.scheduling.days import day_off, nearest_days, wanted_days, weeks_of
from programmes.scheduling.proposals import NoFreeDay, moved_from, propose, why_not
from programmes.scheduling.wishes import Busy, BusyKind, Proposal, Wish

__all__ = (
    "Busy",
    "BusyKind",
    "NoFreeDay",
    "Proposal",
    "Span",
    "Wish",
    "alternatives",
    "day_off",
    "moved_from",
    "nearest_days",
    "propose",
    "span_at",
    "wanted_days",
    "weeks_of",
    "why_not",
)
