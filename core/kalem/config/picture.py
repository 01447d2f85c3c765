"""The logo beside a municipality's file, and the digest of both."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path, PurePosixPath

from kalem.config.model import Municipality
from kalem.config.problems import Findings
from kalem.i18n import gettext as _

#: Largest logo in bytes: it stands in the database with each version of the file, and on every printed page.
LARGEST = 100 * 1024

_PLACE = ("municipality", "logo")


def digest_of(text: str, picture: bytes | None) -> str:
    """The SHA-256 of a file's text and, where there is one, its picture; no text holds the NUL between them."""
    whole = text.encode() if picture is None else text.encode() + b"\0" + picture
    return hashlib.sha256(whole).hexdigest()


def with_picture(file: Municipality, picture: bytes | None) -> Municipality:
    """The file together with its picture."""
    return replace(file, picture=picture, digest=digest_of(file.text, picture))


def read_picture(file: Municipality, folder: Path, findings: Findings) -> Municipality:
    """The file together with the picture that it names; notes one that is missing, elsewhere or too large."""
    if file.logo is None:
        return file
    if ".." in PurePosixPath(file.logo.replace("\\", "/")).parts:
        message = _("`%(path)s` bu dosyanın klasöründe değil", path=file.logo)
        findings.add(_PLACE, message, _("logoyu dosyanın yanına koyun"))
        return file
    try:
        with (folder / file.logo).open("rb") as opened:
            picture = opened.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = _("`%(path)s` okunamadı (%(reason)s)", path=file.logo, reason=reason)
        findings.add(_PLACE, message, _("logoyu dosyanın yanına koyun, ya da satırı silin"))
        return file
    if len(picture) > LARGEST:
        message = _("`%(path)s` çok büyük; en çok %(most)s kB olabilir", path=file.logo, most=LARGEST // 1024)
        findings.add(_PLACE, message, _("küçülterek kaydedin; kâğıtta 2 cm yer tutar"))
        return file
    return with_picture(file, picture)
