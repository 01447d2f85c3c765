"""The command line: one module a command, each a thin layer over the rooms below."""

from .main import main

__all__ = ["main"]
