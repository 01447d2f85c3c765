"""The regulation (Yönetmelik) of each office: every clause with its owner and what fulfils it, and where it is silent.

Every ground of a refusal links here: a clause's anchor is its full id.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, render_template, request, url_for

from kalem.app import Duty, duties
from kalem.app.factory import parts
from kalem.config import SETTING, Deadline, Municipality, Office, SignChain, capability_label
from kalem.context import today
from kalem.http.routing import SIGNED_IN, page
from kalem.i18n import gettext as _
from kalem.i18n import joined, ngettext
from kalem.organisation import municipality, superior
from kalem.text import fold

from .components import write_date
from .grounds import clause_url
from .view import Badge, Chain, ChainItem, Fact, Tab

#: What a clause may be narrowed by.
STATES = ("fulfilled", "missing", "policy")

_NUMBER = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: its article, what it says in short, whose it is, and how it stands."""

    id: str
    article: str
    summary: str
    owner: str
    capability: str
    state: Badge
    #: What fulfils it, or what it waits for.
    by: str


@dataclass(frozen=True, slots=True)
class Article:
    """The clauses of one article."""

    title: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One line of what the office set: a rule, a deadline, an intake step; with the clause behind it, if any."""

    text: str
    article: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class OfficeView:
    """One office's regulation."""

    id: str
    title: str
    facts: tuple[Fact, ...]
    articles: tuple[Article, ...]
    chains: tuple[Chain, ...]
    intake: tuple[Point, ...]
    rules: tuple[Point, ...]
    deadlines: tuple[Point, ...]
    silent: tuple[str, ...]
    terms: tuple[Fact, ...]


def blueprint() -> Blueprint:
    """Return the pages of this module."""
    made = Blueprint("regulation_page", __name__)
    page(made, "/yonetmelik", permission=SIGNED_IN)(show)
    return made


def show() -> str:
    """Show the regulation of every office; ``state`` narrows the clauses."""
    chosen = request.args.get("state", "")
    chosen = chosen if chosen in STATES else ""
    file = municipality.get()
    found = duties(file, parts.get())
    return render_template(
        "regulation.html",
        municipality=file.name,
        offices=tuple(_office(file, office, found, chosen) for office in file.offices.values()),
        tabs=_tabs(found, chosen),
    )


def _tabs(found: Sequence[Duty], chosen: str) -> tuple[Tab, ...]:
    labels = {
        "": _("Bütün maddeler"),
        "fulfilled": _("Karşılanan"),
        "missing": _("Bekleyen"),
        "policy": _("İlke"),
    }
    counts = {"": len(found), **{state: sum(duty.status == state for duty in found) for state in STATES}}
    return tuple(
        Tab(label, url_for("regulation_page.show", state=state or None), state == chosen, counts[state])
        for state, label in labels.items()
    )


def _office(file: Municipality, office: Office, found: Sequence[Duty], chosen: str) -> OfficeView:
    own = {duty.id for duty in office.duties}
    mine = [duty for duty in found if duty.id in own and chosen in ("", duty.status)]
    return OfficeView(
        office.id,
        office.regulation.title,
        (*_facts(file, office), *_superior(office)),
        tuple(_articles(file, office, mine)),
        tuple(_chains(file, office)),
        tuple(_intake(file, office)),
        tuple(_rules(office)),
        tuple(_deadlines(office)),
        tuple(_silent(file, office)),
        tuple(Fact(word, meaning) for word, meaning in office.terms.items()),
    )


# Clauses -------------------------------------------------------------------------------------------------------------


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key by which ``m.9`` stands before ``m.22/3``, and what has no number after all that has."""
    parted = [each for each in _NUMBER.split(fold(text)) if each]
    return tuple((0, int(each), "") if each.isdecimal() else (1, 0, each) for each in parted)


def _articles(file: Municipality, office: Office, mine: Iterable[Duty]) -> Iterator[Article]:
    short = {duty.id: duty.short for duty in office.duties}
    ordered = sorted(mine, key=lambda duty: (_main(duty.article), natural(duty.article), natural(short[duty.id])))
    for (_order, title), clauses in groupby(ordered, key=lambda duty: _main(duty.article)):
        yield Article(title, tuple(_clause(file, duty) for duty in clauses))


def _main(article: str) -> tuple[int, str]:
    """Return the number of an article, and how it is headed: ``m.22/3`` belongs to *Madde 22*."""
    number = _NUMBER.search(article)
    if article.startswith("m.") and number is not None:
        return int(number[0]), _("Madde %(number)s", number=number[0])
    return 10_000, article


def _clause(file: Municipality, duty: Duty) -> Clause:
    return Clause(
        duty.id,
        duty.article,
        duty.summary,
        owner_name(file, duty.owner),
        capability_label(duty.capability),
        state_of(duty.status),
        _by(duty),
    )


def state_of(status: str) -> Badge:
    """Return how a clause stands, in a word."""
    return {
        "fulfilled": Badge(_("Karşılanıyor"), "done", "check-circle"),
        "missing": Badge(_("Bekliyor"), "soon", "hourglass-split"),
        "policy": Badge(_("İlke"), "", "book"),
    }[status]


def owner_name(file: Municipality, owner: str) -> str:
    """Return the name of a clause's owner: unit, position, body or role; the whole office where it is its."""
    if owner in file.units:
        return file.units[owner].name
    if owner in file.positions:
        return file.positions[owner].title
    if owner in file.bodies:
        return file.bodies[owner].name
    if owner in file.roles:
        return file.roles[owner].label
    return _("Bütün müdürlük")


def _by(duty: Duty) -> str:
    if duty.status == "policy" or not duty.by:
        return ""
    if duty.status == "missing":
        return _("Beklenen: %(what)s", what=duty.by)
    return _("Karşılayan: %(what)s", what=_names().get(duty.by, duty.by))


def _names() -> Mapping[str, str]:
    """Return names for what fulfils clauses."""
    of_core = {
        "kalem duties": _("bu sayfa"),
        "kalem apply": _("belediye dosyası"),
        "organisation.superior": _("bu sayfadaki amir"),
        "organisation.delegation": _("vekâletler"),
        "organisation.scope": _("yetki kapsamı"),
        "records.supervise": _("birim denetimi"),
    }
    return {**of_core, **{type.id: str(type.plural) for type in parts.get().types.values()}}


# What the office set -------------------------------------------------------------------------------------------------


def _facts(file: Municipality, office: Office) -> Iterator[Fact]:
    text = office.regulation
    if text.adopted is not None:
        by = owner_name(file, text.adopted.by) if text.adopted.by else ""
        told = (by, write_date(text.adopted.on), text.adopted.number or "", text.adopted.vote or "")
        yield Fact(_("Kabul"), joined(told, ", "))
    if text.in_force is not None:
        yield Fact(_("Yürürlük"), write_date(text.in_force))
    if text.enters is not None:
        words = {
            "acceptance": _("Meclis kabulüyle"),
            "publication": _("Meclis kabulü ve yayımla"),
            "submission": _("Mülki amire gönderilmesiyle"),
        }
        yield Fact(_("Yürürlüğe girişi"), words[text.enters])
    if text.silent:
        yield Fact(_("Hüküm yoksa uygulanan"), text.silent)
    if text.basis:
        yield Fact(_("Dayanak"), ", ".join(text.basis), wide=True)


def _superior(office: Office) -> Iterator[Fact]:
    """Yield who stands above the office today: by right, or by an appointment with its days."""
    found = superior(office.unit, today())
    if found is None:
        return
    if found.starts is not None and found.ends is not None:
        days = (write_date(found.starts), write_date(found.ends))
        note = _("%(title)s; görevlendirmeyle, %(days)s", title=found.title, days=" – ".join(days))
    else:
        note = _("%(title)s; görevi gereği", title=found.title)
    yield Fact(_("Bugünkü amiri"), found.name or _("Boş"), note=note)


def _point(office: Office, text: str, short: str | None, note: str = "") -> Point:
    """Return a line that rests on the clause ``short``, or on the office's own setting."""
    if short is None or short == SETTING:
        return Point(text, note=note or _("kurumun ayarı"))
    duty = office.clause(short)
    return Point(text, duty.article, clause_url(duty.id), note)


def _rules(office: Office) -> Iterator[Point]:
    known = parts.get().rules
    labels = {
        "scope-own-unit": _("Birim sorumlusu yalnız kendi biriminde işlem yapar"),
        "scope-attached-units": _("Üst sorumlu yalnız kendisine bağlanan birimlerde işlem yapar"),
    }
    for rule, short in office.rules.items():
        label = str(known[rule].label) if rule in known else labels.get(rule, rule)
        yield _point(office, label, short)
    for rule in sorted(known):
        if rule not in office.rules and known[rule].setting:
            yield _point(office, str(known[rule].label), None)


def _intake(file: Municipality, office: Office) -> Iterator[Point]:
    words = {
        "custody": _("Zimmetle teslim alınır"),
        "register": _("Gelen evrak defterine kaydedilir"),
        "dossier": _("Konu dosyasına konur"),
        "director": _("Havaleye sunulur"),
        "refer": _("Havale edilir"),
    }
    who = {
        "register": office.intake.registered_by,
        "refer": office.referral.by,
    }
    for step in office.intake.steps:
        names = joined((owner_name(file, each) for each in who.get(step, ())), ", ")
        yield Point(words[step], note=names)


def _chains(file: Municipality, office: Office) -> Iterator[Chain]:
    titles = {"internal": _("Müdürlükler arası yazı"), "external": _("Belediye dışına yazı")}
    for name, title in titles.items():
        chain = next((each for key, each in office.sign.items() if key == name), None)
        if chain is None or not (chain.initials or chain.signed_by):
            continue
        short = office.rules.get(chain.rule or f"sign-chain-{name}", SETTING)
        duty = office.clause(short) if short != SETTING else None
        yield Chain(
            title,
            tuple(_links_of(file, chain)),
            duty.article if duty is not None else _("kurumun ayarı"),
            clause_url(duty.id) if duty is not None else "",
        )


def _links_of(file: Municipality, chain: SignChain) -> Iterator[ChainItem]:
    words = {"author": _("Yazıyı hazırlayan"), "unit_head": _("Birimin amiri")}
    for each in chain.initials:
        yield ChainItem(words.get(each) or owner_name(file, each), _("paraflar"))
    for at, each in enumerate(chain.signed_by):
        note = _("yalnız tarihli yetkiyle") if at else ""
        yield ChainItem(words.get(each) or owner_name(file, each), _("imzalar"), note=note)


def _deadlines(office: Office) -> Iterator[Point]:
    for each in office.deadlines.values():
        label = capability_label(each.capability) if each.capability else each.id
        yield _point(office, joined((label, _time(each)), ": "), each.clause)


def _time(each: Deadline) -> str:
    if each.length is not None:
        if each.day == "working":
            return ngettext("%(num)s iş günü", "%(num)s iş günü", each.length)
        return ngettext("%(num)s gün", "%(num)s gün", each.length)
    rhythm = {
        "day": _("her gün"),
        "week": _("her hafta"),
        "month": _("her ay"),
        "quarter": _("üç ayda bir"),
        "year": _("her yıl"),
        "always": _("kesintisiz"),
    }
    return rhythm[each.every] if each.every is not None else _("metin sayı vermiyor")


def _silent(file: Municipality, office: Office) -> Iterator[str]:
    """Yield where the text says nothing: what the office then set itself, and what nobody decided."""
    rules = office.rules
    for name, title in (("external", _("Belediye dışına yazıda")), ("internal", _("Müdürlükler arası yazıda"))):
        if rules.get(f"sign-chain-{name}", SETTING) == SETTING:
            told = (
                _("%(kind)s paraf ve imza: yukarıdaki zincir kurumun ayarıdır.", kind=title)
                if any(key == name for key in office.sign)
                else _("%(kind)s paraf ve imza: zincir de belirlenmemiş.", kind=title)
            )
            yield told
    if office.referral.by and rules.get("director-refers", SETTING) == SETTING:
        names = joined((owner_name(file, each) for each in office.referral.by), ", ")
        yield _("Havaleyi kimin yapacağı: kurumun ayarıyla %(names)s.", names=names)
    if office.referral.assign_by and rules.get("director-distributes", SETTING) == SETTING:
        yield _("Evrakı personele kimin dağıtacağı: kurumun ayarıdır.")
    if not any(each in rules for each in ("registered-first", "dossier-first")):
        yield _("Gelen evrakın yolu: sırası kurumun ayarıdır.")
    if office.reply.by == () or office.reply.by is None:
        yield _("Cevabı kimin yazacağı.")
    if office.registers.numbering is None:
        yield _("Sayının nasıl verileceği.")
    if office.regulation.in_force is None:
        yield _("Yürürlük günü.")
    yield from (f"{point}." for point in office.open_points)
