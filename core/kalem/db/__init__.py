"""The database of one application: SQLite or PostgreSQL by URL, the models' base, transactions, migrations."""

from .database import (
    DatabaseUrlError,
    alone,
    beside,
    connected,
    current,
    disconnect,
    entered,
    open_database,
    slot,
    still,
    transaction,
)
from .migrations import Migrations, migrate, pending
from .model import CalendarDate, Model, StaleRow, UtcDateTime
from .prepared import Prepared, instances
from .rows import insert, update
from .snapshot import NoSnapshot

__all__ = [
    "CalendarDate",
    "DatabaseUrlError",
    "Migrations",
    "Model",
    "NoSnapshot",
    "Prepared",
    "StaleRow",
    "UtcDateTime",
    "alone",
    "beside",
    "connected",
    "current",
    "disconnect",
    "entered",
    "insert",
    "instances",
    "migrate",
    "open_database",
    "pending",
    "slot",
    "still",
    "transaction",
    "update",
]
