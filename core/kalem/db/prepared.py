"""Queries of every request: their SQL is made once, because making it costs more than running it."""

from collections.abc import Callable
from typing import Any

from flask import current_app
from peewee import Query, Value

from .database import current

_EXTENSION = "kalem.db.prepared"


class Prepared:
    """A query that is built once an application and run with other values each time.

    ``build`` returns the query; each of its parameters is called by name and gets a stand-in for the value, which goes
    into the SQL as it is: compare it only with columns of plain numbers, texts and days.
    """

    def __init__(self, build: Callable[..., Query]) -> None:
        """Keep ``build``; nothing is built before the first run."""
        self._build = build
        self._names = build.__code__.co_varnames[: build.__code__.co_argcount]

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Run the query with ``values`` and return its rows as the engine has them."""
        known: dict[Prepared, tuple[str, list[Any]]] = current_app.extensions.setdefault(_EXTENSION, {})
        if self not in known:
            stand_ins = {name: Value(_StandIn(name), converter=False) for name in self._names}
            known[self] = self._build(**stand_ins).sql()
        sql, parameters = known[self]
        given = [values[each.name] if isinstance(each, _StandIn) else each for each in parameters]
        return list(current().execute_sql(sql, given).fetchall())


class _StandIn:
    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name
