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

    class User(Model):
        id = AutoField()
        class Meta:
            database = db
            table_name = 'user'

    class HalfSignIn(Model):
        token_hash = CharField(max_length=64, primary_key=True)
        user = ForeignKeyField(User, backref='+')
        ends = UtcDateTime(index=True)
        wrong = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'half_sign_in'
    db.create_tables([HalfSignIn])

    class SecondFactor(Model):
        user = ForeignKeyField(User, primary_key=True, backref='+')
        secret = TextField()
        confirmed = UtcDateTime(null=True)
        last_step = BigIntegerField(default=0)
        class Meta:
            database = db
            table_name = 'second_factor'
    db.create_tables([SecondFactor])

    class RecoveryCode(Model):
        id = AutoField()
        user = ForeignKeyField(User, backref='+')
        code_hash = CharField(max_length=64)
        used = UtcDateTime(null=True)
        class Meta:
            database = db
            table_name = 'recovery_code'
    db.create_tables([RecoveryCode])

    class PasswordReset(Model):
        user = ForeignKeyField(User, primary_key=True, backref='+')
        code_hash = CharField(max_length=64)
        created = UtcDateTime()
        ends = UtcDateTime()
        by_name = CharField(max_length=250)
        class Meta:
            database = db
            table_name = 'password_reset'
    db.create_tables([PasswordReset])
