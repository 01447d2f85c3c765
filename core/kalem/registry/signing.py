"""The rules of the sign chain, by class of addressee."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kalem.config import Office, SignChain
from kalem.i18n import gettext as _
from kalem.i18n import joined
from kalem.i18n import lazy_gettext as _l
from kalem.organisation import municipality
from kalem.records import Rule
from kalem.refusal import Ground, Refusal
from kalem.workflow.assembled import resting_on

from .chain import INITIAL, SIGNATURE, ChainItem, chain_of, items_of, next_item, turn_of

if TYPE_CHECKING:
    from kalem.workflow import StepRun

_SILENT = _l("Yönetmelik imza konusunda bir şey söylemiyor; zincir kurumun ayarıdır.")


def _check(addressees: str, run: "StepRun") -> Iterator[Refusal]:
    if run.details.addressees != addressees:
        return
    step = run.step_id
    items = items_of(run.record.id)
    if step in ("initial", "sign", "refuse"):
        yield from _turn(run, items, step)
    elif step in ("dispatch", "file") and not complete(items):
        yield Refusal(_("Yazı henüz imzalanmadı. Eksik: %(what)s.", what=missing(items)), _next_cure(items))


def _turn(run: "StepRun", items: list[ChainItem], step: str) -> Iterator[Refusal]:
    """Yield what stands against an initial, a signature or a refusal now, by this person."""
    item = turn_of(run.seat.slug, items)
    if item is None:
        yield Refusal(_("Yazının bekleyen parafı ya da imzası yok."), _("Yazarın yazıyı zincire sunması gerekir."))
        return
    if step == "sign" and item.kind == INITIAL:
        message = _("Yazı parafları tamamlanmadan imzalanamaz. Eksik: %(what)s.", what=missing(items))
        yield Refusal(message, _next_cure(items))
        item = next(each for each in items if each.kind == SIGNATURE)
    elif step == "initial" and item.kind == SIGNATURE:
        yield Refusal(_("Paraflar tamam; sırada imza var."), _next_cure(items))
        return
    yield from _person(run, item)


def _person(run: "StepRun", item: ChainItem) -> Iterator[Refusal]:
    """The first position acts by right; the others sign for it under its dated delegation."""
    first, *others = item.allowed
    seat = run.seat
    lent = seat.delegation_id is not None
    # Who acts for one of the others is none of them himself: a lent seat does not count.
    own = {each.slug for each in run.actor.seats if each.delegation_id is None}
    if seat.slug == first and (not lent or not others or not own.isdisjoint(others)):
        return
    title = municipality.get().positions[first].title
    if seat.slug in others or (seat.slug == first and lent):
        yield Refusal(
            _("%(title)s adına ancak onun verdiği tarihli yetkiyle imza atılır; geçerli yetkiniz yok.", title=title),
            _("%(title)s, Vekâletler sayfasından tarihli imza yetkisi vermeli.", title=title),
        )
    elif run.step_id == "sign":
        # Whoever initials a letter reads this beside his own open step: his turn it is, but not to sign.
        signer = _("İmzalayacak: %(titles)s.", titles=item.titles)
        yield Refusal(_("Bu yazıyı imzalamak sizin göreviniz değil."), signer)
    else:
        yield Refusal(_("Sıra sizde değil."), _("Sıradaki: %(titles)s.", titles=item.titles))


def complete(items: list[ChainItem]) -> bool:
    """Whether every initial and the signature of the round were given; one that was refused was not."""
    return bool(items) and all(item.state == "done" for item in items)


def missing(items: list[ChainItem]) -> str:
    """Return what a chain still lacks, in words."""
    if not items:
        return _("paraf ve imza")
    return joined((_named(item) for item in items if item.state != "done"), ", ")


def _named(item: ChainItem) -> str:
    if item.kind == INITIAL:
        return _("%(titles)s parafı", titles=item.titles)
    return _("imza (%(titles)s)", titles=item.titles)


def _next_cure(items: list[ChainItem]) -> str:
    item = next_item(items)
    if item is None:
        return _("Yazarın yazıyı paraf ve imza zincirine sunması gerekir.")
    return _("Sıradaki: %(titles)s.", titles=item.titles)


def _rule_for(addressees: str, label: str) -> Rule:
    def check(run: "StepRun") -> Iterator[Refusal]:
        return _check(addressees, run)

    return Rule(f"sign-chain-{addressees}", check, label, setting=_SILENT)


#: The chain's rule by class of addressee.
RULES = {
    "internal": _rule_for("internal", _l("Müdürlükler arası yazı, kurumun zincirindeki imzayla gönderilir")),
    "external": _rule_for("external", _l("Dış yazı, zincirdeki paraf ve imzalar sırasıyla tamamlanınca gönderilir")),
}


@dataclass(frozen=True)
class Why:
    """Why a letter has the chain it has."""

    ground: Ground
    chain: SignChain


def why(office: Office, addressees: str) -> Why | None:
    """Return the chain of a class of addressees and what it rests on: the clause, or the office's setting."""
    chain = chain_of(office, addressees)
    ground = resting_on(office, RULES[addressees])
    return Why(ground, chain) if chain is not None and ground is not None else None
