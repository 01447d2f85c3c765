"""The Standart Dosya Planı: codes under which documents are filed.

The common codes are those of the Saklama Süreli SDP 2024 V.4. The plan leaves 100–599 to each institution's own main
services: these codes are kept in the database (:mod:`.own_codes`) and stand beside the common ones.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from flask import g, has_request_context
from marshmallow import ValidationError
from peewee import AutoField, BooleanField, CharField

from kalem.db import Model
from kalem.i18n import gettext as _
from kalem.records import fields
from kalem.text import fold

#: How a code is written: a main code of three digits, and its parts below it.
CODE = re.compile(r"[0-9]{3}(?:\.[0-9]{2}){0,4}")


class OwnCode(Model):
    """A code of the municipality's own, of 100–599."""

    id = AutoField()
    code = CharField(max_length=24, unique=True)
    title = CharField(max_length=250)
    #: As in :class:`Code`.
    retention = CharField(max_length=3)
    disposal = CharField(max_length=2)
    selectable = BooleanField(default=True)

    class Meta:
        table_name = "registry_file_plan_code"


@dataclass(frozen=True)
class Code:
    """One code of the plan."""

    code: str
    title: str
    #: Years after the file's closing, or ``B``; empty where the plan gives none.
    retention: str
    #: What happens then: A, A1–A3 (state archive), B (kept), C (commission), D (destroyed).
    disposal: str
    #: Headings are not selectable.
    selectable: bool

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


@cache
def common() -> dict[str, Code]:
    """Return the common codes, in their own order."""
    with (files("kalem.registry") / "ssdp-2024-v4.csv").open(encoding="utf-8") as text:
        return {
            row["code"]: Code(row["code"], row["title"], row["retention"], row["disposal"], row["selectable"] == "1")
            for row in csv.DictReader(text)
        }


def is_own(code: str) -> bool:
    """Whether a code is one that the plan leaves to each institution's main services."""
    return CODE.fullmatch(code) is not None and "100" <= code[:3] <= "599"


def plan() -> dict[str, Code]:
    """Return the plan of this municipality by code, in the order of the codes; one query, once a request."""
    if not has_request_context():
        return _whole()
    if "kalem_file_plan" not in g:
        g.kalem_file_plan = _whole()
    found: dict[str, Code] = g.kalem_file_plan
    return found


def _whole() -> dict[str, Code]:
    own = {
        row.code: Code(row.code, row.title, row.retention, row.disposal, row.selectable) for row in OwnCode.select()
    }
    return dict(sorted({**common(), **own}.items())) if own else common()


class FilePlanCode(fields.String):
    """A selectable code of the plan; typed as the code alone or with its title."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(suggest="file-plan", **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text is None:
            return None
        match = CODE.match(text)
        code = plan().get(match[0]) if match else None
        if code is None:
            raise ValidationError(_("Dosya planında böyle bir kod yok. 050.02 gibi yazın ya da listeden seçin."))
        if not code.selectable:
            raise ValidationError(_("%(code)s bir başlık; altındaki kodlardan birini seçin.", code=str(code)))
        return code.code

    def told(self, value: str) -> str:
        """Return the code with its title, for those who read it."""
        return str(plan().get(value, value))


def suggest(text: str, *, most: int = 20) -> list[str]:
    """Return selectable codes whose code begins with ``text`` or whose title holds it."""
    wanted = fold(text.strip())
    if not wanted:
        return []
    found = [
        code
        for code in plan().values()
        if code.selectable and (code.code.startswith(wanted) or wanted in fold(code.title))
    ]
    return [str(code) for code in found[:most]]
