"""Pages that say the same to everybody who is not signed in: drawn once, then kept whole.

A kept page is served without session, query or template, to browsers and to shared caches. It
is at most LIFE seconds old wherever it is kept, and from our processes it is gone GLANCE seconds
after `public_pages_changed` said so, from the one that said so at once. Without Redis a process
draws each page once in that time.
"""

from __future__ import annotations

import gzip
import hashlib
import time
import uuid
from collections.abc import Callable, Collection
from functools import lru_cache, wraps
from typing import Concatenate, NamedTuple, ParamSpec, TypeAlias, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import re_accepts_gzip
from django.templatetags.static import static
from django.utils.cache import get_conditional_response, patch_vary_headers

P = ParamSpec("P")
View: TypeAlias = Callable[Concatenate[HttpRequest, P], HttpResponse]

LIFE = 60  # seconds, in our cache and in the caches of others together
GLANCE = 1.0  # seconds that a process goes without asking for the revision
REVISION = "public-pages:revision"
VARY = ("Cookie", "Accept-Encoding")
NEAR = 64  # pages that a process holds itself


class _Page(NamedTuple):
    """A page as it was drawn; `drawn_at` in seconds since 1970, for every machine alike."""

    revision: str
    drawn_at: float
    etag: str
    headers: dict[str, str]
    plain: bytes
    zipped: bytes

    def is_right(self, revision: str) -> bool:
        return self.revision == revision and self.left > 0

    @property
    def left(self) -> int:
        """Seconds until nobody should serve it any more."""
        return max(0, min(LIFE, int(self.drawn_at + LIFE - time.time())))


def public_page(*, fields: Collection[str] = ()) -> Callable[[View[P]], View[P]]:
    """Keep what this view answers to people without a session.

    `fields`: the names in the query that the view reads; others make no other page. A view that
    sets Cache-Control itself, and any answer that is not 200 or gives a cookie or a form's token,
    is not kept. Below `require_safe`.
    """

    def dress(view: View[P]) -> View[P]:
        @wraps(view)
        def served(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not _is_anybody(request):
                return _for_one(view(request, *args, **kwargs))
            key = _key_of(request, fields)
            page, revision = _kept(key)
            if page is None:
                response = view(request, *args, **kwargs)
                if not _may_be_kept(request, response):
                    return _for_one(response)
                page = _keep(key, revision, response)
            return _answer(request, page)

        return cast(View[P], served)

    return dress


def public_pages_changed() -> None:
    """Something that public pages show has changed: draw them anew once this is committed."""
    transaction.on_commit(_renew)


def _renew() -> None:
    revision = uuid.uuid4().hex
    cache.set(REVISION, revision, None)
    _glance.set(revision)


class _Glance:
    """The revision as this process saw it last, and the pages it holds. Shared by its threads."""

    def __init__(self) -> None:
        self._seen = ("", 0.0)
        self.pages: dict[str, _Page] = {}

    def revision(self) -> str:
        revision, until = self._seen
        if time.monotonic() < until:
            return revision
        return self.set(str(cache.get_or_set(REVISION, lambda: uuid.uuid4().hex, None)))

    def set(self, revision: str) -> str:
        self._seen = (revision, time.monotonic() + GLANCE)
        return revision

    def hold(self, key: str, page: _Page) -> None:
        if len(self.pages) >= NEAR:
            self.pages.clear()
        self.pages[key] = page

    def forget(self) -> None:
        """As if the process had just begun; for tests."""
        self._seen = ("", 0.0)
        self.pages.clear()


_glance = _Glance()


def _is_anybody(request: HttpRequest) -> bool:
    """Nothing is known of who asks, and no message waits for them."""
    cookies = request.COOKIES
    return (
        request.method in {"GET", "HEAD"}
        and settings.SESSION_COOKIE_NAME not in cookies
        and CookieStorage.cookie_name not in cookies
    )


def _key_of(request: HttpRequest, fields: Collection[str]) -> str:
    """The address without what the view does not read, in one order."""
    asked = sorted((name, request.GET.get(name, "").strip()) for name in fields)
    query = urlencode([(name, value) for name, value in asked if value])
    address = f"{_release()} {request.path}?{query}"
    return f"public-pages:1:{hashlib.sha256(address.encode()).hexdigest()}"


@lru_cache(maxsize=1)
def _release() -> str:
    """A page leads to style sheets by their hashed names, so another release draws its own."""
    return static("dist/app.css")


def _kept(key: str) -> tuple[_Page | None, str]:
    """The page if it is still right, and the revision to draw it in if it is not.

    The revision is read before drawing: what is drawn while somebody changes it is kept under the
    old one, where nobody finds it.
    """
    revision = _glance.revision()
    page = _glance.pages.get(key)
    if page is None or not page.is_right(revision):
        found = cache.get(key)
        page = _Page(*found) if found else None
        if page is None or not page.is_right(revision):
            return None, revision
        _glance.hold(key, page)
    return page, revision


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether everybody may see this answer, as it is."""
    gives_token = "CSRF_COOKIE_NEEDS_UPDATE" in request.META
    is_plain = not (response.streaming or response.cookies or response.has_header("Set-Cookie"))
    decides_itself = response.has_header("Cache-Control") or response.has_header("Content-Encoding")
    writes_session = getattr(request, "session", None) is not None and request.session.modified
    says_something = getattr(getattr(request, "_messages", None), "added_new", False)
    return (
        response.status_code == 200
        and is_plain
        and not (gives_token or decides_itself or writes_session or says_something)
    )


def _keep(key: str, revision: str, response: HttpResponse) -> _Page:
    body = response.content
    digest = hashlib.sha256(body).hexdigest()[:32]
    zipped = gzip.compress(body, mtime=0)
    page = _Page(revision, time.time(), f'W/"{digest}"', dict(response.items()), body, zipped)
    cache.set(key, tuple(page), LIFE)
    _glance.hold(key, page)
    return page


def _answer(request: HttpRequest, page: _Page) -> HttpResponse:
    """200 with the page, plain or compressed; 304 for who has it. A browser asks each time."""
    is_zipped = bool(re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))
    body = page.zipped if is_zipped else page.plain
    response = HttpResponse(b"" if request.method == "HEAD" else body, headers=page.headers)
    response["Content-Length"] = str(len(body))
    response["ETag"] = page.etag
    response["Cache-Control"] = f"public, max-age=0, must-revalidate, s-maxage={page.left}"
    if is_zipped:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, VARY)
    return get_conditional_response(request, etag=page.etag, response=response) or response


def _for_one(response: HttpResponse) -> HttpResponse:
    """No shared cache keeps what is meant for one person, nor an error."""
    response.setdefault("Cache-Control", "private, no-cache")
    patch_vary_headers(response, VARY[:1])
    return response
