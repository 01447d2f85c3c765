"""Steps, and why one is not possible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

GroundKind = Literal["rule", "setting", "right"]


@dataclass(frozen=True, slots=True)
class RefusalView:
    """Why a step is not possible and what to do about it.

    ``ground`` is *rule* (``article`` and ``clause_text`` tell which), *setting* (the office decided it, the text is
    silent; ``clause_text`` may tell the setting) or *right* (what role or unit is missing).
    """

    text: str
    ground: GroundKind
    cure: str = ""
    cure_url: str = ""
    article: str = ""
    clause_id: str = ""
    clause_text: str = ""
    clause_url: str = ""


@dataclass(slots=True)
class StepButton:
    """A step on a record. ``url`` takes a POST, or shows a form first when ``asks`` is set (then it is a link).

    ``style``: *primary* (one a page), *second*, *back* (the way back, at the far end). A step that is not allowed
    keeps its place with a lock; pressing it answers with its ``refusals``; ``title`` heads them
    ("Cevap henüz gönderilemez").
    """

    id: str
    label: str
    url: str
    style: Literal["primary", "second", "back"] = "second"
    icon: str = ""
    asks: bool = False
    allowed: bool = True
    title: str = ""
    refusals: tuple[RefusalView, ...] = ()

    @property
    def not_mine(self) -> bool:
        """Whether it is closed for want of a right alone: it is for others, now and later."""
        return bool(self.refusals) and all(each.ground == "right" for each in self.refusals)
