"""The rows of who may read records of old registers stand on a shelf of their own; days are found by an index."""

from peewee import *


def up(migrator, db):
    class Access(Model):
        record_id = BigIntegerField()
        type = CharField(max_length=60)

        class Meta:
            database = db
            table_name = "access"
            primary_key = False

    class Record(Model):
        id = BigAutoField()
        state = CharField(max_length=40)
        opened_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "record"

    old = Record.select(Record.id).where(Record.state == "past")
    Access.update(type=Access.type.concat(":past")).where(Access.record_id.in_(old)).execute()
    for name, where in (("record_day", "state <> 'past'"), ("record_past_day", "state = 'past'")):
        db.execute(Record.index(Record.opened_at, Record.id, name=name, where=SQL(where)))
