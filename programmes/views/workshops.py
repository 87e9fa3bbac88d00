"""Board workshops: the list, a new one, its pack as a page and as a PDF, and changes of it."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guards import SignedInRequest, signed_in, typed
from accounts.models import Person
from modules.queries.doors import Door, doors_for
from modules.views.serving import file_response
from productive_leader.core.permissions import get_or_404
from programmes.enums import PrintState
from programmes.forms.workshops import DetailsForm, WorkshopForm
from programmes.models import Team, Workshop
from programmes.permissions import (
    teams_deciding_with,
    workshops_changed_by,
    workshops_seen_by,
)
from programmes.queries.workshops import (
    Group,
    decisions_of,
    groups_for,
    shown,
    taken_by,
    teams_to_choose,
    teams_to_look_after,
    title_for,
    with_contents,
    with_printout,
)
from programmes.services.printouts import UNDER_WAY, print_again
from programmes.services.workshops import (
    MOST_MODULES,
    change_workshop,
    make_workshop,
    move_module,
    use_newer_version,
)
from programmes.views.actions import ended_now

ON_A_PAGE = 25


@require_safe
@signed_in
def workshops(request: SignedInRequest) -> HttpResponse:
    """One's own and those of one's teams, newest first."""
    found = with_contents(workshops_seen_by(request.user))
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "programmes/workshops/list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def workshop_new(request: SignedInRequest) -> HttpResponse:
    """Opens on the modules for boards, or on `?modules=slug,slug`; one press makes the pack."""
    me = request.user
    teams = teams_to_look_after(me)
    team = _team_asked_for(request)
    groups = groups_for(me, team)
    form = WorkshopForm(
        typed(request, press="Make the pack"),
        groups=groups,
        teams=teams,
        initial=_offered(request, groups, team),
    )
    if request.method == "POST" and form.is_valid():
        made = _made(me, form)
        if made:
            return redirect("workshop", made.pk)
    is_closed = any(not choice.version for group in groups for choice in group.choices)
    door = _door_for(request) if is_closed else None
    context = {"form": form, "most": MOST_MODULES, "door": door}
    return render(request, "programmes/workshops/new.html", context, status=_status(request))


def _door_for(request: SignedInRequest) -> Door:
    """What opens the closed modules; whoever has gone through it comes back here."""
    way_back = urlencode({"next": request.get_full_path()})
    door = doors_for(request.user, None).download
    return replace(door, url=f"{reverse('eligibility')}?{way_back}" if door.url else "")


def _team_asked_for(request: SignedInRequest) -> Team | None:
    """Whoever comes from the page of a programme comes with its team."""
    number = request.GET.get("team", "")
    if not (number.isascii() and number.isdigit()):
        return None
    return teams_to_look_after(request.user).filter(pk=int(number[:12])).first()


def _offered(request: SignedInRequest, groups: list[Group], team: Team | None) -> dict[str, Any]:
    """What is ticked beforehand: what was asked for, else the modules for boards."""
    asked_for = request.GET.get("modules", "").split(",")
    named = [
        choice
        for group in groups
        for choice in group.choices
        if choice.version and choice.module.slug in asked_for
    ]
    for_boards = [
        choice for group in groups if group.for_boards for choice in group.choices if choice.version
    ]
    ticked = (named or for_boards)[:MOST_MODULES]
    title = title_for([choice.version.name for choice in ticked if choice.version])
    return {
        "modules": [choice.module.slug for choice in ticked],
        "title": title if ticked else "",
        "suggested": title if ticked else "",
        "team": team,
        "form_key": uuid.uuid4(),
    }


def _made(me: Person, form: WorkshopForm) -> Workshop | None:
    try:
        return make_workshop(by=me, **form.plan())
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return None


@require_safe
@signed_in
def workshop(request: SignedInRequest, workshop_id: int) -> HttpResponse:
    """The whole pack on one page that prints; how far its PDF is; what was decided."""
    me = request.user
    found = _visible(me, workshop_id)
    pack = shown(found)
    context = {
        "shown": pack,
        "taken": taken_by(pack.pack),
        "may_change": workshops_changed_by(me).contains(found),
        "decisions": decisions_of(found, me),
        "may_decide": _may_decide(me, found),
        "ended_now": ended_now(request),
        "printout": found.printout,
        "is_under_way": found.printout.state in UNDER_WAY,
        "has_failed": found.printout.state == PrintState.FAILED,
        "is_lost": "lost" in request.GET,
    }
    return render(request, "programmes/workshops/workshop.html", context)


def _may_decide(me: Person, workshop: Workshop) -> bool:
    """Its team or the sponsor writes decisions down; until there is one, the owner says which."""
    if workshop.team is None:
        return workshop.owner_id == me.pk
    return teams_deciding_with(me).filter(programme__closed_on=None).contains(workshop.team)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def workshop_change(request: SignedInRequest, workshop_id: int) -> HttpResponse:
    """Title, day, time and team."""
    me = request.user
    found = get_or_404(with_printout(workshops_changed_by(me)), pk=workshop_id)
    names = ("title", "held_on", "starts_at", "team")
    form = DetailsForm(
        typed(request, press="Save"),
        teams=teams_to_choose(me, found),
        initial={name: getattr(found, name) for name in names},
    )
    if request.method == "POST" and form.is_valid() and _changed(me, found, form):
        messages.success(request, "It is changed.")
        return redirect("workshop", found.pk)
    context = {"form": form, "workshop": found}
    return render(request, "programmes/workshops/change.html", context, status=_status(request))


def _changed(me: Person, workshop: Workshop, form: DetailsForm) -> bool:
    try:
        change_workshop(by=me, workshop=workshop, **{"team": workshop.team, **form.cleaned_data})
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


@require_POST
@signed_in
def workshop_modules(request: SignedInRequest, workshop_id: int) -> HttpResponse:
    """One press on a module of the pack: `up`, `down` or `newer`, each with its version."""
    me = request.user
    found = get_or_404(workshops_changed_by(me), pk=workshop_id)
    versions = {str(one.version_id): one.version for one in found.modules.select_related("version")}
    for press in ("up", "down", "newer"):
        version = versions.get(request.POST.get(press, ""))
        if version is None:
            continue
        try:
            if press == "newer":
                taken = use_newer_version(by=me, workshop=found, version=version)
                messages.success(request, f"The pack has {taken} now.")
            else:
                move_module(by=me, workshop=found, version=version, up=press == "up")
        except ValidationError as refusal:
            messages.warning(request, refusal.messages[0])
    return redirect("workshop", found.pk)


@require_safe
@signed_in
def workshop_pdf(request: SignedInRequest, workshop_id: int) -> HttpResponse:
    """The PDF, to keep; until it is there, the page that says how far it is."""
    found = _visible(request.user, workshop_id)
    printout = found.printout
    if printout.state != PrintState.DONE or printout.file is None:
        return redirect("workshop", workshop_id)
    name = f"{slugify(found.title)[:80] or 'workshop'}.pdf"
    try:
        return cast(HttpResponse, file_response(request, printout.file, name))
    except FileNotFoundError:
        messages.warning(request, "The PDF is not there any more. Press “Make the PDF again”.")
        return redirect(reverse("workshop", args=[workshop_id]) + "?lost")


@require_POST
@signed_in
def workshop_print(request: SignedInRequest, workshop_id: int) -> HttpResponse:
    """Has the PDF made again."""
    print_again(by=request.user, workshop=_visible(request.user, workshop_id))
    return redirect("workshop", workshop_id)


def _visible(me: Person, workshop_id: int) -> Workshop:
    return get_or_404(with_printout(workshops_seen_by(me)), pk=workshop_id)


def _status(request: SignedInRequest) -> int:
    return 422 if request.method == "POST" else 200
