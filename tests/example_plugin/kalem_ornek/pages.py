"""What the plugin shows beside the generic pages: a page of its own, a menu line, cards."""

from flask import render_template, url_for
from markupsafe import Markup, escape
from peewee import fn

from kalem.plugin import Actor, Link, MenuItem, Panel, Record, Route, current_actor, visible

from .suggestions import Support

#: Who may open the page: whoever may do one of these.
READERS = "ornek.suggestion.work ornek.suggestion.decide"


# docs: view
def wanted() -> str:
    """Show the suggestions that most colleagues support."""
    records = visible(current_actor(), type="ornek.suggestion")
    counts = supporters(records)
    rows = sorted(records, key=lambda record: counts.get(record.id, 0), reverse=True)
    return render_template("ornek/wanted.html", rows=rows, counts=counts)


# docs: end
def supporters(records: list[Record]) -> dict[int, int]:
    """Return how many support each of ``records``, in one query."""
    rows = (
        Support.select(Support.record_id, fn.COUNT(Support.id).alias("number"))
        .where(Support.record_id.in_([record.id for record in records]))
        .group_by(Support.record_id)
    )
    return {row.record_id: row.number for row in rows}


# docs: routes
ROUTES = (Route("/ornek/wanted", wanted, permission=READERS),)


# docs: menu
def menu(actor: Actor) -> list[MenuItem]:
    """Return the line for those who may open the page."""
    if not any(actor.may(word) for word in READERS.split()):
        return []
    return [MenuItem("En çok istenenler", url_for("ornek.wanted"), "hand-thumbs-up")]


# docs: support-card
def support_card(record: Record) -> list[Panel]:
    """Return the card that says how many want the same; nothing on records of other types."""
    if record.type != "ornek.suggestion":
        return []
    number = supporters([record]).get(record.id, 0)
    return [Panel("ornek-support", "Destek", Markup("<p>{}</p>").format(f"{number} kişi destekliyor."))]


# docs: desk-card
def desk_card(actor: Actor) -> list[Panel]:
    """Return the card with the newest suggestion."""
    newest = visible(actor, type="ornek.suggestion", limit=1)
    link = Link("Hepsi", url_for("ornek.wanted"))
    return [Panel("ornek-newest", "Son öneri", escape(record.subject), link) for record in newest]
