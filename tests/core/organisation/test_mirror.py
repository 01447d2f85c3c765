import pytest
from tests.core.organisation.office import FILE, Setup

from kalem import ledger
from kalem.ledger import Entry, history
from kalem.organisation import Position, Unit


def without(section: str, text: str = FILE) -> str:
    """Return the file without one table."""
    before, found, rest = text.partition(f"[{section}]\n")
    assert found
    return before + rest[rest.index("\n[") + 1 :]


def changed(old: str, new: str, text: str = FILE) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


def actions(kind: str, number: int) -> list[str]:
    return [entry.action for entry, _ in history(kind, number)]


def test_each_unit_and_position_has_its_own_entry(office: Setup):
    assert Unit.select().count() == 6
    assert Position.select().count() == 8
    assert actions("unit", office.unit("a_alt")) == ["create"]
    assert actions("position", office.position("mudur").id) == ["create"]
    assert Unit.get(Unit.slug == "a_alt").parent.slug == "a"
    assert Unit.get(Unit.slug == "a_alt").office == "kalem"
    assert Unit.get(Unit.slug == "disarida").outside
    assert ledger.verify() == []


def test_the_same_file_again_writes_nothing(office: Setup):
    before = Entry.select().count()
    assert office.apply() == frozenset()
    assert Entry.select().count() == before


def test_parents_may_stand_after_their_children(bare: Setup):
    first, second = FILE.index("[unit.a_alt]"), FILE.index("[unit.b]")
    bare.apply(FILE[:first] + FILE[second:] + "\n" + FILE[first:second])
    assert Unit.get(Unit.slug == "a_alt").parent.slug == "a"


def test_a_rename_keeps_the_id_and_tells_both_names(office: Setup):
    number = office.unit("b")
    assert office.apply(changed('"B Bürosu"', '"İlişkiler Bürosu"')) == frozenset()
    assert office.unit("b") == number
    entry, text = next(history("unit", number))
    assert entry.action == "rename"
    assert text.about == {"name": "B Bürosu", "name_from": "B Bürosu", "name_to": "İlişkiler Bürosu"}


def test_a_move_changes_who_supervises_and_says_whose_records_are_concerned(office: Setup):
    staff, upper = office.user("memur", "memur_b"), office.user("ust", "ust")
    moved = changed('name = "B Bürosu"\nparent = "kalem"', 'name = "B Bürosu"\nparent = "a"')
    assert not office.reads(office.actor(upper), "b")
    assert office.apply(moved) == {office.unit("b")}
    assert actions("unit", office.unit("b")) == ["move", "create"]
    assert office.reads(office.actor(upper), "b")
    assert office.reads(office.actor(staff), "b")
    # All that hangs below a moved unit has new readers too.
    assert office.apply() == {office.unit("b")}
    assert office.apply(changed('name = "A Bürosu"\nparent = "kalem"', 'name = "A Bürosu"\nparent = "b"')) == {
        office.unit("a"),
        office.unit("a_alt"),
    }


def test_a_vanished_unit_is_closed_and_comes_back_under_its_id(office: Setup):
    number = office.unit("a_alt")
    office.apply(without("unit.a_alt"))
    closed = Unit.get_by_id(number)
    assert closed.closed_at == office.moment
    assert closed.parent.slug == "a"
    office.apply(without("unit.a_alt"))
    office.apply()
    assert actions("unit", number) == ["reopen", "close", "create"]
    assert Unit.get_by_id(number).closed_at is None


def test_a_successor_reads_what_a_closed_unit_leaves(office: Setup):
    staff = office.user("memur", "memur_b")
    assert not office.reads(office.actor(staff), "a_alt")
    concerned = office.apply(changed('parent = "a"\n', 'parent = "a"\nsuccessor = "b"\n'))
    assert concerned == {office.unit("a_alt")}
    assert Unit.get(Unit.slug == "a_alt").closed_at is not None
    assert office.reads(office.actor(staff), "a_alt")


def test_a_vanished_position_is_closed_and_gives_nothing(office: Setup):
    staff = office.user("memur", "memur_b")
    office.apply(without("position.memur_b"))
    assert office.position("memur_b").closed_at is not None
    assert office.actor(staff).seats == ()
    assert office.actor(staff).principals == ()
    office.apply()
    assert [seat.slug for seat in office.actor(staff).seats] == ["memur_b"]


def test_a_position_of_a_closed_unit_is_closed_with_it(office: Setup):
    office.apply(changed('kind = "büro"\nname = "B Bürosu"\n', 'kind = "büro"\nname = "B Bürosu"\nsuccessor = "a"\n'))
    assert office.position("memur_b").closed_at is not None


@pytest.mark.parametrize("name", ["Unit", "Position"])
def test_replay_agrees_after_all_changes(office: Setup, name: str):
    office.apply(without("unit.a_alt"))
    office.apply(changed('"Müdür"\nroles', '"Birim Müdürü"\nroles'))
    assert ledger.verify() == []
