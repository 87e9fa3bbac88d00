import socket
import time

import pytest
from django.conf import settings

from productive_leader.core.breaker import Breaker
from productive_leader.core.cache import TolerantRedisCache


@pytest.fixture
def nobody_there(monkeypatch):
    """The cache of a Redis whose port nobody listens on."""
    monkeypatch.setattr(TolerantRedisCache, "breaker", Breaker(rest=2))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        yield TolerantRedisCache(f"redis://127.0.0.1:{probe.getsockname()[1]}/1", {})


@pytest.fixture
def cache():
    return TolerantRedisCache(settings.CACHE_URL, {"KEY_PREFIX": "tests.core"})


def test_a_cache_that_is_there_keeps_and_counts(cache):
    cache.set("a", [1, "two"])
    cache.set("n", 1)
    assert (cache.get("a"), cache.incr("n"), cache.get_many(["a", "b"])) == (
        [1, "two"],
        2,
        {"a": [1, "two"]},
    )
    cache.delete_many(["a", "n"])
    assert cache.get("a", "gone") == "gone"


def test_the_library_s_client_is_made_once(cache):
    client = cache._cache.client
    assert client.get_client("a") is client.get_client("b")
    assert client.get_client(write=True) is client.get_client(write=True)


def test_a_cache_that_is_away_reads_as_empty_and_keeps_nothing(nobody_there):
    cache = nobody_there
    assert cache.set("a", 1) is None
    assert (cache.get("a"), cache.get("a", "miss"), cache.get_many(["a"])) == (None, "miss", {})
    assert (cache.add("a", 1), cache.touch("a"), cache.delete("a")) == (False, False, False)
    assert (cache.has_key("a"), cache.incr("n", 5), cache.set_many({"a": 1})) == (False, 5, [])
    assert cache.get_or_set("a", lambda: "made") == "made"
    assert cache.delete_many(["a"]) is None
    assert cache.clear() is False


def test_a_silent_redis_costs_a_page_one_wait(monkeypatch):
    monkeypatch.setattr(TolerantRedisCache, "breaker", Breaker(rest=60))
    with socket.create_server(("127.0.0.1", 0), backlog=1) as silent:
        cache = TolerantRedisCache(f"redis://127.0.0.1:{silent.getsockname()[1]}/1", {})
        accepted = []
        for key in range(20):
            cache.get(str(key))
        silent.setblocking(False)
        while True:
            try:
                accepted.append(silent.accept()[0])
            except BlockingIOError:
                break
    assert len(accepted) == 1
    for connection in accepted:
        connection.close()


def test_a_breaker_rests_and_comes_back():
    breaker = Breaker(rest=0.01)
    assert breaker.is_open is False
    breaker.trip()
    assert breaker.is_open is True
    time.sleep(0.02)
    assert breaker.is_open is False
