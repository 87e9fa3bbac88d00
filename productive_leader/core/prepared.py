"""Statements that are made once and asked again with other values.

Building and compiling a rich queryset costs Django more than PostgreSQL needs to answer it, and
parsing and planning cost PostgreSQL more than running it. Where a page lives from one such
statement, its shape is fixed and only a few values change: a queryset stays the source of the
SQL, is compiled once in a process, and is prepared once on each connection.
"""

from __future__ import annotations

import datetime as dt
import inspect
import re
from collections.abc import Callable, Mapping
from functools import cached_property
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

Value = int | str | dt.date
_numbers = count(1)
BIGGEST = 2**63  # beyond it PostgreSQL has no integer


class Statement:
    """SQL with %(name)s for each value, prepared on a connection when it is first run there.

    Behind a pool that hands a connection to several transactions, PREPARE_STATEMENTS=0 sends the
    SQL as it is.
    """

    def __init__(self, sql: str) -> None:
        self._sql = sql
        self._names = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", sql)))
        self._label = f"prepared_{next(_numbers)}"
        self._ready: WeakKeyDictionary[Any, bool] = WeakKeyDictionary()

    def run(self, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows it gives, or none for a statement that gives no rows. One query."""
        with connection.cursor() as cursor:
            if settings.PREPARE_STATEMENTS:
                self._prepare()
                cursor.execute(self._call, values)
            else:
                cursor.execute(self._sql, values)
            return list(cursor.fetchall()) if cursor.description else []

    def _prepare(self) -> None:
        """Once on a connection; part of setting it up, so it is no query of a page."""
        session = connection.connection
        if session not in self._ready:
            with session.cursor() as cursor:
                cursor.execute(f"prepare {self._label} as {self._numbered}")
            self._ready[session] = True

    @cached_property
    def _numbered(self) -> str:
        places = {name: f"${place}" for place, name in enumerate(self._names, start=1)}
        return re.sub(r"%\((\w+)\)s", lambda found: places[found[1]], self._sql)

    @cached_property
    def _call(self) -> str:
        return f"execute {self._label} ({', '.join(f'%({name})s' for name in self._names)})"


class Prepared:
    """`build` makes a values_list queryset from keyword arguments annotated int, str or date.

    It is called once, with stand-ins, inside a transaction if it locks. Values that decide what
    the SQL looks like (None, an empty list, a flag) must not be arguments.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self._build = build

    @cached_property
    def _compiled(self) -> tuple[Statement, dict[str, Any]]:
        """The statement, and the values in it that are always the same."""
        named = inspect.signature(self._build, eval_str=True).parameters
        stand_ins = {
            name: _stand_in(parameter.annotation, place)
            for place, (name, parameter) in enumerate(named.items())
        }
        sql, parameters = self._build(**stand_ins).query.sql_with_params()
        known: dict[Any, str] = {value: name for name, value in stand_ins.items()}
        fixed: dict[str, Any] = {}
        names = []
        for place, parameter in enumerate(parameters):
            name = known.get(parameter) if isinstance(parameter, Value) else None
            names.append(name or f"fixed_{place}")
            if name is None:
                fixed[f"fixed_{place}"] = parameter
        return Statement(sql % tuple(f"%({name})s" for name in names)), fixed

    def rows(self, **values: Value) -> list[tuple[Any, ...]]:
        """The rows for these values. One query; none for a number that no column can hold."""
        if any(isinstance(value, int) and abs(value) >= BIGGEST for value in values.values()):
            return []
        statement, fixed = self._compiled
        return statement.run(fixed | values)

    def row(self, **values: Value) -> tuple[Any, ...] | None:
        """The first row, or None. One query."""
        return next(iter(self.rows(**values)), None)


def _stand_in(kind: type[Value], place: int) -> Value:
    """A value that no real query has, so that its place among the parameters is known again."""
    if kind is int:
        return -(10**15) - place
    if kind is str:
        return f"\ue000{place}"
    return dt.date(1, 1, 1 + place)
