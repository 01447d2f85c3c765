"""Forms that take effect once: a double press, a page sent again or gone back to makes nothing a second time.

Each page that writes carries a one-time key, made of nothing but chance when the page is drawn; it is kept only with
what it made, in the same transaction (:mod:`kalem.http.once`). What goes well costs one row more and no question.
Only where a form is refused is it asked whether the same form was taken in before; then the answer is that of the
first time.
"""

import json
from collections.abc import Callable
from typing import TypeVar

from flask import flash, g, request
from werkzeug.wrappers import Response

from kalem.http.late import KEPT, OWN
from kalem.http.once import KeyReused, Once, OnceKey, Repeated
from kalem.i18n import gettext as _
from kalem.i18n import lazy_gettext as _l
from kalem.workflow import StepRun

from . import uploads
from .components import once_key

A = TypeVar("A")

#: Under this name a form carries its key.
NAME = "once"

#: Longer than any key of ours.
MOST_KEY = 64

#: What does not make a form another one: keys of the page, which button was pressed, an answer to a doubt.
_BESIDE = OWN | {KEPT, "sure", "next", "act", uploads.KEPT}

#: What is said where the same form was sent before with other words in it.
ALREADY = _l(
    "Bu form daha önce gönderilmiş ve kaydedilmişti; sonradan değiştirdikleriniz kaydedilmedi. Ayrı bir kayıt "
    "açmak istiyorsanız yeniden kaydedin."
)


def hidden() -> dict[str, str]:
    """Return the hidden field of a form that takes effect once."""
    return {NAME: once_key()}


def sent(part: str = "") -> Once | None:
    """Return the form that was sent, or a ``part`` of it that takes effect by itself; None for one without a key."""
    key = request.form.get(NAME, "")
    if not 0 < len(key) <= MOST_KEY:
        return None
    values = [[name, value] for name, value in request.form.items(multi=True) if name not in _BESIDE]
    files = [each.filename for _box, each in request.files.items(multi=True) if each.filename]
    what = json.dumps([request.full_path, part, values, files]).encode()
    return Once(f"form:{g.actor.user_id}", f"{key} {request.full_path} {part}", what)


def keeper(once: Once | None) -> Callable[[StepRun], None]:
    """Return what keeps the key in the transaction of a step, with the record that is written there."""

    def keep(run: StepRun) -> None:
        if once is not None:
            once.keep(run.record.id)

    return keep


def earlier(once: Once | None) -> OnceKey | None:
    """Return what the same form made before; None when it made nothing, or had other words in it."""
    try:
        return once.earlier() if once is not None else None
    except KeyReused:
        return None


def answered(
    once: Once | None, act: Callable[[], A], first: Callable[[OnceKey], Response], again: Callable[[], A]
) -> A | Response:
    """Return what ``act`` answers, unless the same form took effect before.

    Then it is what ``first`` answers for what it made. Where the form came with other words in it, ``again`` shows it.
    """
    try:
        answer = act()
    except Repeated:
        found = earlier(once)
        return first(found) if found is not None else again()
    # Only what was not carried out may have been before.
    if once is not None and not isinstance(answer, Response):
        found = earlier(once)
        if found is not None:
            return first(found)
    return answer


def tell() -> None:
    """Say on the next page that nothing was done a second time."""
    flash(_("Bu form zaten gönderilmişti; ikinci kez kaydedilmedi."), "note")
