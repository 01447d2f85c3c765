"""The municipality's file: read into frozen objects, with every problem told at once.

Only the shape of the file and its inner references are judged here. Whether the plugins, rules and
permissions that it names exist is judged by the application, with the help of `Municipality.where`.
"""

from __future__ import annotations

from pathlib import Path

from kalem.config.capabilities import capabilities, capability_label
from kalem.config.model import (
    CLEARANCES,
    OFFICE,
    SETTING,
    Adoption,
    Archive,
    Body,
    Closing,
    Custody,
    Deadline,
    Duty,
    Handover,
    Intake,
    Letters,
    Municipality,
    Office,
    Officer,
    Ownership,
    Position,
    Referral,
    Registers,
    Regulation,
    Reply,
    Role,
    SignChain,
    Unit,
)
from kalem.config.municipality import read_municipality
from kalem.config.picture import digest_of, read_picture, with_picture
from kalem.config.problems import BadFile, Problem
from kalem.config.sketch import Shape, shape_of_file, suggested
from kalem.config.source import read_text, read_values

__all__ = [
    "CLEARANCES",
    "OFFICE",
    "SETTING",
    "Adoption",
    "Archive",
    "BadFile",
    "Body",
    "Closing",
    "Custody",
    "Deadline",
    "Duty",
    "Handover",
    "Intake",
    "Letters",
    "Municipality",
    "Office",
    "Officer",
    "Ownership",
    "Position",
    "Problem",
    "Referral",
    "Registers",
    "Regulation",
    "Reply",
    "Role",
    "Shape",
    "SignChain",
    "Unit",
    "capabilities",
    "capability_label",
    "digest_of",
    "load",
    "parse",
    "shape_of_file",
    "suggested",
]


def load(path: Path | str) -> Municipality:
    """Read a municipality's file and the logo beside it; raises `BadFile` with all its problems."""
    text = read_text(Path(path))
    values, findings = read_values(text, str(path))
    municipality = read_picture(read_municipality(text, values, findings), Path(path).parent, findings)
    findings.stop()
    return municipality


def parse(text: str, name: str = "<metin>", picture: bytes | None = None) -> Municipality:
    """Read the text of a municipality's file; ``name`` stands in the problems; raises `BadFile`.

    ``picture`` is the logo that was kept with it.
    """
    values, findings = read_values(text, name)
    municipality = with_picture(read_municipality(text, values, findings), picture)
    findings.stop()
    return municipality
