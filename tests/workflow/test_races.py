"""Two people act on one record at once: one wins, the other is told, and nothing is half done."""

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from tests.support.desk import INCOMING, Desk

from kalem import ledger
from kalem.db import StaleRow
from kalem.ledger import Entry
from kalem.organisation import revoke
from kalem.records import Record, types
from kalem.records.attachments import Attachment, receive
from kalem.registry.chain import ChainItem
from kalem.registry.letters import Dispatch, Draft
from kalem.workflow import Referral, correct, correction, flow_of, note, take, taking
from kalem.workflow.attaching import attach

#: Seconds for one to catch up with the other.
PATIENCE = 60

Act = Callable[[], Any]


@contextmanager
def side_by_side(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let nobody write before both have read and judged."""
    meeting, met, load = threading.Barrier(2), threading.local(), taking.load

    def waiting(record: Record) -> Any:
        found = load(record)
        if not getattr(met, "already", False):
            met.already = True
            meeting.wait(PATIENCE)
        return found

    with monkeypatch.context() as patch:
        for room in (taking, correction):
            patch.setattr(room, "load", waiting)
        yield


def both(desk: Desk, monkeypatch: pytest.MonkeyPatch, *acts: Act) -> list[Any]:
    """Run both acts in threads of their own, neither writing before both have judged; return what came of each."""
    with side_by_side(monkeypatch):
        return at_once(desk, *acts)


def at_once(desk: Desk, *acts: Act) -> list[Any]:
    """Run the acts in threads of their own; return what each returned or raised."""
    results: list[Any] = [None] * len(acts)

    def run(number: int) -> None:
        with desk.office.running():
            try:
                results[number] = acts[number]()
            except Exception as fault:
                results[number] = fault

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def entries(record: Record) -> int:
    return Entry.select().where((Entry.subject == "record") & (Entry.subject_id == record.id)).count()


def one_wins(desk: Desk, monkeypatch: pytest.MonkeyPatch, record: Record, *acts: Act) -> Any:
    """Run both; one entry more, one ``StaleRow``, all proofs hold. Return what the winner returned."""
    before = entries(record)
    results = both(desk, monkeypatch, *acts)
    assert [type(result) for result in results].count(StaleRow) == 1, results
    (winner,) = (result for result in results if not isinstance(result, StaleRow))
    assert isinstance(winner, Record), winner
    assert entries(record) == before + 1
    assert ledger.verify() == []
    return winner


def doing(desk: Desk, record: Record, step: str, who: str, **values: Any) -> Act:
    """Return the act, with its form filled in and its actor read beforehand."""
    actor = desk.actor(who)
    form = flow_of(record).step(step).form
    loaded = form().load(values) if form is not None else None
    return lambda: take(record.id, step, actor, loaded)


def test_two_clerks_register_one_letter(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    record = desk.arrived()
    act = doing(desk, record, "register", "evrak_kayit")
    winner = one_wins(desk, monkeypatch, record, act, act)
    given = ledger.Number.select().where(ledger.Number.record_id == record.id)
    assert [number.no for number in given] == [winner.no]


def test_a_letter_is_referred_once(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    record = desk.ready()
    given = desk.authorise("mudur", "medya_sorumlusu", "registry.refer", 0, 1)
    winner = one_wins(
        desk,
        monkeypatch,
        record,
        doing(desk, record, "refer", "mudur", action=[desk.unit("protokol")]),
        doing(desk, record, "refer", "medya_sorumlusu", action=[desk.unit("medya")]),
    )
    revoke(desk.actor("mudur"), given)
    targets = [row.target for row in Referral.select().where(Referral.record_id == record.id)]
    assert targets == [winner.holders]


def test_assigned_or_returned(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    record = desk.referred()
    winner = one_wins(
        desk,
        monkeypatch,
        record,
        doing(desk, record, "assign", "mudur", person=desk.person("protokol_personeli")),
        doing(desk, record, "return", "protokol_sorumlusu", note="Bizim işimiz değil."),
    )
    assert Record.get_by_id(record.id).state == winner.state


def test_looked_at_while_it_is_concluded(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    """A step that leaves the state alone is one too: what it judged is no longer so."""
    record = desk.assigned()
    one_wins(
        desk,
        monkeypatch,
        record,
        doing(desk, record, "check", "protokol_personeli", complete=True),
        doing(desk, record, "conclude", "protokol_personeli", note="Bilgi edinildi."),
    )


def test_a_letter_is_not_rewritten_while_it_goes_to_the_signature(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    letter = desk.letter()
    one_wins(
        desk,
        monkeypatch,
        letter,
        doing(desk, letter, "rewrite", "protokol_personeli", body="Başka metin."),
        doing(desk, letter, "submit", "protokol_personeli"),
    )
    drafts = [row.body for row in Draft.select().where(Draft.record_id == letter.id).order_by(Draft.no)]
    submitted = Record.get_by_id(letter.id).state == "in_chain"
    assert len(drafts) == (1 if submitted else 2)
    assert ChainItem.select().where(ChainItem.record_id == letter.id).exists() is submitted


def test_two_versions_of_one_text(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    letter = desk.letter()
    texts = ["Birinci düzeltme.", "İkinci düzeltme."]
    acts = [doing(desk, letter, "rewrite", "protokol_personeli", body=text) for text in texts]
    one_wins(desk, monkeypatch, letter, *acts)
    drafts = [row.body for row in Draft.select().where(Draft.record_id == letter.id).order_by(Draft.no)]
    assert len(drafts) == 2
    assert drafts[1] in texts


def test_signed_or_sent_back(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    letter = desk.do(desk.letter(), "submit", "protokol_personeli")
    desk.do(letter, "initial", "mudur")
    winner = one_wins(
        desk,
        monkeypatch,
        letter,
        doing(desk, letter, "sign", "baskan"),
        doing(desk, letter, "refuse", "baskan", note="Tarih yanlış."),
    )
    assert (winner.number is None) == (winner.state == "draft")


def test_initialled_once(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    letter = desk.do(desk.letter(), "submit", "protokol_personeli")
    act = doing(desk, letter, "initial", "mudur")
    one_wins(desk, monkeypatch, letter, act, act)


def test_sent_once_and_its_letter_answered_once(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    incoming = desk.assigned()
    letter = desk.answer(incoming, "protokol_personeli")
    desk.do(letter, "submit", "protokol_personeli")
    desk.do(letter, "initial", "mudur")
    desk.do(letter, "sign", "baskan")
    before = entries(incoming)
    act = doing(desk, letter, "dispatch", "evrak_kayit", channel="kep", sent_on=desk.day(0).isoformat())
    one_wins(desk, monkeypatch, letter, act, act)
    assert Dispatch.select().where(Dispatch.record_id == letter.id).count() == 1
    assert entries(incoming) == before + 1


def test_one_answer_to_one_letter(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    record = desk.assigned()
    actor, letters = desk.actor("protokol_personeli"), Record.select().where(Record.type == "registry.outgoing")
    before = letters.count()
    results = both(desk, monkeypatch, *[lambda: desk.answer(record, actor)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["Record", "StaleRow"]
    assert letters.count() == before + 1
    # A second one in a row is something else: the first may have been thrown away.
    assert desk.answer(record, actor).state == "draft"
    assert ledger.verify() == []


def correcting(desk: Desk, record: Record, **values: Any) -> Act:
    actor, version = desk.actor("evrak_kayit"), Record.get_by_id(record.id).version
    loaded = types.get()["registry.incoming"].schema().load({**INCOMING, **values})
    return lambda: correct(record.id, actor, loaded, "Yanlış yazılmış.", version=version)


def test_two_corrections_of_different_fields(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    record = desk.arrived()
    one_wins(
        desk, monkeypatch, record, correcting(desk, record, sender="Valilik"), correcting(desk, record, channel="kep")
    )


def test_corrected_while_it_is_registered(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    record = desk.arrived()
    act = doing(desk, record, "register", "evrak_kayit")
    one_wins(desk, monkeypatch, record, correcting(desk, record, sender="Valilik"), act)


def test_who_saw_an_older_version_is_told(desk: Desk):
    record = desk.ready()
    actor = desk.actor("mudur")
    values = {"action": [desk.unit("protokol")], "information": []}
    version = record.version
    take(record.id, "check", actor, {"complete": True, "note": None})
    before = entries(record)
    with pytest.raises(StaleRow):
        take(record.id, "refer", actor, values, version=version)
    assert entries(record) == before
    assert take(record.id, "refer", actor, values, version=version + 1).state == "referred"


@pytest.mark.parametrize("step", ["note", "refer", "attach"])
def test_a_note_disturbs_nobody(desk: Desk, step: str):
    """Who only adds to a history does not stand in the way of others, and both lines are in it, one after the other."""
    record = desk.ready()
    director, clerk = desk.actor("mudur"), desk.actor("evrak_kayit")
    file = receive(io.BytesIO(b"ek"), "ek.txt")
    other = {
        "note": lambda: note(record.id, clerk, "İkinci not."),
        "refer": doing(desk, record, "refer", "mudur", action=[desk.unit("protokol")]),
        "attach": lambda: attach(record.id, clerk, [file]),
    }[step]
    before = entries(record)
    meeting = threading.Barrier(2)

    def together(act: Act) -> Act:
        def run() -> Any:
            meeting.wait(PATIENCE)
            return act()

        return run

    results = at_once(desk, together(lambda: note(record.id, director, "Not.")), together(other))
    assert not [result for result in results if isinstance(result, Exception)], results
    assert entries(record) == before + 2
    assert ledger.verify() == []


def test_two_files_at_once(desk: Desk):
    record = desk.ready()
    files = [receive(io.BytesIO(text), "ek.txt") for text in (b"bir", b"iki")]
    actor = desk.actor("evrak_kayit")
    meeting = threading.Barrier(2)

    def attaching(file: Any) -> Act:
        def run() -> Any:
            meeting.wait(PATIENCE)
            return attach(record.id, actor, [file])

        return run

    results = at_once(desk, *map(attaching, files))
    assert not [result for result in results if isinstance(result, Exception)], results
    assert Attachment.select().where(Attachment.record_id == record.id).count() == 2
    assert ledger.verify() == []
