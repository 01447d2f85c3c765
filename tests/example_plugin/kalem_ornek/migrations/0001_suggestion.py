# docs: migration
"""The plugin's first tables. Frozen: a later change of the models is a later file."""

from peewee import BigAutoField, BigIntegerField, BooleanField, CharField, ForeignKeyField, Model, TextField


def up(migrator, db):
    class Record(Model):
        id = BigAutoField()

        class Meta:
            database = db
            table_name = "record"

    class Suggestion(Model):
        record = ForeignKeyField(Record, primary_key=True, backref="+", on_delete="RESTRICT")
        topic = CharField(max_length=10)
        accepted = BooleanField(null=True)
        answer = TextField(null=True)

        class Meta:
            database = db
            table_name = "ornek_suggestion"

    class Support(Model):
        record_id = BigIntegerField()
        user_id = BigIntegerField()

        class Meta:
            database = db
            table_name = "ornek_support"
            indexes = ((("record_id", "user_id"), True),)

    db.create_tables([Suggestion, Support])
