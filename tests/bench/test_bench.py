"""The bench measures an office as the product would have written it; how fast it is, no test says."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from bench import __main__ as bench
from bench import pages
from bench.keeping import Store, store
from bench.measured import USERS, Office, running
from bench.office import FORTY, NARROW, WIDE
from bench.registration import Forms
from bench.table import HEADINGS, drawn, written
from bench.words import FORMS, Parties, Vocabulary, inflected

from kalem.ledger import verify
from kalem.records import Record, visible
from kalem.registry.correspondents import Correspondent

SIZE, SMALL = 300, 200


@pytest.fixture(scope="module")
def kept(engine: str) -> Iterator[Store]:
    # A server that is started by root runs as somebody else, who must reach the folder.
    folder = Path(tempfile.mkdtemp(prefix="kalem-bench-"))
    try:
        with store(engine, folder) as kept:
            yield kept
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def office(kept: Store) -> Iterator[Office]:
    with kept.copy(SIZE) as place, running(place) as office, office.context():
        yield office


def test_a_corpus_is_what_the_product_would_have_written(office: Office) -> None:
    assert verify() == []


def test_a_corpus_has_as_many_records_as_were_asked_for(office: Office) -> None:
    assert Record.select().count() == SIZE


def test_one_user_sees_forty_records_and_the_other_nearly_all(office: Office) -> None:
    assert len(visible(office.actor(NARROW), limit=SIZE)) == FORTY
    assert len(visible(office.actor(WIDE), limit=SIZE)) > SIZE * 0.8


def test_records_differ_in_type_state_unit_year_channel_and_confidentiality(office: Office) -> None:
    def different(column: object) -> int:
        return int(Record.select(column).distinct().count())

    assert different(Record.type) == 6
    assert different(Record.unit_id) > 4
    assert different(Record.year) > 6
    assert different(Record.state) > 6
    assert different(Record.confidentiality) > 1


def test_correspondents_are_counted_as_often_as_they_wrote_or_were_written_to(office: Office) -> None:
    told = Record.confidentiality == 0
    documents = Record.select().where(told & Record.type.in_(["registry.incoming", "registry.outgoing"]))
    assert sum(row.uses for row in Correspondent.select()) == documents.count()


def test_the_table_has_each_measure_of_both_users(kept: Store, engine: str) -> None:
    effort = pages.Effort(rounds=1, requests=3, starts=1)
    lines, version = bench.measure(kept, SIZE, small_size=SMALL, effort=effort)
    for user in USERS:
        mine = [line.measure for line in lines if line.user == user]
        for page in ("newest 50 of a list", "desk", "hits of a common word", "hits of two words"):
            assert {page, f"{page}, p95", f"{page}, queries"} <= set(mine)
        assert {"record page, p95", "registration, processor time", "registration, p95"} <= set(mine)
    assert {"cold start, application", "cold start, `kalem plugins`", "memory of the web process"} <= {
        line.measure for line in lines
    }
    table = drawn(lines)
    assert table.splitlines()[0].replace(" ", "") == f"|{'|'.join(HEADINGS)}|".replace(" ", "")
    assert len(table.splitlines()) == len(lines) + 2
    assert [line.met for line in lines if line.measure == "registered is found when answered"] == [True, True]
    queries = [line for line in lines if line.measure.endswith("queries")]
    assert [line for line in queries if not line.met] == []
    kept_text = written(SIZE, engine, version, lines, bench.ROOT)
    assert table in kept_text
    assert str(bench.ROOT) not in kept_text


def test_an_office_goes_on_where_its_corpus_ends_and_leaves_the_corpus_as_it_was(kept: Store) -> None:
    for _run in range(2):
        with kept.copy(SIZE) as place, running(place) as office, office.context():
            forms = Forms(office, WIDE)
            for _number in range(3):
                forms.next()()
            assert [record.id for record in Record.select().where(Record.id > SIZE)] == [SIZE + 1, SIZE + 2, SIZE + 3]
            assert verify() == []


def test_words_follow_vowel_harmony() -> None:
    assert inflected("yol", "lArDA") == "yollarda"
    assert inflected("kitap", "(y)I") == "kitabı"
    assert inflected("çiçek", "(s)IndAn") == "çiçeğinden"
    assert inflected("kapı", "(s)I") == "kapısı"
    assert inflected("evrak", "DAki") == "evraktaki"


def test_words_are_drawn_as_zipf_has_them() -> None:
    vocabulary = Vocabulary(Random(1))
    assert len(set(vocabulary.forms)) == FORMS
    drawn_words = vocabulary.words(100_000)
    first, tenth = (drawn_words.count(vocabulary.forms[place]) for place in (0, 9))
    assert 7 < first / tenth < 14


def test_some_parties_write_often() -> None:
    names = Parties(Random(1)).draw(10_000)
    assert len(set(names)) > 1_000
    assert names.count(max(set(names), key=names.count)) > 500
