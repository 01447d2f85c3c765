"""Saving the filters of a list under a name, changing such a view, forgetting it."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kalem.http.routing import SIGNED_IN, page
from kalem.http.visit import actor as who
from kalem.i18n import gettext as _
from kalem.i18n import joined
from kalem.i18n import lazy_gettext as _l
from kalem.records import NotFound, RecordType, Schema, fields
from kalem.records.codec import Decoded
from kalem.records.saved_views import (
    NAME,
    SavedView,
    audience_name,
    change,
    offered_audiences,
    remove,
    save,
    views_of,
)
from kalem.refusal import Refused

from . import forms, small_forms
from .view import Choice, Form, Link
from .wanted import Wanted, type_or_404

#: The part of a rule that stands for a view's id.
VIEW = "<int(max=9223372036854775807):view_id>"

#: What the form sends for a view that nobody else sees.
ALONE = "-"


def _audiences() -> list[tuple[str, str]]:
    """Return who may see the view: nobody else, those with whom the person may share, and those who see it now."""
    offered = dict(offered_audiences(who()))
    view: SavedView | None = g.get("kalem_saved_view")
    if view is not None and view.audience:
        offered.setdefault(view.audience, audience_name(view.audience))
    return [(ALONE, _("Yalnız ben")), *offered.items()]


class OwnView(Schema):
    """Asks for the name of a view, and whether it opens with the list."""

    name = fields.String(label=_l("Görünümün adı"), max=NAME, required=True, wide=True)
    default = fields.Boolean(label=_l("Bu liste bu görünümle açılsın"), load_default=False, wide=True)


class SharedView(OwnView):
    """Asks besides who sees it."""

    audience = fields.Choice(
        _audiences,
        label=_l("Kimler görsün?"),
        help=_l("Paylaşılan görünüm kimseye yeni yetki vermez: herkes yalnız kendisine açık kayıtları görür."),
        radio=True,
        load_default=ALONE,
        wide=True,
    )


def blueprint() -> Blueprint:
    """Return the pages of this module."""
    made = Blueprint("saved_views", __name__)
    page(made, "/records/<type_id>/views/new", permission=SIGNED_IN)(new)
    page(made, "/records/<type_id>/views/new", permission=SIGNED_IN, methods=("POST",))(add)
    page(made, f"/records/<type_id>/views/{VIEW}", permission=SIGNED_IN)(edit)
    page(made, f"/records/<type_id>/views/{VIEW}", permission=SIGNED_IN, methods=("POST",))(mend)
    return made


def new(type_id: str) -> str:
    """Ask for the name of the filters in the address."""
    type = type_or_404(type_id)
    return _new_page(type, forms.opened(_schema()))


def add(type_id: str) -> Response | tuple[str, int]:
    """Save the filters in the address under a name."""
    type, decoded = type_or_404(type_id), forms.sent(_schema())
    if decoded.errors:
        return _new_page(type, decoded), 422
    name, audience, default = _values(decoded.values)
    try:
        view = save(who(), type.id, name, Wanted.read(type, who()).filters_given, audience, default=default)
    except Refused as refused:
        return _new_page(type, small_forms.refused(decoded, refused, _schema())), 422
    flash(_("Görünüm saklandı: %(name)s.", name=view.name), "done")
    return redirect(url_for("record_lists.show", type_id=type.id, saved=view.id), 303)


def edit(type_id: str, view_id: int) -> str:
    """Ask what is to be changed of one's own view; filters in the address take the place of its own."""
    type, view = _own(type_id, view_id)
    opened = {"name": view.name, "default": view.default, "audience": view.audience or ALONE}
    return _edit_page(type, view, _renewed(type, view), forms.opened(_schema(), opened))


def mend(type_id: str, view_id: int) -> Response | tuple[str, int]:
    """Change one's own view, or forget it."""
    type, view = _own(type_id, view_id)
    version = request.form.get("version", "")
    if request.form.get("act") == "remove":
        remove(who(), view, version=version)
        flash(_("Görünüm silindi: %(name)s.", name=view.name), "done")
        return redirect(Wanted.read(type, who()).plain_url(), 303)
    decoded = forms.sent(_schema())
    renewed = _renewed(type, view)
    if decoded.errors:
        return _edit_page(type, view, renewed, decoded), 422
    name, audience, default = _values(decoded.values)
    filters = view.filters if renewed is None else renewed.filters_given
    try:
        change(who(), view, name, filters, audience, default=default, version=version)
    except Refused as refused:
        return _edit_page(type, view, renewed, small_forms.refused(decoded, refused, _schema())), 422
    flash(_("Görünüm değişti: %(name)s.", name=name), "done")
    return redirect(url_for("record_lists.show", type_id=type.id, saved=view.id), 303)


def _own(type_id: str, view_id: int) -> tuple[RecordType, SavedView]:
    """Return a list and one's own view of it; another's is not there, shared or not."""
    type, actor = type_or_404(type_id), who()
    views = views_of(actor, type.id)
    found = next((view for view in views if view.id == view_id and view.user_id == actor.user_id), None)
    if found is None:
        raise NotFound(view_id)
    g.kalem_saved_view = found
    return type, found


def _renewed(type: RecordType, view: SavedView) -> Wanted | None:
    """Return the filters of the address, when they set out from ``view`` and are to take the place of its own."""
    wanted = Wanted.read(type, who())
    return wanted if wanted.origin is not None and wanted.origin.id == view.id else None


def _schema() -> Any:
    return SharedView if len(_audiences()) > 1 else OwnView


def _values(values: Mapping[str, Any]) -> tuple[str, str, bool]:
    audience = str(values.get("audience", ALONE))
    return str(values["name"]), "" if audience == ALONE else audience, bool(values["default"])


def _new_page(type: RecordType, decoded: Decoded) -> str:
    wanted = Wanted.read(type, who())
    form = small_forms.form(
        "gorunum",
        _schema(),
        decoded,
        wanted.url("saved_views.add"),
        _("Görünümü sakla"),
        cancel_url=wanted.url(),
        focus=True,
    )
    return _page(type, _("Görünüm olarak sakla"), form, wanted)


def _edit_page(type: RecordType, view: SavedView, renewed: Wanted | None, decoded: Decoded) -> str:
    own = url_for("saved_views.mend", type_id=type.id, view_id=view.id)
    form = small_forms.form(
        "gorunum",
        _schema(),
        decoded,
        own if renewed is None else renewed.url("saved_views.mend", view_id=view.id),
        _("Değişiklikleri sakla"),
        cancel_url=url_for("record_lists.show", type_id=type.id, saved=view.id),
        hidden={"version": str(view.version)},
        others=(Choice("remove", _("Görünümü sil")),),
    )
    return _page(type, _("Görünümü düzenle"), form, renewed or Wanted.of(type, view.filters, saved=view))


def _page(type: RecordType, title: str, form: Form, wanted: Wanted) -> str:
    said = joined((joined((name, ": ", value)) for name, value in wanted.said()), " · ")
    return render_template(
        "record_form.html",
        title=title,
        lead=_("Süzgeç: %(filters)s", filters=said) if said else _("Süzgeç yok: listenin bütün kayıtları."),
        form=form,
        crumbs=(Link(str(type.plural), url_for("record_lists.show", type_id=type.id)), Link(title, "")),
    )
