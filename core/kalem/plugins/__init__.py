"""Plugins: their manifests, how they are found, ordered, put together, called, and kept apart."""

from .assembling import Plugins, State, Status, Validator, assemble, assembled, settings_of
from .calling import Outcome
from .discovery import Candidate, discover
from .failure import BrokenPlugins, Failure
from .loading import Plugin, settings_schema
from .manifest import PLUGIN_API, BadManifest, Manifest
from .markers import hookimpl, hookspec
from .wiring import Declared, declared, duplicates, foreign_names

__all__ = [
    "PLUGIN_API",
    "BadManifest",
    "BrokenPlugins",
    "Candidate",
    "Declared",
    "Failure",
    "Manifest",
    "Outcome",
    "Plugin",
    "Plugins",
    "State",
    "Status",
    "Validator",
    "assemble",
    "assembled",
    "declared",
    "discover",
    "duplicates",
    "foreign_names",
    "hookimpl",
    "hookspec",
    "settings_of",
    "settings_schema",
]
