"""What happens to a letter, from its draft over the sign chain to its dossier."""

from typing import Any

from kalem.context import today
from kalem.i18n import lazy_gettext as _l
from kalem.records import Link, Reason, Record, State, Step, Workflow, cleared
from kalem.workflow import StepRun
from kalem.workflow.taking import follow

from . import chain, rules
from .channels import OUTGOING
from .handling import filing, voiding
from .letters import BodyForm, Dispatch, DispatchForm, Draft
from .offices import registrars
from .signing import RULES

#: What entries of earlier versions tell: here for its translation.
_TOLD_BEFORE = (_l("cevap yazısı gönderildi"),)


def keep_draft(run: StepRun, body: str) -> None:
    """Keep ``body`` as the version of the text that the letter now has."""
    run.act.insert(
        Draft,
        record_id=run.record.id,
        no=run.details.draft,
        body=body,
        by_user=run.actor.user_id,
        by_name=run.actor.name,
        at=run.now,
    )


def _rewrite(run: StepRun) -> None:
    run.detail(body=run.values["body"], draft=run.details.draft + 1)
    keep_draft(run, run.values["body"])
    run.say(version=str(run.details.draft))


def _submit(run: StepRun) -> None:
    chain.begin(run, run.details.addressees)


def _initial(run: StepRun) -> None:
    item = chain.turn_of(run.seat.slug, chain.items_of(run.record.id))
    if item is not None:
        chain.mark(run, item)
    chain.pass_on(run)


def _sign(run: StepRun) -> None:
    for item in chain.items_of(run.record.id):
        if item.kind == chain.SIGNATURE:
            chain.mark(run, item)
    run.give_number("internal" if run.details.addressees == "internal" else "outgoing")
    run.hand_to(*registrars(run.office), permission="registry.dispatch")


def _refuse(run: StepRun) -> None:
    chain.refuse(run.act, run.record.id)
    author = f"w{run.record.created_by}"
    # Where he has left, his unit goes on with it.
    run.hand_to(author if cleared(author, 0) else f"u{run.record.unit_id}", permission="registry.draft")


def _dispatch(run: StepRun) -> None:
    run.act.insert(
        Dispatch,
        record_id=run.record.id,
        channel=run.values["channel"],
        sent_on=run.values["sent_on"],
        tracking=run.values.get("tracking"),
        received_by=run.values.get("received_by"),
        by_user=run.actor.user_id,
        by_name=run.actor.name,
        at=run.now,
    )
    run.say(to=run.details.addressee, channel=dict(OUTGOING)[run.values["channel"]])
    run.hand_to(*registrars(run.office), permission="registry.file")
    for record in _answered(run.record.id):
        follow(
            run,
            record,
            "answered",
            told=_l("cevap yazısını gönderdi"),
            to=registrars(run.office),
            permission="registry.file",
            state="answered",
            # The answer is out; until when it was wanted stays with each referral.
            due=None,
        )


def _answered(letter_id: int) -> list[Record]:
    """Return the open documents that the letter answers."""
    answers: Any = Link.select(Link.target_id).where((Link.source_id == letter_id) & (Link.kind == "reply"))
    return list(Record.select().where(Record.id.in_(answers) & (Record.state == "answering")))


def waiting_kinds(run: StepRun) -> set[str]:
    """Return which kinds of items the letter's chain still waits for."""
    return {item.kind for item in chain.items_of(run.record.id) if item.state == "waiting"}


_CHAIN_RULES = (RULES["internal"], RULES["external"])

#: The workflow of a letter, the same in every office: its chain is what the file says.
WORKFLOW = Workflow(
    (
        State("draft", _l("Taslak"), tone="now", icon="pencil"),
        State("in_chain", _l("Paraf ve imzada"), sealed=True, tone="soon", icon="pen"),
        State("signed", _l("İmzalandı"), sealed=True, tone="note", icon="patch-check"),
        State("sent", _l("Gönderildi"), sealed=True, tone="done", icon="send-check"),
        State("filed", _l("Dosyasına kaldırıldı"), final=True, tone="done", icon="archive"),
        State("voided", _l("İptal"), final=True, icon="x-circle"),
    ),
    (
        Step(
            "submit",
            _l("Parafa ve imzaya sun"),
            "draft -> in_chain",
            permission="registry.draft",
            effect=_submit,
            style="primary",
            told=_l("paraf ve imzaya sundu"),
            icon="send",
        ),
        Step(
            "rewrite",
            _l("Yeni sürüm yaz"),
            "draft",
            permission="registry.draft",
            form=BodyForm,
            effect=_rewrite,
            told=_l("metnin yeni sürümünü yazdı"),
            icon="pencil-square",
        ),
        Step(
            "initial",
            _l("Parafla"),
            "in_chain",
            by="permitted",
            permission="registry.initial",
            rules=_CHAIN_RULES,
            effect=_initial,
            when=lambda run: "initial" in waiting_kinds(run),
            style="primary",
            told=_l("parafladı"),
            icon="pen",
        ),
        Step(
            "sign",
            _l("İmzala"),
            "in_chain -> signed",
            by="permitted",
            permission="registry.sign",
            rules=_CHAIN_RULES,
            effect=_sign,
            style="primary",
            told=_l("imzaladı"),
            icon="pen",
        ),
        Step(
            "refuse",
            _l("Geri çevir"),
            "in_chain -> draft",
            by="permitted",
            permission="registry.initial registry.sign",
            form=Reason,
            rules=_CHAIN_RULES,
            effect=_refuse,
            style="back",
            told=_l("gerekçesiyle geri çevirdi"),
            icon="arrow-return-left",
        ),
        Step(
            "dispatch",
            _l("Gönder"),
            "draft, in_chain, signed -> sent",
            by="permitted",
            permission="registry.dispatch",
            form=DispatchForm,
            values=lambda _letter: {"sent_on": today()},
            rules=(*_CHAIN_RULES, rules.numbered),
            effect=_dispatch,
            style="primary",
            told=_l("gönderdi"),
            icon="send-check",
        ),
        filing("sent -> filed", *_CHAIN_RULES, rules.numbered),
        voiding(_l("Yazıyı iptal et"), "draft, in_chain, signed -> voided", _l("yazıyı iptal etti")),
    ),
)
