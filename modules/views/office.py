"""The catalogue administrator's modules: the list, one of them, a new one, its place."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guards import SignedInRequest, for_nationals, signed_in, typed
from accounts.models import Person
from modules.forms.modules import NewModuleForm, PlaceForm
from modules.models import Module
from modules.permissions import catalogue_managed_by
from modules.queries.drafts import draft_in, next_number
from modules.queries.files import files_of
from modules.queries.office import collections, others_than, versions_for_office, with_standing
from modules.services import drafts as services
from modules.services.renditions import order_files_again
from productive_leader.core.permissions import get_or_404

MODULES_ON_A_PAGE = 50
LONGEST_WORDS = 100


@require_safe
@signed_in
@for_nationals
def office_modules(request: SignedInRequest) -> HttpResponse:
    """Those to review soon come first. `?q=`: only names that have these words."""
    words = request.GET.get("q", "").strip()[:LONGEST_WORDS]
    listed = with_standing(catalogue_managed_by(request.user), words)
    page = Paginator(listed, MODULES_ON_A_PAGE).get_page(request.GET.get("page"))
    query = f"{urlencode({'q': words})}&" if words else ""
    context = {"page": page, "words": words, "query": query}
    return render(request, "modules/office/modules.html", context)


@require_safe
@signed_in
def office_module(request: SignedInRequest, module_slug: str) -> HttpResponse:
    found = managed_module(request.user, module_slug)
    versions = list(versions_for_office(found))
    context = {
        "module": found,
        "versions": versions,
        "draft": draft_in(found),
        "next_number": next_number(found),
        "files": files_of(found.published) if found.published else None,
    }
    return render(request, "modules/office/module.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@for_nationals
def module_add(request: SignedInRequest) -> HttpResponse:
    """Asks for name, summary and collection, then leads to the draft."""
    form = NewModuleForm(typed(request, press="Add the module"), collections=collections())
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_module(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "The module has a draft. Nobody else sees it yet.")
            return redirect("draft_texts", made.slug)
    status = 422 if request.method == "POST" else 200
    return render(request, "modules/office/add.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def module_place(request: SignedInRequest, module_slug: str) -> HttpResponse:
    found = managed_module(request.user, module_slug)
    initial = {
        "collection": found.collection,
        "position": found.position,
        "related": found.related.all(),
    }
    form = PlaceForm(
        typed(request, press="Save the place"),
        initial=initial,
        collections=collections(),
        others=others_than(found),
    )
    if request.method == "POST" and form.is_valid():
        services.place_module(by=request.user, module=found, **form.cleaned_data)
        messages.success(request, "The place is saved. The catalogue shows it now.")
        return redirect("office_module", module_slug)
    status = 422 if request.method == "POST" else 200
    context = {"module": found, "form": form}
    return render(request, "modules/office/place.html", context, status=status)


@require_POST
@signed_in
def module_files_again(request: SignedInRequest, module_slug: str) -> HttpResponse:
    """Makes the files of the published version again, after they could not be made."""
    found = managed_module(request.user, module_slug)
    if found.published:
        order_files_again(by=request.user, version=found.published)
    messages.success(request, "The files are being made again. Load this page in a minute.")
    return redirect("office_module", module_slug)


def managed_module(person: Person, slug: str) -> Module:
    """The module with its standing, for whoever looks after it; 404 for everybody else."""
    return get_or_404(with_standing(catalogue_managed_by(person)), slug=slug)
