"""What holds for every test: real commits, an empty cache, no undefined template variable."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import override_settings

from productive_leader.core import public_pages
from tests.support.commits import commits_run
from tests.support.templates import fail_on_undefined


@pytest.fixture(scope="session", autouse=True)
def _house_rules() -> Iterator[None]:
    """Plain static files: their hashed names are made at a start, and a test reads plain ones."""
    storages = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    static_root = Path(settings.DATA_DIR) / "static"
    static_root.mkdir(parents=True, exist_ok=True)
    fail_on_undefined()
    with override_settings(STORAGES=storages, STATIC_ROOT=static_root), commits_run():
        yield


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Each xdist worker has a Redis database of its own, so this empties nobody else's."""
    cache.clear()
    public_pages._glance.forget()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Ends what still holds the database at the end: a browser keeps its connections open."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """Two organisations and everybody in them, made once for a module marked `django_db`."""
    from tests.support import visits, world

    with django_db_blocker.unblock(), visits.taken_back():
        yield world.build()
