"""Which plugins run in this office, in which order, and why the others do not."""

from collections.abc import Iterable, Iterator

from flask import Blueprint, flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from kalem import jobs
from kalem.app.factory import parts
from kalem.http.routing import page
from kalem.i18n import gettext as _
from kalem.i18n import joined, ngettext
from kalem.plugins import assembled
from kalem.plugins.assembling import Status
from kalem.plugins.manifest import PLUGIN_API
from kalem.refusal import Refused

from . import small_forms
from .administration import tabs
from .view import Badge, Cell, Column, LoadedItem, PluginProblem, Row, StepButton, Table


def blueprint() -> Blueprint:
    """Return the pages of this module."""
    made = Blueprint("plugins_page", __name__)
    page(made, "/yonetim/eklentiler", permission="system.manage")(show)
    again = "/yonetim/eklentiler/<plugin_id>/vazgecilenler"
    page(made, again, permission="system.manage", methods=["POST"])(retell)
    return made


def show() -> str:
    """Show every plugin that the file enables or that is installed."""
    status = assembled.get().status
    enabled = [each for each in status if each.state != "installed"]
    return render_template(
        "admin/plugins.html",
        tabs=tabs(),
        lead=_("Belediye dosyasının açtığı eklentiler. Eklenti arayüzü %(version)s.", version=PLUGIN_API),
        problems=tuple(_problem(each) for each in enabled if each.state in ("failed", "missing")),
        unheard=tuple(_unheard()),
        table=Table(_("Eklentiler ve durumları"), _columns(), tuple(map(_row, enabled))),
        order=tuple(_order()),
        installed=_installed(each for each in status if each.state == "installed"),
    )


def retell(plugin_id: str) -> Response:
    """Tell a plugin again what was given up."""
    try:
        number = jobs.retell_plugin(g.actor, plugin_id)
    except Refused as refused:
        flash(joined(map(small_forms.said, refused.refusals), " "), "late")
    else:
        told = ngettext("%(num)s hareket yeniden sıraya kondu.", "%(num)s hareket yeniden sıraya kondu.", number)
        flash(told, "done")
    return redirect(url_for("plugins_page.show"), 303)


def _unheard() -> Iterator[tuple[PluginProblem, StepButton]]:
    """Yield for each plugin that was not told of some entries what is wrong, and what tells it again."""
    for id, health in jobs.plugins_health().items():
        if health.given_up:
            title = ngettext(
                "%(plugin)s, %(num)s hareketi duymadı",
                "%(plugin)s, %(num)s hareketi duymadı",
                health.given_up,
                plugin=str(assembled.get()[id].manifest.label),
            )
            text = _("Her bildirişte hata verdi; bir süre sonra vazgeçildi.")
            cure = _("Nedeni giderince yeniden bildirin; kaldıkları yerden, sırayla bildirilir.")
            url = url_for("plugins_page.retell", plugin_id=id)
            again = StepButton(f"duymadi-{id}", _("Yeniden bildir"), url, icon="arrow-repeat")
            yield PluginProblem(title, text, cure, health.error), again


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Eklenti"), "number"),
        Column(_("Durum"), "state"),
        Column(_("Sürüm")),
        Column(_("Gerektirdiği")),
        Column(_("Kattıkları"), "main"),
    )


def _row(each: Status) -> Row:
    plugins = assembled.get()
    requires = plugins[each.id].manifest.requires if each.id in plugins else ()
    return Row(
        (
            Cell(str(each.label), each.id, small_code=True),
            Cell(badge=state_of(each)),
            Cell(each.version, each.distribution, small_code=True),
            Cell(", ".join(requires), code=True) if requires else Cell(_("Yok")),
            Cell(brought_by(each.id) if each.id in plugins else _("Şu an hiçbir şey katmıyor")),
        )
    )


def state_of(each: Status) -> Badge:
    """Return how a plugin stands, in a word."""
    if each.state == "enabled":
        return Badge(_("Çalışıyor"), "done", "check-circle")
    if each.state == "failed":
        return Badge(_("Yüklenemedi"), "late", "exclamation-triangle-fill")
    if each.state == "missing":
        return Badge(_("Kurulu değil"), "late", "question-circle")
    return Badge(_("Kapalı"), "", "slash-circle")


def brought_by(plugin_id: str) -> str:
    """Return what a running plugin adds to the office, in words."""
    found = parts.get()
    types = [type for type in found.types.values() if type.owner == plugin_id]
    steps = {
        (flow.type, step.id)
        for flow in found.workflows.values()
        for step in flow.flow.steps
        if step.id.startswith(f"{plugin_id}.") or any(type.id == flow.type for type in types)
    }
    permissions = [each for each in found.permissions if each.startswith(f"{plugin_id}.")]
    told = [str(type.label) for type in types]
    if steps:
        told.append(ngettext("%(num)s adım", "%(num)s adım", len(steps)))
    if permissions:
        told.append(ngettext("%(num)s yetki", "%(num)s yetki", len(permissions)))
    return joined(told, ", ") or _("Kayıt türü yok")


def _problem(each: Status) -> PluginProblem:
    cure = (
        _("Eklentinin paketini kurun ya da belediye dosyasının plugins satırından çıkarın; sonra yeniden başlatın.")
        if each.state == "missing"
        else _("Nedeni giderin ya da eklentiyi belediye dosyasının plugins satırından çıkarın; sonra yeniden başlatın.")
    )
    return PluginProblem(
        _("%(plugin)s yüklenemedi, belediye onsuz çalışıyor", plugin=each.label),
        joined(each.reasons, " ") or _("Nedeni bilinmiyor."),
        cure,
        _(
            "Kimlik: %(id)s. Paket: %(package)s %(version)s.",
            id=each.id,
            package=each.distribution,
            version=each.version,
        )
        if each.distribution
        else "",
    )


def _order() -> Iterator[LoadedItem]:
    yield LoadedItem(_("Çekirdek ve evrak"))
    for plugin in assembled.get().active:
        yield LoadedItem(str(plugin.manifest.label))


def _installed(found: Iterable[Status]) -> Table:
    rows = tuple(
        Row((Cell(each.id, each.distribution, code=True, small_code=True), Cell(each.version))) for each in found
    )
    return Table(_("Kurulu ama kapalı"), (Column(_("Eklenti"), "number"), Column(_("Sürüm"))), rows)
