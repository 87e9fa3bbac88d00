"""What is written beside the code stays true: image, services, settings, documents, migrations."""

import os
import re
import subprocess
import sys
import tomllib

import pytest
import redis
from django.core import checks
from django.core.management import call_command

from tests.support.source import ROOT

COMPOSE = (ROOT / "docker-compose.yml").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()
DEPLOYMENT = (ROOT / "docs" / "deployment.md").read_text()
EXAMPLE = (ROOT / ".env.example").read_text()
# Read by start and by compose's PostgreSQL, not by the settings.
NOT_SETTINGS = {"POSTGRES_PASSWORD", "POSTGRES_USER", "POSTGRES_DB"}
PRODUCTION = {
    "SECRET_KEY": "only-to-check-settings-" * 4,
    "ALLOWED_HOSTS": "leader.example.nhs.uk",
    "SITE_URL": "https://leader.example.nhs.uk",
    "DEFAULT_FROM_EMAIL": "The Productive Leader <no-reply@example.nhs.uk>",
    "BEHIND_PROXY": "1",
}


def settings_variables() -> set[str]:
    text = (ROOT / "productive_leader" / "settings.py").read_text()
    return set(re.findall(r'env\.\w+\(\s*"(\w+)"', text))


def services() -> dict[str, str]:
    """Each service of the compose file with its lines, aliases not resolved."""
    listed = COMPOSE.split("\nservices:\n")[1].split("\nvolumes:\n")[0]
    parts = re.split(r"^  (\w+):\n", listed, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_compose_runs_what_the_house_needs():
    assert set(services()) == {"migrate", "web", "worker", "beat", "postgres", "broker", "cache"}
    ours = {name for name, text in services().items() if "<<: *app" in text}
    assert ours == {"migrate", "web", "worker", "beat"}


def test_compose_names_only_settings_that_exist():
    named = set(re.findall(r"^ +([A-Z][A-Z_]+):", COMPOSE, re.MULTILINE))
    assert named - NOT_SETTINGS - settings_variables() == set()


def test_the_worker_listens_to_every_queue():
    from productive_leader.core.models import Queue
    from productive_leader.site.starting.run import QUEUES

    assert set(QUEUES.split(",")) == set(Queue.values)
    assert f"-Q {QUEUES} " in services()["worker"]


def test_the_broker_evicts_nothing_and_the_cache_may():
    assert "--maxmemory-policy noeviction" in services()["broker"]
    assert "--appendonly yes" in services()["broker"]
    assert "--maxmemory-policy allkeys-lru" in services()["cache"]


def test_compose_has_the_postgresql_that_the_tests_use(db):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        version = int(cursor.fetchone()[0]) // 10000
    assert re.findall(r"image: postgres:(\d+)", COMPOSE) == [str(version)]


def test_the_image_has_a_python_that_the_project_takes():
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    lowest = tuple(map(int, wanted.removeprefix(">=").split(".")))
    pythons = [
        tuple(map(int, found)) for found in re.findall(r"python:(\d+)\.(\d+)-slim", DOCKERFILE)
    ]
    assert len(set(pythons)) == 1
    assert pythons[0] >= lowest


def test_the_image_runs_the_web_as_nobody_in_particular():
    assert DOCKERFILE.index("USER app") < DOCKERFILE.index("CMD [")
    assert '"productive_leader.wsgi"' in DOCKERFILE


def test_everything_the_image_copies_exists():
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    names = [name for line in copied for name in line.split()]
    assert [name for name in names if not (ROOT / name).exists()] == []


def test_every_setting_is_explained():
    explained = set(re.findall(r"`([A-Z][A-Z_]+)`", DEPLOYMENT))
    assert settings_variables() - explained == set()


def test_no_setting_is_explained_that_is_gone():
    table = re.findall(r"^\| (.+?) \|", DEPLOYMENT, re.MULTILINE)
    explained = {name for row in table for name in re.findall(r"`([A-Z_]+)`", row)}
    assert explained - settings_variables() == set()


def test_the_example_names_only_settings_that_exist():
    named = set(re.findall(r"^(?:# )?([A-Z_]+)=", EXAMPLE, re.MULTILINE))
    assert named - settings_variables() - NOT_SETTINGS == set()


def test_the_readme_is_short_and_its_links_lead_somewhere():
    readme = (ROOT / "README.md").read_text()
    assert len(readme.splitlines()) < 120
    assert broken_links("README.md") == []


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/architecture.md", "docs/adr/README.md"])
def test_links_between_documents_lead_somewhere(name: str):
    assert broken_links(name) == []


def broken_links(name: str) -> list[str]:
    here = ROOT / name
    links = re.findall(r"\]\((?!https?:)([^)#]+)", here.read_text())
    return [link for link in links if not (here.parent / link).exists()]


def test_decisions_are_short_and_listed():
    listed = (ROOT / "docs/adr/README.md").read_text()
    for decision in sorted((ROOT / "docs/adr").glob("0*.md")):
        assert decision.name in listed
        assert 15 <= len(decision.read_text().splitlines()) <= 40


def test_make_lists_every_command():
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    commands = re.findall(r"^  make (\w+)", listed.stdout, re.MULTILINE)
    assert commands == [
        "help",
        "start",
        "test",
        "lint",
        "types",
        "bench",
        "pictures",
        "audit",
        "lock",
        "clean",
    ]


def test_the_deciding_check_is_the_one_people_run():
    assert "exec make test" in (ROOT / ".ci" / "run").read_text()


def test_every_model_has_its_migration(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_production_settings_pass_djangos_deployment_checks():
    environment = {
        name: value
        for name, value in os.environ.items()
        if name in {"PATH", "HOME", "DATABASE_URL", "REDIS_URL", "CACHE_URL", "DATA_DIR"}
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    checked = subprocess.run(
        command, cwd=ROOT, env=environment | PRODUCTION, capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("SITE_URL", "http://127.0.0.1:8000", "productive_leader.E001"),
        ("DEFAULT_FROM_EMAIL", "A <no-reply@productive-leader.example>", "productive_leader.W001"),
    ],
)
def test_what_a_deployment_forgets_is_told(settings, name: str, value: str, found: str):
    setattr(settings, name, value)
    told = checks.run_checks(include_deployment_checks=True)
    assert found in {message.id for message in told}


def test_a_broker_that_evicts_is_told(settings):
    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        try:
            broker.config_set("maxmemory-policy", "allkeys-lru")
            told = checks.run_checks(include_deployment_checks=True)
        finally:
            broker.config_set("maxmemory-policy", "noeviction")
    assert "productive_leader.E002" in {message.id for message in told}


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "REDIS_URL"])
def test_a_start_without_a_needed_setting_says_which(name: str):
    environment = {**os.environ}
    del environment[name]
    checked = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 1
    assert f"Set {name} in the environment (see .env.example)." in checked.stderr
