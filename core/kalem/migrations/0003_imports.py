"""Files that were imported, the file plan codes of the municipality's own, and what an old register says besides."""

from peewee import *

from kalem.db.model import UtcDateTime


def up(migrator, db):
    class FileImport(Model):
        id = BigAutoField()
        target = CharField(max_length=120)
        name = CharField(max_length=250)
        sha256 = CharField(max_length=64)
        began_at = UtcDateTime()
        class Meta:
            database = db
            table_name = 'file_import'
            indexes = ((('sha256', 'target'), True),)
    db.create_tables([FileImport])

    class ImportedRow(Model):
        import_id = BigIntegerField()
        line = IntegerField()
        record_id = BigIntegerField(index=True)
        class Meta:
            database = db
            table_name = 'imported_row'
            primary_key = CompositeKey('import_id', 'line')
    db.create_tables([ImportedRow])

    class OwnCode(Model):
        id = AutoField()
        code = CharField(max_length=24, unique=True)
        title = CharField(max_length=250)
        retention = CharField(max_length=3)
        disposal = CharField(max_length=2)
        selectable = BooleanField(default=True)
        class Meta:
            database = db
            table_name = 'registry_file_plan_code'
    db.create_tables([OwnCode])

    migrator.migrate(
        migrator.add_column('registry_incoming', 'old_referral', TextField(null=True)),
        migrator.add_column('registry_incoming', 'old_remarks', TextField(null=True)),
    )
