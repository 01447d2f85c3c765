"""What happens to an incoming document, from the door to the dossier: intake, referral, work, filing."""

from dataclasses import replace
from typing import Any, ClassVar

from kalem.config import Office
from kalem.i18n import Text, lazy_pgettext
from kalem.i18n import gettext as _
from kalem.i18n import lazy_gettext as _l
from kalem.ledger import Number
from kalem.ledger import void as void_number
from kalem.organisation.directory import directory, names_of, reachable
from kalem.records import (
    PAST,
    Reason,
    Rule,
    Schema,
    State,
    Step,
    Workflow,
    fields,
    words,
)
from kalem.refusal import Refusal, Refused
from kalem.workflow import Refer, StepRun, refer
from kalem.workflow.referral import check_cleared, check_within, settle, write

from . import rules
from .dossiers import open_dossiers
from .offices import referrers, registrars


class DossierForm(Schema):
    """Asks for the dossier."""

    dossier = fields.RecordChoice(open_dossiers, label=_l("Konu dosyası"), required=True)


def known_dossier(details: Any) -> dict[str, int]:
    """Return the dossier with which the form opens: the record's while it is open, or the only open one of its code."""
    found: list[int] = []
    if details.dossier is not None:
        found = [int(number) for number, _label in open_dossiers() if int(number) == details.dossier]
    elif details.file_plan_code:
        found = [int(number) for number, _label in open_dossiers(details.file_plan_code)]
    return {"dossier": found[0]} if len(found) == 1 else {}


class CheckForm(Schema):
    """Asks whether a paper is complete."""

    complete = fields.Boolean(label=_l("Eksiksiz mi?"), ask=True, required=True)
    note = fields.Text(label=_l("Eksikler ya da not"), max=1000)

    needed_unless: ClassVar[dict[str, str]] = {"note": "complete"}


def people() -> list[tuple[str, str]]:
    """Return those who can be given work, as ``(principal, name)``."""
    return [(principal, name) for principal, name in reachable() if principal.startswith("w")]


class AssignForm(Schema):
    """Asks for one person, what he is to do and until when."""

    person = fields.Choice(people, label=_l("Görevli"), required=True)
    note = fields.Text(label=_l("Talimat"), max=1000)
    due = fields.Date(label=lazy_pgettext("due", "Son gün"), future=True)


def _register(run: StepRun) -> None:
    if run.record.number is not None:
        raise Refused(
            Refusal(_("Evrakın numarası var: %(number)s.", number=run.record.number), _("Havale edilebilir."))
        )
    run.give_number("incoming")
    _wait(run, "register")


def _put_in_dossier(run: StepRun) -> None:
    run.detail(dossier=run.values["dossier"])
    run.say(dossier=f"record:{run.values['dossier']}")
    _wait(run, "dossier")


def _submit(run: StepRun) -> None:
    _wait(run, "director")
    run.say(to=", ".join(names_of(words(run.record.holders))))


def _wait(run: StepRun, done: str) -> None:
    """After an intake step the document waits for those of the next one."""
    following = intake_steps(run.office)
    following = following[following.index(done) + 1 :] if done in following else []
    if following:
        run.hand_to(*registrars(run.office), permission="registry.register")
    else:
        run.hand_to(*referrers(run.office), permission="registry.refer")


def _refer(run: StepRun) -> None:
    settle(run, "done", None)
    refer(run)


def _assign(run: StepRun) -> None:
    target = run.values["person"]
    check_cleared(run, [target])
    check_within(run, [target])
    settle(run, "done", None)
    write(run, target, "action", run.values.get("note"), run.values.get("due"))
    run.say(to=", ".join(names_of([target])))
    home = directory().home_unit(target)
    if home is not None:
        run.change(unit_id=home)
    run.hand_to(target)
    if run.values.get("due") is not None:
        run.change(due=run.values["due"])


def _send_back(run: StepRun) -> None:
    settle(run, "returned", run.values["note"])
    run.hand_to(*referrers(run.office), permission="registry.refer")


def _conclude(run: StepRun) -> None:
    settle(run, "done", run.values["note"])
    # The work is done; until when it was wanted stays with each referral.
    run.change(due=None)
    run.hand_to(*registrars(run.office), permission="registry.file")


def _check(run: StepRun) -> None:
    run.say(result=_l("eksiksiz") if run.values["complete"] else _l("eksik"))


def _void(run: StepRun) -> None:
    """Keep the record's number in its register, with the reason why it is not used."""
    number = Number.get_or_none(Number.record_id == run.record.id)
    if number is not None:
        void_number(run.act, number, run.values["note"][:500])


def _put_away(run: StepRun) -> None:
    """Put the record in the dossier in which it stays."""
    run.detail(dossier=run.values["dossier"])
    run.say(dossier=f"record:{run.values['dossier']}")


def filing(moves: str, *held: Rule) -> Step:
    """Return the step that puts a record away in its dossier; ``held`` are the rules that it is held to."""
    return Step(
        "file",
        _l("Dosyasına kaldır"),
        moves,
        by="permitted",
        permission="registry.file",
        form=DossierForm,
        values=known_dossier,
        rules=held,
        effect=_put_away,
        style="primary",
        told=_l("dosyasına kaldırdı"),
        icon="archive",
    )


def voiding(label: Text, moves: str, told: Text) -> Step:
    """Return the step that voids a record; its number stays in its register, with the reason."""
    return Step(
        "void",
        label,
        moves,
        by="permitted",
        permission="registry.void",
        form=Reason,
        effect=_void,
        style="back",
        told=told,
        icon="x-circle",
    )


_STATES = (
    State("arrived", _l("Kayıt bekliyor"), tone="soon", icon="hourglass"),
    State("registered", _l("Kaydedildi"), tone="note", icon="journal-check"),
    State("in_dossier", _l("Dosyasına kondu"), tone="note", icon="folder"),
    State("with_director", _l("Havale bekliyor"), tone="soon", icon="person-lines-fill"),
    State("referred", _l("Havale edildi"), tone="note", icon="arrow-right-circle"),
    State("assigned", _l("Görevlide"), tone="now", icon="person-check"),
    State("answering", _l("Cevap hazırlanıyor"), tone="now", icon="circle-half"),
    State("answered", _l("Cevaplandı"), tone="done", icon="check-circle"),
    State("concluded", _l("Sonuçlandı"), tone="done", icon="check-circle"),
    State("filed", _l("Dosyasına kaldırıldı"), final=True, tone="done", icon="archive"),
    State("voided", _l("İptal"), final=True, icon="x-circle"),
    # No step leads here: whether an old document was answered or filed, its register does not say.
    State(PAST, _l("Eski defterden"), final=True, closed=True, tone="done", icon="clock-history"),
)


#: Where each intake step leads.
_AFTER = {"register": "registered", "dossier": "in_dossier", "director": "with_director"}


def awaited_step(office: Office, state: str) -> str:
    """Return the step that a document awaits until it is referred; an empty text after that."""
    order = intake_steps(office)
    usual = dict(zip(_places(order), order, strict=False))
    return usual.get(state) or ("refer" if state in before_referral(office) else "")


def _places(order: list[str]) -> list[str]:
    """Return the states of an intake, from the door on: each step of ``order`` leads from one to the next."""
    return ["arrived", *(_AFTER[step] for step in order)]


def intake_steps(office: Office) -> list[str]:
    """Return the office's intake steps in its order, those that this room knows; registration alone when silent."""
    return [step for step in office.intake.steps if step in _AFTER] or ["register"]


def before_referral(office: Office) -> list[str]:
    """Return the states in which a document of ``office`` waits for its referral: that after the last intake step.

    Those of steps that the file no longer has follow: what stood there when they went is referred from there.
    """
    order = intake_steps(office)
    return [_AFTER[order[-1]], *(state for step, state in _AFTER.items() if step not in order)]


def draw(office: Office) -> Workflow:
    """Draw the workflow for ``office``: its intake steps in the order of its file, then referral, work and filing.

    Later steps begin in every intake state too: that they come too early is for the rules to say, with their article.
    A state that no step of the file leads to stays, closed, for what stands in it since an earlier file.
    """
    order = intake_steps(office)
    places = _places(order)
    left = [state for state in _AFTER.values() if state not in places]
    moves = {
        step: f"{', '.join([places[at], *(left if step == 'register' else ())])} -> {places[at + 1]}"
        for at, step in enumerate(order)
    }
    states = tuple(replace(state, closed=state.closed or state.id in left) for state in _STATES)
    intake = (step for step in (_registering(moves), _sorting(moves), _submitting(moves)) if step is not None)
    return Workflow(states, (*intake, *_working(early=", ".join([*places, *left]), last=places[-1])))


def _registering(moves: dict[str, str]) -> Step | None:
    label = lazy_pgettext("step", "Kaydet")
    return _intake("register", moves, label, _register, _l("gelen evrak defterine kaydetti"), "box-arrow-in-down")


def _sorting(moves: dict[str, str]) -> Step | None:
    return _intake(
        "dossier", moves, _l("Dosyasına koy"), _put_in_dossier, _l("konu dosyasına koydu"), "folder", DossierForm
    )


def _submitting(moves: dict[str, str]) -> Step | None:
    return _intake("director", moves, _l("Havaleye sun"), _submit, _l("havaleye sundu"), "person-lines-fill")


def _intake(
    id: str,
    moves: dict[str, str],
    label: str,
    effect: Any,
    told: str,
    icon: str,
    form: type[Schema] | None = None,
) -> Step | None:
    if id not in moves:
        return None
    return Step(
        id,
        label,
        moves[id],
        by="permitted",
        permission="registry.register",
        form=form,
        values=known_dossier if form is DossierForm else None,
        rules=(rules.dossier_first,) if id == "director" else (),
        effect=effect,
        when=(lambda run: run.record.number is None) if id == "register" else None,
        style="primary",
        told=told,
        icon=icon,
    )


def _working(early: str, last: str) -> tuple[Step, ...]:
    """Return what happens after intake. ``early`` are the intake states, ``last`` the one that waits for referral."""
    return (
        Step(
            "refer",
            _l("Havale et"),
            f"{early}, referred, assigned -> referred",
            by="permitted",
            permission="registry.refer",
            form=Refer,
            rules=(
                rules.registered_first,
                rules.numbered,
                rules.intake_order,
                rules.director_refers,
                rules.distributes,
            ),
            effect=_refer,
            style="primary",
            told=_l("havale etti"),
            icon="arrow-right-circle",
        ),
        Step(
            "assign",
            _l("Görevlendir"),
            "referred, assigned -> assigned",
            by="owner",
            permission="registry.assign",
            form=AssignForm,
            rules=(rules.registered_first, rules.numbered, rules.distributes),
            effect=_assign,
            told=_l("görevlendirdi"),
            icon="person-check",
        ),
        Step(
            "answer",
            _l("Cevap yaz"),
            f"{early}, referred, assigned, answering -> answering",
            permission="registry.draft",
            begins="registry.outgoing",
            values=_answer,
            rules=(rules.registered_first, rules.numbered),
            style="primary",
            told=_l("cevap yazısını hazırlamaya başladı"),
            icon="pencil-square",
        ),
        Step(
            "answer_internal",
            _l("Kurum içi cevap yaz"),
            "referred, assigned, answering -> answering",
            permission="registry.draft",
            begins="registry.internal",
            values=_answer,
            rules=(rules.registered_first, rules.numbered),
            told=_l("kurum içi cevap yazısını hazırlamaya başladı"),
            icon="arrow-left-right",
        ),
        Step(
            "conclude",
            _l("Cevapsız sonuçlandır"),
            "referred, assigned, answering -> concluded",
            permission="registry.work",
            form=Reason,
            rules=(rules.registered_first, rules.numbered),
            effect=_conclude,
            told=_l("cevap gerekmeden sonuçlandırdı"),
            icon="check-circle",
        ),
        Step(
            "check",
            _l("Eksiklik kontrolü yap"),
            f"{early}, referred, assigned, answering",
            by="permitted",
            permission="registry.work",
            form=CheckForm,
            effect=_check,
            told=_l("evrakın eksiğini denetledi"),
            icon="clipboard-check",
        ),
        filing(f"{early}, answered, concluded -> filed", rules.registered_first, rules.numbered, rules.work_done),
        Step(
            "return",
            _l("Havaleyi iade et"),
            f"referred, assigned -> {last}",
            permission="registry.work",
            form=Reason,
            rules=(rules.registered_first, rules.numbered),
            effect=_send_back,
            style="back",
            told=_l("havaleyi iade etti"),
            icon="arrow-return-left",
        ),
        voiding(_l("Kaydı iptal et"), f"{early} -> voided", _l("kaydı iptal etti")),
    )


def _answer(details: Any) -> dict[str, Any]:
    """Return what an answer takes over from the document that it answers."""
    record = details.record
    taken = {name: getattr(details, name) for name in ("file_plan_code", "dossier")}
    return {**taken, "subject": record.subject, "addressee": details.sender, "confidentiality": record.confidentiality}
