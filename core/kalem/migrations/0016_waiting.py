"""What waits knows its type and stands in the order of its due days, so that a desk reads no more than it shows."""

from peewee import *


def up(migrator, db):
    class Waiting(Model):
        principal = CharField(max_length=32)
        record_id = BigIntegerField()
        type = CharField(max_length=60)
        due = DateField(null=True)

        class Meta:
            database = db
            table_name = "waiting"
            primary_key = False

    class Record(Model):
        id = BigAutoField()
        type = CharField(max_length=60)

        class Meta:
            database = db
            table_name = "record"

    migrator.migrate(migrator.add_column("waiting", "type", CharField(max_length=60, default="")))
    found = Record.select(Record.type).where(Record.id == Waiting.record_id)
    # A row without its record is for `kalem verify` to tell; it keeps nobody from upgrading.
    Waiting.update(type=fn.COALESCE(found, "")).execute()
    pressing = (Waiting.principal, Waiting.due, Waiting.record_id.desc(), Waiting.type)
    db.execute(Waiting.index(*pressing, name="waiting_pressing"))
