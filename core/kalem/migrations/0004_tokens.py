"""Tokens of programs, and the keys of requests that take effect once."""

from peewee import *

from kalem.db.model import UtcDateTime


def up(migrator, db):
    class User(Model):
        class Meta:
            database = db
            table_name = 'user'

    class ApiToken(Model):
        user = ForeignKeyField(User, backref='+')
        label = CharField(max_length=60)
        scopes = TextField()
        token_hash = CharField(max_length=64, unique=True)
        created = UtcDateTime()
        ends = UtcDateTime()
        revoked_at = UtcDateTime(null=True)
        class Meta:
            database = db
            table_name = 'api_token'

    class ApiTokenUse(Model):
        token_id = BigIntegerField(primary_key=True)
        at = UtcDateTime()
        class Meta:
            database = db
            table_name = 'api_token_use'

    class OnceKey(Model):
        key = CharField(max_length=64, primary_key=True)
        request = CharField(max_length=64)
        record_id = BigIntegerField()
        made = TextField()
        ends = UtcDateTime(index=True)
        class Meta:
            database = db
            table_name = 'once_key'

    db.create_tables([ApiToken, ApiTokenUse, OnceKey])
