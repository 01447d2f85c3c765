"""Voided numbers and declared gaps of a register's year are counted by an index of their own: they are few."""

from peewee import *


def up(migrator, db):
    class Number(Model):
        register = CharField(max_length=80)
        year = IntegerField()
        void_reason = CharField(max_length=500, null=True)

        class Meta:
            database = db
            table_name = "number"

    unused = Number.index(
        Number.register, Number.year, name="number_unused", where=Number.void_reason.is_null(False)
    )
    db.execute(unused)
