"""How a stored file is handed to a browser, so that nothing in it runs as a page of ours."""

from dataclasses import dataclass
from typing import Literal
from unicodedata import normalize
from urllib.parse import quote

from .attachments import Attachment
from .filekinds import kind_of_type

#: Whatever a file holds: no script, no request, no form, an origin of its own.
_POLICY = "default-src 'none'; sandbox; frame-ancestors 'self'"

#: Browsers draw a PDF in a frame of their own making: it needs its styles and the document as an object, and Safari
#: shows nothing where the sandbox allows no scripts (there are none to run: no source of them is allowed).
_PDF_POLICY = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; "
    "sandbox allow-scripts allow-downloads; frame-ancestors 'self'"
)

_LATIN = str.maketrans("ıİşŞğĞçÇöÖüÜ", "iIsSgGcCoOuU")


@dataclass(frozen=True, slots=True)
class Serving:
    """How a file is served: ``headers`` hold the type and the disposition too."""

    media_type: str
    disposition: Literal["inline", "attachment"]
    headers: dict[str, str]


def serving(attachment: Attachment, *, download: bool = False) -> Serving:
    """Return how ``attachment`` is served: PDF, PNG and JPEG in place unless ``download``, all else as a download.

    The headers must reach the browser as they are; a policy for the application's pages must not replace them.
    """
    kind = kind_of_type(attachment.media_type)
    disposition: Literal["inline", "attachment"] = "inline" if kind.inline and not download else "attachment"
    headers = {
        "Content-Type": kind.media_type,
        "Content-Disposition": content_disposition(disposition, attachment.name),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": _PDF_POLICY if kind.content == "pdf" else _POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }
    return Serving(kind.media_type, disposition, headers)


def content_disposition(disposition: str, name: str) -> str:
    """Return the header that carries ``name`` (RFC 6266): plain Latin for old clients, the real one after RFC 5987."""
    plain = normalize("NFKD", name.translate(_LATIN)).encode("ascii", "ignore").decode()
    plain = plain.replace("\\", "_").replace('"', "_")
    exact = quote(name, safe="!#$&+-.^_`|~")
    return f"{disposition}; filename=\"{plain}\"; filename*=UTF-8''{exact}"
