"""The language in which a person reads the pages; nobody has chosen one yet."""

from peewee import *


def up(migrator, db):
    migrator.migrate(migrator.add_column('user', 'language', CharField(max_length=8, null=True)))
