"""Turkish full text, scoped and current, on both engines."""

from collections.abc import Iterator

import pytest
from peewee import Database
from tests.support.databases import connected

from kalem.search import SearchIndex, create

EVERYONE = ["u1.0"]


@pytest.fixture
def database(empty_database_url: str) -> Iterator[Database]:
    with connected(empty_database_url) as database:
        create(database)
        yield database


@pytest.fixture
def index(database: Database) -> SearchIndex:
    return SearchIndex(database)


def put(index: SearchIndex, record_id: int, *texts: str, to: list[str] = EVERYONE, type: str = "document") -> None:
    index.put(record_id, texts, to, type)


@pytest.mark.parametrize(
    "family",
    [
        ["belediye", "belediyenin", "BELEDİYESİ", "Belediyelere"],
        ["ISPARTA", "ısparta", "Isparta’dan", "Isparta'nın", "isparta"],
        ["kâğıt", "KAĞIT", "kağıdı", "KÂĞIDIN"],
        ["toplantıları", "TOPLANTI", "toplantının"],
        ["yazışma", "yazışmaların", "YAZIŞMALAR"],
        ["İZMİR", "izmir", "İzmir'e", "i\u0307zmir", "I\u0307ZMI\u0307R"],
        ["muhtarlığın", "MUHTARLIK"],
        ["dilekçe", "dilekçesini", "DİLEKÇELER"],
        ["müdürlüğü", "Müdürlük", "MÜDÜRLÜĞÜNE"],
        ["Kur'an", "Kuran", "KUR’AN’IN"],
        ["ﬁrma", "FİRMALAR"],
    ],
    ids=lambda family: family[0],
)
def test_inflected_forms_find_each_other(index: SearchIndex, family: list[str]) -> None:
    for number, word in enumerate(family, start=1):
        put(index, number, f"Konu: {word} hakkında")
    everything = list(range(len(family), 0, -1))
    for word in family:
        assert index.find(f"{word} hakkında", EVERYONE) == everything, word


def test_dotted_and_dotless_words_do_not_lose_their_record(index: SearchIndex) -> None:
    put(index, 1, "IĞDIR ili ILICA köyü")
    for query in ("ığdır", "IĞDIR", "Iğdır ılıca", "İLİ", "ili", "ilica"):
        assert index.find(query, EVERYONE) == [1], query


@pytest.mark.parametrize(
    "query",
    [
        "2026/4127",
        "2026 / 4127",
        "2026-4127",
        "2026/41",
        "4127",
        "2026/4127'nin cevabı",
        "E-22633920-050.02-76388",
        "e-22633920-050.02-76388 cevap",
        "22633920-050",
        "050.02-763",
        "76388",
        "22633",
        "E–22633920–050.02",
    ],
)
def test_a_number_is_found_whole_and_in_part(index: SearchIndex, query: str) -> None:
    put(index, 1, "2026/4127", "E-22633920-050.02-76388 sayılı yazıya cevap")
    put(index, 2, "2027/4128", "E-11633920-051.02-86388 sayılı yazıya cevap")
    assert index.find(query, EVERYONE) == [1]


def test_a_number_that_is_not_last_is_whole(index: SearchIndex) -> None:
    put(index, 1, "2026/4 sayılı yazı")
    put(index, 2, "2026/41 sayılı yazı")
    assert index.find("2026/4 yazı", EVERYONE) == [1]
    assert index.find("2026/4", EVERYONE) == [2, 1]


def test_all_words_must_match_and_the_last_one_as_a_beginning(index: SearchIndex) -> None:
    put(index, 1, "Kaldırım onarımı", "Çınar Mahallesi")
    put(index, 2, "Kaldırım işgali", "Çarşı")
    assert index.find("kaldırım", EVERYONE) == [2, 1]
    assert index.find("kaldırım çın", EVERYONE) == [1]
    assert index.find("çın kaldırım", EVERYONE) == []
    assert index.find("kaldırım yok", EVERYONE) == []


@pytest.mark.parametrize("typed", ["muh", "muhtarlı", "muhtarlıkl", "muhtarlıklarımızda", "mahallele"])
def test_a_word_is_found_while_it_is_typed(index: SearchIndex, typed: str) -> None:
    put(index, 1, "Muhtarlıklarımızdan gelen mahallelere ait istekler")
    put(index, 2, "Zabıta evrakı")
    assert index.find(typed, EVERYONE) == [1]


def test_less_than_three_letters_are_a_word_of_their_own(index: SearchIndex) -> None:
    put(index, 1, "su")
    put(index, 2, "sulama")
    assert index.find("su", EVERYONE) == [1]


def test_old_records_are_found_behind_many_new_ones(index: SearchIndex, database: Database) -> None:
    with database.atomic():
        for number in range(1, 2_101):
            put(index, number, "yol bakımı", to=["w1", "w2"] if number < 4 else ["w1"])
    assert index.find("yol", ["w2"]) == [3, 2, 1]
    assert index.find("yol", ["w2"], limit=2) == [3, 2]
    assert index.find("yol", ["w2"], before=3) == [2, 1]
    assert index.find("yol", ["w1"], limit=2) == [2_100, 2_099]


def test_pages_are_newest_first_below_a_record(index: SearchIndex) -> None:
    for number in range(1, 8):
        put(index, number, "su faturası")
    assert index.find("su", EVERYONE, limit=3) == [7, 6, 5]
    assert index.find("su", EVERYONE, before=5, limit=3) == [4, 3, 2]
    assert index.find("su", EVERYONE, before=1) == []
    assert index.find("su", EVERYONE, before=10**30, limit=1) == [7]
    assert index.find("su", EVERYONE, before=-(10**30)) == []
    assert index.find("su", EVERYONE, limit=0) == []


def test_a_reader_finds_what_one_of_his_principals_may_read(index: SearchIndex) -> None:
    put(index, 1, "gizli rapor", to=["u12.2", "p7"])
    put(index, 2, "açık rapor", to=["u12.0", "s3.1"])
    assert index.find("rapor", ["u12.0"]) == [2]
    assert index.find("rapor", ["u12.0", "p7"]) == [2, 1]
    assert index.find("gizli", ["u12.0", "s3.1"]) == []
    for stranger in ([], ["u1.2"], ["u120.0"], ["u12"], ["w12"], ["p77"], ["u12.1"], ["document"]):
        assert index.find("rapor", stranger) == [], stranger


def test_words_of_the_query_are_no_principals_and_principals_no_words(index: SearchIndex) -> None:
    put(index, 1, "rapor", to=["p7"])
    put(index, 2, "p7 pp7 tdocument p7z", to=["w5"])
    assert index.find("p7", ["p7"]) == []
    assert index.find("pp7", ["p7"]) == []
    assert index.find("rapor OR acl : pp7", ["w5"]) == []
    assert index.find("tdocument", ["w5"]) == [2]


def test_many_principals_are_no_obstacle(index: SearchIndex) -> None:
    put(index, 1, "rapor", to=[f"w{number}" for number in range(3_000)])
    assert index.find("rapor", [f"w{number}" for number in range(2_999, 6_000)]) == [1]


def test_types_part_the_finds(index: SearchIndex) -> None:
    put(index, 1, "randevu", type="document")
    put(index, 2, "randevu", type="visit_request")
    assert index.find("randevu", EVERYONE) == [2, 1]
    assert index.find("randevu", EVERYONE, type="document") == [1]
    assert index.find("randevu", EVERYONE, type="visit_request") == [2]
    assert index.find("randevu", EVERYONE, type="visit") == []


def test_a_record_is_found_in_the_transaction_that_writes_it(index: SearchIndex, database: Database) -> None:
    with database.atomic():
        put(index, 1, "çöp konteyneri")
        assert index.find("konteyner", EVERYONE) == [1]
    assert index.find("konteyner", EVERYONE) == [1]


def test_what_is_rolled_back_leaves_nothing(index: SearchIndex, database: Database) -> None:
    put(index, 1, "park")
    with database.atomic() as transaction:
        put(index, 2, "park")
        put(index, 1, "bahçe")
        transaction.rollback()
    assert index.find("park", EVERYONE) == [1]
    assert index.find("bahçe", EVERYONE) == []


def test_writing_again_replaces(index: SearchIndex) -> None:
    put(index, 1, "eski konu", to=["w1"], type="document")
    put(index, 1, "yeni konu", to=["w2"], type="visit")
    assert index.find("eski", ["w1", "w2"]) == []
    assert index.find("yeni", ["w1"]) == []
    assert index.find("yeni", ["w2"], type="document") == []
    assert index.find("yeni konu", ["w2"], type="visit") == [1]


def test_sharing_changes_readers_and_keeps_words(index: SearchIndex) -> None:
    put(index, 1, "imar planı", to=["w1"])
    index.share(1, ["w2", "u4.1"], "document")
    assert index.find("imar planı", ["w1"]) == []
    assert index.find("imar planı", ["u4.1"], type="document") == [1]


def test_a_record_without_words_or_readers_is_no_error(index: SearchIndex) -> None:
    put(index, 1, "", " … ")
    put(index, 2, "kimsesiz", to=[])
    assert index.find("kimsesiz", EVERYONE) == []


HOSTILE = [
    "",
    " ",
    "'",
    '"',
    '""',
    "*",
    "a*b",
    "AND",
    "OR NOT",
    "NEAR(a b, 3)",
    "acl : x",
    "body:x -y ^z +q",
    "{body acl}: x",
    "x' OR 1=1 --",
    "'); DROP TABLE search_index; --",
    "a & b | !c <-> d:*",
    "\\",
    "\\'",
    "%s %(a)s %",
    "?",
    "\0",
    "abc\0def",
    "\ud800",
    "\u202e",
    "·",
    "2026·4127",
    "²½",
    "ﹰ",
    "\U0001f600",
    "ا" * 500,
    "a" * 1_000_000,
    "a " * 500_000,
    "1/" * 500_000,
    "'" * 1_000_000,
    "a'" * 500_000,
    "1 " * 100 + "/",
]


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_any_text_is_a_query(index: SearchIndex, query: str) -> None:
    put(index, 1, "olağan yazı")
    assert index.find(query, EVERYONE) == []
    assert index.find("olağan", EVERYONE) == [1]


def test_any_text_is_indexed(index: SearchIndex) -> None:
    put(index, 1, "başlık", *HOSTILE)
    assert index.find("başlık", EVERYONE) == [1]
    assert index.find("DROP TABLE", EVERYONE) == [1]


def test_texts_larger_than_a_row_are_found_by_their_beginning(index: SearchIndex) -> None:
    words = " ".join(f"kelime{number}" for number in range(80_000))
    numbers = " ".join("/".join(f"{number}{part}" for part in range(8)) for number in range(20_000))
    put(index, 1, "uzun metin", words)
    put(index, 2, "uzun sayılar", numbers)
    put(index, 3, "uzun kelime", "ş" * 1_000_000)
    assert index.find("uzun", EVERYONE) == [3, 2, 1]
    assert index.find("kelime77 metin", EVERYONE) == [1]
    assert index.find("ş" * 300, EVERYONE) == [3]


def test_a_search_is_one_query(index: SearchIndex, monkeypatch: pytest.MonkeyPatch, database: Database) -> None:
    for number in range(1, 60):
        put(index, number, "su arızası")
    statements: list[str] = []
    run = database.execute_sql
    monkeypatch.setattr(database, "execute_sql", lambda sql, *rest: statements.append(sql) or run(sql, *rest))
    assert len(SearchIndex(database).find("su arızası", EVERYONE)) == 50
    assert len(statements) == 1
