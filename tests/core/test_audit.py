from dataclasses import dataclass

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.db.transaction import TransactionManagementError

from productive_leader.core.audit import record
from productive_leader.core.models import AuditEvent, OutboxItem


@dataclass
class Somebody:
    pk: int


@pytest.fixture
def event(db):
    target = OutboxItem.objects.create(task="anything")
    return record(by=Somebody(7), acting_for=Somebody(8), action="day_confirmed", target=target)


def test_an_event_says_who_for_whom_and_what(event):
    kept = AuditEvent.objects.get()
    assert (kept.actor_id, kept.acting_for_id, kept.action) == (7, 8, "day_confirmed")
    assert (kept.target_type, kept.organisation_id, kept.detail) == ("core.outboxitem", None, {})
    assert kept.target_id == str(OutboxItem.objects.get().pk)


def test_whoever_acts_for_themselves_acts_for_nobody_else(db):
    record(by=Somebody(7), acting_for=Somebody(7), action="x", target=OutboxItem(task="anything"))
    kept = AuditEvent.objects.get()
    assert (kept.actor_id, kept.acting_for_id) == (7, None)


@pytest.mark.django_db(transaction=True)
def test_an_event_needs_the_transaction_of_its_change():
    with pytest.raises(TransactionManagementError):
        record(by=None, action="anything", target=OutboxItem(task="anything"))
    assert AuditEvent.objects.count() == 0


def test_an_event_cannot_be_changed(event):
    with pytest.raises(InternalError, match="append_only"), transaction.atomic():
        AuditEvent.objects.update(action="something else")
    assert AuditEvent.objects.get().action == "day_confirmed"


def test_an_event_cannot_be_deleted_even_by_hand(event):
    refused = pytest.raises(InternalError, match="append_only")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_auditevent")
    assert AuditEvent.objects.count() == 1


def test_acting_for_somebody_needs_an_actor(db):
    with pytest.raises(IntegrityError, match="acting_for_somebody_needs_an_actor"):
        record(by=None, acting_for=Somebody(8), action="x", target=OutboxItem(task="anything"))
