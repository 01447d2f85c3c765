"""Forms that were sent after their sender's session had ended. Not followed by the ledger."""

from peewee import *

from kalem.db.model import UtcDateTime


def up(migrator, db):
    class User(Model):
        id = AutoField()

        class Meta:
            database = db
            table_name = "user"

    class KeptForm(Model):
        key = CharField(max_length=32, primary_key=True)
        user = ForeignKeyField(User, backref="+")
        sealed = TextField()
        ends = UtcDateTime(index=True)

        class Meta:
            database = db
            table_name = "kept_form"

    db.create_tables([KeptForm])
