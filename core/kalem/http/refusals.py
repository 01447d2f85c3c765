"""Refusals as programs are told them: the same words and grounds that pages and commands give."""

from typing import Any

from kalem.refusal import Refusal


def told(refusal: Refusal) -> dict[str, Any]:
    """Return a refusal as plain values: message, cure, the field at fault if one is, and the ground."""
    ground = refusal.ground
    named = (
        {"kind": ground.kind, "article": ground.article, "source": ground.source, "text": str(ground.text)}
        if ground
        else None
    )
    return {"message": refusal.message, "cure": refusal.cure, "field": refusal.field or None, "ground": named}
