"""Where the idea belongs, asked for since the second version."""

from peewee import CharField


def up(migrator, db):
    migrator.migrate(migrator.add_column("ornek_suggestion", "place", CharField(max_length=120, null=True)))
