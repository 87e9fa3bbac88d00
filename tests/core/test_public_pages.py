"""Each test asks a page that counts how often it was really drawn."""

import gzip
import itertools
import socket

import pytest
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from django.urls import path
from django.views.decorators.http import require_safe

from productive_leader.core import public_pages
from productive_leader.core.breaker import Breaker
from productive_leader.core.cache import TolerantRedisCache
from productive_leader.core.public_pages import LIFE, REVISION, public_page, public_pages_changed
from tests.factories.accounts import a_person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls(__name__)]
_drawn = itertools.count(1)
LONG = " and so on" * 30  # long enough to be compressed


@require_safe
@public_page(fields=("q", "page"))
def listed(request):
    name = request.user.email if request.user.is_authenticated else "anybody"
    words = request.GET.get("q", "")
    return HttpResponse(f"{next(_drawn)} {name} {words}{LONG}", headers={"X-Robots-Tag": "none"})


@public_page()
def missing(request):
    return HttpResponse(str(next(_drawn)), status=404)


@public_page()
def form(request):
    return HttpResponse(f"{next(_drawn)} {get_token(request)}")


@public_page()
def cookie(request):
    response = HttpResponse(str(next(_drawn)))
    response.set_cookie("seen", "yes")
    return response


@public_page()
def session(request):
    request.session["seen"] = True
    return HttpResponse(str(next(_drawn)))


@public_page()
def message(request):
    messages.info(request, "Hello")
    return HttpResponse(str(next(_drawn)))


@public_page()
def own(request):
    return HttpResponse(str(next(_drawn)), headers={"Cache-Control": "no-cache"})


NOT_KEPT = {view.__name__: view for view in (missing, form, cookie, session, message, own)}
urlpatterns = [
    path("listed", listed),
    *(path(name, view) for name, view in NOT_KEPT.items()),
]


def number(response) -> int:
    """Which drawing this is."""
    body = response.content
    plain = gzip.decompress(body) if response.get("Content-Encoding") == "gzip" else body
    return int(plain.split()[0])


def test_the_second_visitor_gets_what_was_drawn_for_the_first_without_a_query(
    django_assert_num_queries,
):
    first = Client().get("/listed")
    with django_assert_num_queries(0):
        second = Client().get("/listed")
    assert second.content == first.content
    assert second["X-Robots-Tag"] == "none"
    assert second["Content-Type"] == "text/html; charset=utf-8"
    assert second["Content-Length"] == str(len(second.content))
    assert first.headers.keys() == second.headers.keys()


def test_a_kept_page_asks_neither_session_nor_person(monkeypatch):
    Client().get("/listed")
    request = Client().get("/listed").wsgi_request
    assert request.session.accessed is False


def at(monkeypatch, seconds: float) -> None:
    """Make it so many seconds after the first of January 2026."""
    monkeypatch.setattr(public_pages.time, "time", lambda: 1_767_225_600 + seconds)


def test_shared_caches_may_keep_it_a_minute_and_browsers_ask_each_time(monkeypatch):
    at(monkeypatch, 0)
    response = Client().get("/listed")
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate, s-maxage=60"
    assert response["Vary"] == "Cookie, Accept-Encoding"


def test_what_was_drawn_a_while_ago_may_be_kept_by_others_for_the_rest_of_the_minute(monkeypatch):
    at(monkeypatch, 0)
    Client().get("/listed")
    at(monkeypatch, 45.5)
    assert Client().get("/listed")["Cache-Control"].endswith("s-maxage=14")


def test_after_a_minute_it_is_drawn_anew_though_nobody_said_that_it_changed(monkeypatch):
    at(monkeypatch, 0)
    first = number(Client().get("/listed"))
    at(monkeypatch, LIFE - 1)
    assert number(Client().get("/listed")) == first
    at(monkeypatch, LIFE)
    assert number(Client().get("/listed")) == first + 1


def test_somebody_signed_in_never_gets_nor_leaves_a_kept_page():
    alice = a_person()
    client = Client()
    client.force_login(alice, settings.AUTHENTICATION_BACKENDS[0])
    public = Client().get("/listed")
    mine = client.get("/listed")
    assert f"{number(public) + 1} {alice.email} " in mine.text
    assert mine["Cache-Control"] == "no-store, private"
    assert mine["Vary"] == "Cookie, Accept-Encoding"
    assert "ETag" not in mine.headers
    assert Client().get("/listed").content == public.content


def test_control_without_asking_for_the_session_somebody_would_get_anybodys_page(monkeypatch):
    monkeypatch.setattr(public_pages, "_is_anybody", lambda _request: True)
    alice = a_person()
    client = Client()
    client.force_login(alice, settings.AUTHENTICATION_BACKENDS[0])
    client.get("/listed")
    assert alice.email in Client().get("/listed").text


def test_a_waiting_message_or_an_ended_session_leads_to_the_page_itself():
    first = number(Client().get("/listed"))
    for name in (settings.SESSION_COOKIE_NAME, "messages"):
        client = Client()
        client.cookies[name] = "gone"
        response = client.get("/listed")
        assert number(response) > first
        assert "public" not in response["Cache-Control"]
    assert number(Client().get("/listed")) == first


def test_another_cookie_is_no_reason_to_draw():
    first = number(Client().get("/listed"))
    client = Client()
    client.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
    assert number(client.get("/listed")) == first


@pytest.mark.parametrize("name", NOT_KEPT)
def test_it_keeps_no_error_no_token_no_cookie_no_message_and_nothing_against_the_views_will(name):
    first, second = Client().get(f"/{name}"), Client().get(f"/{name}")
    assert number(second) == number(first) + 1
    assert "public" not in first["Cache-Control"]
    assert "ETag" not in first.headers


@pytest.mark.parametrize("name", ["form", "cookie", "message", "missing"])
def test_control_without_the_check_it_would_be_kept(name, monkeypatch):
    monkeypatch.setattr(public_pages, "_may_be_kept", lambda _request, _response: True)
    assert number(Client().get(f"/{name}")) == number(Client().get(f"/{name}"))


def test_a_changed_page_is_drawn_anew_once_the_change_is_committed():
    first = number(Client().get("/listed"))
    with transaction.atomic():
        public_pages_changed()
        assert number(Client().get("/listed")) == first
    assert number(Client().get("/listed")) == first + 1


def test_a_change_taken_back_changes_no_page():
    first = number(Client().get("/listed"))
    with transaction.atomic():
        public_pages_changed()
        transaction.set_rollback(True)
    assert number(Client().get("/listed")) == first


def changed_while_drawn(monkeypatch) -> tuple[int, int]:
    """The number of a page that was overtaken by a change, and of the one that follows."""
    may_be_kept = public_pages._may_be_kept

    def and_then_it_changes(request, response):
        public_pages_changed()
        return may_be_kept(request, response)

    monkeypatch.setattr(public_pages, "_may_be_kept", and_then_it_changes)
    overtaken = number(Client().get("/listed"))
    monkeypatch.setattr(public_pages, "_may_be_kept", may_be_kept)
    return overtaken, number(Client().get("/listed"))


def test_what_changed_while_it_was_drawn_is_not_served_again(monkeypatch):
    overtaken, following = changed_while_drawn(monkeypatch)
    assert following == overtaken + 1


def test_control_with_the_revision_read_after_drawing_the_old_page_would_stay(monkeypatch):
    keep = public_pages._keep
    monkeypatch.setattr(
        public_pages, "_keep", lambda key, _early, page: keep(key, cache.get(REVISION), page)
    )
    overtaken, following = changed_while_drawn(monkeypatch)
    assert following == overtaken


def a_second_later() -> None:
    """This process asks for the revision again."""
    public_pages._glance._seen = ("", 0.0)


def test_a_change_made_by_another_process_is_seen_a_second_later():
    first = number(Client().get("/listed"))
    cache.set(REVISION, "another", None)
    assert number(Client().get("/listed")) == first
    a_second_later()
    assert number(Client().get("/listed")) == first + 1


def test_what_another_process_drew_is_served_here():
    first = number(Client().get("/listed"))
    public_pages._glance.forget()
    assert number(Client().get("/listed")) == first


def test_a_process_holds_a_few_pages_and_asks_for_the_others(monkeypatch):
    monkeypatch.setattr(public_pages, "NEAR", 2)
    first = [number(Client().get(f"/listed?q={n}")) for n in range(5)]
    assert len(public_pages._glance.pages) <= 2
    assert [number(Client().get(f"/listed?q={n}")) for n in range(5)] == first


def test_a_page_held_here_asks_neither_the_database_nor_redis(monkeypatch):
    first = number(Client().get("/listed"))
    monkeypatch.setattr(public_pages, "cache", None)
    with connection.execute_wrapper(_refuse):
        assert number(Client().get("/listed")) == first


def _refuse(*_query):
    raise AssertionError("A kept page asked the database.")


def test_a_lost_revision_makes_no_old_page_right_again():
    first = number(Client().get("/listed"))
    cache.delete(REVISION)
    a_second_later()
    assert number(Client().get("/listed")) == first + 1


def test_the_query_is_read_in_any_order_and_without_what_the_view_does_not_read():
    first = number(Client().get("/listed?q=board&page=2"))
    same = ("page=2&q=board", "q=board&page=2&utm_source=mail", "q=+board+&page=2&x=")
    assert [number(Client().get(f"/listed?{query}")) for query in same] == [first] * 3
    assert number(Client().get("/listed")) == first + 1
    assert number(Client().get("/listed?q=&page=")) == first + 1
    assert number(Client().get("/listed?q=2&page=board")) == first + 2


def test_who_has_the_page_already_is_told_so():
    tag = Client().get("/listed")["ETag"]
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        response = Client().get("/listed", headers={"If-None-Match": known})
        assert (response.status_code, response.content, response["ETag"]) == (304, b"", tag)
        assert response["Cache-Control"].startswith("public, ")
        assert response["Vary"] == "Cookie, Accept-Encoding"
    assert Client().get("/listed", headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_page_that_changed_has_another_tag():
    tag = Client().get("/listed")["ETag"]
    public_pages_changed()
    response = Client().get("/listed", headers={"If-None-Match": tag})
    assert (response.status_code, response["ETag"] == tag) == (200, False)


def test_it_is_kept_compressed_too_and_given_to_whoever_reads_that():
    plain = Client().get("/listed")
    zipped = Client().get("/listed", headers={"Accept-Encoding": "br, gzip"})
    again = Client().get("/listed", headers={"Accept-Encoding": "gzip"})
    assert zipped["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == plain.content
    assert again.content == zipped.content  # the middleware would have padded it at random
    assert "Content-Encoding" not in plain.headers


def test_head_has_the_same_headers_and_no_body():
    client = Client()
    head = client.head("/listed")
    get = client.get("/listed")
    assert head.content == b""
    assert head["Content-Length"] == str(len(get.content))
    assert head["ETag"] == get["ETag"]


def test_a_press_reaches_the_view():
    assert Client().post("/listed").status_code == 405


def test_without_redis_a_process_draws_each_page_once_a_second(monkeypatch):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        away = TolerantRedisCache(f"redis://127.0.0.1:{probe.getsockname()[1]}/1", {})
        monkeypatch.setattr(TolerantRedisCache, "breaker", Breaker(rest=2))
        monkeypatch.setattr(public_pages, "cache", away)
        first, second = number(Client().get("/listed")), number(Client().get("/listed"))
        a_second_later()
        third = number(Client().get("/listed"))
        public_pages_changed()
        fourth = number(Client().get("/listed"))
    assert [second, third, fourth] == [first, first + 1, first + 2]
