"""Forms that come when their sender's session has ended: which of them are kept for him.

Nobody is signed in when such a form comes, so nothing of it is believed before three things hold together:

* The browser carries the token of a session that ended *by itself* within the last day. Whose it was tells for whom the
  form is kept. The cookie is ``SameSite=Lax``: a POST that another site's page sends does not carry it. Who signed out,
  or was signed out, has no such session.
* The form carries the key of a page of ours (the same key that every POST needs, signed, against the browser's signed
  cookie). Who can neither read our pages nor that cookie knows none.
* The key belongs to *that* session: :func:`bind` notes in the signed cookie for which session its key was made. So a
  cookie with a key of an attacker's own visit, planted in the browser, fits no session but his own, and what he can
  plant with both cookies comes back to nobody but himself.

What fails one of them is dropped as before. What is kept is never carried out: it is put back into its form, and its
sender presses the button himself, in his new session and under the rights that he has then.
"""

from hashlib import sha256

from flask import current_app, flash, request, session, url_for
from flask_wtf.csrf import validate_csrf
from wtforms import ValidationError

from kalem.i18n import gettext as _
from kalem.organisation import ended_session_user
from kalem.organisation.kept_forms import Sent, TooLong, keep_form

from .once import FIELD
from .routing import form_pages

#: Under this name an address, and then the form itself, carries the key of a form that was kept.
KEPT = "kept"

#: What the pages put into forms themselves; it is made anew where the form is shown again.
OWN = frozenset({"csrf_token", FIELD, KEPT})

#: Under this name the browser's signed cookie tells for which session its forms' key was made.
_OWNER = "of"


def bind(token: str) -> None:
    """Let the forms of this browser belong to the session of ``token``; a key that was made for another is void."""
    if not belongs_to(token):
        session.pop("csrf_token", None)
        take_over(token)


def belongs_to(token: str) -> bool:
    """Whether the forms of this browser belong to the session of ``token``, which need not run any more."""
    return bool(token) and session.get(_OWNER) == _mark(token)


def take_over(token: str) -> None:
    """Let the forms that this browser shows now go on under the session of ``token``: the same person's new one."""
    session[_OWNER] = _mark(token)


def keep(token: str) -> str:
    """Keep the form of this request, where it may be; return the address of its page, and an empty text where not.

    ``token`` is that of the browser's session, which does not run.
    """
    user_id = ended_session_user(token) if token else None
    if user_id is None or not belongs_to(token):
        return ""
    # Whoever was signed in may send files; they are not kept, but what was typed beside them is.
    request.max_content_length = current_app.config["MAX_CONTENT_LENGTH"]
    page = form_pages.get().get(request.endpoint or "")
    if page is None or not _has_key():
        _tell(_("Oturumunuz bitmişti; son yaptığınız alınmadı. Giriş yapın, sonra yeniden yapın."))
        return ""
    values = tuple((name, value) for name, value in request.form.items(multi=True) if name not in OWN)
    files = tuple(each.filename for _box, each in request.files.items(multi=True) if each.filename)
    origin = {name: value for name, value in request.args.items() if not name.startswith("_") and name != KEPT}
    address = url_for(page, **{**origin, **(request.view_args or {})})
    try:
        key = keep_form(user_id, Sent(request.path, address, values, files), instead_of=request.form.get(KEPT, ""))
    except TooLong:
        _tell(
            _(
                "Oturumunuz bitmişti; gönderdiğiniz form çok uzun olduğu için saklanamadı. "
                "Tarayıcınızın Geri düğmesiyle dönün ve yazdıklarınızı kopyalayın."
            )
        )
        return ""
    return with_key(address, key)


def with_key(address: str, key: str) -> str:
    """Return the address of a form's page with the ``key`` of what it is to show again."""
    return f"{address}{'&' if '?' in address else '?'}{KEPT}={key}"


def _has_key() -> bool:
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def _tell(message: str) -> None:
    flash(message, "late")


def _mark(token: str) -> str:
    return sha256(f"forms of {token}".encode("utf-8", "replace")).hexdigest()[:32]
