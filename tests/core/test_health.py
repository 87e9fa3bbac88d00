import pytest
from django.db import Error

from productive_leader.core import views

pytestmark = [pytest.mark.urls("productive_leader.core.urls"), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def forget(monkeypatch):
    monkeypatch.setattr(views, "_migrated", False)


def test_the_process_says_it_lives_without_asking_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/livez")
    assert (response.status_code, response.json()) == (200, {"process": "ok"})


def test_it_is_ready_with_its_database_and_all_migrations(client):
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"database": "ok", "redis": "ok"})


def test_it_is_ready_without_redis_and_says_so(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"database": "ok", "redis": "away"})


def test_it_is_not_ready_with_a_migration_to_do(client):
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.filter(app="core").delete()
    response = client.get("/readyz")
    assert (response.status_code, response.json()["database"]) == (503, "unapplied migrations")


def test_it_is_not_ready_without_its_database(client, monkeypatch):
    def refuse(*_):
        raise Error

    monkeypatch.setattr(views.connection, "cursor", refuse)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["database"]) == (503, "unreachable")


@pytest.mark.parametrize("address", ["/livez", "/readyz"])
def test_health_pages_reject_post(client, address):
    assert client.post(address).status_code == 405
