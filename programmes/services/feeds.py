"""Making and revoking the private address from which a calendar reads a person's sessions."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Person
from productive_leader.core import audit
from programmes.models import CalendarFeed
from programmes.queries.feeds import hash_of

NOTED_EVERY = timedelta(hours=1)


@transaction.atomic
def make_feed(*, by: Person) -> str:
    """Make one's private address and return its key, which is kept nowhere: it is shown once.

    An earlier address ends. Locks the person, so that two presses leave one address.
    """
    Person.objects.select_for_update().get(pk=by.pk)
    _revoke(by)
    key = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(person=by, key_hash=hash_of(key))
    audit.record(by=by, action="calendar_feed.made", target=feed)
    return key


@transaction.atomic
def revoke_feed(*, by: Person) -> bool:
    """End one's private address at once. False when there was none."""
    Person.objects.select_for_update().get(pk=by.pk)
    return _revoke(by)


def _revoke(by: Person) -> bool:
    feed = CalendarFeed.objects.filter(person=by, revoked_at=None).first()
    if feed is None:
        return False
    feed.revoked_at = timezone.now()
    feed.save(update_fields=["revoked_at"])
    audit.record(by=by, action="calendar_feed.revoked", target=feed)
    return True


def note_read(feed: CalendarFeed) -> None:
    """Keep that the address was read, once an hour: its owner sees whether somebody uses it."""
    now = timezone.now()
    long_ago = Q(read_at=None) | Q(read_at__lt=now - NOTED_EVERY)
    CalendarFeed.objects.filter(long_ago, pk=feed.pk).update(read_at=now)
