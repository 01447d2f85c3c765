"""Writing rows one by one. As with :class:`~kalem.db.Prepared`, the SQL of each kind of write is made once."""

from collections.abc import Mapping
from functools import reduce
from operator import and_
from typing import Any

from peewee import CompositeKey, Field, Value

from .database import current, is_sqlite
from .model import Model
from .prepared import StandIn, made


def insert(row: Model) -> None:
    """Write ``row`` as a new one. A key that the engine counts stands in it afterwards."""
    model: Any = type(row)
    meta, data = model._meta, row.__data__
    counted = meta.auto_increment and data.get(meta.primary_key.name) is None
    names = tuple(name for name in data if not (counted and name == meta.primary_key.name))
    fields: dict[str, Field] = meta.fields

    def build() -> Any:
        return model.insert({fields[name]: _stand_in(name) for name in names})

    sql, parameters = made(("insert", model, names), build)
    given = [fields[each.name].db_value(data[each.name]) if isinstance(each, StandIn) else each for each in parameters]
    cursor = current().execute_sql(sql, given)
    if counted:
        data[meta.primary_key.name] = cursor.lastrowid if is_sqlite(current()) else cursor.fetchone()[0]
    row._dirty.clear()  # type: ignore[attr-defined]


def update(row: Model, values: Mapping[str, Any], was: Mapping[str, Any]) -> bool:
    """Change columns of the stored row; False, and nothing is changed, unless those of ``was`` still hold these values.

    Both are by the names of the model's fields. The instance itself stays as it is.
    """
    model: Any = type(row)
    fields: dict[str, Field] = model._meta.fields
    key = model._meta.primary_key
    whose = {name: row.__data__[name] for name in (key.field_names if isinstance(key, CompositeKey) else [key.name])}
    held = {**whose, **{name: value for name, value in was.items() if value is not None}}
    empty = tuple(name for name, value in was.items() if value is None)

    def build() -> Any:
        conditions = [fields[name] == _stand_in("was", name) for name in held]
        conditions += [fields[name].is_null() for name in empty]
        changes = {fields[name]: _stand_in("set", name) for name in values}
        return model.update(changes).where(reduce(and_, conditions))

    sql, parameters = made(("update", model, tuple(values), tuple(held), empty), build)
    sides = {"set": values, "was": held}
    given = [
        fields[each.place].db_value(sides[each.name][each.place]) if isinstance(each, StandIn) else each
        for each in parameters
    ]
    return bool(current().execute_sql(sql, given).rowcount == 1)


def _stand_in(name: str, place: Any = None) -> Value:
    return Value(StandIn(name, place), converter=False)
