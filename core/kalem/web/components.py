"""The words and shapes of the pages: filters and globals for every Jinja template, and the headers of a page.

Dates and times are written the Turkish way whatever the language of the labels, because they stand like that on the
paper beside the screen and are typed like that; numbers and sizes as the reader's language writes them. Filters answer
``""`` to ``None``.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

from flask import Blueprint, Flask, Response, g, url_for
from flask_bootstrap import Bootstrap5
from markupsafe import Markup, escape

from kalem.context import today
from kalem.i18n import SOURCE, LazyString, joined, language, ngettext, parts
from kalem.i18n import gettext as _
from kalem.text import upper
from kalem.text.dates import day_of
from kalem.text.dates import write_date as write_date
from kalem.text.dates import write_time as write_time
from kalem.web.view import Due, GroundKind, Style

#: What a page may load: its own files, and the ``data:`` images that Bootstrap's style sheet names.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

#: Our own style sheet and script; they do not change while the program runs.
STATIC = Path(__file__).parent / "static"

#: What a number, a date or a mark has none of.
_LETTER = re.compile(r"[^\W\d_]")

_TURKISH, _NOTHING = Markup(' lang="{}"').format(SOURCE), Markup()

#: Beyond this many days a list tells the day itself, not the distance.
NEAR_DAYS = 30


def write_when(value: datetime | None) -> str:
    """``Bugün 09.20``, else ``18.11.2026 08.41``."""
    if value is None:
        return ""
    day = _("Bugün") if day_of(value) == today() else write_date(value)
    return joined((day, write_time(value)), " ")


def write_weekday(value: date | None) -> str:
    """``19.11.2026 Perşembe``; *Thursday, 19.11.2026* in English."""
    if value is None:
        return ""
    names = (_("Pazartesi"), _("Salı"), _("Çarşamba"), _("Perşembe"), _("Cuma"), _("Cumartesi"), _("Pazar"))
    return _("%(day)s %(weekday)s", day=write_date(value), weekday=names[day_of(value).weekday()])


def write_near(value: date | None) -> str:
    """The last day as people say it: ``Bugün``, ``Yarın``, ``2 gün gecikti``, ``11 gün kaldı``, else the date."""
    return _near(value, _days(value)) if value is not None else ""


def lateness(value: date | None) -> Style:
    """How near a last day is: ``late`` past, ``soon`` today or tomorrow, else nothing."""
    return _lateness(_days(value)) if value is not None else ""


def due_in_row(each: Due, far: Literal["days", "date"]) -> tuple[Style, str]:
    """How near a last day of a row is, and how it is told: while it is far, by its distance or by its date."""
    days = _days(each.on) if each.open else 0
    style = _lateness(days) if each.open else ""
    return style, _near(each.on, days) if each.open and (style or far == "days") else write_date(each.on)


def _days(value: date) -> int:
    return (day_of(value) - today()).days


def _near(value: date, days: int) -> str:
    if days < 0:
        return ngettext("%(num)s gün gecikti", "%(num)s gün gecikti", -days)
    if days <= 1:
        return _("Yarın") if days else _("Bugün")
    return ngettext("%(num)s gün kaldı", "%(num)s gün kaldı", days) if days <= NEAR_DAYS else write_date(value)


def _lateness(days: int) -> Style:
    return "late" if days < 0 else "soon" if days <= 1 else ""


def write_number(value: int | float | None, digits: int = 0) -> str:
    """18.204; with ``digits`` decimals 1.234,50; *18,204* and *1,234.50* in English."""
    if value is None:
        return ""
    written = f"{value:,.{digits}f}"
    return written.translate(str.maketrans(",.", ".,")) if language() == SOURCE else written


def write_size(value: int | None) -> str:
    """A number of bytes as 612 KB or 1,4 MB; a kilobyte is 1024 bytes, as the file managers count."""
    if value is None:
        return ""
    if value < 1024:
        return _("%(number)s bayt", number=value)
    for unit, bytes_each in (("KB", 1024), ("MB", 1024**2), ("GB", 1024**3)):
        if value < 1000 * bytes_each or unit == "GB":
            break
    size = value / bytes_each
    digits = 0 if unit == "KB" or size >= 100 else 1
    return f"{write_number(size, digits).removesuffix(',0').removesuffix('.0')} {unit}"


def initials(name: str) -> str:
    """First letters of the first and the last word: ``Emine Işık Şahin`` -> ``EŞ``."""
    words = [word for word in name.split() if word[0].isalpha()]
    picked = words if len(words) < 2 else [words[0], words[-1]]
    return "".join(upper(word[0]) for word in picked)


def ground_label(ground: GroundKind) -> str:
    """What a refusal stands on, in a word."""
    return {"rule": _("kural"), "setting": _("kurumun ayarı"), "right": _("eksik yetki")}[ground]


def page_language() -> str:
    """The language of the labels, for ``<html lang>``."""
    return language()


def foreign() -> bool:
    """Whether the labels are in another language than what people and files wrote."""
    return language() != SOURCE


def said(text: Any) -> Any:
    """Draw a text for a page: what of it is no label but was written by people is marked as Turkish (WCAG 3.1.2).

    On a Turkish page nothing is marked, nor is what is drawn already. Not for attributes: there no mark can stand.
    """
    if not foreign() or (hasattr(text, "__html__") and not isinstance(text, LazyString)):
        return text
    drawn = [
        Markup('<span lang="{}">{}</span>').format(SOURCE, part) if not label and _LETTER.search(part) else escape(part)
        for part, label in parts(text)
    ]
    # What is of both stays one thing where boxes stand beside each other.
    return drawn[0] if len(drawn) == 1 else Markup("<span>{}</span>").format(Markup().join(drawn))


def tongue(text: Any) -> Markup:
    """Return the attribute of an element whose whole text was written by people; nothing for a label."""
    if not text or not foreign() or hasattr(text, "__html__") or not _LETTER.search(text):
        return _NOTHING
    return _NOTHING if any(label for _part, label in parts(text)) else _TURKISH


def once_key() -> str:
    """One-time key of the forms of this page, the same for all: see :mod:`kalem.web.once`."""
    found: str | None = g.get("kalem_once")
    if found is None:
        found = g.kalem_once = secrets.token_urlsafe(12)
    return found


@cache
def _fingerprint(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """Address of a file in ``static/``, with a mark of its content so that a browser may keep it for long."""
    return url_for("ui.static", filename=name, v=_fingerprint(name))


def _page_headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response


def install(app: Flask) -> None:
    """Give ``app`` the templates, the static files, the filters and the headers of this house."""
    app.config["BOOTSTRAP_SERVE_LOCAL"] = True
    Bootstrap5(app)
    app.register_blueprint(
        Blueprint("ui", __name__, template_folder="templates", static_folder="static", static_url_path="/ui")
    )
    app.jinja_env.filters.update(
        date=write_date,
        time=write_time,
        when=write_when,
        weekday=write_weekday,
        near=write_near,
        lateness=lateness,
        due_in_row=due_in_row,
        number=write_number,
        filesize=write_size,
        initials=initials,
        ground=ground_label,
        said=said,
        tongue=tongue,
    )
    app.jinja_env.globals.update(
        asset=asset, page_language=page_language, foreign=foreign, once_key=once_key, zip=zip
    )
    app.after_request(_page_headers)
