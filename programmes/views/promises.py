"""The promise of time: role sheets, one's own answer, who has answered."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.guards import SignedInRequest, signed_in, typed
from accounts.models import Person
from productive_leader.core.permissions import get_or_404
from productive_leader.core.words import counted
from programmes import permissions
from programmes.enums import Level
from programmes.forms.promises import PromiseForm
from programmes.models import Programme
from programmes.queries import with_organisation
from programmes.queries.promises import Part, Standing, parts_of
from programmes.queries.time_asked import plan_of
from programmes.services.promises import answer_promise, ask_for_promises
from programmes.views.lookups import home_of, programme_to_run

PRESS = "I accept” or “I cannot promise this"
UNASKED = "You have not been asked yet. You can answer when you have."


@require_safe
@signed_in
def role_sheets(request: SignedInRequest, programme_id: int) -> HttpResponse:
    """What the programme asks of every level, to read and to print."""
    me = request.user
    programme = get_or_404(with_organisation(permissions.programmes_open_to(me)), pk=programme_id)
    plan = plan_of(programme)
    sheets = [(plan.sheets[level], plan.ask(level)) for level in Level if level in plan.sheets]
    context = {
        "programme": programme,
        "sheets": sheets,
        "mine": [part.level for part in parts_of(programme, me)],
        "back": home_of(programme, me),
    }
    return render(request, "programmes/role_sheets.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def promise(request: SignedInRequest, programme_id: int) -> HttpResponse:
    """A person's own parts, the time each asks, and the answer."""
    me = request.user
    mine = with_organisation(permissions.programmes_taken_part_in(me))
    programme = get_or_404(mine, pk=programme_id)
    parts = parts_of(programme, me)
    given = typed(request, press=PRESS)
    bound = PromiseForm(given, levels=[part.level for part in parts]) if given else None
    if bound and request.method == "POST" and bound.is_valid() and _answered(me, parts, bound):
        return redirect("promise", programme.pk)
    context = {
        "programme": programme,
        "parts": [(part, _form_of(part, parts, bound)) for part in parts],
        "form": bound,
        "back": home_of(programme, me),
    }
    return render(request, "programmes/promise.html", context)


def _form_of(part: Part, parts: Sequence[Part], bound: PromiseForm | None) -> PromiseForm:
    """What was typed belongs to the part it names, and to the first when it names none."""
    named = bound.data.get("level") if bound else None
    place = named if named in [one.level for one in parts] else parts[0].level
    form = bound if bound and part.level == place else PromiseForm(levels=[part.level])
    form.auto_id = f"id_{part.level}_%s"
    return form


def _answered(me: Person, parts: Sequence[Part], form: PromiseForm) -> bool:
    given = form.cleaned_data
    part = next(one for one in parts if one.level == given["level"])
    if part.promise is None:
        form.add_error(None, UNASKED)
        return False
    try:
        answer_promise(
            by=me,
            promise=part.promise,
            answer=given["answer"],
            reason=given["reason"],
            seen=given["seen"],
        )
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def promises(request: SignedInRequest, programme_id: int) -> HttpResponse:
    """For the facilitator: who has promised their time, who not, who was not asked yet."""
    me = request.user
    programme = programme_to_run(me, programme_id)
    if request.method == "POST":
        _ask(request, programme)
        return redirect("promises", programme.pk)
    parts = parts_of(programme)
    unasked = {part.person.pk for part in parts if part.standing == Standing.UNASKED}
    people = counted(len(unasked), "person", "people")
    context = {
        "programme": programme,
        "parts": parts,
        "accepted": sum(part.standing == Standing.ACCEPTED for part in parts),
        "to_ask": unasked and not programme.closed_on,
        "ask_label": f"Ask {people}",
    }
    return render(request, "programmes/promises.html", context)


def _ask(request: SignedInRequest, programme: Programme) -> None:
    try:
        asked = ask_for_promises(by=request.user, programme=programme)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
        return
    if asked:
        people = counted(asked, "person gets", "people get")
        messages.success(request, f"{people} one message each with the time that is asked.")
    else:
        messages.info(request, "Everybody has been asked already. Nobody got another message.")
