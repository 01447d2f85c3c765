"""A form that was sent too late, shown again to who sent it: with what he typed, for him to send now.

:mod:`kalem.http.late` says which forms are kept. The page of such a form is opened with the form's key in its address;
it shows what is kept in the place of what it would show by itself, only to the person whose form it is. A kept form
wins over the browser's own draft of the same form: it is what he pressed the button for, and the draft may be of
another window. It is removed once it was sent again and taken in (well or with something to mend: then the page has
it), when he discards it or signs out, and after its hour.
"""

from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Blueprint, Flask, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from kalem.http.late import KEPT, with_key
from kalem.http.routing import SIGNED_IN, form_pages, page
from kalem.http.visit import local_path
from kalem.i18n import gettext as _
from kalem.organisation.kept_forms import Sent, forget_form, is_kept_for, kept_form, newest_form
from kalem.records import Schema
from kalem.records.codec import Decoded
from kalem.records.schema import ready

from .view import Form, KeptNotice

#: What a form carries of the moment when it was opened: it counts for what was typed then.
AS_OPENED = ("version",)

#: Longer than the name of any draft.
LONGEST = 200


@dataclass(slots=True)
class Opened:
    """The kept form that the address of this page names, and whether the page had a form to put it into."""

    key: str
    sent: Sent | None
    shown: bool = False
    #: The browser's draft of the same form.
    draft: str = ""


def blueprint() -> Blueprint:
    """Return the address at which a kept form is given up."""
    made = Blueprint("kept_forms", __name__)
    page(made, "/kept-form/discard", permission=SIGNED_IN, methods=("POST",))(discard)
    return made


def install(app: Flask) -> None:
    """Let the pages of ``app`` tell of the form they show again, and let what was sent again be forgotten."""
    app.context_processor(lambda: {"kept_notice": _notice})
    app.before_request(_note)
    app.after_request(_forget)


def again(schema: type[Schema], decoded: Decoded, action: str) -> Decoded:
    """Return what is typed in the form that is sent to ``action``: what is kept of it, else ``decoded``."""
    sent = _sent(action)
    if sent is None:
        return decoded
    return Decoded({}, {}, {name: sent.all(name) for name in ready(schema).load_fields})


def put_back(form: Form) -> Form:
    """Return ``form`` as the one that is shown again, if it is; else as it is."""
    sent = _sent(form.action)
    if sent is None:
        return form
    key, _opened().draft = shown_in(form.action), form.draft
    as_opened = {name: sent.all(name)[0] for name in AS_OPENED if name in form.hidden and sent.all(name)}
    return replace(form, kept=True, hidden={**form.hidden, **as_opened, KEPT: key})


def shown_in(action: str) -> str:
    """Return the key of what is kept when it is the form that is sent to ``action``, which shows it; else nothing."""
    if _sent(action) is None:
        return ""
    here = _opened()
    here.shown = True
    return here.key


def line(name: str, action: str) -> tuple[str, str]:
    """Return what is typed in the one line of the form that is sent to ``action``, and the key of what is kept.

    Both are empty when it is not the form that is shown again.
    """
    key = shown_in(action)
    return (value(name), key) if key else ("", "")


def value(name: str) -> str:
    """Return what is kept under ``name`` of the form that is shown again; an empty text where nothing is."""
    return next(iter(values(name)), "")


def values(name: str) -> list[str]:
    """Return all that is kept under ``name``."""
    sent = _opened().sent
    return sent.all(name) if sent is not None else []


def discard() -> Response:
    """Give the kept form up, and open its page anew."""
    forget_form(g.actor.user_id, request.form.get(KEPT, ""))
    draft = request.form.get("draft", "")[:LONGEST]
    if draft:
        flash(draft, "draft")
    flash(_("Saklanan form silindi."), "done")
    return redirect(local_path(request.form.get("page", "")) or url_for("desk.show"), 303)


def key_in(address: str) -> str:
    """Return the key of a kept form that a page's address carries; an empty text when it carries none."""
    return dict(parse_qsl(urlsplit(address).query)).get(KEPT, "")


def is_for(user_id: int, address: str) -> bool:
    """Whether ``address`` leads to a form that is kept for the user."""
    return is_kept_for(user_id, key_in(address))


def waiting(user_id: int) -> str:
    """Return the address of the form that was kept last for the user; an empty text when none is."""
    key = newest_form(user_id)
    sent = kept_form(user_id, key) if key else None
    return with_key(sent.page, key) if sent is not None else ""


def _sent(action: str) -> Sent | None:
    sent = _opened().sent
    return sent if sent is not None and sent.path == urlsplit(action).path else None


def _opened() -> Opened:
    """Return what is kept for who looks at this page, read once a request."""
    found: Opened | None = g.get("kalem_kept_form")
    if found is None:
        key = request.args.get(KEPT, "") if request.method == "GET" and g.get("actor") is not None else ""
        found = g.kalem_kept_form = Opened(key, kept_form(g.actor.user_id, key) if key else None)
    return found


def _notice() -> KeptNotice | None:
    """Return what the page says of the form it shows again; None on a page that shows none."""
    here = _opened()
    if not here.key or (here.sent is not None and not here.shown):
        return None
    rest = [(name, value) for name, value in request.args.items(multi=True) if name != KEPT]
    address = f"{request.path}?{urlencode(rest)}" if rest else request.path
    if here.sent is None:
        return KeptNotice("", address)
    return KeptNotice(here.key, address, here.sent.files, here.draft)


def _note() -> None:
    """Note which kept form is sent again. By now its key was looked at: the form is read already."""
    if request.method == "POST" and (request.endpoint or "") in form_pages.get() and g.get("actor") is not None:
        g.kalem_sent_again = request.form.get(KEPT, "")


def _forget(response: Response) -> Response:
    """Forget what was sent again and taken in; what broke stays for its hour."""
    key = g.get("kalem_sent_again", "")
    if key and (response.status_code < 400 or response.status_code in (409, 422)):
        forget_form(g.actor.user_id, key)
    return response
