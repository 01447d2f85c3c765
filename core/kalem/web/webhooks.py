"""Webhooks: the pages of who keeps the addresses to which is told what happens."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from kalem import jobs
from kalem.http.routing import page
from kalem.http.subscribing import Ending, Subscription, standing, wish
from kalem.i18n import gettext as _
from kalem.jobs import MANAGE, Outbox, Webhook
from kalem.records.codec import Decoded
from kalem.refusal import Refused

from . import forms, small_forms, webhook_words
from .administration import tabs
from .view import Column, Empty, Form, Link, Table
from .wanted import number_in

#: Part of an address that stands for a subscription's id, and for a delivery's; no larger number reaches a database.
WEBHOOK = "<int(max=9223372036854775807):webhook_id>"
DELIVERY = "<int(max=9223372036854775807):delivery_id>"

#: Deliveries of one page.
LIMIT = 50


def blueprint() -> Blueprint:
    """Return the pages of this module."""
    made = Blueprint("webhooks", __name__)

    def manage(rule: str, *methods: str) -> Any:
        return page(made, f"/yonetim/bildirim-adresleri{rule}", permission=MANAGE, methods=methods)

    manage("", "GET")(show)
    manage("/yeni", "GET")(new)
    manage("/yeni", "POST")(add)
    manage(f"/{WEBHOOK}", "GET")(one)
    manage(f"/{WEBHOOK}/duzenle", "GET")(edit)
    manage(f"/{WEBHOOK}/duzenle", "POST")(change)
    manage(f"/{WEBHOOK}/deneme", "POST")(test)
    manage(f"/{WEBHOOK}/duraklat", "POST")(pause)
    manage(f"/{WEBHOOK}/surdur", "POST")(resume)
    manage(f"/{WEBHOOK}/anahtar", "POST")(renew)
    manage(f"/{WEBHOOK}/vazgecilenler", "POST")(resend_given_up)
    manage(f"/{WEBHOOK}/bitir", "GET")(ending)
    manage(f"/{WEBHOOK}/bitir", "POST")(end)
    manage(f"/{WEBHOOK}/bildirim/{DELIVERY}", "GET")(delivery)
    manage(f"/{WEBHOOK}/bildirim/{DELIVERY}", "POST")(resend)
    return made


def show() -> str:
    """Show the subscriptions, and how the plugins stand that hear of entries."""
    found = jobs.listed()
    health = jobs.health(each.consumer for each in found)
    return render_template(
        "admin/webhooks.html",
        tabs=tabs(),
        new=Link(_("Adres ekle"), url_for("webhooks.new")),
        table=Table(
            _("Bildirim adresleri"),
            (
                Column(_("Ad"), "main"),
                Column(_("Kimin adına")),
                Column(_("Durum"), "state"),
                Column(_("Bekleyen"), "figure"),
                Column(_("Son ulaşan")),
            ),
            tuple(webhook_words.row(each, health[each.consumer]) for each in found),
        ),
        empty=Empty(
            _("Hiç bildirim adresi yok"),
            _("Başka bir program, kayıtların hareketlerini olduğu anda öğrenmek isterse adresini ekleyin."),
            "broadcast",
            Link(_("Adres ekle"), url_for("webhooks.new")),
        ),
        plugins=webhook_words.plugins_card(jobs.plugins_health()),
    )


def new() -> str:
    """Show the empty form."""
    return _new_page(forms.opened(Subscription, {"owner": str(g.actor.user_id)}))


def add() -> str | tuple[str, int]:
    """Make a subscription; its secret is shown once, on this answer only."""
    decoded = forms.sent(Subscription)
    if decoded.errors:
        return _new_page(decoded), 422
    try:
        webhook, secret = jobs.create(g.actor, wish(decoded.values))
    except Refused as refused:
        return _new_page(small_forms.refused(decoded, refused, Subscription)), 422
    return _page(_webhook(webhook.id), secret=secret)


def one(webhook_id: int) -> str:
    """Show one subscription with its deliveries."""
    return _page(_webhook(webhook_id))


def edit(webhook_id: int) -> str:
    """Show the form with what stands in the subscription."""
    webhook = _webhook(webhook_id)
    return _edit_page(webhook, forms.opened(Subscription, standing(webhook)), webhook.version)


def change(webhook_id: int) -> str | Response | tuple[str, int]:
    """Let the subscription be what was sent; whoever changed it meanwhile is not overwritten."""
    webhook, decoded = _webhook(webhook_id), forms.sent(Subscription)
    version = number_in(request.form.get("version", "")) or 0
    if decoded.errors:
        return _edit_page(webhook, decoded, version), 422
    try:
        jobs.change(g.actor, webhook, wish(decoded.values, webhook), version=version)
    except Refused as refused:
        return _edit_page(webhook, small_forms.refused(decoded, refused, Subscription), version), 422
    flash(_("%(label)s değiştirildi.", label=webhook.label), "done")
    return redirect(url_for("webhooks.one", webhook_id=webhook.id), 303)


def test(webhook_id: int) -> Response:
    """Send an event that tells of nothing."""
    webhook = _webhook(webhook_id)
    return _done(
        webhook, lambda: jobs.send_test(g.actor, webhook), _("Deneme sıraya kondu; sonucu bildirimlerde görünür.")
    )


def pause(webhook_id: int) -> Response:
    """Send nothing for a while."""
    webhook = _webhook(webhook_id)
    told = _("Duraklatıldı; olanlar birikir, sürdürünce gönderilir.")
    return _done(webhook, lambda: jobs.pause(g.actor, webhook), told)


def resume(webhook_id: int) -> Response:
    """Send again."""
    webhook = _webhook(webhook_id)
    return _done(webhook, lambda: jobs.resume(g.actor, webhook), _("Sürüyor; önce birikenler gönderilir."))


def renew(webhook_id: int) -> str:
    """Make a new secret; it is shown once, on this answer only."""
    webhook = _webhook(webhook_id)
    secret = jobs.renew_secret(g.actor, webhook)
    return _page(_webhook(webhook_id), secret=secret)


def resend_given_up(webhook_id: int) -> Response:
    """Tell again what was given up."""
    webhook = _webhook(webhook_id)
    told = _("Vazgeçilen bildirimler yeniden sıraya kondu.")
    return _done(webhook, lambda: jobs.resend_given_up(g.actor, webhook), told)


def ending(webhook_id: int) -> str:
    """Ask whether the subscription is to end."""
    return _ending_page(_webhook(webhook_id), forms.opened(Ending))


def end(webhook_id: int) -> Response | tuple[str, int]:
    """End the subscription."""
    webhook, decoded = _webhook(webhook_id), forms.sent(Ending)
    if decoded.errors:
        return _ending_page(webhook, decoded), 422
    jobs.end(g.actor, webhook, decoded.values.get("note") or "")
    flash(_("%(label)s artık bildirim almıyor.", label=webhook.label), "done")
    return redirect(url_for("webhooks.show"), 303)


def delivery(webhook_id: int, delivery_id: int) -> str:
    """Show one delivery: what is sent, how often it was tried, what came back."""
    webhook, row = _delivery(webhook_id, delivery_id)
    open_ones = webhook_words.readable([row])
    return render_template(
        "admin/delivery.html",
        tabs=tabs(),
        crumbs=(*_crumbs(webhook), Link(_("Bildirim"), "")),
        title=_("Bildirim: %(what)s", what=webhook_words.title(row)),
        badge=webhook_words.status(row),
        facts=webhook_words.delivery_facts(row, open_ones),
        body=jobs.payload(row).decode() if row.type == "" or row.subject_id in open_ones else "",
        form=small_forms.button(
            "yeniden",
            url_for("webhooks.resend", webhook_id=webhook.id, delivery_id=row.id),
            _("Şimdi gönder") if row.status == jobs.WAITING else _("Yeniden gönder"),
        ),
    )


def resend(webhook_id: int, delivery_id: int) -> Response:
    """Tell an event again, now."""
    webhook, row = _delivery(webhook_id, delivery_id)
    return _done(webhook, lambda: jobs.resend(g.actor, webhook, row), _("Bildirim sıraya kondu."))


# Helpers -------------------------------------------------------------------------------------------------------------


def _webhook(webhook_id: int) -> Webhook:
    found = jobs.find(webhook_id)
    if found is None:
        raise NotFound
    return found


def _delivery(webhook_id: int, delivery_id: int) -> tuple[Webhook, Outbox]:
    webhook = _webhook(webhook_id)
    row = jobs.find_delivery(webhook, delivery_id)
    if row is None:
        raise NotFound
    return webhook, row


def _done(webhook: Webhook, act: Callable[[], object], told: str) -> Response:
    """Do it and go back to the subscription's page, which tells what was done, or why it was not."""
    try:
        act()
    except Refused as refused:
        flash(" ".join(map(small_forms.said, refused.refusals)), "late")
    else:
        flash(told, "done")
    return redirect(url_for("webhooks.one", webhook_id=webhook.id), 303)


def _crumbs(webhook: Webhook) -> tuple[Link, ...]:
    return (
        Link(_("Bildirim adresleri"), url_for("webhooks.show")),
        Link(webhook.label, url_for("webhooks.one", webhook_id=webhook.id)),
    )


def _new_page(decoded: Decoded) -> str:
    form = small_forms.form(
        "yeni",
        Subscription,
        decoded,
        url_for("webhooks.add"),
        _("Adresi ekle"),
        cancel_url=url_for("webhooks.show"),
        focus=True,
    )
    path = (Link(_("Bildirim adresleri"), url_for("webhooks.show")), Link(_("Adres ekle"), ""))
    lead = _("Bildirimde kaydın konusu ve kişisel veri yoktur: türü, numarası, durumu ve hareketi gönderilir.")
    return render_template("record_form.html", title=_("Bildirim adresi ekle"), form=form, crumbs=path, lead=lead)


def _edit_page(webhook: Webhook, decoded: Decoded, version: int) -> str:
    form = small_forms.form(
        "duzenle",
        Subscription,
        decoded,
        url_for("webhooks.change", webhook_id=webhook.id),
        _("Kaydet"),
        cancel_url=url_for("webhooks.one", webhook_id=webhook.id),
        hidden={"version": str(version)},
        focus=True,
    )
    lead = _("Bekleyenler de yeni adrese gider. Adres başka bir alıcınınsa sonra yeni anahtar üretin.")
    path = (*_crumbs(webhook), Link(_("Düzenle"), ""))
    return render_template("record_form.html", title=_("Bildirim adresini düzenle"), form=form, crumbs=path, lead=lead)


def _ending_page(webhook: Webhook, decoded: Decoded) -> str:
    address = url_for("webhooks.one", webhook_id=webhook.id)
    form: Form = small_forms.form(
        "bitir",
        Ending,
        decoded,
        url_for("webhooks.end", webhook_id=webhook.id),
        _("Aboneliği bitir"),
        cancel_url=address,
        focus=True,
    )
    lead = _("Bekleyen bildirimler gönderilmez, gönderilenlerin listesi ve anahtar silinir. Bu geri alınamaz.")
    path = (*_crumbs(webhook), Link(_("Aboneliği bitir"), ""))
    return render_template("record_form.html", title=_("Aboneliği bitir"), form=form, crumbs=path, lead=lead)


def _page(webhook: Webhook, *, secret: str = "") -> str:
    """Return the page of a subscription; with a ``secret`` that was just made."""
    health = jobs.health([webhook.consumer])[webhook.consumer]
    wanted = request.args.get("status", "")
    status = wanted if wanted in webhook_words.STATUSES else ""
    before = number_in(request.args.get("before", ""))
    rows = jobs.deliveries(webhook, status=status, before=before, limit=LIMIT + 1)
    return render_template(
        "admin/webhook.html",
        tabs=tabs(),
        crumbs=(Link(_("Bildirim adresleri"), url_for("webhooks.show")), Link(webhook.label, "")),
        label=webhook.label,
        url=webhook.url,
        badge=webhook_words.state(webhook, health),
        trouble=webhook_words.trouble(webhook, health),
        steps=webhook_words.steps(webhook, health),
        secret=secret,
        facts=webhook_words.facts(webhook, health),
        views=webhook_words.views(webhook, status),
        table=webhook_words.deliveries_table(webhook, rows[:LIMIT]),
        page=webhook_words.pages(webhook, status, before, rows, LIMIT),
        empty=Empty(_("Burada bildirim yok"), _("Kayıtlarda bir şey olunca burada görünür."), "inbox"),
        entries=webhook_words.entries(webhook.id),
    )
