"""Telling those who downloaded a module that there is a newer version, or that it is withdrawn.

The promise is written in the transaction of the change. A worker then tells a batch of people in
one transaction, which also promises the next batch: killed at any moment, it loses nobody and
tells nobody twice.
"""

from __future__ import annotations

from django.db import transaction

from modules.enums import NoticeKind
from modules.models import Module, Notice, Version
from modules.notifications.newer import tell_of_newer
from modules.notifications.withdrawn import tell_of_withdrawal
from modules.queries.notices import instead_of, is_news, still_to_tell
from productive_leader.core import outbox

TASK = "modules.tell_downloaders"
BATCH = 100  # people in one transaction


def promise_notices(version: Version, kind: NoticeKind) -> None:
    """Promise to tell everybody concerned. Called by services, inside their transaction.

    A module withdrawn, restored and withdrawn again is told of anew, to those who were not told.
    """
    since = version.module.withdrawn_at if kind == NoticeKind.WITHDRAWN else version.published_at
    _promise(version, kind, since=str(since), after=0)


def _promise(version: Version, kind: NoticeKind, *, since: str, after: int) -> None:
    outbox.enqueue(
        TASK,
        payload={"version_id": version.pk, "kind": kind, "since": since, "after": after},
        key=f"{TASK}:{version.pk}:{kind}:{since}:{after}",
    )


@transaction.atomic
def tell_downloaders(*, version_id: int, kind: str, since: str, after: int) -> int:
    """Tell the next batch, those with an id above `after`; returns how many. Locks the module."""
    found = Version.objects.filter(pk=version_id).first()
    if found is None:
        return 0
    Module.objects.select_for_update().get(pk=found.module_id)
    version = Version.objects.select_related("module", "published_by").get(pk=version_id)
    reason = NoticeKind(kind)
    if not is_news(version, reason):
        return 0
    people = list(still_to_tell(version, reason).filter(pk__gt=after)[:BATCH])
    notices = [Notice(person=person, version=version, kind=reason) for person in people]
    for notice in Notice.objects.bulk_create(notices):
        if reason == NoticeKind.NEWER:
            tell_of_newer(notice)
        else:
            tell_of_withdrawal(notice, instead=list(instead_of(version.module)))
    if len(people) == BATCH:
        _promise(version, reason, since=since, after=people[-1].pk)
    return len(people)
