"""Who may change a record otherwise than by a step, for whom he does it, and what is asked again when he writes."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from tests.support.desk import INCOMING, OUTGOING, Desk

from kalem import ledger
from kalem.ledger import Entry
from kalem.ledger.book import SYSTEM
from kalem.organisation import Holding, User, deactivate, end_holding, revoke
from kalem.records import NotFound, Record, types
from kalem.records.attachments import attachments_of, receive
from kalem.records.storage import storage
from kalem.refusal import Refused
from kalem.registry import intake
from kalem.search import current as search
from kalem.workflow import UnknownStep, attaching, begin, correct, create, load, take
from kalem.workflow.attaching import attach, remove

Grounds = set[str]


def file(text: bytes = b"ek") -> Any:
    return receive(io.BytesIO(text), "ek.txt")


def loaded(type: str, **values: Any) -> dict[str, Any]:
    common = INCOMING if type == "registry.incoming" else OUTGOING
    return types.get()[type].schema().load({**common, **values})


@contextmanager
def refused() -> Iterator[Grounds]:
    """Run a block that must be refused without a trace; the grounds are there afterwards."""
    before, found = Entry.select().count(), set[str]()
    with pytest.raises(Refused) as caught:
        yield found
    found |= {each.ground.source for each in caught.value.refusals if each.ground}
    assert Entry.select().count() == before


def test_a_colleagues_draft_is_not_corrected(desk: Desk):
    letter = desk.letter("protokol_personeli")
    head = desk.actor("protokol_sorumlusu")
    with refused() as grounds:
        correct(letter.id, head, loaded("registry.outgoing", body="x"), "Yanlış.", version=letter.version)
    assert grounds == {"holder"}
    with refused() as grounds:
        attach(letter.id, head, [file()])
    assert grounds == {"holder"}
    author = desk.actor("protokol_personeli")
    correct(letter.id, author, loaded("registry.outgoing", body="x"), "Yanlış.", version=letter.version)
    assert attach(letter.id, author, [file()])


def test_a_registered_document_is_corrected_by_the_registrar(desk: Desk):
    record = desk.referred()
    mended = loaded("registry.incoming", sender="Valilik")
    assert correct(record.id, desk.actor("evrak_kayit"), mended, "Yanlış.", version=record.version).version


def test_a_correction_empties_what_was_emptied(desk: Desk):
    record = desk.arrived(their_number="E-99", file_plan_code="050.02", annexes=3)
    desk.correct(record, "evrak_kayit", INCOMING, their_number="")
    details = load(record)[1]
    assert (details.their_number, details.their_number_key, details.file_plan_code) == (None, None, None)
    assert details.annexes == 0
    assert ledger.verify() == []


def test_a_correction_keeps_the_dossier_that_is_closed_meanwhile(desk: Desk):
    folder = desk.dossier()
    letter = desk.letter(dossier=str(folder.id))
    desk.do(folder, "close", "evrak_kayit")
    desk.correct(letter, "protokol_personeli", OUTGOING)
    assert load(letter)[1].dossier == folder.id


def test_a_file_is_judged_by_the_record_as_it_stands(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    """Closed, and raised above his level, between the judgement and the writing."""
    clerk = desk.actor("evrak_kayit")
    secret = {"confidentiality": 2, "readers": desk.position("evrak_kayit")}
    for changes, error in (({"state": "filed", "holders": ""}, Refused), (secret, NotFound)):
        record = desk.arrived(subject="Menekşe")
        (old,) = attach(record.id, clerk, [file()])
        as_it_was = {"state": "arrived", "confidentiality": 0, "holders": record.holders, "readers": record.readers}
        adding = partial(attach, record.id, clerk, [file()])
        for act in (adding, partial(remove, record.id, old.id, clerk, "Yanlış.")):
            with monkeypatch.context() as patch:
                patch.setattr(attaching, "_seat", _meanwhile(desk, record, changes))
                before = len(attachments_of(record.id))
                with pytest.raises(error):
                    act()
            assert len(attachments_of(record.id)) == before
            desk.force(record, **as_it_was)


def _meanwhile(desk: Desk, record: Record, changes: dict[str, Any]) -> Any:
    judged = attaching._seat

    def seat(found: Record, actor: Any) -> Any:
        result = judged(found, actor)
        desk.force(record, **changes)
        return result

    return seat


def test_a_file_does_not_bring_back_who_found_it_before(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    record, clerk = desk.ready(subject="Nergis"), desk.actor("evrak_kayit")
    staff = desk.actor("protokol_personeli")
    wider = {"readers": f"{record.readers} {desk.unit('protokol')}"}
    with monkeypatch.context() as patch:
        patch.setattr(attaching, "_seat", _meanwhile(desk, record, wider))
        attach(record.id, clerk, [file()])
    assert record.id in search().find("nergis", staff.principals)


def test_what_a_deputy_begins_is_for_whom_he_acts(desk: Desk):
    given = desk.authorise("medya_personeli", "protokol_personeli", "all", 0, 1)
    record = desk.assigned("medya_personeli", "medya")
    desk.force(record, holders=desk.position("medya_personeli"))
    letter = desk.answer(record, "protokol_personeli")
    entries = Entry.select().where((Entry.subject == "record") & Entry.subject_id.in_([record.id, letter.id]))
    newest = {entry.subject_id: entry for entry in entries.order_by(Entry.id)}
    assert letter.unit_id == desk.unit_id("medya")
    for entry in newest.values():
        assert f'"delegation_id":"{given.id}"' in entry.text
    revoke(desk.actor("medya_personeli"), given)


def test_who_may_take_the_step_for_another_but_not_write_is_refused(desk: Desk):
    """The letter would name him alone, though only for another he had the document."""
    given = desk.authorise("medya_personeli", "protokol_personeli", "all", 0, 1)
    record = desk.force(desk.assigned("medya_personeli", "medya"), holders=desk.position("medya_personeli"))
    actor = desk.actor("protokol_personeli")
    own, lent = actor.seats
    homeless = replace(actor, seats=(own, replace(lent, unit_id=None)))
    with refused() as grounds:
        begin(types.get()["registry.outgoing"], homeless, loaded("registry.outgoing"), record.id, "answer")
    assert grounds == {"registry.draft"}
    revoke(desk.actor("medya_personeli"), given)


def test_what_is_taken_in_at_once_is_one_seats_work(desk: Desk):
    given = desk.authorise("evrak_kayit", "medya_personeli", "all", 0, 1)
    (lent,) = (seat for seat in desk.actor("medya_personeli").seats if seat.delegation_id)
    actor = desk.actor("evrak_kayit")
    bound = replace(actor.seats[0], scope="unit", units=frozenset())
    with refused():
        intake.register(replace(actor, seats=(bound, lent)), loaded("registry.incoming"))
    revoke(desk.actor("evrak_kayit"), given)


def test_a_step_that_begins_a_record_is_not_taken_without_it(desk: Desk):
    record = desk.assigned()
    before = Entry.select().count()
    with pytest.raises(UnknownStep):
        take(record.id, "answer", desk.actor("protokol_personeli"), {})
    assert (Entry.select().count(), Record.get_by_id(record.id).state) == (before, "assigned")


def acts(desk: Desk, who: Any, record: Record, answered: Record) -> list[Any]:
    """Return every way of writing, as one who was read and judged before."""
    incoming, outgoing = types.get()["registry.incoming"], types.get()["registry.outgoing"]
    mended = loaded("registry.incoming", sender="Valilik")
    return [
        lambda: take(record.id, "check", who, {"complete": True, "note": None}),
        lambda: correct(record.id, who, mended, "Yanlış.", version=record.version),
        lambda: attach(record.id, who, [file()]),
        lambda: create(incoming, who, loaded("registry.incoming")),
        lambda: begin(outgoing, who, loaded("registry.outgoing"), answered.id, "answer"),
    ]


@pytest.mark.parametrize("how", ["revoked", "ended", "inactive", "giver inactive"])
def test_who_no_longer_sits_there_writes_nothing(desk: Desk, how: str):
    record, answered = desk.arrived(), desk.assigned("protokol_personeli")
    name = f"eski.{how.replace(' ', '')}"
    user = desk.office.hire("protokol_personeli", "Eski Görevli", name)
    desk.office.people[name] = user
    lent = [desk.authorise(giver, name, "all", 0, 1) for giver in ("evrak_kayit", "mudur", "protokol_personeli")]
    actor = desk.actor(name)
    if how != "ended":
        actor = replace(actor, seats=tuple(seat for seat in actor.seats if seat.delegation_id is not None))
    desk.force(answered, holders=desk.position("protokol_personeli"))
    if how == "revoked":
        for each, giver in zip(lent, ("evrak_kayit", "mudur", "protokol_personeli"), strict=True):
            revoke(desk.actor(giver), each)
    elif how == "inactive":
        deactivate(SYSTEM, User.get_by_id(user))
    elif how == "giver inactive":
        for giver in ("evrak_kayit", "mudur", "protokol_personeli"):
            User.update(active=False).where(User.id == desk.office.people[giver]).execute()
    else:
        end_holding(SYSTEM, Holding.get(Holding.user == user), desk.day(-1))
        actor = replace(actor, seats=actor.seats[:1])
    try:
        tried = acts(desk, actor, record, answered)
        for act in tried[-1:] if how == "ended" else tried:
            with refused() as grounds:
                act()
            assert {ground.partition(".")[0] for ground in grounds} == {"position"}, grounds
    finally:
        User.update(active=True).where(User.id.in_(list(desk.office.people.values()))).execute()
        if how == "inactive":
            User.update(active=False).where(User.id == user).execute()
        del desk.office.people[name]


def test_a_file_that_is_gone_from_the_disk_does_not_stop_the_work(desk: Desk):
    record = desk.arrived(subject="Sümbül")
    (kept,) = attach(record.id, desk.actor("evrak_kayit"), [file(b"kaybolacak yazi")])
    storage.get().path(kept.sha256).unlink()
    assert desk.do(record, "register", "evrak_kayit").state == "registered"
    assert record.id in search().find("sümbül", desk.actor("evrak_kayit").principals)
    assert any("attachment" in finding.where for finding in ledger.verify())


def test_a_step_that_changes_no_word_reads_no_file(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    record = desk.referred("medya", subject="Lavanta")
    attach(record.id, desk.actor("evrak_kayit"), [file()])
    with monkeypatch.context() as patch:
        patch.setattr("kalem.workflow.indexing.text_of", lambda _each: pytest.fail("the file was read"))
        desk.do(record, "assign", "mudur", person=desk.person("medya_personeli"))
        desk.do(record, "check", "medya_personeli", complete=True)
    assert record.id in search().find("lavanta", desk.actor("medya_personeli").principals)
