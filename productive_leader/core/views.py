"""Health pages, for machines. They tell no more than a load balancer needs."""

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis
from redis.exceptions import RedisError


@require_safe
@never_cache
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"process": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when this process can serve pages. Redis is told of, but pages live without it."""
    report = {"database": _database(), "redis": _redis()}
    return JsonResponse(report, status=200 if report["database"] == "ok" else 503)


_migrated = False  # once true it stays true for this release


def _database() -> str:
    global _migrated  # noqa: PLW0603 - a fact about the process
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        _migrated = _migrated or not _unapplied()
    except Error:
        return "unreachable"
    return "ok" if _migrated else "unapplied migrations"


def _unapplied() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _redis() -> str:
    try:
        with Redis.from_url(
            settings.REDIS_URL, socket_timeout=0.3, socket_connect_timeout=0.3
        ) as client:
            client.ping()
    except (RedisError, OSError):
        return "away"
    return "ok"
