"""Tables of signing in, further, and of who opened which personal data. None is followed by the ledger."""

from peewee import *

from kalem.db.model import UtcDateTime


def up(migrator, db):
    class Reading(Model):
        id = BigAutoField()
        at = UtcDateTime(index=True)
        user_id = BigIntegerField()
        position_id = IntegerField(null=True)
        delegation_id = IntegerField(null=True)
        record_id = BigIntegerField()
        office = CharField(max_length=60)
        how = CharField(max_length=12)
        attachment_id = BigIntegerField(null=True)
        class Meta:
            database = db
            table_name = 'reading'
            indexes = ((('record_id', 'at'), False), (('user_id', 'at'), False), (('office', 'at'), False))
    db.create_tables([Reading])
