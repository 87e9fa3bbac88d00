"""A new programme with its first team, in one press."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Organisation, Person
from productive_leader.core.dates import format_date, today
from productive_leader.core.permissions import Permission, require
from programmes import permissions
from programmes.models import Programme, Team, TemplateVersion
from programmes.services.days import check_first_date
from programmes.services.newcomers import Colleague, bring_in_colleague
from programmes.services.programmes import start_programme
from programmes.services.teams import add_team


@transaction.atomic
def set_up_programme(
    *,
    by: Person,
    organisation: Organisation,
    version: TemplateVersion,
    chosen: Collection[int],
    name: str,
    team_name: str,
    starts_on: date,
    sponsor: Person | None = None,
    colleague: Colleague | None = None,
) -> Team:
    """Begin a programme from a template, with its first team and that team's sessions.

    `chosen`: positions of the optional sessions to take. `colleague`: the sponsor, by address.
    The same press a second time gives the team of the first.
    """
    startable = permissions.organisations_to_start_in(by)
    require(Permission.RUN_PROGRAMME, obj=organisation, among=startable)
    check_first_date(starts_on)
    positions = _positions(version, chosen)
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    mine = Programme.objects.filter(organisation=organisation, facilitator=by, closed_on=None)
    same = mine.filter(name__iexact=name.strip()).first()
    if same:
        return _pressed_again(same, version, positions, team_name.strip(), starts_on)
    if colleague:
        sponsor = bring_in_colleague(by=by, organisation=organisation, colleague=colleague)
    programme = start_programme(
        by=by,
        organisation=organisation,
        name=name,
        facilitator=by,
        starts_on=starts_on,
        sponsor=sponsor,
        template_version=version,
    )
    return add_team(by=by, programme=programme, name=team_name, chosen=chosen)


def _positions(version: TemplateVersion, chosen: Collection[int]) -> set[int]:
    """The sessions that the team gets, by position; at least one."""
    rows = version.sessions.values_list("position", "is_optional")
    positions = {position for position, is_optional in rows if not is_optional}
    positions |= {position for position, _ in rows if position in chosen}
    if not positions:
        raise ValidationError(f"Choose at least one session of {version.template}.")
    return positions


def _pressed_again(
    same: Programme, version: TemplateVersion, positions: set[int], team_name: str, starts_on: date
) -> Team:
    """The team of a programme that this very press made before, as long as nobody is in it."""
    team = same.teams.first()
    if (
        team
        and (same.template_version_id, same.starts_on) == (version.pk, starts_on)
        and team.name == team_name
        and not team.memberships.exists()
        and positions == set(team.sessions.values_list("template_session__position", flat=True))
    ):
        return team
    began = "began" if same.starts_on < today() else "begins"
    raise ValidationError(
        f"You already have a programme of this name here that {began} on "
        f"{format_date(same.starts_on)}. Give this one another name.",
        code="name",
    )
