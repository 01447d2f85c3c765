"""Letters: where their file plan code comes from."""

import pytest
from marshmallow import ValidationError
from tests.support.desk import OUTGOING, Desk

from kalem import ledger
from kalem.records import Record, types
from kalem.registry.letters import Letter

UNCODED = {name: value for name, value in OUTGOING.items() if name != "file_plan_code"}


def code_of(record: Record) -> str | None:
    found: str | None = Letter.get(Letter.record == record.id).file_plan_code
    return found


def test_a_letter_without_a_code_has_that_of_its_dossier(in_karacabey: Desk) -> None:
    dossier = in_karacabey.dossier()
    record = in_karacabey.create("registry.outgoing", "protokol_personeli", {**UNCODED, "dossier": str(dossier.id)})
    assert code_of(record) == "050.02"
    assert ledger.verify() == []


def test_a_code_that_was_given_stays(in_karacabey: Desk) -> None:
    values = {**OUTGOING, "file_plan_code": "622.01", "dossier": str(in_karacabey.dossier().id)}
    assert code_of(in_karacabey.create("registry.outgoing", "protokol_personeli", values)) == "622.01"


def test_a_code_that_a_correction_empties_becomes_that_of_the_dossier(in_karacabey: Desk) -> None:
    record = in_karacabey.create("registry.outgoing", "protokol_personeli", {**OUTGOING, "file_plan_code": "622.01"})
    in_karacabey.correct(record, "protokol_personeli", UNCODED, dossier=str(in_karacabey.dossier().id))
    assert code_of(record) == "050.02"
    assert ledger.verify() == []


@pytest.mark.parametrize("type_id", ["registry.outgoing", "registry.internal"])
def test_a_letter_with_neither_is_refused_at_the_code(in_karacabey: Desk, type_id: str) -> None:
    addressees = {"registry.outgoing": "Valilik", "registry.internal": str(in_karacabey.unit_id("fen_isleri"))}
    with pytest.raises(ValidationError) as caught:
        types.get()[type_id].schema().load({**UNCODED, "addressee": addressees[type_id]})
    assert caught.value.messages == {"file_plan_code": ["Bunu ya da “Konu dosyası” alanını doldurun."]}


@pytest.mark.parametrize("wrong", [{"file_plan_code": "999.99"}, {"dossier": "987654"}])
def test_what_was_given_and_is_wrong_lacks_nothing_but_that(in_karacabey: Desk, wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as caught:
        types.get()["registry.outgoing"].schema().load({**UNCODED, **wrong})
    (told,) = caught.value.messages.items()
    assert (told[0], len(told[1])) == (next(iter(wrong)), 1)
