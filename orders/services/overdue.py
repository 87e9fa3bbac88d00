"""Every day: whose promised day has passed, for the administrators."""

from __future__ import annotations

from django.db import transaction

from modules.queries.office import administrators
from orders.notifications.promises import tell_overdue
from orders.queries.dispatch import overdue_lines
from productive_leader.core.dates import today

NAMED = 20  # lines in one message


@transaction.atomic
def tell_of_overdue() -> int:
    """One message a day to each administrator while something is overdue; how many lines are."""
    lines = list(overdue_lines())
    for person in administrators() if lines else ():
        tell_overdue(person, lines[:NAMED], max(0, len(lines) - NAMED), today())
    return len(lines)
