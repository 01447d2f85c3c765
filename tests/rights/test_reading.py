"""Every position against every unit at every level: what one may not read one does not find, by no way."""

import io
from collections.abc import Callable, Iterator

import pytest
from tests.rights.world import CLEARANCE, LEVELS, World, attached, holds, reads, word
from tests.support.desk import INCOMING

from kalem.ledger import Entry
from kalem.organisation import Actor
from kalem.records import (
    NotFound,
    Record,
    count_waiting,
    get_visible,
    linked,
    types,
    visible,
    visible_ids,
    waiting_for,
)
from kalem.records.attachments import Received, attachments_of, find, receive
from kalem.refusal import Refused
from kalem.registry.incoming import duplicates
from kalem.search import current as search
from kalem.workflow import attaching, begin, correct, create, note, take

Key = tuple[str, int]


def everybody(world: World) -> Iterator[tuple[str, Actor, set[Key]]]:
    """Yield each position with its holder and what he may read."""
    for position in world.positions:
        actor = world.desk.actor(position)
        yield position, actor, {key for key in world.records if reads(world.name, position, *key)}


def keys(world: World, ids: set[int]) -> set[Key]:
    return {key for key, record in world.records.items() if record.id in ids}


def test_the_table_is_no_empty_one(world: World):
    found = {position: len(may) for position, _actor, may in everybody(world)}
    assert found["baskan"] == len(world.records)
    assert 0 < found["protokol_personeli"] < found["protokol_sorumlusu"] < found["mudur"] < found["baskan"]


def test_lists(world: World):
    for position, actor, may in everybody(world):
        assert keys(world, {record.id for record in visible(actor, limit=500)}) == may, position
        by_type = visible(actor, type="registry.incoming", limit=500)
        assert keys(world, {record.id for record in by_type}) == may, position
        narrowed = visible(actor, where=Record.confidentiality == 2, limit=500)
        assert keys(world, {record.id for record in narrowed}) == {key for key in may if key[1] == 2}, position
        assert keys(world, visible_ids(actor, [record.id for record in world.records.values()])) == may, position


def test_lists_page_by_page(world: World):
    for position, actor, may in everybody(world):
        found: set[int] = set()
        before = None
        while page := visible(actor, before=before, limit=3):
            assert len(page) <= 3
            found |= {record.id for record in page}
            before = page[-1].id
        assert keys(world, found) == may, position


def test_pages(world: World):
    unknown = max(record.id for record in world.records.values()) + 1000
    for position, actor, may in everybody(world):
        for key, record in world.records.items():
            if key in may:
                assert get_visible(actor, record.id).id == record.id
                continue
            with pytest.raises(NotFound) as forbidden:
                get_visible(actor, record.id)
            with pytest.raises(NotFound) as missing:
                get_visible(actor, unknown)
            assert (forbidden.value.args, missing.value.args) == ((record.id,), (unknown,)), position


def test_desks(world: World):
    for position, actor, _may in everybody(world):
        wanted = {key for key in world.records if holds(world.name, position, *key)}
        assert keys(world, {record.id for record in waiting_for(actor, limit=500)}) == wanted, position
        others = len([record for record in waiting_for(actor, limit=500) if record.id not in _ids(world)])
        assert sum(count_waiting(actor, most=1000).values()) == len(wanted) + others, position


def _ids(world: World) -> set[int]:
    return {record.id for record in world.records.values()}


def test_search(world: World):
    for position, actor, may in everybody(world):
        found = {
            key
            for key, record in world.records.items()
            for query in (word(*key), attached(*key))
            if record.id in search().find(query, actor.principals)
        }
        assert found == may, position
        for key, record in world.records.items():
            hits = search().find(word(*key), actor.principals, "registry.incoming")
            assert hits == ([record.id] if key in may else []), position
        assert keys(world, set(search().find(INCOMING["sender"], actor.principals, limit=500))) == may, position


def test_links(world: World):
    for position, actor, may in everybody(world):
        ends = [other.id for _kind, _outward, other in linked(actor, world.known)]
        assert keys(world, set(ends)) == may, position
        assert len(ends) == len(may), position


def test_attachments(world: World):
    for position, actor, may in everybody(world):
        for key, record in world.records.items():
            (attachment,) = attachments_of(record.id)
            if key in may:
                assert find(actor, record.id, attachment.id).id == attachment.id
                continue
            with pytest.raises(NotFound) as forbidden:
                find(actor, record.id, attachment.id)
            # Not through another record either that he does read.
            with pytest.raises(NotFound):
                find(actor, world.known.id, attachment.id)
            assert forbidden.value.args == (record.id,), position


def test_the_warning_of_a_second_copy_tells_nothing(world: World):
    for position, actor, may in everybody(world):
        told = duplicates(actor, INCOMING["sender"], INCOMING["their_number"], None)
        assert keys(world, {record.id for record in told}) <= may, position


def attempts(record: Record, actor: Actor, file: Received) -> list[Callable[[], object]]:
    """Return every way in which a record changes."""
    outgoing = types.get()["registry.outgoing"]
    return [
        lambda: take(record.id, "refer", actor, {"action": ["u1"], "information": []}),
        lambda: begin(outgoing, actor, {}, record.id, "answer"),
        lambda: correct(record.id, actor, {"subject": "x"}, "Yanlış.", version=record.version),
        lambda: note(record.id, actor, "Not."),
        lambda: attaching.attach(record.id, actor, [file]),
        lambda: attaching.remove(record.id, attachments_of(record.id)[0].id, actor, "Yanlış."),
    ]


def test_nobody_acts_on_what_he_may_not_read(world: World):
    file = receive(io.BytesIO(b"ek"), "ek.txt")
    before = Entry.select().count()
    for _position, actor, may in everybody(world):
        for key in [key for key in world.records if key not in may][::3]:
            for attempt in attempts(world.records[key], actor, file):
                with pytest.raises(NotFound):
                    attempt()
    assert Entry.select().count() == before


@pytest.mark.parametrize("level", LEVELS)
def test_nobody_opens_a_record_above_his_level(world: World, level: int):
    schema = types.get()["registry.outgoing"].schema()
    values = {"subject": "x", "addressee": "Valilik", "file_plan_code": "050.02", "body": "x"}
    loaded = schema.load({**values, "confidentiality": str(level)})
    writers = [(position, actor) for position, actor, _may in everybody(world) if actor.may("registry.draft")]
    for position, actor in writers:
        if CLEARANCE[world.name].get(position, 0) >= level:
            assert create(types.get()["registry.outgoing"], actor, dict(loaded)).confidentiality == level
            continue
        with pytest.raises(Refused) as caught:
            create(types.get()["registry.outgoing"], actor, dict(loaded))
        (refusal,) = caught.value.refusals
        assert refusal.ground is not None
        assert (refusal.ground.kind, refusal.ground.source) == ("right", "clearance"), position
