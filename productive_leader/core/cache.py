"""The cache, when Redis may be away: a lost cache costs speed, never a page."""

import logging
from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

from productive_leader.core.breaker import Breaker

logger = logging.getLogger(__name__)

TIMEOUT = 0.4  # seconds to connect, and to answer


class TolerantRedisCache(RedisCache):
    """Reads of a Redis that is away are misses, writes are dropped; each outage is logged.

    After trouble Redis is left alone for two seconds, so that a page with many reads waits once.
    """

    breaker = Breaker(rest=2)

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        waits = {"socket_timeout": TIMEOUT, "socket_connect_timeout": TIMEOUT}
        params = {**params, "OPTIONS": {**waits, **params.get("OPTIONS", {})}}
        super().__init__(server, params)
        self._class = OneClient

    @cached_property
    def _cache(self) -> Any:
        return TolerantClient(super()._cache, self.breaker)


class OneClient(RedisCacheClient):
    """Keeps the library's client: Django makes one for each call, which costs as much as the call.

    Like the cache that has it, it belongs to one thread.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._clients: dict[bool, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        if write not in self._clients:
            self._clients[write] = super().get_client(key, write=write)
        return self._clients[write]


class TolerantClient:
    """Stands before Django's own client and answers in its place while Redis is away."""

    def __init__(self, client: Any, breaker: Breaker) -> None:
        self.client = client
        self.breaker = breaker

    def __getattr__(self, name: str) -> Callable[..., Any]:
        work = getattr(self.client, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            if self.breaker.is_open:
                return _without_redis(name, args)
            try:
                return work(*args, **kwargs)
            except (RedisError, OSError) as error:
                self.breaker.trip()
                logger.warning("The cache is away: %s", type(error).__name__)
                return _without_redis(name, args)

        return call


def _without_redis(name: str, args: tuple[Any, ...]) -> Any:
    """What each of Django's client methods would say of an empty cache that keeps nothing."""
    if name in {"get", "incr"}:  # (key, default) and (key, delta): a count starts again
        return args[1]
    return {} if name == "get_many" else False
