"""Brings the database and the static files up to date before a start; skips what is current.

Freshness is told as make does it: a stamp is current while nothing it was made from is newer.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
STATIC_MANIFEST = ROOT / "staticfiles" / "staticfiles.json"


def static_is_current() -> bool:
    """Whether the hashed static files were made from what is there now."""
    static = ROOT / "static"
    return _is_current(STATIC_MANIFEST, [ROOT / "requirements.txt", static, *static.rglob("*")])


def database_is_current(data_dir: Path) -> bool:
    """Whether the embedded database has had all migrations and content since they changed."""
    sources = [ROOT / "requirements.txt", data_dir / "postgres" / "PG_VERSION"]
    for pattern in ("migrations/*.py", "fixtures/*.json"):
        sources += [*ROOT.glob(f"*/{pattern}"), *ROOT.glob(f"productive_leader/*/{pattern}")]
    return _is_current(database_stamp(data_dir), sources)


def database_stamp(data_dir: Path) -> Path:
    """The file whose time says when the embedded database was last brought up to date."""
    return data_dir / "database-is-prepared"


def _is_current(stamp: Path, sources: Iterable[Path]) -> bool:
    try:
        made = stamp.stat().st_mtime
        return all(source.stat().st_mtime <= made for source in sources)
    except FileNotFoundError:
        return False


def prepare_database() -> None:
    """Migrations, content, and in a new database the demo."""
    from django.core.management import call_command, get_commands

    call_command("migrate", verbosity=0)
    for command in ("install_content", "demo"):
        if command in get_commands() and (command != "demo" or _nobody_is_here()):
            call_command(command, verbosity=0)


def _nobody_is_here() -> bool:
    from django.contrib.auth import get_user_model

    return not get_user_model()._default_manager.exists()  # noqa: SLF001 Django's public name for it


def prepare_static() -> None:
    """Static files with hashed names, compressed."""
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "productive_leader.settings")
    django.setup()
    {"database": prepare_database, "static": prepare_static}[sys.argv[1]]()
