"""The plugin's first table. Frozen: a later change of the model is a later file."""

from peewee import BigAutoField, BooleanField, CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, Model


def up(migrator, db):
    class Record(Model):
        id = BigAutoField()

        class Meta:
            database = db
            table_name = "record"

    class Appointment(Model):
        record = ForeignKeyField(Record, primary_key=True, backref="+", on_delete="RESTRICT")
        who = CharField(max_length=120)
        organisation = CharField(max_length=160, null=True)
        applicant = CharField(max_length=12)
        phone = CharField(max_length=40, null=True)
        people = IntegerField()
        channel = CharField(max_length=12)
        wished_day = DateField(null=True)
        wished_time = CharField(max_length=60, null=True)
        offered_at = DateTimeField(null=True)
        offered_by_head = BooleanField(null=True)
        starts_at = DateTimeField(null=True, index=True)
        ends_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "protokol_appointment"

    db.create_tables([Appointment])
