"""Querysets compiled once in a process and asked again with other values.

Building and compiling a rich queryset costs Django more than PostgreSQL needs to answer it. Where
a page lives from one such query, its shape is fixed and only a few values change: the queryset
stays the one source of the SQL, and the work of compiling it is done once.
"""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet

Value = int | str | dt.date


def _stand_in(kind: type[Value], place: int) -> Value:
    """A value that no real query has, so that its place among the parameters is known again."""
    if kind is int:
        return -(10**15) - place
    if kind is str:
        return f"\ue000{place}"
    return dt.date(1, 1, 1 + place)


class Prepared:
    """`build` makes a values_list queryset from keyword arguments annotated int, str or date.

    It is called once, with stand-ins. Values that decide what the SQL looks like (None, an empty
    list, a flag) must not be arguments.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self._build = build

    @cached_property
    def _compiled(self) -> tuple[str, list[Callable[[dict[str, Value]], Any]]]:
        named = inspect.signature(self._build, eval_str=True).parameters
        stand_ins = {
            name: _stand_in(parameter.annotation, place)
            for place, (name, parameter) in enumerate(named.items())
        }
        sql, parameters = self._build(**stand_ins).query.sql_with_params()
        known = {value: name for name, value in stand_ins.items()}
        return sql, [_filler(parameter, known) for parameter in parameters]

    def rows(self, **values: Value) -> list[tuple[Any, ...]]:
        """The rows for these values. One query."""
        sql, fillers = self._compiled
        with connection.cursor() as cursor:
            cursor.execute(sql, [fill(values) for fill in fillers])
            return list(cursor.fetchall())

    def row(self, **values: Value) -> tuple[Any, ...] | None:
        """The first row, or None. One query."""
        return next(iter(self.rows(**values)), None)


def _filler(parameter: Any, known: dict[Value, str]) -> Callable[[dict[str, Value]], Any]:
    name = known.get(parameter) if isinstance(parameter, Value) else None
    if name is None:
        return lambda _values: parameter
    return lambda values: values[name]
