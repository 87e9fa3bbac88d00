"""Searches that found nothing, and words that find each other, for national administrators."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guards import SignedInRequest, for_nationals, signed_in, typed
from accounts.models import Person
from modules.forms.searches import AnswerForm, SynonymsForm
from modules.models import EmptySearch, Synonyms
from modules.permissions import searches_managed_by, synonyms_managed_by
from modules.queries.searches import in_order, most_wanted
from modules.services import searching
from modules.services import synonyms as services
from productive_leader.core.permissions import get_or_404

ROWS_ON_A_PAGE = 50
LONGEST_WORDS = 400
REMOVED = "These no longer find each other. They stand below: add them again if that was a mistake."


@require_safe
@signed_in
@for_nationals
def searches(request: SignedInRequest) -> HttpResponse:
    """What was looked for most often comes first. `?settled=1`: what somebody has seen to."""
    settled = request.GET.get("settled") == "1"
    listed = most_wanted(searches_managed_by(request.user), settled=settled)
    page = Paginator(listed, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    query = "settled=1&" if settled else ""
    context = {"page": page, "settled": settled, "query": query}
    return render(request, "modules/office/searches.html", context)


@require_POST
@signed_in
def search_settle(request: SignedInRequest, search_id: int) -> HttpResponse:
    found = searching.settle_search(by=request.user, search=_search(request.user, search_id))
    messages.success(request, f"“{found.words}” is settled. You can put it back under “Settled”.")
    return redirect("searches")


@require_POST
@signed_in
def search_unsettle(request: SignedInRequest, search_id: int) -> HttpResponse:
    found = searching.unsettle_search(by=request.user, search=_search(request.user, search_id))
    messages.success(request, f"“{found.words}” is back among those to see to.")
    return redirect("searches")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def search_answer(request: SignedInRequest, search_id: int) -> HttpResponse:
    """Asks what the words should have found, and settles them with it."""
    search = _search(request.user, search_id)
    groups = in_order(synonyms_managed_by(request.user))
    form = AnswerForm(
        typed(request, press="Let it find them"), groups=groups, initial={"phrase": search.words}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_search(by=request.user, search=search, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"“{search.words}” finds something now, and is settled.")
            return redirect("searches")
    context = {"form": form, "search": search}
    return _form_page(request, "modules/office/search_answer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@for_nationals
def synonyms(request: SignedInRequest) -> HttpResponse:
    """Every group, and a form for another. `?words=` stand in it to begin with."""
    words = request.GET.get("words", "")[:LONGEST_WORDS]
    form = SynonymsForm(typed(request, press="Add the group"), initial={"words": words})
    if request.method == "POST" and form.is_valid():
        try:
            group = services.add_synonyms(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"From now on these find each other: {group.words}.")
            return redirect("synonyms")
    listed = in_order(synonyms_managed_by(request.user))
    page = Paginator(listed, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    return _form_page(request, "modules/office/synonyms.html", {"form": form, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def synonyms_change(request: SignedInRequest, group_id: int) -> HttpResponse:
    group = _group(request.user, group_id)
    form = SynonymsForm(typed(request, press="Save"), initial={"words": group.words})
    if request.method == "POST" and form.is_valid():
        try:
            changed = services.change_synonyms(by=request.user, group=group, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"From now on these find each other: {changed.words}.")
            return redirect("synonyms")
    return _form_page(
        request, "modules/office/synonyms_change.html", {"form": form, "group": group}
    )


@require_POST
@signed_in
def synonyms_remove(request: SignedInRequest, group_id: int) -> HttpResponse:
    group = _group(request.user, group_id)
    services.remove_synonyms(by=request.user, group=group)
    messages.success(request, REMOVED)
    return redirect(reverse("synonyms", query={"words": group.words}))


def _form_page(request: SignedInRequest, template: str, context: dict[str, object]) -> HttpResponse:
    """A post comes here only with something wrong in it."""
    status = 422 if request.method == "POST" else 200
    return render(request, template, context, status=status)


def _search(person: Person, search_id: int) -> EmptySearch:
    return get_or_404(searches_managed_by(person), pk=search_id)


def _group(person: Person, group_id: int) -> Synonyms:
    return get_or_404(synonyms_managed_by(person), pk=group_id)
