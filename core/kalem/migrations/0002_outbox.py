"""The outbox, subscriptions and periodic work. Frozen: later changes of the models are later migrations."""

from datetime import UTC, datetime

from peewee import *

from kalem.db.model import UtcDateTime

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def up(migrator, db):
    class User(Model):
        id = AutoField()
        class Meta:
            database = db
            table_name = 'user'

    class Webhook(Model):
        id = AutoField()
        label = CharField(max_length=120)
        url = CharField(max_length=500)
        owner = ForeignKeyField(User, backref='+')
        types = TextField(default='')
        actions = TextField(default='')
        paused_at = UtcDateTime(null=True)
        secret = TextField()
        old_secret = TextField(null=True)
        old_until = UtcDateTime(null=True)
        created_at = UtcDateTime()
        ended_at = UtcDateTime(null=True)
        version = IntegerField(default=1)
        class Meta:
            database = db
            table_name = 'webhook'
    db.create_tables([Webhook])

    class Outbox(Model):
        id = BigAutoField()
        event = CharField(max_length=36)
        consumer = CharField(max_length=40)
        subject = CharField(max_length=32)
        subject_id = BigIntegerField()
        action = CharField(max_length=64)
        at = UtcDateTime()
        type = CharField(default='', max_length=60)
        number = CharField(default='', max_length=40)
        state = CharField(default='', max_length=40)
        status = CharField(default='waiting', max_length=10)
        next_at = UtcDateTime(default=LONG_AGO)
        attempts = IntegerField(default=0)
        attempted_at = UtcDateTime(null=True)
        done_at = UtcDateTime(null=True)
        answer = IntegerField(null=True)
        error = CharField(default='', max_length=500)
        class Meta:
            database = db
            table_name = 'outbox'
            indexes = (
                (('consumer', 'status', 'next_at', 'id'), False),
                (('consumer', 'id'), False),
                (('subject_id', 'consumer'), False),
            )
    db.create_tables([Outbox])

    class Lane(Model):
        consumer = CharField(max_length=40, primary_key=True)
        next_at = UtcDateTime(default=LONG_AGO)
        failures = IntegerField(default=0)
        failing_since = UtcDateTime(null=True)
        error = CharField(default='', max_length=500)
        succeeded_at = UtcDateTime(null=True)
        worker = CharField(default='', max_length=36)
        leased_until = UtcDateTime(default=LONG_AGO)
        class Meta:
            database = db
            table_name = 'lane'
    db.create_tables([Lane])

    class PeriodicRun(Model):
        name = CharField(max_length=60, primary_key=True)
        next_at = UtcDateTime()
        ran_at = UtcDateTime(null=True)
        error = CharField(default='', max_length=500)
        class Meta:
            database = db
            table_name = 'periodic_run'
    db.create_tables([PeriodicRun])
