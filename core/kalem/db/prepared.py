"""Queries of every request: their SQL is made once, because making it costs more than running it."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

from flask import current_app
from peewee import CharField, Field, IntegerField, Query, TextField, Value

from .database import current
from .model import Model

M = TypeVar("M", bound=Model)

_EXTENSION = "kalem.db.prepared"

#: Values of a list up to which its SQL is kept: pages have at most fifty rows, and one more that tells of others;
#: whoever stands above many units acts as some for each.
LONGEST = 128


class Prepared:
    """A query that is built once an application and run with other values each time.

    ``build`` returns the query; each of its parameters is called by name and gets a stand-in for the value, which goes
    into the SQL as it is: compare it only with columns of plain numbers, texts and days. For a list it gets a list of
    stand-ins, and for None it gets None: the query is built once for each length, and with or without.
    """

    def __init__(self, build: Callable[..., Query]) -> None:
        """Keep ``build``; nothing is built before the first run."""
        self._build = build
        self._names = build.__code__.co_varnames[: build.__code__.co_argcount]

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Run the query with ``values`` and return its rows as the engine has them."""
        sql, given = self._given(values)
        return list(current().execute_sql(sql, given).fetchall())

    def instances(self, model: type[M], **values: Any) -> list[M]:
        """Run the query, which selects all columns of ``model``, and return its rows as instances."""
        return instances(model, self.rows(**values))

    def run(self, **values: Any) -> int:
        """Run a statement that returns no rows with ``values``; return how many rows it touched."""
        sql, given = self._given(values)
        return int(current().execute_sql(sql, given).rowcount)

    def _given(self, values: dict[str, Any]) -> tuple[str, list[Any]]:
        shape = tuple(_shape(values[name]) for name in self._names)
        kept = all(not isinstance(each, int) or each <= LONGEST for each in shape)
        sql, parameters = made((self, shape), lambda: self._build(**self._stand_ins(values)), keep=kept)
        return sql, [each.value_in(values) if isinstance(each, StandIn) else each for each in parameters]

    def _stand_ins(self, values: dict[str, Any]) -> dict[str, Any]:
        return {name: _stand_in(name, values[name]) for name in self._names}


def made(key: Hashable, build: Callable[[], Query], *, keep: bool = True) -> tuple[str, list[Any]]:
    """Return the SQL of a query and its parameters, stand-ins among them; it is built once an application."""
    known: dict[Hashable, tuple[str, list[Any]]] = current_app.extensions.setdefault(_EXTENSION, {})
    found = known.get(key)
    if found is None:
        found = build().sql()
        if keep:
            known[key] = found
    return found


class StandIn:
    """Stands among the parameters of a query for a value that comes when it is run; ``place`` says which of several."""

    __slots__ = ("name", "place")

    def __init__(self, name: str, place: Any = None) -> None:
        """``name`` is that of the value, or of the list in which it has its ``place``."""
        self.name = name
        self.place = place

    def value_in(self, values: dict[str, Any]) -> Any:
        """Return the value that it stands for."""
        value = values[self.name]
        return value if self.place is None else value[self.place]


def _shape(value: Any) -> int | str:
    """Return what the SQL depends on: how many values there are, or whether there is one."""
    if isinstance(value, (list, tuple)):
        return len(value)
    return "absent" if value is None else "one"


def _stand_in(name: str, value: Any) -> Value | list[Value] | None:
    if value is None:
        return None
    if isinstance(value, (list, tuple)):
        return [Value(StandIn(name, place), converter=False) for place in range(len(value))]
    return Value(StandIn(name), converter=False)


def instances(model: type[M], rows: Iterable[Sequence[Any]]) -> list[M]:
    """Return rows that hold all columns of ``model`` as instances, as a query of its own would, in a third of the time.

    What it leaves out: each column's setter, which notes what was changed and forgets what a foreign key led to.
    """
    names, readers = _columns(model)
    found = []
    for row in rows:
        data = dict(zip(names, row, strict=True))
        for name, read in readers:
            if data[name] is not None:
                data[name] = read(data[name])
        made: Any = model.__new__(model)
        made.__data__, made.__rel__, made._dirty = data, {}, set()
        found.append(made)
    return found


@cache
def _columns(model: type[Model]) -> tuple[list[str], list[tuple[str, Callable[[Any], Any]]]]:
    """Return the columns in their order, and those that are not as the engine has them with what reads them."""
    fields: list[Field] = model._meta.sorted_fields
    return [each.name for each in fields], [(each.name, each.python_value) for each in fields if not _is_plain(each)]


def _is_plain(field: Field) -> bool:
    """Whether the engines give a column's value as it is: numbers and texts, and what refers to such a key."""
    while hasattr(field, "rel_field"):
        field = field.rel_field
    return isinstance(field, (IntegerField, CharField, TextField))
