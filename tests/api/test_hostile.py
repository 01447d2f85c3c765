"""What no honest program sends: every answer is a problem in words, nothing is written, nothing breaks."""

import gzip
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.support.desk import INCOMING, Desk
from tests.support.offices import Offices

from kalem.http.visit import MOST_FORM_BYTES
from kalem.ledger import Entry, verify
from kalem.records import Record
from kalem.records.attachments import Attachment
from kalem.testing import TestOffice
from kalem.testing.programs import Program, answering, program

NEW = "/v1/records/registry.incoming?plain=true&allow_similar=true"
PROBLEM = "urn:kalem:problem:"

JSON = "application/json"


@pytest.fixture(scope="module")
def office(offices: Offices, engine: str) -> Iterator[TestOffice]:
    """Karacabey's office, one for all tests of the file: none of them may leave anything behind."""
    with offices.open(engine, "karacabey") as made, made.running():
        answering(made)
        yield made


@pytest.fixture(scope="module")
def desk(office: TestOffice) -> Desk:
    return Desk(office)


@pytest.fixture(scope="module")
def clerk(office: TestOffice) -> Program:
    return program(office, "evrak_kayit")


def raw(clerk: Program, body: bytes, *, kind: str = JSON, path: str = NEW, method: str = "POST", **headers: str) -> Any:
    """Send a body as it is; the answer must be one that the document knows, with nothing of a fault in it."""
    before = Entry.select().count()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = clerk.send(method, path, data=body, content_type=kind, headers=named)
    if answer.status_code >= 400:
        assert answer.content_type == "application/problem+json", answer.text[:300]
        assert answer.status_code < 500, answer.text[:300]
        assert Entry.select().count() == before
    assert "Traceback" not in answer.text
    return answer


def letter(**values: Any) -> bytes:
    return json.dumps({"values": {**INCOMING, **values}}).encode()


# Bodies ---------------------------------------------------------------------------------------------------------------

DEEP = 10_000


@pytest.mark.parametrize(
    "body",
    [
        b"[" * DEEP + b"]" * DEEP,
        b'{"values":' * DEEP + b"1" + b"}" * DEEP,
        b'{"values": {"subject": ' + b"[" * DEEP + b"]" * DEEP + b"}}",
        b'{"values": NaN}',
        b'{"values": {"subject": Infinity}}',
        b'{"values": -Infinity}',
        b'{"values": {}, "values": {}}',
        b'{"values": {"subject": "a", "subject": "b"}}',
        b'{"values": {"subject": 1' + b"0" * 5000 + b"}}",
        b'{"values": ' + b"9" * 300_000 + b"}",
        b"",
        b"null",
        b"[]",
        b'"values"',
        b"{",
        b"{'values': {}}",
        b'{"values": {}} {}',
        b"\xef\xbb\xbf{}",
        b'{"values": {"subject": "\xff\xfe"}}',
        '{"values": {}}'.encode("utf-16"),
        gzip.compress(letter()),
        b"subject=a&channel=hand",
    ],
    ids=range(22),
)
def test_what_is_no_right_json_is_malformed(clerk: Program, body: bytes) -> None:
    answer = raw(clerk, body)
    assert (answer.status_code, answer.json["type"]) == (400, f"{PROBLEM}malformed")


@pytest.mark.parametrize(
    "values",
    [
        {"subject": "a\x00b"},
        {"subject": "a\ud800b"},
        {"subject": "\udfff\ud800"},
        {"subject": "a" * 2**20},
        {"subject": {"$ne": None}},
        {"subject": ["a"]},
        {"subject": True},
        {"subject": 1e400},
        {"subject": 10**4000},
        {"subject": "   "},
        {"their_date": "2026-02-30"},
        {"their_date": "0000-00-00"},
        {"their_date": "9999-12-31T00:00:00Z"},
        {"their_date": 20261116},
        {"channel": "HAND"},
        {"channel": ["hand"]},
        {"sender": "a" * 2**20},
        {"dossier": 2**63},
        {"dossier": -1},
        {"dossier": 1.5},
        {"dossier": "1"},
        {"dossier": True},
        {"dossier": 10**4000},
        {"id": 1},
        {"__class__": "x"},
        {"state": "registered"},
        {"a" * 2**19: 1},
        {"\ud800": 1},
        {"\x00": 1},
    ],
    ids=range(29),
)
def test_what_no_field_can_hold_is_told_at_the_field(clerk: Program, values: dict[str, Any]) -> None:
    answer = raw(clerk, letter(**values))
    assert answer.status_code in (400, 413, 422), answer.text[:300]
    if answer.status_code == 422:
        (name,) = answer.json["errors"]
        assert name == next(iter(values))[:100]
        assert answer.json["errors"][name]
        assert len(answer.data) < 5000


def test_a_whole_number_may_be_written_in_no_other_way(clerk: Program) -> None:
    for number in (b"1.0", b"1e0", b"01", b"0x1", b"+1"):
        body = letter()[:-2] + b', "dossier": ' + number + b"}}"
        assert raw(clerk, body).status_code in (400, 422), number


def test_turkish_letters_and_signs_of_every_plane_come_back_as_they_went(clerk: Program) -> None:
    subject = "İğdiş ıÇŞÖÜğ — 𝒢 🏛 <script>alert(1)</script> ' OR 1=1 -- {{7*7}} %s"
    made = raw(clerk, letter(subject=subject))
    assert made.status_code == 201, made.text
    assert clerk.get(f"/v1/record/{made.json['id']}").json["subject"] == subject


@pytest.mark.parametrize(
    "kind",
    ["", "text/plain", "text/json", "application/xml", "multipart/form-data; boundary=b", "x",
     "application/x-www-form-urlencoded", "application/json-patch+json", "application/" + "j" * 9000, "\x7f"],
)  # fmt: skip
def test_another_type_of_body_is_refused_by_name(clerk: Program, kind: str) -> None:
    answer = raw(clerk, letter(), kind=kind)
    assert (answer.status_code, answer.json["type"]) == (415, f"{PROBLEM}unsupported-media-type")


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"'])
def test_utf_8_may_be_named(clerk: Program, charset: str) -> None:
    assert raw(clerk, letter(), kind=f"{JSON}; charset={charset}").status_code == 201


@pytest.mark.parametrize("charset", ["utf-16", "iso-8859-9", "cp1254", "yok"])
def test_another_charset_is_not_guessed_at(clerk: Program, charset: str) -> None:
    answer = raw(clerk, letter(), kind=f"{JSON}; charset={charset}")
    assert (answer.status_code, answer.json["type"]) == (415, f"{PROBLEM}unsupported-media-type")


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", "gzip, gzip"])
def test_a_packed_body_is_not_unpacked(clerk: Program, coding: str) -> None:
    bomb = gzip.compress(b" " * 10_000_000)
    answer = raw(clerk, bomb, Content_Encoding=coding)
    assert (answer.status_code, answer.json["type"]) == (415, f"{PROBLEM}unsupported-media-type")


def test_a_body_that_is_too_large_is_not_read(clerk: Program) -> None:
    answer = raw(clerk, letter(subject="a" * MOST_FORM_BYTES))
    assert (answer.status_code, answer.json["type"]) == (413, f"{PROBLEM}too-large")


# Methods and addresses ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "POST"])
def test_a_method_that_is_not_there_is_told_with_those_that_are(office: TestOffice, desk: Desk, method: str) -> None:
    record = desk.arrived()
    for holder in (program(office, "evrak_kayit"), program(office)):
        answer = holder.send(method, f"/v1/record/{record.id}")
        assert (answer.status_code, answer.json["type"]) == (405, f"{PROBLEM}method-not-allowed")
        assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "PATCH"}
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_head_is_get_without_a_body(office: TestOffice, desk: Desk, clerk: Program) -> None:
    record = desk.arrived()
    for address in (f"/v1/record/{record.id}", "/v1/me", "/openapi.json"):
        read, head = clerk.get(address), clerk.send("HEAD", address)
        assert (head.status_code, head.data) == (200, b"")
        assert {name: head.headers.get(name) for name in ("ETag", "Content-Type")} == {
            name: read.headers.get(name) for name in ("ETag", "Content-Type")
        }
    assert program(office).send("HEAD", f"/v1/record/{record.id}").status_code == 401


@pytest.mark.parametrize(
    "address",
    ["/v1/record/0", "/v1/record/-1", "/v1/record/1e3", "/v1/record/9" + "9" * 40, "/v1/record/%00", "/v1/record/1/",
     "/v1/record/../me", "/v1//me", "/v2/me", "/v1/records/registry.incoming%00", "/v1/records/../../etc/passwd",
     "/v1/types/" + "a" * 5000, "/v1/types/%F0%9F%8F%9B", "/v1/types/%ff", "/v1/suggestions/%2e%2e%2f", "/", "",
     "/docs/..%2f..%2ffactory.py", "/docs/docs.html"],
)  # fmt: skip
def test_an_address_that_is_not_there_is_not_found(clerk: Program, address: str) -> None:
    answer = clerk.get(address)
    assert answer.status_code in (404, 308), address
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "query",
    ["yok=1", "limit=0", "limit=101", "limit=-1", "limit=1e1", "limit=" + "9" * 5000, "limit=%00", "limit=1&limit=2",
     "after=x", "after=%00", "after=" + "A" * 99, "after=" + "A" * 101, "after=" + "OTk5" * 7,
     "after=%ff", "since=2026-02-30", "until=2026-W48-2", "until=0001-01-01", "year=1", "year=99999", "unit=yok",
     "open=1", "q=" + "a" * 201,
     "q%5B%5D=a", "access_token=klm_x"],
)  # fmt: skip
def test_a_query_that_makes_no_sense_is_told_at_its_name(clerk: Program, query: str) -> None:
    answer = clerk.get(f"/v1/records/registry.incoming?{query}")
    assert (answer.status_code, answer.json["type"]) == (422, f"{PROBLEM}invalid")
    assert list(answer.json["errors"]) == [query.partition("=")[0].replace("%5B%5D", "[]")]


def test_cursors_of_another_list_open_nothing_more(office: TestOffice, desk: Desk, clerk: Program) -> None:
    for _number in range(3):
        desk.arrived()
    cursors = [clerk.get(f"/v1/{address}limit=1").json["next"] for address in ("desk?", "search?q=toplantı&")]
    cursors.append(clerk.get("/v1/records/registry.incoming?limit=1").json["next"])
    assert all(cursors)
    values = [each.partition("after=")[2].partition("&")[0] for each in cursors]
    narrow = program(office, "protokol_personeli")
    for value in values:
        for address in ("desk?", "desk?view=late&", "search?q=toplantı&", "records/registry.incoming?"):
            for tampered in (value, value[:-1], value + "A", value[::-1], value.swapcase()):
                assert clerk.get(f"/v1/{address}after={tampered}").status_code in (200, 422)
                unseen = narrow.get(f"/v1/{address}after={tampered}")
                assert unseen.status_code in (200, 422)
                assert not unseen.json.get("items")


# Versions and keys ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ('"{0}"', 200),
        ("*", 200),
        ('"99", "{0}"', 200),
        ('"99"', 412),
        # If-Match compares strongly (RFC 9110, 13.1.1): a weak tag never matches.
        ('W/"{0}"', 412),
        ('w/"{0}"', 412),
        ("", 412),
        ('""', 412),
        ("'{0}'", 412),
        ('"{0}', 412),
        ('" {0}"', 412),
        ("x" * 5000, 412),
    ],
)
def test_if_match_names_the_version_that_was_seen(
    office: TestOffice, desk: Desk, clerk: Program, header: str, status: int
) -> None:
    record = desk.arrived()
    answer = raw(
        clerk,
        b'{"values": {}}',
        path=f"/v1/record/{record.id}/steps/register",
        If_Match=header.format(record.version),
    )
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize("key", ["", '""', "a" * 256, "ş", "a\tb", "\x7f"])
def test_a_key_that_is_none_is_malformed(clerk: Program, key: str) -> None:
    answer = raw(clerk, letter(), Idempotency_Key=key)
    assert (answer.status_code, answer.json["type"]) == (400, f"{PROBLEM}malformed")


def test_a_key_is_for_one_request(office: TestOffice, desk: Desk, clerk: Program) -> None:
    key, before = "k" * 255, Record.select().count()
    first = raw(clerk, letter(), Idempotency_Key=key)
    assert first.status_code == 201
    assert raw(clerk, letter(), Idempotency_Key=f'"{key}"').json["id"] == first.json["id"]
    for path, body in (
        (NEW, letter(subject="Başka")),
        (NEW.replace("&allow_similar=true", ""), letter()),
        (f"/v1/record/{first.json['id']}/notes", b'{"note": "a"}'),
        (f"/v1/record/{first.json['id']}/steps/register", b'{"values": {}}'),
    ):
        answer = raw(clerk, body, path=path, Idempotency_Key=key, If_Match="*")
        assert (answer.status_code, answer.json["type"]) == (422, f"{PROBLEM}key-reused"), path
    other = program(office, "evrak_kayit")
    assert raw(other, letter(), Idempotency_Key=key).json["id"] != first.json["id"]
    assert Record.select().count() == before + 2


def test_a_key_shows_nothing_to_who_may_no_longer_read(office: TestOffice, desk: Desk, clerk: Program) -> None:
    made = raw(clerk, letter(), Idempotency_Key="bir")
    record = Record.get_by_id(made.json["id"])
    desk.force(record, readers=desk.position("baskan"), holders="")
    again = raw(clerk, letter(), Idempotency_Key="bir")
    assert again.status_code == 404
    assert INCOMING["subject"] not in again.text


# Files ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def address(desk: Desk) -> str:
    return f"/v1/record/{desk.arrived().id}/attachments"


def send_file(clerk: Program, address: str, content: bytes, name: str, **more: Any) -> Any:
    data = {"files": (io.BytesIO(content), name), **more}
    return clerk.send("POST", address, data=data, content_type="multipart/form-data")


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd.txt", "..\\..\\boot.ini.txt", "/etc/passwd.txt", "C:\\a.txt", "a\x00.txt", "a\r\nX-Evil: 1.txt",
     '"; filename="b.txt', "\u202etxt.exe.txt", "ş" * 300 + ".txt", ".txt", "con.txt"],
)  # fmt: skip
def test_a_name_leads_to_no_other_place(clerk: Program, address: str, name: str) -> None:
    made = send_file(clerk, address, b"merhaba", name)
    assert made.status_code in (201, 422), made.text
    if made.status_code == 201:
        (one,) = made.json["items"]
        assert not {"/", "\\", "\x00", "\r", "\n"} & set(one["name"])
        got = clerk.get(one["url"])
        assert (got.status_code, got.data) == (200, b"merhaba")
        assert "X-Evil" not in got.headers
        assert got.headers["Content-Disposition"].startswith("attachment")
        assert got.headers["X-Content-Type-Options"] == "nosniff"


def test_a_part_of_a_file_is_answered_with_the_whole(clerk: Program, address: str) -> None:
    (one,) = send_file(clerk, address, b"0123456789", "a.txt").json["items"]
    for header in (
        "bytes=0-3",
        "bytes=5-",
        "bytes=-1",
        "bytes=0-0,2-3",
        "bytes=9-1",
        "bytes=99-",
        "x=1",
        "bytes=" + "1" * 99,
    ):
        got = clerk.send("GET", one["url"], headers={"Range": header})
        assert (got.status_code, got.data) == (200, b"0123456789"), header
        assert "Content-Range" not in got.headers
    tag = got.headers["ETag"]
    assert clerk.get(one["url"], if_none_match=tag).status_code == 304
    assert clerk.get(one["url"], if_none_match='"baska"').status_code == 200


# What the framework had read of a form that is broken off lies about until it is collected.
@pytest.mark.filterwarnings("ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    "body",
    [b"", b"--b\r\n\r\n", b"--b--\r\n", b"--b\r\nContent-Disposition: form-data; name=files\r\n\r\nx\r\n--b--\r\n",
     b'--b\r\nContent-Disposition: form-data; name="files"; filename=""\r\n\r\nx\r\n--b--\r\n',
     b'--b\r\nContent-Disposition: form-data; name="dosya"; filename="a.txt"\r\n\r\nx\r\n--b--\r\n',
     b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nx',
     b"--b\r\n" + b"a: b\r\n" * 5000 + b"\r\n\r\n--b--"],
)  # fmt: skip
def test_a_form_without_a_file_adds_none(clerk: Program, address: str, body: bytes) -> None:
    answer = raw(clerk, body, kind="multipart/form-data; boundary=b", path=address)
    assert answer.status_code in (400, 413, 422), answer.text
    assert not Attachment.select().where(Attachment.record_id == int(address.split("/")[3])).exists()


@pytest.mark.filterwarnings("ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning")
def test_many_parts_are_too_many(clerk: Program, address: str) -> None:
    part = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nx\r\n'
    answer = raw(clerk, part * 5000 + b"--b--\r\n", kind="multipart/form-data; boundary=b", path=address)
    assert answer.status_code in (413, 422)
    answer = send_file(clerk, address, b"x", "a.txt", kind="scan", other="x")
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["other"])
    assert not Attachment.select().where(Attachment.record_id == int(address.split("/")[3])).exists()


def test_nothing_of_all_this_hurt_the_office(office: TestOffice, desk: Desk, clerk: Program) -> None:
    assert raw(clerk, letter()).status_code == 201
    assert verify() == []
