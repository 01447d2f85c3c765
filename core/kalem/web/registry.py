"""What the registry shows on record pages: sign chain, drafts, dispatch, what lies in a dossier."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint, render_template, url_for
from markupsafe import Markup

from kalem.http.routing import RECORD, SIGNED_IN, page
from kalem.http.visit import actor as who
from kalem.i18n import gettext as _
from kalem.i18n import joined
from kalem.organisation import Actor, municipality
from kalem.records import Details, NotFound, Record, get_visible, in_order, visible_ids
from kalem.refusal import Refusal
from kalem.registry import chain, signing
from kalem.registry.channels import OUTGOING
from kalem.registry.dossiers import Dossier
from kalem.registry.incoming import IncomingDocument
from kalem.registry.letters import Dispatch, Draft, Letter
from kalem.workflow import office_of

from .components import write_date
from .display import state_of
from .readings import looked_at
from .refusals import view as refusal_view
from .view import Chain, ChainItem, Link, LinkView, Panel

#: Records of a dossier that its page shows.
LIMIT = 50


def blueprint() -> Blueprint:
    """Return the pages of this module."""
    made = Blueprint("registry", __name__)
    page(made, f"/record/{RECORD}/drafts/<int(max=99999):no>", permission=SIGNED_IN)(draft)
    return made


def panels(record: Record, details: Details, actor: Actor) -> Sequence[Panel | Chain]:
    """Return the cards of the registry's own types; none for another."""
    if isinstance(details, Letter):
        return tuple(_letter(record, details))
    if isinstance(details, Dossier):
        return (_contents(record, actor),)
    return ()


def draft(record_id: int, no: int) -> str:
    """Show a version of a letter's text."""
    record = get_visible(who(), record_id)
    found: Draft | None = Draft.get_or_none((Draft.record_id == record_id) & (Draft.no == no))
    if found is None:
        raise NotFound(record_id)
    looked_at(record)
    back = url_for("record_pages.show", record_id=record_id)
    crumbs = (Link(record.number or record.subject, back), Link(_("%(no)s. sürüm", no=no), ""))
    return render_template("draft.html", draft=found, record=record, crumbs=crumbs)


def _letter(record: Record, letter: Any) -> Iterator[Panel | Chain]:
    yield _chain(record, letter)
    drafts = list(
        Draft.select(Draft.no, Draft.by_name, Draft.at).where(Draft.record_id == record.id).order_by(Draft.no.desc())
    )
    if len(drafts) > 1:
        body = render_template("cards/drafts.html", drafts=drafts, record_id=record.id)
        yield Panel("surumler", _("Sürümler"), Markup(body), side=True)  # noqa: S704  (a template escaped it)
    sent = list(Dispatch.select().where(Dispatch.record_id == record.id).order_by(Dispatch.id))
    if sent:
        channels = {key: str(label) for key, label in OUTGOING}
        body = render_template("cards/dispatches.html", dispatches=sent, channels=channels)
        yield Panel("gonderim", _("Gönderim"), Markup(body), side=True)  # noqa: S704


def _chain(record: Record, letter: Any) -> Chain:
    """Return the letter's chain: as it stands, or, before it is submitted, as the office's file will have it."""
    why = signing.why(office_of(record), letter.addressees)
    items = chain.items_of(record.id)
    underway = tuple(_places(items)) if items and record.state != "draft" else ()
    return Chain(
        _("Paraf ve imza"),
        underway or tuple(_coming(why)),
        why=refusal_view(Refusal("", ground=why.ground)) if why is not None else None,
    )


def _places(items: Sequence[chain.ChainItem]) -> Iterator[ChainItem]:
    following = chain.next_items(items)
    for item in items:
        initial = item.kind == chain.INITIAL
        if item.state == "done":
            note = write_date(item.done_at)
            note = _("%(title)s adına, %(day)s", title=item.done_for, day=note) if item.done_for else note
            yield ChainItem(item.done_name or "", _("parafladı") if initial else _("imzaladı"), "done", note)
        elif item.state == "refused":
            yield ChainItem(item.titles, _("geri çevrildi"), "refused")
        else:
            what = _("parafı bekleniyor") if initial else _("imzası bekleniyor")
            yield ChainItem(item.titles, what, "now" if item in following else "waiting")


def _coming(why: signing.Why | None) -> Iterator[ChainItem]:
    if why is None:
        return
    signers = why.chain.signed_by
    for name in why.chain.initials:
        if chain.asked(why.chain, name, signers[0]):
            yield ChainItem(_title(name), _("paraflar"))
    others = joined((_title(name) for name in signers[1:]), ", ")
    note = _("Tarihli yetkiyle: %(titles)s", titles=others) if others else ""
    yield ChainItem(_title(signers[0]), _("imzalar"), note=note)


def _title(name: str) -> str:
    if name == chain.AUTHOR:
        return _("Hazırlayan")
    if name == chain.UNIT_HEAD:
        return _("Birim amiri")
    return municipality.get().positions[name].title


def _contents(record: Record, actor: Actor) -> Panel:
    """Return the newest documents of a dossier that the reader may read; what has no number is not in it yet."""
    ids: list[int] = []
    for model in (IncomingDocument, Letter):
        rows: Any = model
        inside = (rows.dossier == record.id) & Record.number.is_null(False) & (Record.state != "voided")
        query = rows.select(rows.record).join(Record).where(inside).order_by(rows.record.desc()).limit(LIMIT)
        ids += [row.record_id for row in query]
    newest = sorted(ids, reverse=True)[:LIMIT]
    seen = visible_ids(actor, newest) if newest else set()
    found = in_order([number for number in newest if number in seen]) if seen else []
    links = [
        LinkView(str(state_of(each).label), " ".join(filter(None, (each.number, each.subject))), url)
        for each in found
        for url in (url_for("record_pages.show", record_id=each.id),)
    ]
    body = render_template("cards/contents.html", links=links)
    return Panel("icindekiler", _("Dosyadaki evrak"), Markup(body))  # noqa: S704  (a template escaped it)
