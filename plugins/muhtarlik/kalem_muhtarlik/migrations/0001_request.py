"""The plugin's first table. Frozen: a later change of the model is a later file."""

from peewee import BigAutoField, BooleanField, CharField, DateField, ForeignKeyField, Model, TextField


def up(migrator, db):
    class Record(Model):
        id = BigAutoField()

        class Meta:
            database = db
            table_name = "record"

    class MukhtarRequest(Model):
        record = ForeignKeyField(Record, primary_key=True, backref="+", on_delete="RESTRICT")
        neighbourhood = CharField(max_length=120, index=True)
        mukhtar = CharField(max_length=120, null=True)
        channel = CharField(max_length=12)
        outside_number = CharField(max_length=40, null=True, index=True)
        wish = TextField(null=True)
        fulfilled = BooleanField(null=True)
        reason = TextField(null=True)
        told_on = DateField(null=True)
        told_by = CharField(max_length=12, null=True)

        class Meta:
            database = db
            table_name = "muhtarlik_request"

    db.create_tables([MukhtarRequest])
