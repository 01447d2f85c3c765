"""Chains that other offices' texts ask for: as they come, with the signer's own initial, or none at all."""

from collections.abc import Callable

import pytest
from tests.rights.test_changes import use
from tests.support.desk import Desk

from kalem.records import waiting_for
from kalem.registry.chain import items_of
from kalem.testing import TestOffice

#: The chain of letters to the outside in Karacabey's file.
EXTERNAL = 'initials = ["mudur"]\nsigned_by = ["baskan", "baskan_yardimcisi"]\n'
TIED = 'sign-chain-external = "m22-c2"\n'


@pytest.fixture
def under(karacabey: TestOffice) -> Callable[[str], Desk]:
    """Return what opens Karacabey's office with another chain of letters to the outside."""

    def opened(chain: str) -> Desk:
        desk = Desk(karacabey)
        use(desk, lambda text: text.replace(EXTERNAL, chain).replace(TIED, ""))
        return desk

    return opened


def test_initials_in_parallel_are_given_as_they_come(under: Callable[[str], Desk]) -> None:
    desk = under('initials = ["protokol_sorumlusu", "mudur"]\nsigned_by = ["baskan"]\norder = "parallel"\n')
    letter = desk.do(desk.letter(), "submit", "protokol_personeli")
    waits = [who for who in desk.office.people if letter.id in {each.id for each in waiting_for(desk.actor(who))}]
    assert sorted(waits) == ["mudur", "protokol_sorumlusu"]
    letter = desk.do(letter, "initial", "mudur")
    assert desk.against(letter, "sign", "baskan") == {"sign-chain-external"}
    assert desk.against(letter, "initial", "mudur") == {"sign-chain-external"}
    letter = desk.do(letter, "initial", "protokol_sorumlusu")
    assert letter.holders == desk.position("baskan")
    assert desk.do(letter, "sign", "baskan").state == "signed"


@pytest.mark.parametrize(("exempt", "kinds"), [("true", ["signature"]), ("false", ["initial", "signature"])])
def test_a_signers_own_initial_is_asked_for_only_where_the_file_says_so(
    under: Callable[[str], Desk], exempt: str, kinds: list[str]
) -> None:
    desk = under(f'initials = ["mudur"]\nsigned_by = ["mudur"]\nsigner_initial_exempt = {exempt}\n')
    letter = desk.do(desk.letter(), "submit", "protokol_personeli")
    assert [item.kind for item in items_of(letter.id)] == kinds


def test_where_the_text_says_nobody_the_head_of_the_office_signs(under: Callable[[str], Desk]) -> None:
    desk = under("initials = []\n")
    letter = desk.do(desk.letter(), "submit", "protokol_personeli")
    assert letter.holders == desk.position("mudur")
    told = desk.refusals(letter, "sign", "baskan")
    assert [(each.ground.kind, each.ground.source) for each in told if each.ground] == [
        ("setting", "sign-chain-external")
    ]
    assert desk.do(letter, "sign", "mudur").number == "2026/1"
