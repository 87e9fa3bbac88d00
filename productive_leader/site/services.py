"""Writes that need to know several rooms."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Person
from assessments.services import install_content as install_categories
from modules.services import install_modules
from orders.services import install_box_sets
from productive_leader.core.permissions import Permission, require
from productive_leader.site.queries.cockpit import owed_by_person
from programmes.models import Team
from programmes.permissions import teams_run_by
from programmes.services import nudge_people
from programmes.services.templates import install_templates

ALL_DONE = "Everybody who needed a nudge has had one today, or has nothing left to do."


@transaction.atomic
def install_content() -> None:
    """What rooms start with: categories, modules, templates, box sets. Present ones stay."""
    install_categories()
    install_modules()
    install_templates()
    install_box_sets()


@transaction.atomic
def nudge_team(*, by: Person, team: Team) -> list[Person]:
    """Tell each person with something open in a team what it is; returns those told now.

    Whoever has nothing open, or was nudged today, hears nothing, nor does the facilitator, who
    sees it here. Raises PermissionDenied, and ValidationError when there is nobody to tell.
    """
    require(Permission.RUN_PROGRAMME, obj=team, among=teams_run_by(by))
    told = nudge_people(by=by, team=team, owed=owed_by_person(team))
    if not told:
        raise ValidationError(ALL_DONE)
    return told
