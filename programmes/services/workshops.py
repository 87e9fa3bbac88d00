"""Workshops: put together from modules, changed, and what was decided in them kept as actions.

Each function locks the workshop before it changes it. What changes the pack has its PDF made anew.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from accounts.models import Person
from modules.models import Module, Version
from modules.permissions import versions_open_to
from productive_leader.core import audit
from productive_leader.core.dates import LONDON, format_date, today
from productive_leader.core.permissions import Permission, require
from programmes import permissions
from programmes.models import Action, Team, Workshop, WorkshopModule
from programmes.queries.workshops import (
    LONGEST_TITLE,
    teams_to_look_after,
    title_for,
    versions_to_take,
)
from programmes.services.actions import add_action
from programmes.services.printouts import order_printout

MOST_MODULES = 6
FIRST_YEAR, YEARS_AHEAD = 2000, 3
LOAD_AGAIN = "Something is missing from this page. Load it again, then choose once more."
NO_TEAM = "Say first which team looks after what is decided."


@transaction.atomic
def make_workshop(
    *,
    by: Person,
    form_key: uuid.UUID,
    modules: Sequence[Module],
    title: str = "",
    team: Team | None = None,
    held_on: date | None = None,
    starts_at: time | None = None,
) -> Workshop:
    """Put a pack together in the versions of this moment; without a title it has its modules'.

    The same `form_key` gives the workshop it made. Raises ValidationError, by field.
    """
    if again := Workshop.objects.filter(form_key=form_key).first():
        return _of(by, again)
    versions = _versions(by, modules, team)
    wanted = Workshop(owner=by, held_on=held_on, starts_at=starts_at)
    wanted.title = _title(title) or title_for([version.name for version in versions])
    _check_day(held_on)
    _require_may_look_after(by, team)
    workshop, is_new = Workshop.objects.get_or_create(
        form_key=form_key,
        defaults={
            "owner": by,
            "title": wanted.title,
            "team": team,
            "held_on": held_on,
            "starts_at": starts_at,
        },
    )
    if not is_new:  # the other press of two was quicker
        return _of(by, workshop)
    WorkshopModule.objects.bulk_create(
        WorkshopModule(workshop=workshop, position=position, version=version)
        for position, version in enumerate(versions, start=1)
    )
    order_printout(workshop)
    _record(by, "workshop.made", workshop, versions=[version.pk for version in versions])
    return workshop


@transaction.atomic
def change_workshop(
    *,
    by: Person,
    workshop: Workshop,
    title: str,
    held_on: date | None,
    starts_at: time | None,
    team: Team | None,
) -> Workshop:
    """Call it otherwise, set its day and time, say who looks after what is decided."""
    current = _locked(by, workshop)
    if team != current.team:
        _give_to(by, current, team)
    _check_day(held_on)
    fields = {"title": _title(title) or current.title, "held_on": held_on, "starts_at": starts_at}
    if any(getattr(current, name) != value for name, value in fields.items()):
        order_printout(current)
    for name, value in fields.items():
        setattr(current, name, value)
    current.save()
    _record(by, "workshop.changed", current)
    return current


@transaction.atomic
def give_to_team(*, by: Person, workshop: Workshop, team: Team) -> Workshop:
    """From now on this team looks after what is decided, and its people see the workshop."""
    current = _locked(by, workshop)
    if team != current.team:
        _give_to(by, current, team)
        current.save(update_fields=["team"])
        _record(by, "workshop.given_to_team", current, team=team.pk)
    return current


@transaction.atomic
def move_module(*, by: Person, workshop: Workshop, version: Version, up: bool) -> None:
    """One place up or down; at the end it stays where it is."""
    current = _locked(by, workshop)
    order = list(current.modules.order_by("position"))
    here = _place_of(version, order)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(order):
        return
    order[here], order[there] = order[there], order[here]
    current.modules.update(position=F("position") + len(order) + 1)  # each place is used once
    for position, module in enumerate(order, start=1):
        current.modules.filter(pk=module.pk).update(position=position)
    order_printout(current)
    _record(by, "workshop.module_moved", current, version=version.pk)


@transaction.atomic
def use_newer_version(*, by: Person, workshop: Workshop, version: Version) -> Version:
    """Take the version that is published now in place of the one the pack was made with."""
    current = _locked(by, workshop)
    order = list(current.modules.select_related("version__module__published"))
    taken = order[_place_of(version, order)]
    module = taken.version.module
    newer = module.published
    if newer is None or module.withdrawn_at is not None:
        raise ValidationError(_why_not(module))
    if newer == taken.version:
        return newer
    if not versions_open_to(by).contains(newer):
        raise ValidationError(_why_not(module))
    taken.version = newer
    taken.save(update_fields=["version"])
    order_printout(current)
    _record(by, "workshop.took_newer_module", current, version=newer.pk)
    return newer


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision: what will be done, by whom of the team, by when."""

    text: str
    owner: Person
    due_on: date


@transaction.atomic
def record_decisions(
    *, by: Person, workshop: Workshop, decided: Sequence[Decided], held_on: date | None = None
) -> list[Action]:
    """Keep what was decided as actions of the team, and the day of the workshop if one is given.

    For whoever sees the workshop and is of the team, runs or sponsors it. What stands there already
    with the same words, owner and date is not doubled. Raises ValidationError without a team.
    """
    require(Permission.VIEW_TEAM, obj=workshop, among=permissions.workshops_seen_by(by))
    current = Workshop.objects.select_for_update(no_key=True, of=("self",)).get(pk=workshop.pk)
    if current.team is None:
        raise ValidationError(NO_TEAM)
    require(Permission.AGREE, obj=current.team, among=permissions.teams_deciding_with(by))
    _keep_day(by, current, held_on)
    known = set(current.decisions.filter(dropped_at=None).values_list("text", "owner", "due_on"))
    new = [one for one in decided if (_plain(one.text), one.owner.pk, one.due_on) not in known]
    return [
        add_action(by=by, workshop=current, text=one.text, owner=one.owner, due_on=one.due_on)
        for one in new
    ]


def _of(by: Person, workshop: Workshop) -> Workshop:
    if workshop.owner_id != by.pk:
        raise ValidationError(LOAD_AGAIN)
    return workshop


def _locked(by: Person, workshop: Workshop) -> Workshop:
    require(Permission.RUN_WORKSHOP, obj=workshop, among=permissions.workshops_changed_by(by))
    rows = Workshop.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("team__programme").get(pk=workshop.pk)


def _versions(by: Person, modules: Sequence[Module], team: Team | None) -> list[Version]:
    if not modules:
        raise ValidationError({"modules": "Tick at least one module."})
    if len(modules) > MOST_MODULES:
        sentence = f"A workshop has room for {MOST_MODULES} modules; you ticked {len(modules)}."
        raise ValidationError({"modules": f"{sentence} Untick some."})
    versions = versions_to_take(by, modules, team)
    closed = [_why_not(module) for module in modules if module.pk not in versions]
    if closed:
        raise ValidationError({"modules": closed})
    return [versions[module.pk] for module in modules]


def _why_not(module: Module) -> str:
    if module.withdrawn_at:
        day = format_date(module.withdrawn_at.astimezone(LONDON).date())
        return f"“{module}” was withdrawn on {day}: {module.withdrawal_reason}"
    if module.published_id is None:
        return f"“{module}” is not in the catalogue."
    return f"“{module}” is not open to you yet. Its page says how it can be."


def _plain(text: str) -> str:
    return " ".join(text.split())


def _title(text: str) -> str:
    title = _plain(text)
    if len(title) > LONGEST_TITLE:
        sentence = f"Shorten the title to {LONGEST_TITLE} characters; it has {len(title)}."
        raise ValidationError({"title": sentence})
    return title


def _check_day(day: date | None) -> None:
    """Also one that has passed, for whoever records it afterwards."""
    if day and day.year < FIRST_YEAR:
        raise ValidationError({"held_on": f"Choose a day from {FIRST_YEAR} on."})
    if day and day.year > today().year + YEARS_AHEAD:
        sentence = f"{format_date(day)} is more than {YEARS_AHEAD} years away. Check the year."
        raise ValidationError({"held_on": sentence})


def _give_to(by: Person, workshop: Workshop, team: Team | None) -> None:
    if workshop.team and workshop.decisions.exists():
        sentence = f"What was decided stands on the list of {workshop.team} and stays with it."
        raise ValidationError({"team": sentence})
    _require_may_look_after(by, team)
    workshop.team = team


def _require_may_look_after(by: Person, team: Team | None) -> None:
    if team is not None and not teams_to_look_after(by).contains(team):
        sentence = f"You are not in {team}, or its programme is closed. Choose another team."
        raise ValidationError({"team": sentence})


def _place_of(version: Version, order: Sequence[WorkshopModule]) -> int:
    places = [place for place, one in enumerate(order) if one.version_id == version.pk]
    if not places:
        raise ValidationError("The pack changed meanwhile. Look at it as it is now.")
    return places[0]


def _keep_day(by: Person, workshop: Workshop, held_on: date | None) -> None:
    if held_on is None or held_on == workshop.held_on:
        return
    _check_day(held_on)
    workshop.held_on = held_on
    workshop.save(update_fields=["held_on"])
    order_printout(workshop)
    _record(by, "workshop.changed", workshop)


def _record(by: Person, event: str, workshop: Workshop, **detail: Any) -> None:
    team = workshop.team
    audit.record(
        by=by,
        action=event,
        target=workshop,
        organisation_id=team.programme.organisation_id if team else None,
        detail=detail,
    )
