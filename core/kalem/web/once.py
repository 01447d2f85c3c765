"""Forms that take effect once: a double press, a page sent again or gone back to makes nothing a second time.

Each page that writes carries a one-time key, made of nothing but chance when the page is drawn. It is kept only with
what it made, in the same transaction (:mod:`kalem.http.once`): what goes well costs one row more and no question.
Only where a form is refused is it asked whether the same form was taken in before; then the answer is that of the
first time.

What makes it the same form is what was typed, not the key alone: a browser that goes back asks for the page anew, puts
the old words into it, and has another key. So the same words from the same page are a repetition; the same words from
another page are doubted, and written when their sender says so; other words are another record.
"""

import json
from collections.abc import Callable

from flask import flash, g, request

from kalem.http.late import OWN
from kalem.http.once import FIELD, KeyReused, Once, OnceKey
from kalem.i18n import gettext as _
from kalem.workflow import StepRun

from . import uploads
from .components import once_key

#: Longer than any key of ours.
MOST_KEY = 64

#: What does not make a form another one: keys of the page, and which button was pressed.
_BESIDE = OWN | {"next", "act", uploads.KEPT}


def hidden() -> dict[str, str]:
    """Return the hidden field of a form that takes effect once."""
    return {FIELD: once_key()}


def sent(part: str = "") -> Once | None:
    """Return the form that was sent, or a ``part`` of it that takes effect by itself; None for one without a key."""
    key = _key()
    return Once(_owner(), f"{request.full_path} {part} {_typed()}", key.encode()) if key else None


def line(text: str) -> Once | None:
    """Return what was sent from one line, where the same ``text`` from another page is another act."""
    key = _key()
    return Once(_owner(), f"{request.full_path} {key} {text}", b"") if key else None


def _key() -> str:
    key = request.form.get(FIELD, "")
    return key if len(key) <= MOST_KEY else ""


def _owner() -> str:
    return f"form:{g.actor.user_id}"


def _typed() -> str:
    values = [[name, value] for name, value in request.form.items(multi=True) if name not in _BESIDE]
    files = [each.filename for _box, each in request.files.items(multi=True) if each.filename]
    return json.dumps([values, files])


def keeper(once: Once | None) -> Callable[[StepRun], None]:
    """Return what keeps the key in the transaction of a step, with the record that is written there."""

    def keep(run: StepRun) -> None:
        if once is not None:
            once.keep(run.record.id)

    return keep


def earlier(once: Once | None) -> OnceKey | None:
    """Return what the same words made before, from whichever page; None when they made nothing."""
    try:
        return once.earlier() if once is not None else None
    except KeyReused as reused:
        return reused.earlier


def repeated(once: Once | None) -> OnceKey | None:
    """Return what the same page made before with the same words; None when it made nothing."""
    try:
        return once.earlier() if once is not None else None
    except KeyReused:
        return None


def tell() -> None:
    """Say on the next page that nothing was done a second time."""
    flash(_("Bu form zaten gönderilmişti; ikinci kez kaydedilmedi."), "note")
