"""The public catalogue: the list, a module, one of its versions, a paper, the picture."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from accounts.models import Person
from modules.forms.catalogue import FIELDS, LookForForm, read_wanted, typed_as
from modules.models import Module, StoredFile
from modules.permissions import catalogue_managed_by, versions_open_to
from modules.queries.catalogue import Card, Shelf, cards, cards_between, listed_modules, look_for
from modules.queries.doors import doors_for
from modules.queries.module_pages import Sheet, module_at, paper_of, sheet_of
from modules.services.files import open_file
from modules.services.searching import record_empty_search
from productive_leader.core.links import absolute
from productive_leader.core.public_pages import public_page

MODULES_ON_A_PAGE = 24
SUGGESTED = 6
PICTURE_LIFE = 60 * 60  # seconds; its address names the version, so another one is another picture


@require_safe
@public_page(fields=FIELDS)
def modules(request: HttpRequest) -> HttpResponse:
    """The list. What is searched for freely is not kept: everybody types something else."""
    shelf = look_for(read_wanted(request.GET))
    page = _page_of(shelf, request.GET.get("page", ""))
    if _found_nothing(shelf):
        record_empty_search(shelf.wanted.words)
    query = typed_as(shelf.wanted)
    context = {
        "shelf": shelf,
        "page": page,
        "query": f"{urlencode(query)}&" if query else "",
        "form": LookForForm(shelf),
        "suggested": () if shelf.total else cards(listed_modules()[:SUGGESTED]),
        "doors": doors_for(_person(request), None),
        "address": absolute("modules"),
        "picture": _standing_picture(),
    }
    response = render(request, "modules/list.html", context)
    if not _is_asked_plainly(request, shelf, page):
        response["Cache-Control"] = "private, no-cache"
    return response


def _page_of(shelf: Shelf, number: str) -> Page[Card]:
    """One page of cards; the total is known, so nothing is counted again."""
    paginator: Paginator[Any] = Paginator(range(shelf.total), MODULES_ON_A_PAGE)
    page = paginator.get_page(number)
    first, last = max(page.start_index() - 1, 0), page.end_index()
    return Page(cards_between(shelf, first, last), page.number, paginator)


def _found_nothing(shelf: Shelf) -> bool:
    return bool(shelf.found.words) and not shelf.without_filters


def _is_asked_plainly(request: HttpRequest, shelf: Shelf, page: Page[Card]) -> bool:
    """No words of one's own, and nothing in the address that was passed over."""
    understood = typed_as(shelf.wanted) | ({"page": str(page.number)} if page.number > 1 else {})
    asked = {name: request.GET[name] for name in FIELDS if request.GET.get(name)}
    return not shelf.wanted.words and asked in (understood, understood | {"page": "1"})


@require_safe
@public_page()
def module(request: HttpRequest, module_slug: str) -> HttpResponse:
    """The version that people get. What is only drafted exists for administrators alone."""
    found = module_at(module_slug)
    if found is None:
        return _draft_or_404(request, module_slug)
    return _module_page(request, found, None)


@require_safe
@public_page()
def module_version(request: HttpRequest, module_slug: str, number: int) -> HttpResponse:
    return _module_page(request, _module_or_404(module_slug), number)


def _module_page(request: HttpRequest, module: Module, number: int | None) -> HttpResponse:
    sheet = _sheet_or_404(module, number)
    person = _person(request)
    context = {
        "sheet": sheet,
        "doors": doors_for(person, module, sheet.version),
        "address": absolute("module", module.slug),
        "picture": _picture_of(sheet),
    }
    template = "modules/withdrawn.html" if module.withdrawn_at else "modules/module.html"
    return render(request, template, context)


@require_safe
def piece(request: HttpRequest, module_slug: str, number: int, piece_slug: str) -> HttpResponse:
    """A paper as a page, the twin of its PDF. Whoever may not read it is told what opens it."""
    module = _module_or_404(module_slug)
    if module.withdrawn_at:
        return redirect("module", module_slug)
    sheet = _sheet_or_404(module, number)
    paper = paper_of(sheet, piece_slug)
    if paper is None:
        raise Http404
    person = _person(request)
    if person is None:
        return redirect_to_login(request.get_full_path())
    is_open = versions_open_to(person).contains(sheet.version)
    context = {"sheet": sheet, "paper": paper, "is_open": is_open}
    context["doors"] = None if is_open else doors_for(person, module, sheet.version)
    return render(request, "modules/piece.html", context, status=200 if is_open else 403)


@require_safe
def module_picture(request: HttpRequest, module_slug: str) -> HttpResponse:
    """What a share link shows of the latest version, the same for everybody."""
    version = _module_or_404(module_slug).published
    file = version.picture if version else None
    if file is None:
        raise Http404
    tag = f'"{file.sha256}"'
    response = get_conditional_response(request, etag=tag) or _drawn(file)
    response["ETag"] = tag
    response["Cache-Control"] = f"public, max-age={PICTURE_LIFE}"
    return response


def _drawn(picture: StoredFile) -> HttpResponse:
    try:
        with open_file(picture) as file:
            return HttpResponse(file.read(), content_type=picture.content_type)
    except FileNotFoundError:
        raise Http404 from None


def _picture_of(sheet: Sheet) -> str:
    if sheet.version.picture_id is None or not sheet.is_latest:
        return _standing_picture()
    return f"{absolute('module_picture', sheet.module.slug)}?version={sheet.version.number}"


def _standing_picture() -> str:
    """For pages that have no picture of their own."""
    return f"{settings.SITE_URL}{static('images/share.png')}"


def _person(request: HttpRequest) -> Person | None:
    return request.user if isinstance(request.user, Person) else None


def _module_or_404(slug: str) -> Module:
    found = module_at(slug)
    if found is None:
        raise Http404
    return found


def _sheet_or_404(module: Module, number: int | None) -> Sheet:
    sheet = sheet_of(module, number)
    if sheet is None:
        raise Http404
    return sheet


def _draft_or_404(request: HttpRequest, slug: str) -> HttpResponse:
    person = _person(request)
    if person is None or not catalogue_managed_by(person).filter(slug=slug).exists():
        raise Http404
    return redirect("office_module", slug)
