"""Webhooks: subscriptions, made, changed, paused and ended as on their page; what was sent, and sending it again."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Flask, Response, jsonify, url_for

from kalem import jobs
from kalem.http.subscribing import Ending, Subscription, standing, wish
from kalem.i18n import lazy_gettext as _l
from kalem.i18n import retold
from kalem.jobs import DELIVERED, FAILED, MANAGE, WAITING, WITHHELD, Health, Outbox, Webhook
from kalem.organisation import Actor
from kalem.records import NotFound, fields, jsoncodec, visible_ids

from . import bodies, telling
from .describing import ID, MOMENT, NUMBER, TEXT, Shape, form_shape, maybe, of, page_of, ref, several
from .operations import Answer, Operation
from .operations import register as register_operations
from .paging import Paging, cursor, cut, number_in
from .records import values_in
from .visit import actor as who
from .visit import keeper, whole

#: Parts of an address: a subscription's id and a delivery's; no larger number reaches a database.
WEBHOOK = "<int(max=9223372036854775807):webhook_id>"
DELIVERY = "<int(max=9223372036854775807):delivery_id>"

#: How a delivery stands.
STATUSES = (
    (WAITING, _l("Bekleyenler")),
    (DELIVERED, _l("Ulaşanlar")),
    (FAILED, _l("Vazgeçilenler")),
    (WITHHELD, _l("Bildirilmeyenler")),
)


class Asked(Paging):
    """Which deliveries are asked for."""

    status = fields.Choice(STATUSES, label=_l("Durum"))


_ROW: dict[str, Shape] = {
    "id": ID,
    "label": TEXT,
    "url": TEXT,
    "owner": ref("Named"),
    "types": {**several(TEXT), "description": _l("Boşsa hepsi.")},
    "actions": {**several(TEXT), "description": _l("Boşsa hepsi.")},
    "created_at": MOMENT,
    "paused_at": {**maybe(MOMENT), "description": _l("Ne zamandan beri duraklatılmış; olanlar birikir.")},
    "old_secret_until": {**maybe(MOMENT), "description": _l("O âna kadar eski anahtarla da imzalanır.")},
    "waiting": NUMBER,
    "given_up": NUMBER,
    "succeeded_at": maybe(MOMENT),
    "failing_since": maybe(MOMENT),
    "error": {**TEXT, "description": _l("Son denemenin neden başarısız olduğu.")},
    "next_at": {**maybe(MOMENT), "description": _l("Sıradaki deneme; hata yoksa null.")},
    "version": {**NUMBER, "description": _l("ETag değeri.")},
    "deliveries": {**TEXT, "description": _l("Bildirimlerinin adresi.")},
}

_SECRET = {
    **maybe(TEXT),
    "description": _l("İmza anahtarı, yalnız bu yanıtta; istek Idempotency-Key ile yinelendiyse null."),
}

_DELIVERY = of(
    id=ID,
    event={**TEXT, "description": _l("webhook-id; her denemede aynı.")},
    action=TEXT,
    at=MOMENT,
    type=maybe(TEXT),
    record={**maybe(ID), "description": _l("Kaydı okuyamayana null.")},
    status={"type": "string", "enum": [status for status, _label in STATUSES]},
    attempts=NUMBER,
    attempted_at=maybe(MOMENT),
    next_at={**maybe(MOMENT), "description": _l("Beklerken: bundan önce denenmez.")},
    answer={**maybe(NUMBER), "description": _l("Alıcının son yanıtının HTTP kodu.")},
    error=TEXT,
    url=TEXT,
)

_EVENT = of(
    id={**TEXT, "description": _l("webhook-id; her denemede aynı.")},
    type={**TEXT, "description": _l("record. ve hareketin adı; denemede test.")},
    timestamp=MOMENT,
    data={
        "type": "object",
        "properties": {
            "action": TEXT,
            "record": of(id=ID, type=TEXT, number=maybe(TEXT), state=TEXT, url=TEXT),
        },
        "description": _l("Denemede boş."),
    },
)

#: The named shapes of this module.
SHAPES = {
    "Webhook": of(**_ROW),
    "NewWebhook": of(**_ROW, secret=_SECRET),
    "Delivery": _DELIVERY,
    "Event": _EVENT,
}

#: What the receiver of a subscription is sent, as the document has it.
SENT: Mapping[str, Any] = {
    "event": {
        "post": {
            "operationId": "webhooks_receive",
            "tags": ["webhooks"],
            "summary": _l("Sizin adresinize gönderilen bildirim"),
            "description": _l("Standard Webhooks ile imzalıdır. 2xx dışındaki yanıtta yeniden gönderilir."),
            "security": [],
            "parameters": [
                {"in": "header", "name": f"webhook-{name}", "required": True, "schema": TEXT}
                for name in ("id", "timestamp", "signature")
            ],
            "requestBody": {"required": True, "content": {"application/json": {"schema": ref("Event")}}},
            "responses": {"2XX": {"description": _l("Alındı")}},
        }
    }
}


def register(app: Flask) -> None:
    """Register the operations of this module; a token that record types bound finds none of them."""
    one, values, part = ref("Webhook"), _form(), _form(partial=True)
    known, delivery = f"/webhooks/{WEBHOOK}", f"/webhooks/{WEBHOOK}/deliveries/{DELIVERY}"
    etag, secret = [Answer(shape=one, etag=True)], of(secret=TEXT)

    def operation(rule: str, view: Any, name: str, summary: str, answers: Sequence[Answer], **more: Any) -> Operation:
        return Operation(rule, view, name, summary, answers, permission=MANAGE, **more)

    def act(word: str, view: Any, summary: str, answers: Sequence[Answer]) -> Operation:
        name, problems = word.replace("-", "_"), (409, 422)
        return operation(f"{known}/{word}", view, name, summary, answers, method="POST", problems=problems)

    operations = [
        operation(
            "/webhooks", index, "list", _l("Bildirim adresleri"), [Answer(shape=of(items=several(one)))]
        ),
        operation(
            "/webhooks", add, "create", _l("Bildirim adresi ekle"),
            [Answer(201, ref("NewWebhook"), etag=True, location=True)],
            method="POST", body=of(values=values), once=True,
            description=_l("İmza anahtarı yalnız bu yanıtta görünür. Kaybolursa yenisi üretilir (secret)."),
        ),
        operation(known, show, "read", _l("Bir bildirim adresi"), etag),
        operation(
            known, change, "change", _l("Bildirim adresini değiştir"), etag, method="PATCH", body=of(values=part),
            if_match=True, description=_l("Yalnız değişen alanlar gönderilir. Bekleyenler de yeni adrese gider."),
        ),
        operation(
            known, end, "end", _l("Aboneliği bitir"), [Answer(204)], method="DELETE", query=telling.ready(Ending),
            problems=(409,),
            description=_l("Bekleyenler gönderilmez, bildirimlerin listesi ve anahtar silinir. Geri alınamaz."),
        ),
        act("pause", pause, _l("Duraklat; olanlar birikir"), etag),
        act("resume", resume, _l("Sürdür; önce birikenler gönderilir"), etag),
        act("secret", renew, _l("Yeni imza anahtarı üret"), [Answer(shape=secret)]),
        act("test", send_test, _l("Deneme gönder"), [Answer(202)]),
        act("resend-given-up", resend_given_up, _l("Vazgeçilenleri yeniden gönder"), [Answer(shape=of(number=NUMBER))]),
        operation(
            f"{known}/deliveries", deliveries, "deliveries", _l("Bildirimler, yeniden eskiye"),
            [Answer(shape=page_of(ref("Delivery")))], query=telling.ready(Asked),
        ),
        operation(delivery, delivery_of, "delivery", _l("Bir bildirim"), [Answer(shape=ref("Delivery"))]),
        operation(
            f"{delivery}/resend", resend, "resend", _l("Bildirimi şimdi yeniden gönder"),
            [Answer(202, ref("Delivery"))], method="POST", problems=(409,),
        ),
    ]  # fmt: skip
    register_operations(app, "webhooks", _l("Bildirim adresleri (webhook)"), operations)


def _form(*, partial: bool = False) -> Shape:
    """Return the shape of what a subscription is asked for: people are named as everywhere in the interface."""
    shape = form_shape(telling.ready(Subscription), partial=partial)
    known = shape["properties"]
    owner = _l("Bildirim anında okuyamadığı kaydın hareketi bildirilmez. Verilmezse anahtarın sahibi.")
    known["owner"] |= {"type": ["string", "null"], "pattern": "^w[0-9]{1,18}$", "description": owner}
    known["types"]["description"] = _l("Kayıt türlerinin kimlikleri; boşsa hepsi.")
    known["actions"]["description"] = _l(
        "Adımların kimlikleri, ya da create, correct, note, attach, detach; boşsa hepsi."
    )
    return {**shape, "required": [name for name in shape["required"] if name != "owner"]}


# Subscriptions --------------------------------------------------------------------------------------------------------


def index() -> Response:
    """List the subscriptions that have not ended, and how each stands."""
    whole()
    found = jobs.listed()
    health = jobs.health(each.consumer for each in found)
    return jsonify(items=[_told(each, health[each.consumer]) for each in found])


def add() -> Response:
    """Make a subscription, once for each key; its secret is told on this answer only."""
    actor = keeper()
    sent = bodies.json_object()
    values = _understood({"owner": f"w{actor.user_id}", **_sent(sent)})
    secrets: list[str] = []
    numbers: list[int] = []

    def write(keep: Callable[[int, str], None]) -> None:
        webhook, secret = jobs.create(actor, wish(values), also=lambda made: keep(made.id, "webhook"))
        numbers.append(webhook.id)
        secrets.append(secret)

    earlier = bodies.once(sent, write)
    webhook = _webhook(numbers[0] if earlier is None else earlier.record_id)
    response = _answer(webhook, 201, secret=secrets[0] if secrets else None)
    response.headers["Location"] = url_for("webhooks.read", webhook_id=webhook.id)
    return response


def show(webhook_id: int) -> Response:
    """Tell of one subscription."""
    whole()
    return _answer(_webhook(webhook_id))


def change(webhook_id: int) -> Response:
    """Change what is sent of a subscription; the rest stays."""
    whole()
    webhook, actor = _webhook(webhook_id), keeper()
    version = bodies.seen(webhook)
    known = standing(webhook)
    values = _understood({**known, "owner": f"w{known['owner']}", **_sent(bodies.json_object())})
    jobs.change(actor, webhook, wish(values, webhook), version=version)
    return _answer(_webhook(webhook_id))


def end(webhook_id: int) -> Response:
    """End a subscription for good."""
    whole()
    webhook, actor = _webhook(webhook_id), keeper()
    jobs.end(actor, webhook, bodies.query(telling.ready(Ending)).get("note") or "")
    return Response(status=204)


def pause(webhook_id: int) -> Response:
    """Send nothing for a while."""
    return _done(webhook_id, jobs.pause)


def resume(webhook_id: int) -> Response:
    """Send again."""
    return _done(webhook_id, jobs.resume)


def renew(webhook_id: int) -> Response:
    """Make a new secret; it is told on this answer only."""
    actor = keeper()
    return jsonify(secret=jobs.renew_secret(actor, _webhook(webhook_id)))


def send_test(webhook_id: int) -> Response:
    """Send an event that tells of nothing."""
    actor = keeper()
    jobs.send_test(actor, _webhook(webhook_id))
    return Response(status=202)


def resend_given_up(webhook_id: int) -> Response:
    """Tell again what was given up."""
    actor = keeper()
    return jsonify(number=jobs.resend_given_up(actor, _webhook(webhook_id)))


# Deliveries -----------------------------------------------------------------------------------------------------------


def deliveries(webhook_id: int) -> Response:
    """List the deliveries of a subscription, newest first."""
    whole()
    webhook, asked = _webhook(webhook_id), bodies.query(telling.ready(Asked))
    limit, status = asked["limit"], asked.get("status") or ""
    found = jobs.deliveries(webhook, status=status, before=number_in(asked), limit=limit + 1)
    kept, last = cut(found, limit)
    return telling.page(_deliveries(webhook, kept), cursor(last.id) if last is not None else None)


def delivery_of(webhook_id: int, delivery_id: int) -> Response:
    """Tell of one delivery."""
    whole()
    return jsonify(_delivery(webhook_id, delivery_id))


def resend(webhook_id: int, delivery_id: int) -> Response:
    """Tell an event again, now."""
    actor, webhook = keeper(), _webhook(webhook_id)
    jobs.resend(actor, webhook, _row(webhook, delivery_id))
    response = jsonify(_delivery(webhook_id, delivery_id))
    response.status_code = 202
    return response


# Helpers --------------------------------------------------------------------------------------------------------------


def _sent(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was sent; no owner is as none said."""
    values = values_in(body, only=("values",))
    return {name: each for name, each in values.items() if name != "owner" or each is not None}


def _understood(values: dict[str, Any]) -> dict[str, Any]:
    owner = values["owner"]
    if isinstance(owner, str):
        values["owner"] = owner[1:] if owner.startswith("w") else "?"
    return bodies.right(jsoncodec.load(telling.ready(Subscription), values))


def _webhook(webhook_id: int) -> Webhook:
    found = jobs.find(webhook_id)
    if found is None:
        raise NotFound(webhook_id)
    return found


def _row(webhook: Webhook, delivery_id: int) -> Outbox:
    found = jobs.find_delivery(webhook, delivery_id)
    if found is None:
        raise NotFound(delivery_id)
    return found


def _done(webhook_id: int, act: Callable[[Actor, Webhook], None]) -> Response:
    actor = keeper()
    act(actor, _webhook(webhook_id))
    return _answer(_webhook(webhook_id))


def _answer(webhook: Webhook, status: int = 200, **more: Any) -> Response:
    response = jsonify(**_told(webhook, jobs.health([webhook.consumer])[webhook.consumer]), **more)
    response.status_code = status
    response.set_etag(str(webhook.version))
    return response


def _told(webhook: Webhook, health: Health) -> dict[str, Any]:
    return {
        "id": webhook.id,
        "label": webhook.label,
        "url": webhook.url,
        "owner": {"id": f"w{webhook.owner_id}", "name": webhook.owner.name},
        "types": webhook.types.split(),
        "actions": webhook.actions.split(),
        "created_at": telling.moment(webhook.created_at),
        "paused_at": telling.moment(webhook.paused_at),
        "old_secret_until": telling.moment(webhook.old_until),
        "waiting": health.waiting,
        "given_up": health.given_up,
        "succeeded_at": telling.moment(health.succeeded_at),
        "failing_since": telling.moment(health.failing_since),
        "error": retold(health.error),
        "next_at": telling.moment(health.next_at),
        "version": webhook.version,
        "deliveries": url_for("webhooks.deliveries", webhook_id=webhook.id),
    }


def _delivery(webhook_id: int, delivery_id: int) -> dict[str, Any]:
    webhook = _webhook(webhook_id)
    return _deliveries(webhook, [_row(webhook, delivery_id)])[0]


def _deliveries(webhook: Webhook, rows: Sequence[Outbox]) -> list[dict[str, Any]]:
    """Return deliveries; one query for the records that the program may read: only of those it is told which."""
    open_to = visible_ids(who(), [row.subject_id for row in rows if row.subject == "record"])
    return [
        {
            "id": row.id,
            "event": row.event,
            "action": row.action,
            "at": telling.moment(row.at),
            "type": row.type or None,
            "record": row.subject_id if row.subject == "record" and row.subject_id in open_to else None,
            "status": row.status,
            "attempts": row.attempts,
            "attempted_at": telling.moment(row.attempted_at),
            "next_at": telling.moment(row.next_at) if row.status == WAITING and row.attempts else None,
            "answer": row.answer,
            "error": retold(row.error),
            "url": url_for("webhooks.delivery", webhook_id=webhook.id, delivery_id=row.id),
        }
        for row in rows
    ]
