"""Strings for people. Turkish is the language of the source; other languages ship as gettext catalogues.

The functions work in a request, in a command and outside any application, where the Turkish text stands as
written. Values are put in by name (``_("%(count)s kayıt", count=3)``); no Turkish suffix is ever glued to a
value.
"""

from typing import Any

import flask_babel
from flask import Flask, current_app
from flask_babel import LazyString

__all__ = ["LazyString", "gettext", "install", "lazy_gettext", "lazy_pgettext", "ngettext", "pgettext"]


def install(app: Flask) -> None:
    """Give ``app`` its languages and dates: Turkish unless a page or user asks for another."""
    flask_babel.Babel(app, default_locale="tr", default_timezone="Europe/Istanbul")


def gettext(message: str, **values: Any) -> str:
    """Return ``message`` in the reader's language, with ``values`` put in."""
    if not _installed():
        return message % values if values else message
    return str(flask_babel.gettext(message, **values))


def pgettext(context: str, message: str, **values: Any) -> str:
    """Like ``gettext`` for a word with two meanings; ``context`` says which (*Kayıt*: record, recording)."""
    if not _installed():
        return message % values if values else message
    return str(flask_babel.pgettext(context, message, **values))


def ngettext(singular: str, plural: str, num: int, **values: Any) -> str:
    """Return the form for ``num`` things; ``num`` is among the values.

    Turkish nouns stay singular after a number, so both forms are often the same text.
    """
    if not _installed():
        return (singular if num == 1 else plural) % {"num": num, **values}
    return str(flask_babel.ngettext(singular, plural, num, **values))


def lazy_gettext(message: str, **values: Any) -> LazyString:
    """Like ``gettext``, translated each time it is shown: for labels declared at import."""
    return LazyString(gettext, message, **values)


def lazy_pgettext(context: str, message: str, **values: Any) -> LazyString:
    """Like ``pgettext``, translated each time it is shown."""
    return LazyString(pgettext, context, message, **values)


def _installed() -> bool:
    return bool(current_app) and "babel" in current_app.extensions
