"""The sign chain (paraf ve imza zinciri): who initials and who signs a letter, in the order of the office's file."""

from collections.abc import Sequence
from dataclasses import replace

from peewee import BigAutoField, BigIntegerField, CharField, IntegerField, Query, Value

from kalem.config import Office, SignChain
from kalem.db import Model, Prepared, UtcDateTime
from kalem.i18n import gettext as _
from kalem.ledger import Act
from kalem.organisation import municipality
from kalem.organisation.directory import directory, principal_of
from kalem.records import Record
from kalem.refusal import Ground, Refusal, Refused
from kalem.workflow import StepRun
from kalem.workflow.referral import check_cleared

#: Words of the file that stand for a position found when the chain is made.
AUTHOR, UNIT_HEAD = "author", "unit_head"

INITIAL, SIGNATURE = "initial", "signature"


class ChainItem(Model):
    """One initial or the signature of a letter. A refused round stays; the next draft begins a new one."""

    id = BigAutoField()
    record_id = BigIntegerField(index=True)
    round = IntegerField()
    seq = IntegerField()
    kind = CharField(max_length=12)
    #: Positions by the file's ids, separated by blanks: the first acts by right, the others by dated delegation.
    positions = CharField(max_length=250)
    #: Their titles at the time.
    titles = CharField(max_length=500)
    #: ``waiting``, ``done`` or ``refused``.
    state = CharField(max_length=12, default="waiting")
    done_at = UtcDateTime(null=True)
    done_by = BigIntegerField(null=True)
    #: Name of who did it, and for whom where he acted for another.
    done_name = CharField(max_length=250, null=True)
    done_for = CharField(max_length=250, null=True)

    class Meta:
        table_name = "registry_chain_item"

    @property
    def allowed(self) -> list[str]:
        """The positions by the file's ids."""
        return str(self.positions).split()


def chain_of(office: Office, addressees: str) -> SignChain | None:
    """Return the chain of letters to a class of addressees.

    Where the file says nobody signs, the head of the office does: nothing more is forced. None where it names no head.
    """
    declared: SignChain | None = office.sign.get(addressees)  # type: ignore[call-overload]
    if declared is not None and declared.signed_by:
        return declared
    head = municipality.get().units[office.unit].head
    if head is None:
        return None
    silent = SignChain(initials=(), signed_by=(), order="ordered", signer_initial_exempt=None, rule=None)
    return replace(declared or silent, signed_by=(head,))


def items_of(record_id: int) -> list[ChainItem]:
    """Return the items of the letter's present round, in order; empty before it was submitted."""
    rows = list(
        ChainItem.select()
        .where(ChainItem.record_id == record_id)
        .order_by(ChainItem.round, ChainItem.seq, ChainItem.id)
    )
    return [row for row in rows if row.round == rows[-1].round]


def begin(run: StepRun, addressees: str) -> None:
    """Write the chain of a new round, as the office's file says for the letter's class of addressees."""
    chain = chain_of(run.office, addressees)
    if chain is None:
        raise Refused(
            Refusal(
                _("Kurumun dosyasında bu yazı için imza zinciri yok."),
                _("Yönetici, belediye dosyasında sign.%(name)s ya da birimin head ayarını yazmalı.", name=addressees),
                Ground("setting", source=f"sign.{addressees}", text=_("Yönetmelik imza zincirini söylemiyor.")),
            )
        )
    wanted = _wanted(run, chain)
    check_cleared(run, [principal_of(positions[0]) for _kind, positions in wanted])
    before = items_of(run.record.id)
    number = before[0].round + 1 if before else 1
    for place, (kind, positions) in enumerate(wanted, start=1):
        # What is given as it comes stands in one place of the order.
        seq = 1 if chain.order == "parallel" and kind == INITIAL else place
        run.act.insert(
            ChainItem,
            record_id=run.record.id,
            round=number,
            seq=seq,
            kind=kind,
            positions=" ".join(positions),
            titles=", ".join(municipality.get().positions[name].title for name in positions),
        )
    pass_on(run)


def _wanted(run: StepRun, chain: SignChain) -> list[tuple[str, list[str]]]:
    """Return kind and positions of each item: nobody initials twice, nor, where he is exempt, what he himself signs."""
    signers = [_resolved(run, name) for name in chain.signed_by]
    initials = dict.fromkeys(_resolved(run, name) for name in chain.initials)
    return [*((INITIAL, [name]) for name in initials if asked(chain, name, signers[0])), (SIGNATURE, signers)]


def asked(chain: SignChain, name: str, signer: str) -> bool:
    """Whether the initial of ``name`` is asked for: not of the signer himself, unless the file says so."""
    return name != signer or chain.signer_initial_exempt is False


def awaited(records: Sequence[Record]) -> dict[int, str]:
    """Return the step that each letter in a chain awaits, by record id: an initial, or the signature."""
    waiting = _awaited.rows(letters=[each.id for each in records])
    # The first of a letter comes last and stays.
    return {letter: "initial" if kind == INITIAL else "sign" for letter, kind in waiting}


@Prepared
def _awaited(letters: list[Value]) -> Query:
    return (
        ChainItem.select(ChainItem.record_id, ChainItem.kind)
        .where(ChainItem.record_id.in_(letters) & (ChainItem.state == "waiting"))
        .order_by(ChainItem.record_id, ChainItem.round.desc(), ChainItem.seq.desc())
    )


def next_item(items: Sequence[ChainItem]) -> ChainItem | None:
    """Return the first item that waits; None when all are done."""
    return next((item for item in items if item.state == "waiting"), None)


def next_items(items: Sequence[ChainItem]) -> list[ChainItem]:
    """Return all items whose turn it is: those of the first place in the order that waits."""
    first = next_item(items)
    return [item for item in items if item.state == "waiting" and first is not None and item.seq == first.seq]


def turn_of(position: str, items: Sequence[ChainItem]) -> ChainItem | None:
    """Return the item that is the turn of ``position`` (the file's id), else the first whose turn it is."""
    return next((item for item in next_items(items) if position in item.allowed), next_item(items))


def pass_on(run: StepRun) -> None:
    """Let the letter wait for all who are next in its chain."""
    following = next_items(items_of(run.record.id))
    if following:
        run.hand_to(*(principal_of(item.allowed[0]) for item in following))
        run.grant(*(principal_of(name) for item in following for name in item.allowed[1:]))


def mark(run: StepRun, item: ChainItem) -> None:
    """Write the actor's initial or signature."""
    lent = run.seat.delegation_id is not None
    run.act.update(
        item,
        state="done",
        done_at=run.now,
        done_by=run.actor.user_id,
        done_name=run.actor.name,
        done_for=run.seat.title if lent else None,
    )


def refuse(act: Act, record_id: int) -> None:
    """Close the present round: what still waited is refused."""
    for item in items_of(record_id):
        if item.state == "waiting":
            act.update(item, state="refused")


def _resolved(run: StepRun, name: str) -> str:
    """Return the position that a word of the file stands for in this letter."""
    if name == AUTHOR:
        return run.seat.slug
    if name == UNIT_HEAD:
        whole = municipality.get()
        unit = next(u for u in whole.units.values() if directory().unit_by_slug[u.id].id == run.record.unit_id)
        return unit.head or run.seat.slug
    return name
