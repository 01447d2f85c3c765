"""Which faces the office is put together with: the pages, so that every command finds a plugin's broken route."""

from kalem.app.assembly import Face
from kalem.web import FACE


def faces() -> list[Face]:
    """Return the faces of the program."""
    return [FACE]
