"""A queryset compiled once answers for other values."""

import datetime as dt

import pytest
from django.db.models import Q, QuerySet

from productive_leader.core.models import AuditEvent
from productive_leader.core.prepared import Prepared

pytestmark = pytest.mark.django_db


def events(actor: int, action: str, since: dt.date) -> QuerySet:
    found = AuditEvent.objects.filter(Q(actor_id=actor) | Q(acting_for_id=actor), action=action)
    return found.filter(at__date__gte=since).order_by("pk").values_list("target_id", "target_type")


@pytest.fixture
def prepared() -> Prepared:
    for number, action in ((1, "made"), (2, "made"), (1, "seen"), (1, "made")):
        AuditEvent.objects.create(
            actor_id=number, action=action, target_type="t", target_id=str(number)
        )
    return Prepared(events)


def test_it_gives_what_the_queryset_gives_for_each_set_of_values(prepared):
    long_ago = dt.date(2000, 1, 1)
    for values in ((1, "made", long_ago), (2, "made", long_ago), (3, "made", long_ago)):
        assert prepared.rows(
            **dict(zip(("actor", "action", "since"), values, strict=True))
        ) == list(events(*values))


def test_it_compiles_once_and_asks_once(prepared, django_assert_num_queries):
    values = {"actor": 1, "action": "made", "since": dt.date(2000, 1, 1)}
    compiled = prepared._compiled
    with django_assert_num_queries(1):
        assert prepared.row(**values) == ("1", "t")
    assert prepared._compiled is compiled


def test_a_number_beyond_every_column_finds_nothing(prepared):
    assert prepared.rows(actor=2**63, action="made", since=dt.date(2000, 1, 1)) == []


def test_no_row_is_none(prepared):
    assert prepared.row(actor=9, action="made", since=dt.date(2000, 1, 1)) is None
