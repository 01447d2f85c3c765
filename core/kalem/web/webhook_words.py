"""Subscriptions and deliveries as the pages tell them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Literal
from urllib.parse import urlsplit

from flask import g, url_for

from kalem.http.subscribing import ACTS, actions
from kalem.i18n import gettext as _
from kalem.i18n import joined, pgettext, retold
from kalem.i18n import lazy_gettext as _l
from kalem.jobs import DELIVERED, FAILED, SUBJECT, WAITING, WITHHELD, Health, Outbox, Webhook
from kalem.ledger import EntryText, history
from kalem.plugins import assembled
from kalem.records import types, visible_ids

from .components import write_when
from .view import Badge, Card, Cell, Column, Empty, Fact, Link, Page, Row, StepButton, Tab, Table, TimelineItem

#: How a delivery stands: its badge, and the name of the view that shows such ones.
STATUSES: Mapping[str, tuple[Badge, str]] = {
    WAITING: (Badge(_l("Bekliyor"), "soon", "hourglass-split"), _l("Bekleyenler")),
    DELIVERED: (Badge(_l("Ulaştı"), "done", "check-circle"), _l("Ulaşanlar")),
    FAILED: (Badge(_l("Vazgeçildi"), "late", "exclamation-triangle"), _l("Vazgeçilenler")),
    WITHHELD: (Badge(_l("Bildirilmedi"), "", "eye-slash"), _l("Bildirilmeyenler")),
}

#: Most characters of a receiver's name that a list shows.
_HOST = 40

#: Newest entries of a subscription that are shown.
_ENTRIES = 40


# Subscriptions -------------------------------------------------------------------------------------------------------


def row(webhook: Webhook, health: Health) -> Row:
    """Return a line of the list."""
    return Row(
        (
            Cell(webhook.label, _host(webhook.url), small_code=True),
            Cell(webhook.owner.name),
            Cell(badge=state(webhook, health)),
            Cell(str(health.waiting) if health.waiting else _("Yok")),
            Cell(write_when(health.succeeded_at) or _("Daha yok")),
        ),
        url_for("webhooks.one", webhook_id=webhook.id),
    )


def _host(url: str) -> str:
    """Return of an address what a list shows: the path may be long, and hold a key of the receiver's."""
    host = urlsplit(url).netloc
    return host if len(host) <= _HOST else f"{host[:_HOST]}…"


def state(webhook: Webhook, health: Health) -> Badge:
    """Return how a subscription stands, in a word."""
    if webhook.paused_at is not None:
        return Badge(_("Duraklatıldı"), "", "pause-circle")
    if not webhook.owner.active:
        return Badge(_("Sahibi kapalı"), "late", "person-slash")
    if health.failing_since is not None:
        return Badge(_("Ulaşılamıyor"), "late", "exclamation-triangle")
    if health.given_up:
        return Badge(_("Vazgeçilen var"), "soon", "exclamation-circle")
    if health.succeeded_at is None:
        return Badge(_("Daha denenmedi"), "note", "circle")
    return Badge(_("Çalışıyor"), "done", "check-circle")


def trouble(webhook: Webhook, health: Health) -> str:
    """Return what is wrong, since when, and when it is tried again; empty when nothing is."""
    if webhook.paused_at is not None:
        return _("%(moment)s tarihinden beri duraklatılmış; olanlar birikiyor.", moment=write_when(webhook.paused_at))
    if not webhook.owner.active:
        return _("%(name)s artık etkin değil, hiçbir şey bildirilmez. Başkasını seçin.", name=webhook.owner.name)
    if health.failing_since is None:
        return ""
    told = _("%(moment)s tarihinden beri bildirim ulaşmıyor.", moment=write_when(health.failing_since))
    return joined((told, retold(health.error)), " ")


def steps(webhook: Webhook, health: Health) -> tuple[StepButton, ...]:
    """Return what can be done with a subscription."""

    def step(id: str, label: str, icon: str, *, style: Literal["second", "back"] = "second") -> StepButton:
        url = url_for(f"webhooks.{id}", webhook_id=webhook.id)
        return StepButton(id, label, url, style, icon, asks=id in ("edit", "ending"))

    found = [step("renew", _("Yeni anahtar üret"), "key")]
    if webhook.paused_at is None:
        found = [step("test", _("Deneme gönder"), "send"), step("pause", _("Duraklat"), "pause"), *found]
    else:
        found = [step("resume", _("Sürdür"), "play"), *found]
    if health.given_up:
        found.append(step("resend_given_up", _("Vazgeçilenleri yeniden gönder"), "arrow-repeat"))
    found.append(step("edit", _("Düzenle"), "pencil"))
    return (*found, step("ending", _("Aboneliği bitir"), "", style="back"))


def facts(webhook: Webhook, health: Health) -> tuple[Fact, ...]:
    """Return what a subscription is, and how it stands."""
    known = dict(actions())
    kinds = types.get()
    found = [
        Fact(_("Kimin adına"), webhook.owner.name),
        Fact(
            _("Kayıt türleri"),
            joined((kinds[id].plural if id in kinds else id for id in webhook.types.split()), ", ") or _("Hepsi"),
        ),
        Fact(_("Hareketler"), joined((known.get(id, id) for id in webhook.actions.split()), ", ") or _("Hepsi")),
        Fact(_("Eklendiği gün"), write_when(webhook.created_at)),
        Fact(_("Son ulaşan"), write_when(health.succeeded_at) or _("Daha yok")),
        Fact(_("Bekleyen"), str(health.waiting) if health.waiting else _("Yok")),
    ]
    if health.given_up:
        found.append(Fact(_("Vazgeçilen"), str(health.given_up)))
    if health.next_at is not None and webhook.sends:
        found.append(Fact(_("Sıradaki deneme"), write_when(health.next_at)))
    if webhook.old_until is not None:
        found.append(
            Fact(_("Eski anahtarla da imzalama"), _("%(moment)s’e kadar", moment=write_when(webhook.old_until)))
        )
    return tuple(found)


def entries(webhook_id: int) -> tuple[TimelineItem, ...]:
    """Return the newest entries of a subscription."""
    return tuple(_item(text, entry.at) for entry, text in islice(history(SUBJECT, webhook_id), _ENTRIES))


def _item(text: EntryText, at: datetime) -> TimelineItem:
    by, about = text.by, text.about
    words = {
        "create": (_("adresi %(owner)s adına ekledi.", owner=about.get("owner", "")), "plus-circle"),
        "change": (_("değiştirdi; artık %(owner)s adına.", owner=about.get("owner", "")), "pencil"),
        "pause": (_("duraklattı."), "pause-circle"),
        "pause_gone": (_("duraklattı: alıcı artık bildirim istemediğini söyledi (410)."), "pause-circle"),
        "resume": (_("sürdürdü."), "play-circle"),
        "renew_secret": (_("yeni anahtar üretti."), "key"),
        "resend": (_("bir bildirimi yeniden gönderdi."), "arrow-repeat"),
        "resend_given_up": (
            _("vazgeçilen %(number)s bildirimi yeniden gönderdi.", number=about.get("number", "")),
            "arrow-repeat",
        ),
    }
    told, icon = words.get(text.action, (text.action, "dot"))
    behalf = _("%(title)s adına", title=by["for_title"]) if by.get("for_title") else by.get("title", "")
    return TimelineItem(by.get("name", ""), told, at, icon, text.note, behalf)


def plugins_card(found: Mapping[str, Health]) -> Card | None:
    """Return how the plugins stand that hear of entries; None where there is none."""
    if not found:
        return None
    columns = (
        Column(_("Eklenti"), "number"),
        Column(_("Durum"), "state"),
        Column(_("Bekleyen"), "figure"),
        Column(_("Vazgeçilen"), "figure"),
        Column(_("Son hata")),
    )
    rows = tuple(
        Row(
            (
                Cell(str(assembled.get()[id].manifest.label)),
                Cell(
                    badge=Badge(_("Hata veriyor"), "late", "exclamation-triangle")
                    if health.failing_since is not None
                    else Badge(_("Çalışıyor"), "done", "check-circle")
                ),
                Cell(str(health.waiting) if health.waiting else _("Yok")),
                Cell(str(health.given_up) if health.given_up else _("Yok")),
                Cell(retold(health.error), _since(health)),
            )
        )
        for id, health in found.items()
    )
    link = Link(_("Eklentiler"), url_for("plugins_page.show"))
    table = Table(_("Eklentiler"), columns, rows)
    return Card("eklentiler", _("Hareketleri dinleyen eklentiler"), table, Empty(""), link)


def _since(health: Health) -> str:
    if health.failing_since is None:
        return ""
    return _("%(moment)s tarihinden beri", moment=write_when(health.failing_since))


# Deliveries ----------------------------------------------------------------------------------------------------------


def views(webhook: Webhook, status: str) -> tuple[Tab, ...]:
    """Return the views of a subscription's deliveries, the present one marked."""
    names = {"": _("Hepsi"), **{id: str(label) for id, (_badge, label) in STATUSES.items()}}
    return tuple(Tab(label, _url(webhook, id), id == status) for id, label in names.items())


def pages(webhook: Webhook, status: str, before: int | None, rows: Sequence[Outbox], limit: int) -> Page:
    """Return where in the deliveries we are; ``rows`` are one more than a page holds where there are more."""
    older = _url(webhook, status, before=rows[limit - 1].id) if len(rows) > limit else ""
    return Page(min(len(rows), limit), older, _url(webhook, status) if before else "")


def deliveries_table(webhook: Webhook, rows: Sequence[Outbox]) -> Table:
    """Return deliveries as a table; one query for the records that the reader may open."""
    open_ones = readable(rows)
    columns = (
        Column(_("Bildirim"), "main"),
        Column(_("Zaman")),
        Column(_("Durum"), "state"),
        Column(pgettext("count", "Deneme"), "figure"),
        Column(_("Son cevap")),
    )
    return Table(_("Bildirimler"), columns, tuple(_delivery(webhook, each, open_ones) for each in rows))


def _delivery(webhook: Webhook, row: Outbox, open_ones: Collection[int]) -> Row:
    again = row.status == WAITING and row.attempts and row.next_at > row.at
    return Row(
        (
            Cell(title(row), _about(row, open_ones)),
            Cell(write_when(row.at)),
            Cell(badge=status(row)),
            Cell(str(row.attempts)),
            Cell(
                _answer(row, short=True),
                _("Yeniden: %(moment)s", moment=write_when(row.next_at)) if again else "",
            ),
        ),
        url_for("webhooks.delivery", webhook_id=webhook.id, delivery_id=row.id),
    )


def title(row: Outbox) -> str:
    """Return what happened."""
    known = {**{id: str(label) for id, label in ACTS.items()}, **dict(actions())}
    return known.get(row.action, row.action)


def status(row: Outbox) -> Badge:
    """Return how a delivery stands."""
    badge = STATUSES[row.status][0]
    return Badge(str(badge.label), badge.style, badge.icon)


def readable(rows: Sequence[Outbox]) -> set[int]:
    """Return the records of ``rows`` that the reader of the page may read."""
    return visible_ids(g.actor, [row.subject_id for row in rows if row.subject == "record"])


def delivery_facts(row: Outbox, open_ones: Collection[int]) -> tuple[Fact, ...]:
    """Return what is known of one delivery."""
    return tuple(_facts(row, open_ones))


def _facts(row: Outbox, open_ones: Collection[int]) -> Iterator[Fact]:
    if row.subject == "record":
        kind = types.get().get(row.type)
        yield Fact(_("Kayıt türü"), str(kind.label) if kind is not None else row.type)
    if row.subject_id in open_ones:
        url = url_for("record_pages.show", record_id=row.subject_id)
        yield Fact(pgettext("record", "Kayıt"), row.number or _("Numarasız kayıt"), url=url)
    yield Fact(_("Hareketin zamanı"), write_when(row.at))
    yield Fact(pgettext("count", "Deneme"), str(row.attempts))
    if row.attempted_at is not None:
        yield Fact(_("Son deneme"), write_when(row.attempted_at))
    if row.status == WAITING and row.attempts:
        yield Fact(_("Sıradaki deneme"), write_when(max(row.next_at, row.attempted_at or row.at)))
    if answer := _answer(row):
        yield Fact(_("Son cevap"), answer, wide=True)
    yield Fact("webhook-id", row.event, wide=True, code=True)


def _about(row: Outbox, open_ones: Collection[int]) -> str:
    """Return of which record it tells: its number only to who may read it."""
    kind = types.get().get(row.type)
    label = str(kind.label) if kind is not None else row.type
    return joined((label, row.number), " ") if row.subject_id in open_ones else label


def _answer(row: Outbox, *, short: bool = False) -> str:
    """Return what came back; ``short``: without what the receiver wrote."""
    if row.status == WITHHELD:
        return _("Sahibi bu kaydı okuyamıyor.")
    if row.error and row.answer is not None and short:
        return _("Alıcı %(status)s cevabını verdi.", status=row.answer)
    return retold(row.error) or (str(row.answer) if row.answer is not None else "")


def _url(webhook: Webhook, status: str, before: int | None = None) -> str:
    return url_for("webhooks.one", webhook_id=webhook.id, status=status or None, before=before)
