"""Actions and commitments: agreed in a session, followed until they are done."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guards import SignedInRequest, signed_in, typed
from accounts.models import Person
from productive_leader.core.permissions import Permission, get_or_404, require
from programmes.enums import ActionKind
from programmes.forms.actions import ActionForm, ChangeActionForm, CommitmentForm, DueForm
from programmes.models import Action, Session
from programmes.permissions import (
    actions_changed_by,
    actions_seen_by,
    sessions_visible_to,
    teams_learning_with,
    teams_seen_by,
    workshops_seen_by,
)
from programmes.queries.actions import (
    Line,
    actions_beside,
    agreed_in,
    line_of,
    owners_for,
    people_to_act,
    people_to_commit,
    usual_due_date,
    with_people,
)
from programmes.queries.rules import rules_of
from programmes.queries.sessions import leads, title_of
from programmes.services.actions import (
    add_action,
    change_action,
    drop_action,
    finish_action,
    make_commitment,
    print_of,
    reopen_action,
)

ON_A_PAGE = 50
TOLD = {ActionKind.ACTION: "The action is added.", ActionKind.COMMITMENT: "It is written down."}


@require_safe
@signed_in
def actions(request: SignedInRequest) -> HttpResponse:
    """One's own, those of whom one works with, and all of the teams one runs."""
    done = request.GET.get("show") == "done"
    found = actions_beside(request.user, done=done)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "groups": _groups(page),
        "page": page,
        "done": done,
        "query": "show=done&" if done else "",
        "ended_now": ended_now(request),
    }
    return render(request, "programmes/actions.html", context)


def _groups(page: Page[Action]) -> list[tuple[str, list[Line]]]:
    def heading(action: Any) -> str:
        own = {1: "Mine", 2: "Of those I work with in a pair"}
        return own.get(action.group) or f"{action.team.name}, {action.team.programme.name}"

    return [(name, [line_of(one) for one in some]) for name, some in groupby(page, key=heading)]


def agreed_on(request: SignedInRequest, session: Session) -> dict[str, Any]:
    """What the page of a session shows of actions, commitments and ground rules.

    For the three partials _session_actions, _session_commitments and _session_rules. The session
    comes with its team and programme. Forms are None for whoever may not add anything; all of it is
    missing for whoever was there, but neither belongs to the team now nor leads the session.
    """
    person, team = request.user, session.team
    is_of_team = teams_seen_by(person).contains(team)
    if not is_of_team and not leads(person, session):
        return {}
    context: dict[str, Any] = {
        "is_of_team": is_of_team,
        "actions": agreed_in(team, ActionKind.ACTION, person),
        "commitments": agreed_in(team, ActionKind.COMMITMENT, person),
        "rules": rules_of(team),
        "ended_now": ended_now(request),
        "action_form": None,
        "commitment_form": None,
    }
    if not team.programme.closed_on and teams_learning_with(person).contains(team):
        address = reverse("action_add", args=[session.pk])
        draft = typed(request, press="Add", at=address) if request.method == "GET" else None
        kind = draft.get("kind") if draft else None
        commitment = kind == ActionKind.COMMITMENT
        context["action_form"] = _action_form(None if commitment else draft, session, person)
        context["commitment_form"] = _commitment_form(
            draft if commitment else None, session, person
        )
    return context


def _action_form(filled: QueryDict | None, session: Session, person: Person) -> ActionForm:
    initial = {"due_on": usual_due_date(session), "owner": person.pk}
    people = people_to_act(session.team)
    return ActionForm(filled, people=people, initial=initial, auto_id="action_%s")


def _commitment_form(filled: QueryDict | None, session: Session, person: Person) -> CommitmentForm:
    initial = {"due_on": usual_due_date(session), "owner": person.pk}
    people = people_to_commit(session.team, person)
    return CommitmentForm(filled, people=people, initial=initial, auto_id="commitment_%s")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def action_add(request: SignedInRequest, session_id: int) -> HttpResponse:
    """Adds what the form on the session's page says; a refusal shows it again on its own page."""
    person = request.user
    sessions = sessions_visible_to(person).filter(team__in=teams_learning_with(person))
    session = get_or_404(sessions.select_related("team__programme", "released"), pk=session_id)
    filled = typed(request, press="Add")
    kind = (filled or request.GET).get("kind")
    commits = kind == ActionKind.COMMITMENT
    form = (_commitment_form if commits else _action_form)(filled, session, person)
    if request.method == "POST" and form.is_valid() and _added(person, session, form):
        messages.success(request, TOLD[ActionKind.COMMITMENT if commits else ActionKind.ACTION])
        return redirect(_session_url(session.pk, commits=commits))
    context = {"form": form, "session": session, "title": title_of(session), "commits": commits}
    return render(request, "programmes/action_add.html", context, status=_status(request))


def _added(person: Person, session: Session, form: DueForm) -> bool:
    said = {name: form.cleaned_data[name] for name in ("text", "owner", "due_on")}
    add: Callable[..., Action] = make_commitment if isinstance(form, CommitmentForm) else add_action
    try:
        add(by=person, session=session, **said)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def action_change(request: SignedInRequest, action_id: int) -> HttpResponse:
    """Says it otherwise, gives it to somebody else, sets another date."""
    action = _action(request.user, action_id)
    require(Permission.CHANGE_ACTION, obj=action, among=actions_changed_by(request.user))
    filled = typed(request, press="Save")
    form = ChangeActionForm(filled, action=action, people=owners_for(action))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            change_action(by=request.user, action=action, **said)
        except ValidationError as refusal:
            form = _with_what_is_there(form, _action(request.user, action_id))
            form.add_error(None, refusal)
        else:
            messages.success(request, "It is changed.")
            return _back(request, action, undo=False)
    session_id, workshop_id = _came_from(request)
    context = {"form": form, "line": line_of(action), "back": session_id, "workshop": workshop_id}
    return render(request, "programmes/action_change.html", context, status=_status(request))


def _with_what_is_there(form: ChangeActionForm, action: Action) -> ChangeActionForm:
    """What was typed, on top of what the action says now, so that another press saves it."""
    filled = {name: form.data.get(name) for name in form.fields} | {"seen": print_of(action)}
    return ChangeActionForm(filled, action=action, people=owners_for(action))


@require_POST
@signed_in
def action_done(request: SignedInRequest, action_id: int) -> HttpResponse:
    return _press(request, action_id, finish_action)


@require_POST
@signed_in
def action_drop(request: SignedInRequest, action_id: int) -> HttpResponse:
    return _press(request, action_id, drop_action)


@require_POST
@signed_in
def action_reopen(request: SignedInRequest, action_id: int) -> HttpResponse:
    action = _action(request.user, action_id)
    try:
        reopen_action(by=request.user, action=action)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        messages.success(request, "It is on the list again.")
    return _back(request, action, undo=False)


def _press(
    request: SignedInRequest, action_id: int, service: Callable[..., Action]
) -> HttpResponse:
    """One press, which can be undone on the page it leads back to."""
    action = _action(request.user, action_id)
    try:
        service(by=request.user, action=action)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
        return _back(request, action, undo=False)
    return _back(request, action, undo=True)


def ended_now(request: SignedInRequest) -> Line | None:
    """What this person just finished or dropped, to be undone in one press."""
    number = request.GET.get("ended", "")
    if not number.isascii() or not number.isdigit():
        return None
    mine = with_people(actions_changed_by(request.user)).filter(pk=int(number[:12]))
    line = next((line_of(action) for action in mine), None)
    return line if line and line.ended else None


def _action(person: Person, action_id: int) -> Action:
    return get_or_404(with_people(actions_seen_by(person)), pk=action_id)


def _came_from(request: SignedInRequest) -> tuple[int | None, int | None]:
    """The session or the workshop on whose page the button was; neither: the page of actions."""
    me = request.user
    return (
        _named(request, "session", sessions_visible_to(me)),
        _named(request, "workshop", workshops_seen_by(me)),
    )


def _named(request: SignedInRequest, name: str, among: QuerySet[Any]) -> int | None:
    given = request.POST if request.method == "POST" else request.GET
    number = given.get(name, "")
    if not (number.isascii() and number.isdigit()):
        return None
    return next(iter(among.filter(pk=int(number[:12])).values_list("pk", flat=True)), None)


def _back(request: SignedInRequest, action: Action, *, undo: bool) -> HttpResponse:
    """To the page the button was on; it offers to undo what was pressed."""
    ended = f"?{urlencode({'ended': action.pk})}" if undo else ""
    session_id, workshop_id = _came_from(request)
    if workshop_id:
        return redirect(reverse("workshop", args=[workshop_id]) + ended + "#decisions")
    if session_id is None:
        return redirect(reverse("actions") + ended)
    return redirect(_session_url(session_id, ended, commits=action.kind == ActionKind.COMMITMENT))


def _session_url(session_id: int, query: str = "", *, commits: bool) -> str:
    part = "#commitments" if commits else "#actions"
    return reverse("session", args=[session_id]) + query + part


def _status(request: SignedInRequest) -> int:
    return 422 if request.method == "POST" else 200
