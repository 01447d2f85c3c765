"""A record's own page, the same for every type."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from kalem.http.once import Repeated
from kalem.http.routing import RECORD, SIGNED_IN, page
from kalem.http.visit import actor as who
from kalem.i18n import gettext as _
from kalem.i18n import joined, lazy_pgettext
from kalem.i18n import lazy_gettext as _l
from kalem.organisation import Actor
from kalem.organisation.directory import is_outside
from kalem.records import (
    Details,
    Record,
    RecordType,
    Schema,
    fields,
    get_visible,
    history,
    linked,
    types,
)
from kalem.records.attachments import Attachment, attachments_of
from kalem.records.filekinds import kind_of_type
from kalem.records.reading_log import carries_personal_data, offices_of
from kalem.workflow import load as load_record
from kalem.workflow import note as write_note
from kalem.workflow import offers, referrals_of
from kalem.workflow.attaching import seat_to_attach
from kalem.workflow.correction import seat_to_correct
from kalem.workflow.flows import sealed_by

from . import kept_forms, once, timeline
from .cards import record_cards
from .components import write_date
from .display import LEDGER, Words, due_of, is_long, ledger_label, ledger_text, secrecy_of, state_of
from .forms import ready, sent
from .readings import looked_at
from .refusals import buttons
from .view import (
    AttachmentView,
    Chain,
    Fact,
    Field,
    Form,
    Link,
    LinkView,
    Panel,
    RecordView,
    Section,
    StepButton,
)

#: Words of the ties between records: seen from the one that refers, and from the other.
TIES = {
    "reply": (_l("Cevapladığı"), _l("Cevabı")),
    "reference": (_l("İlgisi"), _l("İlgi tutan")),
}


class NoteForm(Schema):
    """Asks for a note."""

    note = fields.Text(label=_l("Not"), required=True, max=1000)


def blueprint() -> Blueprint:
    """Return the pages of this module."""
    made = Blueprint("record_pages", __name__)
    page(made, f"/record/{RECORD}", permission=SIGNED_IN)(show)
    page(made, f"/record/{RECORD}/note", permission=SIGNED_IN, methods=("POST",), form="show")(note)
    return made


def show(record_id: int) -> str:
    """Show a record that the person may read."""
    return drawn(get_visible(who(), record_id), who())


def note(record_id: int) -> Response | tuple[str, int]:
    """Add a note to a record's history."""
    actor = who()
    record = get_visible(actor, record_id)
    decoded = sent(NoteForm)
    if decoded.errors:
        flash(_("Not eklenmedi. %(why)s", why=decoded.errors["note"][0]), "late")
        return drawn(record, actor), 422
    text = decoded.values["note"]
    form = once.line(text)
    try:
        write_note(record_id, actor, text, also=lambda: form.keep(record_id) if form is not None else None)
        flash(_("Not eklendi."), "done")
    except Repeated:
        once.tell()
    return redirect(url_for("record_pages.show", record_id=record_id, _anchor="hareketler"))


def drawn(record: Record, actor: Actor, *, pressed: StepButton | None = None, files: tuple[str, ...] = ()) -> str:
    """Return the page of ``record``; ``pressed`` is a step that was just refused, ``files`` why one was not taken."""
    looked_at(record)
    return render_template("record.html", record=view_of(record, actor, files=files), pressed=pressed)


def view_of(record: Record, actor: Actor, *, files: tuple[str, ...] = ()) -> RecordView:
    """Return all that the page shows. The number of queries does not depend on what the record has."""
    type = types.get().get(record.type)
    entries = timeline.entries_of(record, everything=request.args.get("entries") == "all")
    shown = entries[: timeline.LIMIT] if request.args.get("entries") != "all" else entries
    whole = history.holds_together(entries)
    common: dict[str, Any] = {
        "number": record.number or "",
        "subject": record.subject,
        "version": record.version,
        "badges": (state_of(record), *secrecy_of(record)),
        "due": due_of(record),
        "attachments": tuple(_files(record)),
        "readings_url": _readings(record, actor),
        "older_entries_url": _all_entries(record) if len(shown) < len(entries) else "",
        "chain_note": _("Zincir sağlam") if whole else _("Zincir bozuk: yöneticiye bildirin"),
        "chain_broken": not whole,
        "links": tuple(_links(record, actor)),
    }
    if type is None:
        return RecordView(**common, **_without_type(record, shown, actor))
    details = load_record(record)[1]
    said = Words(type, [details], actor, tuple(ready(type.schema).fields))
    cards = record_cards(record, details, actor)
    title, text = _long_text(type, details, said)
    note_url = url_for("record_pages.note", record_id=record.id)
    typed, kept = kept_forms.line("note", note_url)
    return RecordView(
        **common,
        kind=str(type.label),
        crumbs=crumbs(record, type),
        facts=head_facts(record, type, details, said),
        steps=buttons(record, offers(record, actor, details)),
        details=_details(record, type, details, said),
        correct_url=_correct_url(record, actor),
        text_title=title,
        text=text,
        attach_form=_attach_form(record, actor, files),
        entries=timeline.items(shown, record, type, said, actor),
        note_url=note_url,
        note_typed=typed,
        note_kept=kept,
        chains=tuple(each for each in cards if isinstance(each, Chain)),
        panels=tuple(each for each in cards if isinstance(each, Panel) and not each.side),
        side_panels=(*_referrals(record), *(each for each in cards if isinstance(each, Panel) and each.side)),
    )


def crumbs(record: Record, type: RecordType) -> tuple[Link, ...]:
    """Return where the record stands."""
    return (
        Link(str(type.plural), url_for("record_lists.show", type_id=type.id)),
        Link(record.number or _("Sayısız kayıt"), ""),
    )


def head_facts(record: Record, type: RecordType, details: Details, said: Words) -> tuple[Fact, ...]:
    """Return the facts under the heading: those of the type that are there."""
    found = (said.fact(name, record, details) for name in type.facts)
    return tuple(fact for fact in found if fact.value)


def _details(record: Record, type: RecordType, details: Details, said: Words) -> tuple[Fact, ...]:
    declared = ready(type.schema).fields
    named = [name for section in type.sections for name in section.fields]
    order = [*named, *(name for name in declared if name not in named)]
    facts = [
        said.fact(name, record, details, wide=bool(getattr(declared[name], "wide", False)))
        for name in order
        if name in declared and name not in ("subject", "confidentiality") and not is_long(declared[name])
    ]
    told = [Fact(ledger_label("unit"), ledger_text("unit", record))]
    if record.closed_at is not None:
        told.append(Fact(_("Bitiş"), write_date(record.closed_at)))
    return tuple(fact for fact in (*facts, *told) if fact.value)


def _long_text(type: RecordType, details: Details, said: Words) -> tuple[str, str]:
    """Return the title and the text of what stands by itself, such as a letter's; empty when there is nothing."""
    for name, declared in ready(type.schema).fields.items():
        if is_long(declared):
            return said.label(name), getattr(details, name, "") or ""
    return "", ""


def _without_type(record: Record, entries: Sequence[Any], actor: Actor) -> dict[str, Any]:
    """Return what can be shown of a record whose type is off: its row, its files and its history."""
    return {
        "kind": record.type,
        "crumbs": (Link(_("İşlerim"), url_for("desk.show")), Link(record.number or _("Sayısız kayıt"), "")),
        "details": tuple(Fact(ledger_label(name), ledger_text(name, record)) for name in LEDGER[3:]),
        "entries": timeline.items(entries, record, None, None, actor),
        "notice": _("Bu kaydın türünü veren eklenti kapalı. Kayıt okunur, üzerinde işlem yapılmaz."),
    }


def _correct_url(record: Record, actor: Actor) -> str:
    if sealed_by(record) is not None or seat_to_correct(record, actor)[0] is None:
        return ""
    return url_for("corrections.show", record_id=record.id)


def _readings(record: Record, actor: Actor) -> str:
    """Return where it stands who opened the record, for who may see that."""
    if not carries_personal_data(record) or record.office not in offices_of(actor):
        return ""
    return url_for("readings_page.show", record=record.id)


def _all_entries(record: Record) -> str:
    return url_for("record_pages.show", record_id=record.id, entries="all", _anchor="hareketler")


def _links(record: Record, actor: Actor) -> Iterator[LinkView]:
    for kind, outward, other in linked(actor, record):
        words = TIES.get(kind)
        label = " ".join(filter(None, (other.number, other.subject)))
        yield LinkView(
            str(words[0 if outward else 1]) if words else kind,
            label,
            url_for("record_pages.show", record_id=other.id),
        )


def _files(record: Record) -> Iterator[AttachmentView]:
    for each in attachments_of(record.id):
        yield file_view(each)


def file_view(each: Attachment) -> AttachmentView:
    """Return an attachment as a line of a list."""
    kind = kind_of_type(each.media_type)
    url = url_for("files.show", record_id=each.record_id, attachment_id=each.id)
    return AttachmentView(
        each.name,
        f"{url}?download=1",
        each.size,
        _file_icon(each.media_type),
        _file_note(each),
        url if kind.inline else "",
    )


def _file_icon(media_type: str) -> str:
    if media_type == "application/pdf":
        return "file-earmark-pdf"
    if media_type.startswith("image/"):
        return "file-earmark-image"
    return "file-earmark-text" if media_type.startswith("text/") else "file-earmark"


def _file_note(each: Attachment) -> str:
    if each.removed_at is not None:
        return _("Kaldırıldı: %(why)s", why=each.removed_reason)
    return _("Evrakın taranmış hâli") if each.kind == "scan" else ""


def _attach_form(record: Record, actor: Actor, errors: tuple[str, ...]) -> Form | None:
    if seat_to_attach(record, actor) is None:
        return None
    field = Field(
        "files",
        "dosya",
        "file",
        _("Eklenecek dosyalar"),
        help=_("PDF, resim, metin ve ofis dosyaları. Biri en çok 25 MB."),
        error=joined(errors, " "),
        attrs={"multiple": True},
    )
    action = url_for("files.add_to", record_id=record.id)
    return Form("ek-formu", action, (Section("", (field,)),), _("Ekle"), hidden=once.hidden())


def _referrals(record: Record) -> Iterator[Panel]:
    found = referrals_of(record.id)
    if found:
        away = {each.target for each in found if is_outside(each.target)}
        body = render_template("cards/referrals.html", referrals=found, away=away, purposes=PURPOSES, states=STATES)
        yield Panel("havaleler", _("Havaleler"), Markup(body), side=True)  # noqa: S704  (a template escaped it)


#: What a referral asks for, and how it stands.
PURPOSES = {"action": _l("Gereği"), "information": lazy_pgettext("purpose", "Bilgi")}
STATES = {"open": "", "done": _l("tamamlandı"), "returned": _l("iade edildi")}
