"""A leader lets a PA keep the leader's log, and takes it back in one press."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import Person
from assessments import notifications
from assessments.models import Grant
from assessments.permissions import grants_ended_by
from productive_leader.core import audit
from productive_leader.core.dates import today
from productive_leader.core.permissions import get_or_404
from programmes.models import Pair, Team


class GrantRefused(Exception):
    """The grant cannot be given, with the sentence that says why."""


@transaction.atomic
def give_grant(
    *,
    by: Person,
    team: Team,
    pa: Person,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
) -> Grant:
    """Let a PA of this leader keep the leader's log in this team, from a date until a date.

    A grant that has run out is ended first. Raises GrantRefused; tells the PA.
    """
    starts_on = starts_on or today()
    if not Pair.objects.filter(team=team, leader=by, pa=pa, ended_on=None).exists():
        raise GrantRefused("You can only choose a PA you work with in this team.")
    if ends_on is not None and ends_on < max(starts_on, today()):
        raise GrantRefused("The last day must be today or later, and not before the first day.")
    Team.objects.select_for_update().get(pk=team.pk)
    for old in Grant.objects.filter(team=team, leader=by, pa=pa, revoked_at=None):
        if old.ends_on is None or old.ends_on >= today():
            raise GrantRefused(f"{pa.name} may already keep your log.")
        _end(old, by)
    grant = Grant.objects.create(team=team, leader=by, pa=pa, starts_on=starts_on, ends_on=ends_on)
    audit.record(by=by, action="grant.given", target=grant)
    notifications.tell_grant_given(grant)
    return grant


@transaction.atomic
def end_grant(*, by: Person, grant_id: int) -> Grant:
    """End a grant from the next request on; leader or PA. Tells the other.

    Raises Http404 for a grant that is over.
    """
    endable = grants_ended_by(by).select_for_update(of=("self",)).select_related("leader", "pa")
    grant = get_or_404(endable, pk=grant_id)
    _end(grant, by)
    notifications.tell_grant_ended(grant, by=by)
    return grant


def _end(grant: Grant, by: Person) -> None:
    grant.revoked_at = timezone.now()
    grant.save(update_fields=["revoked_at"])
    audit.record(by=by, action="grant.ended", target=grant)
