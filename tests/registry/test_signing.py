"""What is not signed leaves no office, whether its text says so or its file does."""

import pytest
from tests.support.desk import Desk

from kalem.records import Record

#: The classes of addressees.
OUTGOING, INTERNAL = "external", "internal"


def refused(desk: Desk, addressees: str) -> Record:
    """Return a letter that was submitted and sent back, and that the registrar may read."""
    letter = desk.do(desk.letter() if addressees == OUTGOING else desk.internal(), "submit", "protokol_personeli")
    first = "mudur" if letter.holders == desk.position("mudur") else "protokol_sorumlusu"
    return desk.show(desk.do(letter, "refuse", first, note="Yeniden yazılsın."), "evrak_kayit")


def sending(desk: Desk) -> dict[str, str]:
    return {"channel": "kep", "sent_on": desk.day(0).isoformat()}


@pytest.mark.rule("karacabey-m22-c1")
def test_karacabey_sends_no_internal_letter_that_was_refused(in_karacabey: Desk):
    letter = refused(in_karacabey, INTERNAL)
    assert (
        in_karacabey.stopped("karacabey-m22-c1", letter, "dispatch", "evrak_kayit", **sending(in_karacabey)) == "m.22"
    )


@pytest.mark.rule("karacabey-m22-c2")
def test_karacabey_sends_no_letter_that_was_refused(in_karacabey: Desk):
    letter = refused(in_karacabey, OUTGOING)
    assert (
        in_karacabey.stopped("karacabey-m22-c2", letter, "dispatch", "evrak_kayit", **sending(in_karacabey)) == "m.22"
    )


@pytest.mark.parametrize("addressees", [OUTGOING, INTERNAL])
def test_siverek_sends_no_letter_that_was_refused(in_siverek: Desk, addressees: str):
    letter = refused(in_siverek, addressees)
    told = in_siverek.refusals(letter, "dispatch", "evrak_kayit", **sending(in_siverek))
    grounds = [(each.ground.kind, each.ground.source) for each in told if each.ground]
    assert ("setting", f"sign-chain-{addressees}") in grounds
    assert "imza" in told[0].message


@pytest.mark.parametrize("addressees", [OUTGOING, INTERNAL])
def test_siverek_files_no_letter_that_was_refused(in_siverek: Desk, addressees: str):
    letter = in_siverek.force(refused(in_siverek, addressees), state="sent")
    told = in_siverek.against(letter, "file", "evrak_kayit", dossier=str(in_siverek.dossier().id))
    assert f"sign-chain-{addressees}" in told


def test_a_refused_letter_goes_again_from_its_new_round(in_siverek: Desk):
    letter = in_siverek.do(refused(in_siverek, INTERNAL), "submit", "protokol_personeli")
    in_siverek.do(letter, "initial", "protokol_sorumlusu")
    assert in_siverek.do(letter, "sign", "mudur").state == "signed"
    assert in_siverek.do(letter, "dispatch", "evrak_kayit", **sending(in_siverek)).state == "sent"
