"""Telling an earlier downloader what a newer version brings."""

from __future__ import annotations

from modules.models import Notice
from productive_leader.core.links import absolute
from productive_leader.core.mail import queue_email


def tell_of_newer(notice: Notice) -> None:
    """Once for each person and version, however often it is asked."""
    version = notice.version
    queue_email(
        to=notice.person.email,
        template="modules/newer",
        context={
            "person": notice.person,
            "version": version,
            "url": absolute("module", version.module.slug),
        },
        key=f"module-newer:{notice.version_id}:{notice.person_id}",
    )
