"""Actions that a team agrees, and what people take on for themselves, until they are done."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Person
from productive_leader.core import audit
from productive_leader.core.dates import format_date
from productive_leader.core.permissions import Permission, require
from programmes import permissions
from programmes.enums import ActionKind
from programmes.models import Action, Programme, Session, Team, Workshop
from programmes.queries.actions import ended, people_to_act
from programmes.services.days import check_to_come
from programmes.services.writing import open_programme

LONGEST = 300  # characters


@transaction.atomic
def add_action(
    *,
    by: Person,
    text: str,
    owner: Person,
    due_on: date,
    session: Session | None = None,
    workshop: Workshop | None = None,
) -> Action:
    """Agree in a session or a workshop that somebody of the team does something by a date.

    One of the two is given; a workshop has a team by then.
    """
    met = session or workshop
    if met is None or met.team is None:
        raise TypeError("An action is agreed in a session, or in a workshop that has a team.")
    deciding = permissions.teams_deciding_with(by) if workshop else None
    programme = _open_to(met.team, by, deciding)
    action = Action(
        team=met.team,
        session=session,
        workshop=workshop,
        text=text,
        owner=owner,
        due_on=due_on,
        made_by=by,
    )
    return _added(by, programme, action)


@transaction.atomic
def make_commitment(
    *, by: Person, session: Session, text: str, due_on: date, owner: Person | None = None
) -> Action:
    """Take something on for oneself, or for the leader whose PA one is. "I will" is left away."""
    programme = _open_to(session.team, by)
    owner = owner or by
    among = permissions.people_answered_for(by, session.team)
    require(Permission.ANSWER, obj=owner, among=among)
    for beginning in ("I will ", "I'll ", "I’ll "):
        text = text.strip().removeprefix(beginning)
    commitment = Action(
        team=session.team,
        session=session,
        kind=ActionKind.COMMITMENT,
        text=text,
        owner=owner,
        due_on=due_on,
        made_by=by,
    )
    return _added(by, programme, commitment)


@transaction.atomic
def change_action(
    *, by: Person, action: Action, text: str, owner: Person, due_on: date, seen: str = ""
) -> Action:
    """Say it otherwise, give it to somebody else, or set another date.

    `seen`: the `print_of` the action that was changed; refused when somebody changed it meanwhile.
    """
    programme, current = _locked(by, action)
    _require_to_do(current)
    if seen and seen != print_of(current):
        raise ValidationError(
            f"Somebody changed this meanwhile. It now says: “{current.text}”, "
            f"{current.owner}, {format_date(current.due_on)}. "
            "Press again to put yours in its place."
        )
    if owner != current.owner:
        _require_may_move(current, owner)
    if due_on != current.due_on:
        check_to_come(due_on, field="due_on")
    current.text, current.owner, current.due_on = _one_line(text), owner, due_on
    return _kept(current, by, programme, "action.changed")


@transaction.atomic
def finish_action(*, by: Person, action: Action) -> Action:
    """Done, once. A PA who finishes it for the leader is kept as the one who did."""
    programme, current = _locked(by, action)
    _require_to_do(current)
    current.done_at, current.done_by = timezone.now(), by
    return _kept(current, by, programme, "action.done")


@transaction.atomic
def drop_action(*, by: Person, action: Action) -> Action:
    """The team will not do it after all. It can be taken back."""
    programme, current = _locked(by, action)
    _require_to_do(current)
    current.dropped_at = timezone.now()
    return _kept(current, by, programme, "action.dropped")


@transaction.atomic
def reopen_action(*, by: Person, action: Action) -> Action:
    """Still to do after all; one that is open stays as it is."""
    programme, current = _locked(by, action)
    if current.done_at is None and current.dropped_at is None:
        return current
    current.done_at = current.done_by = current.dropped_at = None
    return _kept(current, by, programme, "action.reopened")


def print_of(action: Action) -> str:
    """Tells one wording of an action from another."""
    return f"{action.due_on:%Y-%m-%d} {action.owner_id} {action.text}"


def _open_to(team: Team, by: Person, among: QuerySet[Team] | None = None) -> Programme:
    """The programme, locked, for a member of the team or whoever runs it, or those `among`."""
    if among is None:
        among = permissions.teams_learning_with(by)
    require(Permission.AGREE, obj=team, among=among)
    return open_programme(team.programme_id)


def _locked(by: Person, action: Action) -> tuple[Programme, Action]:
    """The programme, then the action, read again."""
    require(Permission.CHANGE_ACTION, obj=action, among=permissions.actions_changed_by(by))
    programme = open_programme(action.team.programme_id)
    locked = Action.objects.select_for_update(of=("self",)).select_related(
        "owner", "done_by", "team__programme"
    )
    return programme, locked.get(pk=action.pk)


def _added(by: Person, programme: Programme, action: Action) -> Action:
    _require_of_team(action.team, action.owner)
    check_to_come(action.due_on, field="due_on")
    action.text = _one_line(action.text)
    return _kept(action, by, programme, f"{action.kind}.added")


def _kept(action: Action, by: Person, programme: Programme, event: str) -> Action:
    """Saved and audited; a PA acts for the leader."""
    action.full_clean()
    action.save()
    led = action.owner_id != by.pk and permissions.people_answered_for(by, action.team).contains(
        action.owner
    )
    audit.record(
        by=by,
        action=event,
        target=action,
        acting_for=action.owner if led else None,
        organisation_id=programme.organisation_id,
        detail={"owner": action.owner_id, "due_on": str(action.due_on)},
    )
    return action


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    if not line:
        raise ValidationError({"text": "Say what will be done."})
    if len(line) > LONGEST:
        sentence = f"Shorten this to {LONGEST} characters; it has {len(line)}."
        raise ValidationError({"text": sentence})
    return line


def _require_of_team(team: Team, owner: Person) -> None:
    if not people_to_act(team).contains(owner):
        sentence = f"{owner} is not in {team}. Choose somebody of the team."
        raise ValidationError({"owner": sentence})


def _require_may_move(action: Action, owner: Person) -> None:
    if action.kind == ActionKind.COMMITMENT:
        raise ValidationError("What somebody took on for themselves stays theirs. Drop it instead.")
    _require_of_team(action.team, owner)


def _require_to_do(action: Action) -> None:
    if action.done_at or action.dropped_at:
        raise ValidationError(f"{ended(action)} already. Take it back first to change it.")
