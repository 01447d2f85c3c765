"""The Standart Dosya Planı: codes under which documents are filed (Saklama Süreli SDP 2024 V.4, common codes)."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from marshmallow import ValidationError

from kalem.i18n import gettext as _
from kalem.records import fields
from kalem.text import fold


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
def plan() -> dict[str, Code]:
    """Return the plan by code, in its own order."""
    with (files("kalem.registry") / "ssdp-2024-v4.csv").open(encoding="utf-8") as text:
        return {
            row["code"]: Code(row["code"], row["title"], row["retention"], row["disposal"], row["selectable"] == "1")
            for row in csv.DictReader(text)
        }


class FilePlanCode(fields.String):
    """A selectable code of the plan; typed as the code alone or with its title."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(suggest="file-plan", **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text is None:
            return None
        match = re.match(r"\d{3}(?:\.\d{2}){0,4}", text)
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
