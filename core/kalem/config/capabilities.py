"""The vocabulary of capabilities: what a clause asks for, under one slug in every municipality."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from kalem.config.words import Known
from kalem.i18n import gettext as _
from kalem.i18n import translated


def capability_label(slug: str) -> str:
    """Return the label of a capability in the reader's language; the slug itself where the vocabulary has none."""
    label = capabilities().get(slug)
    return translated(label) if label is not None else slug


def known_capabilities() -> Known:
    """The slugs, where a file names one."""
    return Known(_("yetenek"), frozenset(capabilities()))


@cache
def capabilities() -> Mapping[str, str]:
    """Slug -> short Turkish label of every capability, in the vocabulary's order."""
    text = files(__package__).joinpath("capabilities.csv").read_text("utf-8")
    return MappingProxyType({row["slug"]: row["label"] for row in csv.DictReader(text.splitlines())})
