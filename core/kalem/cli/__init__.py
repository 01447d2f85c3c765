"""The command line: one module a command, each a thin layer over the rooms below. ``main`` puts them together.

It imports nothing here: a server that only wants :mod:`~kalem.cli.wsgi` would else start with every command.
"""
