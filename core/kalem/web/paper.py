"""A list taken along: the links to its files, and how it stands on paper, all of its pages at once."""

from base64 import b64encode
from collections.abc import Callable, Iterable

from kalem.config import Municipality
from kalem.i18n import gettext as _
from kalem.i18n import joined, ngettext
from kalem.organisation import municipality
from kalem.output.files import FORMATS
from kalem.records.filekinds import kind_of_name

from .components import write_number
from .view import Link, Paper

#: Rows that are printed at once; who needs more takes a file.
MOST = 2000


def sheet(said: Iterable[tuple[str, str]], back_url: str, found: int) -> Paper:
    """Return how a list is printed of which ``found`` rows were read, one more than :data:`MOST` where there are more.

    ``said`` are the filters in words.
    """
    filters = joined((joined((name, ": ", value)) for name, value in said), " · ")
    if found > MOST:
        note = _("İlk %(most)s kayıt. Kalanı için süzgeci daraltın ya da dosya olarak alın.", most=write_number(MOST))
    else:
        note = ngettext("%(count)s kayıt", "%(count)s kayıt", found, count=write_number(found))
    return headed(filters, back_url, note)


def headed(said: str, back_url: str, note: str) -> Paper:
    """Return a list on paper under the municipality's letterhead; ``said`` and ``note`` as in :class:`Paper`."""
    file = municipality.get()
    return Paper(said, back_url, note, file.letterhead, _logo(file))


def _logo(file: Municipality) -> str:
    """Return the municipality's logo as an address that holds the picture: paper is drawn without a further request."""
    if file.picture is None or file.logo is None:
        return ""
    media_type = kind_of_name(file.logo).media_type
    return f"data:{media_type};base64,{b64encode(file.picture).decode('ascii')}"


def file_links(address: Callable[..., str]) -> tuple[Link, ...]:
    """Return a link for each format of a file; ``address`` makes its URL, with the format's id under ``as``."""
    return tuple(Link(format.label, address(**{"as": format.id})) for format in FORMATS.values())
