"""Who is in a team: pasted, added one by one, paired, leaving, taken out again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guards import SignedInRequest, signed_in, typed
from accounts.models import Person
from productive_leader.core.dates import format_date
from productive_leader.core.permissions import get_or_404
from productive_leader.core.words import counted
from programmes import permissions
from programmes.forms.people import LastDayForm, OneForm, PairForm, PasteForm
from programmes.models import Membership, Team
from programmes.queries.people import Member, members_of, waiting_to_be_told
from programmes.queries.steps import PEOPLE, setting_up_steps
from programmes.services.joining import Added
from programmes.services.people import add_one, add_people, leave_team, take_out
from programmes.services.teams import end_pair, make_pair
from programmes.views.lookups import team_to_run
from programmes.views.refusals import explain


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def team_people(request: SignedInRequest, programme_id: int, team_id: int) -> HttpResponse:
    """The people of a team, and the box to paste more into."""
    team = team_to_run(request.user, programme_id, team_id)
    form = PasteForm(typed(request, press="Add these people"))
    added = None
    if request.method == "POST" and form.is_valid():
        added = _added(request, team, form)
        if added and not (added.troubles or added.notes):
            return redirect("team_people", programme_id, team_id)
    return _page(request, team, form=form, added=added)


def _added(request: SignedInRequest, team: Team, form: PasteForm) -> Added | None:
    """Adds whom it can; what cannot be added stays in the box, with an error that says so."""
    given = form.cleaned_data
    try:
        added = add_people(by=request.user, team=team, text=given["text"], is_sure=given["is_sure"])
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return None
    if added.people:
        messages.success(request, _news(added))
    form.has_strangers = added.has_strangers
    form.leave(added.left)
    if added.troubles:
        rows = counted(len(added.troubles), "row waits", "rows wait")
        form.add_error("text", f"{rows} to be mended. What to mend stands beside each.")
    return added


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def team_people_add(request: SignedInRequest, programme_id: int, team_id: int) -> HttpResponse:
    """Adds one person."""
    team = team_to_run(request.user, programme_id, team_id)
    members = members_of(team)
    leaders = [one.membership for one in members if one.is_leader]
    form = OneForm(typed(request, press="Add this person"), leaders=leaders)
    if request.method == "POST" and form.is_valid():
        added = _added_one(request.user, team, form)
        if added:
            messages.success(request, _news(added))
            for note in added.notes:
                messages.info(request, note)
            return redirect("team_people", programme_id, team_id)
    return render(request, "programmes/people_add.html", {"form": form, "team": team})


def _added_one(me: Person, team: Team, form: OneForm) -> Added | None:
    given = form.cleaned_data
    try:
        return add_one(
            by=me,
            team=team,
            colleague=form.colleague(),
            kind=given["kind"],
            leaders=form.chosen(),
            job_title=given["job_title"],
        )
    except ValidationError as refusal:
        explain(refusal, form, address="email")
        return None


@require_POST
@signed_in
def pair_make(request: SignedInRequest, programme_id: int, team_id: int) -> HttpResponse:
    team = team_to_run(request.user, programme_id, team_id)
    form = PairForm(request.POST, members=[one.membership for one in members_of(team)])
    if form.is_valid():
        try:
            pair = make_pair(by=request.user, team=team, **form.both())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"{pair.leader} and {pair.pa} are a pair.")
            return redirect("team_people", programme_id, team_id)
    return _page(request, team, pair=form)


@require_POST
@signed_in
def pair_end(request: SignedInRequest, pair_id: int) -> HttpResponse:
    """Ends a pair from today on; it can be made again."""
    pairs = permissions.pairs_run_by(request.user).select_related("team", "leader", "pa")
    pair = get_or_404(pairs, pk=pair_id)
    try:
        end_pair(by=request.user, pair=pair)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        messages.success(request, f"{pair.leader} and {pair.pa} are no longer a pair.")
    return redirect("team_people", pair.team.programme_id, pair.team_id)


@require_POST
@signed_in
def member_leave(request: SignedInRequest, membership_id: int) -> HttpResponse:
    """Somebody leaves the team, after a last day."""
    member = _membership(request.user, membership_id)
    form = LastDayForm(request.POST, prefix=str(member.pk))
    if form.is_valid():
        try:
            member = leave_team(by=request.user, membership=member, on=form.cleaned_data["on"])
        except ValidationError as refusal:
            messages.warning(request, " ".join(refusal.messages))
        else:
            last = format_date(member.left_on) if member.left_on else ""
            messages.success(request, f"{member.person}’s last day in the team is {last}.")
    else:
        messages.warning(request, f"{member.person} is still in the team. {LastDayForm.WRONG}")
    return redirect("team_people", member.team.programme_id, member.team_id)


@require_POST
@signed_in
def member_take_out(request: SignedInRequest, membership_id: int) -> HttpResponse:
    """Undoes what was added by mistake today."""
    member = _membership(request.user, membership_id)
    try:
        person = take_out(by=request.user, membership=member)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        messages.success(request, f"{person} is out of the team again.")
    return redirect("team_people", member.team.programme_id, member.team_id)


def _membership(me: Person, membership_id: int) -> Membership:
    mine = permissions.memberships_run_by(me).select_related("team", "person")
    return get_or_404(mine, pk=membership_id)


def _page(
    request: SignedInRequest,
    team: Team,
    *,
    form: PasteForm | None = None,
    pair: PairForm | None = None,
    added: Added | None = None,
) -> HttpResponse:
    members = members_of(team)
    refused: Form | None = pair or form
    paste = form or PasteForm()
    context: dict[str, Any] = {
        "team": team,
        "open": not team.programme.closed_on,
        "steps": setting_up_steps(team, PEOPLE),
        "form": refused,
        "paste": paste,
        "pair": pair or PairForm(members=[one.membership for one in members]),
        "added": added,
        "leaders": [(one, _last_day(one)) for one in members if one.is_leader],
        "pas": [(one, _last_day(one)) for one in members if not one.is_leader],
        "waiting": waiting_to_be_told(team),
        "paste_first": not members or paste.is_bound,
    }
    return render(request, "programmes/people.html", context)


def _last_day(member: Member) -> LastDayForm:
    return LastDayForm(prefix=str(member.membership.pk), auto_id="left_%s")


def _news(added: Added) -> str:
    """Who is in now, in a sentence."""
    number, pairs = len(added.people), added.pairs
    people = counted(number, "person is", "people are")
    if not pairs:
        return f"{people} added."
    return f"{people} added, and {counted(pairs, 'pair', 'pairs')} made."
