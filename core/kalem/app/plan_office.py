"""What a file would change in offices, roles and plugins."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from kalem.config import Municipality, Office, SignChain
from kalem.i18n import gettext as _
from kalem.i18n import lazy_gettext as _l
from kalem.i18n import ngettext
from kalem.organisation.demanded import SETTING, without_factor
from kalem.organisation.tokens import count_good
from kalem.plugins import Plugins
from kalem.records import Record
from kalem.records.storage import size_text
from kalem.registry.chain import ChainItem
from kalem.registry.letters import Letter

from .assembly import Parts
from .changes import Change

#: Parts of an office that are told as a whole.
SETTINGS: Mapping[str, str] = {
    "unit": _l("Baş birim değişir"),
    "regulation": _l("Yönetmeliğin künyesi değişir"),
    "addressees": _l("Muhatap sınıfları değişir"),
    "referral": _l("Havale ayarları değişir"),
    "reply": _l("Cevabı kimin yazacağı değişir"),
    "letters": _l("Yazı ayarları değişir"),
    "registers": _l("Defter ayarları değişir"),
    "custody": _l("Zimmet ayarları değişir"),
    "archive": _l("Arşiv ayarları değişir"),
    "deadlines": _l("Süreler değişir"),
    "closings": _l("Kapatma koşulları değişir"),
    "officers": _l("Yetkililer değişir"),
    "terms": _l("Tanımlar değişir"),
    "staff_classes": _l("Personel sınıfları değişir"),
    "open_points": _l("Açık noktalar değişir"),
}


def office_changes(old: Office | None, new: Office) -> Iterator[Change]:
    """Yield what becomes of one office."""
    if old is None:
        text = _("%(title)s yürürlüğe girer: %(count)s madde", title=new.regulation.title, count=len(new.duties))
        yield Change("duty", new.id, "added", text)
        return
    yield from _chains(old, new)
    if old.intake != new.intake:
        steps = " → ".join(new.intake.steps) or _("sıra yok")
        yield Change("intake", new.id, "changed", _("Gelen evrakın sırası değişir: %(steps)s", steps=steps))
    for name, label in SETTINGS.items():
        if getattr(old, name) != getattr(new, name):
            yield Change("setting", f"{new.id}.{name}", "changed", str(label))
    yield from _rules(old, new)
    yield from _owners(old, new)
    yield from _duties(old, new)


def _chains(old: Office, new: Office) -> Iterator[Change]:
    for name in sorted({*old.sign, *new.sign}):
        was, now = old.sign.get(name), new.sign.get(name)
        if (was and replace(was, rule=None)) != (now and replace(now, rule=None)):
            yield _chain(new.id, name, was, now)


def _chain(office: str, name: str, was: SignChain | None, now: SignChain | None) -> Change:
    underway = letters_in_chain(office, name)
    text = _(
        "%(name)s yazıların imza zinciri değişir: %(was)s yerine %(now)s",
        name=_("Dış") if name == "external" else _("Müdürlükler arası"),
        was=_spelled(was),
        now=_spelled(now),
    )
    if underway:
        text += _("; imzadaki %(count)s yazı eski zinciriyle biter", count=len(underway))
    return Change("chain", f"{office}.{name}", "changed", text, underway)


def letters_in_chain(office: str, addressees: str) -> tuple[int, ...]:
    """Return the ids of the office's letters to a class of addressees that are being initialled and signed."""
    waiting = (
        ChainItem.select(ChainItem.record_id)
        .join(Record, on=(Record.id == ChainItem.record_id))
        .join(Letter, on=(Letter.record == Record.id))
        .where(
            (ChainItem.state == "waiting")
            & (Record.office == office)
            & (Record.state == "in_chain")
            & (Letter.addressees == addressees)
        )
    )
    return tuple(sorted({row.record_id for row in waiting}))


def _spelled(chain: SignChain | None) -> str:
    if chain is None:
        return _("hiçbiri")
    text = " → ".join(part for part in (*chain.initials, " / ".join(chain.signed_by)) if part)
    told = [_("sırasız")] if chain.order == "parallel" else []
    if chain.signer_initial_exempt is not None:
        told.append(_("imzalayan paraflamaz") if chain.signer_initial_exempt else _("imzalayan da paraflar"))
    return f"{text} ({', '.join(told)})" if told else text


def _rules(old: Office, new: Office) -> Iterator[Change]:
    for rule in sorted({*old.rules, *new.rules}):
        if old.rules.get(rule) == new.rules.get(rule):
            continue
        if rule not in new.rules:
            yield Change("rule", rule, "off", _("%(rule)s kuralı kalkar", rule=rule))
        else:
            duty = new.ground(rule)
            ground = duty.article if duty else _("kurumun ayarı")
            if rule in old.rules:
                text = _("%(rule)s kuralının dayanağı değişir (%(ground)s)", rule=rule, ground=ground)
                yield Change("rule", rule, "changed", text)
            else:
                yield Change("rule", rule, "on", _("%(rule)s kuralı işler (%(ground)s)", rule=rule, ground=ground))


def _owners(old: Office, new: Office) -> Iterator[Change]:
    for capability in sorted({*old.capabilities, *new.capabilities}):
        owner = new.capabilities.get(capability)
        if old.capabilities.get(capability) != owner:
            names = ", ".join((owner.owner, *owner.shared_with)) if owner else "—"
            text = _("%(capability)s işinin sahibi: %(owner)s", capability=capability, owner=names)
            yield Change("owner", capability, "changed", text)


def _duties(old: Office, new: Office) -> Iterator[Change]:
    before, after = {duty.id: duty for duty in old.duties}, {duty.id: duty for duty in new.duties}
    for id in dict.fromkeys((*before, *after)):
        if id not in before:
            yield Change("duty", id, "added", _("%(id)s maddesi eklenir", id=id))
        elif id not in after:
            yield Change("duty", id, "closed", _("%(id)s maddesi çıkar", id=id))
        elif before[id] != after[id]:
            yield Change("duty", id, "changed", _("%(id)s maddesi değişir", id=id))


def roles(old: Municipality, new: Municipality) -> Iterator[Change]:
    """Yield what becomes of the roles: permissions gained and lost."""
    for id in sorted({*old.roles, *new.roles}):
        was, now = old.roles.get(id), new.roles.get(id)
        if was == now:
            continue
        gained = sorted((now.may if now else frozenset()) - (was.may if was else frozenset()))
        lost = sorted((was.may if was else frozenset()) - (now.may if now else frozenset()))
        parts = [f"+{each}" for each in gained] + [f"-{each}" for each in lost]
        text = _("%(role)s rolü değişir: %(what)s", role=id, what=", ".join(parts) or _("ad, gizlilik ya da kapsam"))
        yield Change("role", id, "changed", text)


def whole(old: Municipality, new: Municipality) -> Iterator[Change]:
    """Yield what changes in the municipality itself, and offices that the file no longer has."""
    if (old.name, old.province, old.detsis, old.letterhead) != (new.name, new.province, new.detsis, new.letterhead):
        yield Change("setting", "municipality", "changed", _("Belediyenin adı ya da antedi değişir"))
    if old.picture != new.picture:
        if new.picture is None:
            text = _("Antetin logosu kalkar")
        else:
            text = _("Antetin logosu değişir: %(name)s, %(size)s", name=new.logo, size=size_text(len(new.picture)))
        yield Change("setting", "municipality.logo", "changed", text)
    kept = [id for id in old.plugins if id in new.plugins]
    order = [id for id in new.plugins if id in old.plugins]
    if kept != order:
        text = _("Eklentilerin sırası değişir: %(order)s", order=", ".join(order))
        yield Change("setting", "municipality.plugins", "changed", text)
    yield from _security(old, new)
    if old.bodies != new.bodies:
        yield Change("setting", "body", "changed", _("Dış kurullar değişir"))
    for id, office in old.offices.items():
        if id not in new.offices:
            yield _office_gone(office)


def _security(old: Municipality, new: Municipality) -> Iterator[Change]:
    was, now = old.security, new.security
    if (was.idle_minutes, was.readings_kept_days) != (now.idle_minutes, now.readings_kept_days):
        yield Change("setting", "security", "changed", _("Oturumun ya da okuma kayıtlarının süresi değişir"))
    if was.second_factor != now.second_factor:
        labels = ", ".join(sorted(new.roles[role].label for role in now.second_factor)) or "—"
        yield Change("setting", SETTING, "changed", _("İkinci adımı zorunlu roller: %(roles)s", roles=labels))
    people = without_factor(new) - without_factor(old)
    if people:
        yield Change("setting", SETTING, "stranded", _told_without(people))


def _told_without(people: set[int]) -> str:
    text = ngettext(
        "%(num)s kişi girişin ikinci adımını açmamış; açana kadar başka iş yapamaz",
        "%(num)s kişi girişin ikinci adımını açmamış; açana kadar başka iş yapamaz",
        len(people),
    )
    keys = count_good(people)
    if keys:
        text += ngettext(
            "; %(num)s erişim anahtarı da o zamana kadar çalışmaz",
            "; %(num)s erişim anahtarı da o zamana kadar çalışmaz",
            keys,
        )
    return text


def _office_gone(office: Office) -> Change:
    left = Record.select(Record.id).where((Record.office == office.id) & Record.closed_at.is_null()).order_by(Record.id)
    touched = tuple(row.id for row in left)
    text = _("%(title)s yürürlükten kalkar", title=office.regulation.title)
    obstacle = _("%(count)s açık kaydı var; önce bunlar kapansın.", count=len(touched)) if touched else ""
    return Change("duty", office.id, "closed", text, touched, obstacle)


def plugins(old: Municipality | None, new: Municipality, old_parts: Parts | None, parts: Parts) -> Iterator[Change]:
    """Yield the plugins that come and go, with the open records of their types."""
    before = old.plugins if old is not None else ()
    for id in new.plugins:
        if id not in before:
            text = _("%(label)s eklentisi açılır", label=_label(parts.plugins, id))
            touched = open_records_of(id) if old is not None else ()
            if touched:
                text += _("; %(count)s açık kaydı yeniden işlenir", count=len(touched))
            yield Change("plugin", id, "on", text, touched)
        elif old is not None and old.settings.get(id) != new.settings.get(id):
            text = _("%(label)s eklentisinin ayarları değişir", label=_label(parts.plugins, id))
            yield Change("plugin", id, "changed", text)
    for id in before:
        if id not in new.plugins:
            text = _("%(label)s eklentisi kapanır", label=_label(old_parts.plugins if old_parts else None, id))
            touched = open_records_of(id)
            if touched:
                text += _("; %(count)s açık kaydı yalnız okunur, kimseyi beklemez", count=len(touched))
            yield Change("plugin", id, "off", text, touched)


def _label(known: Plugins | None, id: str) -> str:
    return str(known[id].manifest.label) if known is not None and id in known else id


def open_records_of(plugin: str) -> tuple[int, ...]:
    """Return the ids of the open records of a plugin's types, whether or not it is there."""
    rows = Record.select(Record.id).where(Record.type.startswith(f"{plugin}.") & Record.closed_at.is_null())
    return tuple(row.id for row in rows.order_by(Record.id))
