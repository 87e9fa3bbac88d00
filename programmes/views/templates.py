"""Templates, for national administrators: the list, one of them, a new one, offering it or not."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guards import SignedInRequest, for_nationals, signed_in, typed
from accounts.models import Person
from productive_leader.core.permissions import get_or_404
from programmes.forms.templates import NewTemplateForm
from programmes.models import ProgrammeTemplate, TemplateVersion
from programmes.permissions import templates_managed_by
from programmes.queries.contents import contents_of, course_of
from programmes.queries.templates import (
    draft_in,
    offered_templates,
    published_versions,
    with_use,
)
from programmes.services import templates as services

TEMPLATES_ON_A_PAGE = 25
DRAFT = "draft"


@require_safe
@signed_in
@for_nationals
def templates(request: SignedInRequest) -> HttpResponse:
    listed = with_use(templates_managed_by(request.user))
    page = Paginator(listed, TEMPLATES_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "programmes/templates/list.html", {"page": page})


@require_safe
@signed_in
def template(request: SignedInRequest, slug: str) -> HttpResponse:
    """The latest version as people would see it; `?version=1` or `?version=draft` another one."""
    found = managed_template(request.user, slug)
    versions, draft = list(published_versions(found)), draft_in(found)
    shown = _chosen(request.GET.get("version", ""), versions, draft)
    contents = contents_of(shown)
    context = {
        "template": found,
        "versions": versions,
        "draft": draft,
        "shown": shown,
        "contents": contents,
        "course": course_of(contents),
    }
    return render(request, "programmes/templates/template.html", context)


def _chosen(
    wanted: str, versions: list[TemplateVersion], draft: TemplateVersion | None
) -> TemplateVersion:
    """The version asked for; without a question the latest one, else the draft."""
    every = [*versions, draft] if draft else versions
    for version in every:
        if wanted in {"", str(version.number or DRAFT)}:
            return version
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@for_nationals
def template_add(request: SignedInRequest) -> HttpResponse:
    """Asks for a name and what to begin with, then leads to the draft."""
    me = request.user
    form = NewTemplateForm(typed(request, press="Add the template"), templates=offered_templates())
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_template(by=me, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "The template has a draft. Nobody is offered it yet.")
            return redirect("template_draft", made.slug)
    status = 422 if request.method == "POST" else 200
    return render(request, "programmes/templates/add.html", {"form": form}, status=status)


@require_POST
@signed_in
def template_retire(request: SignedInRequest, slug: str) -> HttpResponse:
    services.retire_template(by=request.user, template=managed_template(request.user, slug))
    messages.success(
        request, "It is offered no longer. Programmes that began with it go on as they are."
    )
    return redirect("template", slug)


@require_POST
@signed_in
def template_offer(request: SignedInRequest, slug: str) -> HttpResponse:
    services.offer_template(by=request.user, template=managed_template(request.user, slug))
    messages.success(request, "It is offered to new programmes again.")
    return redirect("template", slug)


def managed_template(person: Person, slug: str) -> ProgrammeTemplate:
    return get_or_404(templates_managed_by(person), slug=slug)
