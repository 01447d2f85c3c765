"""The first tables of the core. Frozen: later changes of the models are later migrations."""

from peewee import *

from kalem import search
from kalem.db.model import CalendarDate, UtcDateTime


def up(migrator, db):
    class Access(Model):
        principal = CharField(max_length=32)
        record_id = BigIntegerField()
        type = CharField(max_length=60)
        class Meta:
            database = db
            table_name = 'access'
            primary_key = CompositeKey('principal', 'record_id')
            indexes = ((('principal', 'type', 'record_id'), False), (('record_id',), False))
    db.create_tables([Access])

    class Anchor(Model):
        id = BigAutoField()
        at = UtcDateTime()
        previous = CharField(max_length=64)
        listing = TextField()
        digest = CharField(max_length=64)
        class Meta:
            database = db
            table_name = 'anchor'
    db.create_tables([Anchor])

    class AppliedFile(Model):
        number = IntegerField(unique=True)
        text = TextField()
        digest = CharField(max_length=64)
        applied_at = UtcDateTime()
        applied_by = CharField(max_length=250)
        class Meta:
            database = db
            table_name = 'applied_file'
    db.create_tables([AppliedFile])

    class Attachment(Model):
        id = BigAutoField()
        record_id = BigIntegerField(index=True)
        name = CharField(max_length=150)
        size = BigIntegerField()
        sha256 = CharField(index=True, max_length=64)
        media_type = CharField(max_length=100)
        kind = CharField(max_length=20)
        added_at = UtcDateTime()
        added_by = BigIntegerField(null=True)
        removed_at = UtcDateTime(null=True)
        removed_by = BigIntegerField(null=True)
        removed_reason = CharField(null=True, max_length=500)
        class Meta:
            database = db
            table_name = 'attachment'
    db.create_tables([Attachment])

    class Chain(Model):
        subject = CharField(max_length=32)
        subject_id = BigIntegerField()
        length = IntegerField()
        class Meta:
            database = db
            table_name = 'chain'
            primary_key = CompositeKey('subject', 'subject_id')
    db.create_tables([Chain])

    class ChainItem(Model):
        id = BigAutoField()
        record_id = BigIntegerField(index=True)
        round = IntegerField()
        seq = IntegerField()
        kind = CharField(max_length=12)
        positions = CharField(max_length=250)
        titles = CharField(max_length=500)
        state = CharField(max_length=12, default='waiting')
        done_at = UtcDateTime(null=True)
        done_by = BigIntegerField(null=True)
        done_name = CharField(null=True, max_length=250)
        done_for = CharField(null=True, max_length=250)
        class Meta:
            database = db
            table_name = 'registry_chain_item'
    db.create_tables([ChainItem])

    class Correspondent(Model):
        office = CharField(max_length=60)
        name = CharField(max_length=250)
        key = CharField(max_length=250)
        sort_key = CharField(max_length=1400)
        uses = IntegerField(default=1)
        last_at = UtcDateTime()
        class Meta:
            database = db
            table_name = 'registry_correspondent'
            indexes = ((('office', 'key'), True),)
    db.create_tables([Correspondent])

    class Unit(Model):
        slug = CharField(unique=True, max_length=60)
        office = CharField(null=True, max_length=60)
        kind = CharField(max_length=60)
        name = CharField(max_length=200)
        sort_key = CharField(max_length=700)
        parent = ForeignKeyField('self', null=True)
        outside = BooleanField(default=False)
        closed_at = UtcDateTime(null=True)
        successor = ForeignKeyField('self', null=True)
        class Meta:
            database = db
            table_name = 'unit'
    db.create_tables([Unit])

    class Position(Model):
        slug = CharField(unique=True, max_length=60)
        unit = ForeignKeyField(Unit, null=True)
        title = CharField(max_length=200)
        closed_at = UtcDateTime(null=True)
        class Meta:
            database = db
            table_name = 'position'
    db.create_tables([Position])

    class User(Model):
        username = CharField(unique=True, max_length=60)
        username_key = CharField(unique=True, max_length=60)
        name = CharField(max_length=120)
        sort_key = CharField(index=True, max_length=700)
        password = CharField(null=True, max_length=200)
        active = BooleanField(default=True)
        version = IntegerField(default=1)
        created_at = UtcDateTime()
        class Meta:
            database = db
            table_name = 'user'
    db.create_tables([User])

    class Delegation(Model):
        position = ForeignKeyField(Position)
        from_user = ForeignKeyField(User)
        to_user = ForeignKeyField(User)
        starts = CalendarDate()
        ends = CalendarDate()
        powers = TextField()
        basis = CharField(max_length=500)
        revoked_at = UtcDateTime(null=True)
        version = IntegerField(default=1)
        class Meta:
            database = db
            table_name = 'delegation'
    db.create_tables([Delegation])

    class Dispatch(Model):
        id = BigAutoField()
        record_id = BigIntegerField(index=True)
        channel = CharField(max_length=20)
        sent_on = CalendarDate()
        tracking = CharField(null=True, max_length=80)
        received_by = CharField(null=True, max_length=250)
        by_user = BigIntegerField()
        by_name = CharField(max_length=250)
        at = UtcDateTime()
        class Meta:
            database = db
            table_name = 'registry_dispatch'
    db.create_tables([Dispatch])

    class Record(Model):
        id = BigAutoField()
        type = CharField(index=True, max_length=60)
        office = CharField(max_length=60)
        unit_id = BigIntegerField(index=True)
        subject = TextField()
        state = CharField(max_length=40)
        register = CharField(null=True, max_length=80)
        year = IntegerField(null=True)
        no = IntegerField(null=True)
        number = CharField(index=True, null=True, max_length=40)
        holders = TextField(default='')
        readers = TextField(default='')
        confidentiality = SmallIntegerField(default=0)
        due = CalendarDate(null=True)
        opened_at = UtcDateTime(null=True)
        closed_at = UtcDateTime(null=True)
        created_by = BigIntegerField(null=True)
        version = IntegerField(default=1)
        class Meta:
            database = db
            table_name = 'record'
    db.create_tables([Record])

    class Dossier(Model):
        record = ForeignKeyField(Record, field=Record.id, primary_key=True, on_delete='RESTRICT')
        file_plan_code = CharField(index=True, max_length=24)
        year = IntegerField()
        class Meta:
            database = db
            table_name = 'registry_dossier'
    db.create_tables([Dossier])

    class Draft(Model):
        id = BigAutoField()
        record_id = BigIntegerField()
        no = IntegerField()
        body = TextField()
        by_user = BigIntegerField()
        by_name = CharField(max_length=250)
        at = UtcDateTime()
        class Meta:
            database = db
            table_name = 'registry_draft'
            indexes = ((('record_id', 'no'), True),)
    db.create_tables([Draft])

    class Entry(Model):
        id = BigAutoField()
        subject = CharField(max_length=32)
        subject_id = BigIntegerField()
        seq = IntegerField()
        action = CharField(max_length=64)
        at = UtcDateTime()
        user_id = BigIntegerField(null=True)
        text = TextField(null=True)
        salt = CharField(max_length=32)
        digest = CharField(max_length=64)
        chain = CharField(max_length=64)
        anchor_id = BigIntegerField(index=True, null=True)
        class Meta:
            database = db
            table_name = 'entry'
            indexes = ((('subject', 'subject_id', 'seq'), True),)
    db.create_tables([Entry])

    class Holding(Model):
        user = ForeignKeyField(User)
        position = ForeignKeyField(Position)
        starts = CalendarDate()
        ends = CalendarDate(null=True)
        class Meta:
            database = db
            table_name = 'holding'
    db.create_tables([Holding])

    class IncomingDocument(Model):
        record = ForeignKeyField(Record, field=Record.id, primary_key=True, on_delete='RESTRICT')
        channel = CharField(max_length=20)
        sender = CharField(max_length=250)
        sender_key = CharField(index=True, max_length=250, default='')
        kind = CharField(max_length=20)
        their_date = CalendarDate()
        their_number = CharField(null=True, max_length=80)
        their_number_key = CharField(index=True, null=True, max_length=80)
        file_plan_code = CharField(null=True, max_length=24)
        dossier = BigIntegerField(index=True, null=True)
        annexes = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'registry_incoming'
    db.create_tables([IncomingDocument])

    class Letter(Model):
        record = ForeignKeyField(Record, field=Record.id, primary_key=True, on_delete='RESTRICT')
        addressees = CharField(max_length=12, default='external')
        addressee = CharField(max_length=250)
        addressee_unit = BigIntegerField(null=True)
        file_plan_code = CharField(null=True, max_length=24)
        dossier = BigIntegerField(index=True, null=True)
        body = TextField(default='')
        draft = IntegerField(default=1)
        class Meta:
            database = db
            table_name = 'registry_letter'
    db.create_tables([Letter])

    class Link(Model):
        id = BigAutoField()
        source_id = BigIntegerField(index=True)
        target_id = BigIntegerField(index=True)
        kind = CharField(max_length=20)
        class Meta:
            database = db
            table_name = 'link'
            indexes = ((('source_id', 'target_id', 'kind'), True),)
    db.create_tables([Link])

    class LoginAttempt(Model):
        username = CharField(index=True, max_length=60)
        address = CharField(index=True, max_length=64)
        at = UtcDateTime(index=True)
        class Meta:
            database = db
            table_name = 'login_attempt'
    db.create_tables([LoginAttempt])

    class Number(Model):
        register = CharField(max_length=80)
        year = IntegerField()
        no = IntegerField()
        record_id = BigIntegerField(index=True, null=True)
        at = UtcDateTime()
        void_reason = CharField(null=True, max_length=500)
        class Meta:
            database = db
            table_name = 'number'
            indexes = ((('register', 'year', 'no'), True),)
    db.create_tables([Number])

    class Referral(Model):
        id = BigAutoField()
        record_id = BigIntegerField(index=True)
        target = CharField(max_length=24)
        name = CharField(max_length=250)
        purpose = CharField(max_length=12)
        instruction = TextField(null=True)
        due = CalendarDate(null=True)
        by_user = BigIntegerField()
        by_name = CharField(max_length=250)
        at = UtcDateTime()
        state = CharField(max_length=12, default='open')
        answer = TextField(null=True)
        class Meta:
            database = db
            table_name = 'referral'
    db.create_tables([Referral])

    class Register(Model):
        name = CharField(primary_key=True, max_length=80)
        last_at = UtcDateTime(null=True)
        class Meta:
            database = db
            table_name = 'register'
    db.create_tables([Register])

    class RegisterYear(Model):
        register = CharField(max_length=80)
        year = IntegerField()
        last = IntegerField()
        class Meta:
            database = db
            table_name = 'register_year'
            primary_key = CompositeKey('register', 'year')
    db.create_tables([RegisterYear])

    class Regulation(Model):
        record = ForeignKeyField(Record, field=Record.id, primary_key=True, on_delete='RESTRICT')
        kind = CharField(index=True, max_length=20)
        official_number = CharField(null=True, max_length=80)
        accepted = CalendarDate(null=True)
        published = CalendarDate(null=True)
        in_force = CalendarDate(null=True)
        repealed = CalendarDate(null=True)
        summary = TextField(null=True)
        class Meta:
            database = db
            table_name = 'registry_regulation'
    db.create_tables([Regulation])

    class Session(Model):
        token_hash = CharField(primary_key=True, max_length=64)
        user = ForeignKeyField(User)
        created = UtcDateTime()
        seen = UtcDateTime()
        ends = UtcDateTime(index=True)
        class Meta:
            database = db
            table_name = 'session'
    db.create_tables([Session])

    class Waiting(Model):
        principal = CharField(max_length=32)
        record_id = BigIntegerField()
        due = CalendarDate(null=True)
        class Meta:
            database = db
            table_name = 'waiting'
            primary_key = CompositeKey('principal', 'record_id')
            indexes = ((('record_id',), False),)
    db.create_tables([Waiting])

    search.create(db)
