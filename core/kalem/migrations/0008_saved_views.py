"""The filters of a list under a name."""

from peewee import *


def up(migrator, db):
    class User(Model):
        id = AutoField()

        class Meta:
            database = db
            table_name = "user"

    class SavedView(Model):
        id = AutoField()
        user = ForeignKeyField(User)
        type = CharField(max_length=60)
        name = CharField(max_length=60)
        name_key = CharField(max_length=240)
        query = TextField()
        audience = CharField(max_length=70)
        default = BooleanField()
        version = IntegerField()

        class Meta:
            database = db
            table_name = "saved_view"
            indexes = ((("user", "type", "name_key"), True), (("type", "audience"), False))

    db.create_tables([SavedView])
