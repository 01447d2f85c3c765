"""Where the ground of a refusal can be read."""

from flask import url_for


def clause_url(clause_id: str) -> str:
    """Return where a clause of the regulation stands; ``clause_id`` with its prefix, ``…-m22-c2``."""
    return url_for("regulation_page.show", _anchor=clause_id)
