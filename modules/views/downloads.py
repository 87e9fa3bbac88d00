"""Downloading: the press, the address with the bytes, and what one was given before."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import SignedInRequest, signed_in
from modules.models import Version
from modules.queries import downloads as queries
from modules.services import downloads as services
from modules.views.serving import file_response
from productive_leader.core.permissions import get_or_404

GRANTS_ON_A_PAGE = 25
CLOSED = "This download is not open to you. The page says what would open it."


@require_POST
@signed_in
def download(request: SignedInRequest, module_slug: str, number: int) -> HttpResponse:
    """Leads to the file, of the piece that was named or of all; or back, with the reason."""
    known = queries.versions_to_ask_for()
    version = get_or_404(known, module__slug=module_slug, number=number)
    slug = request.POST.get("piece", "")
    piece = get_or_404(queries.pieces_to_ask_for(version), slug=slug) if slug else None
    try:
        grant = services.grant_download(by=request.user, version=version, piece=piece)
    except PermissionDenied:
        messages.error(request, CLOSED)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        return HttpResponseRedirect(queries.address_of(grant), status=303)
    return _back_to(version)


@require_safe
def file(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """The bytes, for whoever has the address: download managers bring no session."""
    try:
        grant = queries.grant_at(token, name)
    except queries.Expired as expired:
        context = {"module": expired.grant.version.module, "minutes": settings.DOWNLOAD_MINUTES}
        return render(request, "modules/file_expired.html", context, status=410)
    if grant is None:
        raise Http404
    return file_response(request, grant.file, name)


@require_safe
@signed_in
def my_downloads(request: SignedInRequest) -> HttpResponse:
    grants = Paginator(queries.grants_of(request.user), GRANTS_ON_A_PAGE)
    page = grants.get_page(request.GET.get("page"))
    context = {"page": page, "given": list(map(queries.given, page))}
    return render(request, "modules/my_downloads.html", context)


def _back_to(version: Version) -> HttpResponse:
    if version.pk == version.module.published_id:
        return redirect("module", version.module.slug)
    return redirect("module_version", version.module.slug, version.number)
