"""The numbers of orders: PL-2026-0042, the year and a running number."""

from __future__ import annotations

from django.db import connection

from orders.models import Order
from productive_leader.core.dates import today


def next_number() -> tuple[int, str]:
    """The id of the next order and the number made of it. Gaps stay where a press came to nothing.

    The sequence of the table gives each once, without a lock.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s))", [Order._meta.db_table, "id"]
        )
        pk: int = cursor.fetchone()[0]
    return pk, f"PL-{today().year}-{pk:04}"
