"""The logo that stood beside the municipality's file, kept with each version of it."""

from peewee import TextField


def up(migrator, db):
    migrator.migrate(migrator.add_column("applied_file", "logo", TextField(null=True)))
