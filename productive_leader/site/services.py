"""Writes that need to know several rooms."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Person
from assessments.models import Capture
from assessments.services import install_content as install_categories
from productive_leader.core.permissions import Permission, require
from productive_leader.site.queries.cockpit import missing_days
from programmes.models import Membership, Team
from programmes.permissions import teams_run_by
from programmes.queries import current_members
from programmes.services import nudge_people
from programmes.services.templates import install_templates

ALL_DONE = "Everybody who needed a nudge has had one today, or has nothing left to log."


@transaction.atomic
def install_content() -> None:
    """What every room starts with: time categories, templates of programmes. Present ones stay."""
    install_categories()
    install_templates()


@transaction.atomic
def nudge_team(*, by: Person, team: Team) -> list[Person]:
    """Tell each member with days still to log which ones; returns those who were told now.

    Members who are up to date, locked their week or were nudged today hear nothing. Raises
    PermissionDenied, and ValidationError when there is nobody to tell.
    """
    require(Permission.RUN_PROGRAMME, obj=team, among=teams_run_by(by))
    missing = missing_days(Capture.objects.filter(team=team)).of(team.pk)
    members = current_members(Membership.objects.filter(team=team))
    told = nudge_people(
        by=by,
        team=team,
        missing={one.person: missing[one.person_id] for one in members if one.person_id in missing},
    )
    if not told:
        raise ValidationError(ALL_DONE)
    return told
