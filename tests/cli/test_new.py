"""``kalem new``: a file that is right, explained, and runs, whatever the municipality is called."""

import json
import re
import tomllib
from pathlib import Path

import jsonschema_rs
import pytest
from click.testing import CliRunner, Result
from tests.cli.conftest import PASSWORD, Kalem
from tests.load.server import Browser, Server

from kalem.cli.main import main

#: Names with which a careless program breaks: a Turkish capital, quotes, escapes, markup, other letters, nothing but
#: signs, as long as may be.
NAMES = [
    "İ Belediyesi",
    "İğdır \"Işık\" 'Belediyesi'",
    'Tırnaklı """ \\ \\n {{ name }} Belediyesi',
    "<script>alert(1)</script> Belediyesi",
    "北京 Belediyesi",
    "??? !!!",
    "Belediyesi",
    "Ş" * 200,
]


def new(folder: Path, *words: str, input: str | None = None, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["new", str(folder), *words], input=input)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result


def file_in(folder: Path) -> Path:
    (found,) = folder.glob("*.toml")
    return found


def test_the_whole_way_from_the_questions_to_a_request(tmp_path: Path, empty_database_url: str) -> None:
    new(tmp_path / "ilce", "--name", "Örnek Belediyesi", "--office", "ozel_kalem", "--office", "yazi_isleri", "--yes")
    kalem = Kalem(tmp_path / "data", file_in(tmp_path / "ilce"), empty_database_url)

    assert "dosya doğru. 2 müdürlük" in kalem("check").output
    assert "engel yok" in kalem("plan").output
    assert "sürüm 1" in kalem("apply", "--migrate").output
    kalem("admin", "create", "yonetici", "Ayşe Yönetir")

    server = Server(empty_database_url, kalem.folder)
    server.start()
    try:
        browser = Browser(server.port)
        assert "Örnek Belediyesi" in browser.get("/sign-in")[1]
        browser.sign_in("yonetici", PASSWORD)
        status, page = browser.get("/yonetim/birimler")
        assert status == 200
        assert "Kararlar Birimi" in page
    finally:
        server.stop()
    assert "bulgu yok" in kalem("verify").output


@pytest.mark.parametrize("name", NAMES, ids=lambda name: name[:20])
def test_any_name_makes_a_right_file_that_can_be_applied(tmp_path: Path, name: str, empty_database_url: str) -> None:
    new(tmp_path / "ilce", "--name", name, "--unit", f"{name[:140]} Birimi", "--unit", "Makam Bürosu", "--yes")
    file = file_in(tmp_path / "ilce")
    kalem = Kalem(tmp_path / "data", file, empty_database_url)

    whole = tomllib.loads(file.read_text(encoding="utf-8"))
    assert whole["municipality"]["name"] == name
    kalem("check")
    kalem("apply", "--migrate")
    assert re.fullmatch(r"[a-z][a-z0-9_]{0,39}\.toml", file.name)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--name", ""], "--name: boş olamaz"),
        (["--name", " \u200b "], "--name: boş olamaz"),
        (["--name", "A\nBelediyesi"], "--name: 2. karakter satır sonu"),
        (["--name", "A\x00B"], "--name: 2. karakter (U+0000)"),
        (["--name", "Ş" * 300], "--name: en çok 200 karakter"),
        (["--name", "A", "--province", "İ" * 61], "--province: en çok 60 karakter"),
        (["--name", "A", "--unit", ""], "--unit: boş olamaz"),
        (["--name", "A", "--unit", "Ş" * 151], "--unit: en çok 150 karakter"),
        (["--name", "A", "--unit", "yazi_isler=B"], "--unit: `yazi_isler` yok"),
        (["--name", "A", "--office", "ozel_kalm"], "--office: `ozel_kalm` yok; `ozel_kalem` mı?"),
        (["--name", "A", "--plugin", "protokool"], "--plugin: `protokool` yok; `protokol` mı?"),
        ([], "Eksik: --name"),
    ],
)
def test_what_cannot_stand_in_the_file_is_refused_and_nothing_written(
    tmp_path: Path, words: list[str], told: str
) -> None:
    assert told in new(tmp_path / "ilce", *words, "--yes", code=2).output
    assert not (tmp_path / "ilce").exists()


def test_the_questions_are_asked_and_a_wrong_answer_is_asked_again(tmp_path: Path) -> None:
    answers = ["", "Deniz Belediyesi", "Rize", "12345678", "ozel_kalm", "yazi_isleri", "Arşiv Şefliği, Posta", "-"]

    result = new(tmp_path, input="\n".join(answers) + "\n")

    assert "`ozel_kalm` yok; `ozel_kalem` mı?" in result.output
    whole = tomllib.loads(file_in(tmp_path).read_text(encoding="utf-8"))
    assert whole["municipality"] == {
        "name": "Deniz Belediyesi",
        "province": "Rize",
        "detsis": "12345678",
        "letterhead": ["T.C.", "DENİZ BELEDİYE BAŞKANLIĞI", "Yazı İşleri Müdürlüğü"],
        "plugins": [],
    }
    assert list(whole["office"]) == ["yazi_isleri"]
    assert whole["unit"]["arsiv"]["kind"] == "şeflik"
    assert whole["unit"]["posta"]["parent"] == "yazi_isleri"
    assert whole["unit"]["ozel_kalem"]["outside"] is True


def test_units_that_would_share_an_id_get_their_own(tmp_path: Path) -> None:
    words = [word for unit in ("Baskan Birimi", "Arşiv Birimi", "Arşiv Bürosu", "office") for word in ("--unit", unit)]
    new(tmp_path, "--name", "A", *words, "--yes")
    Kalem(tmp_path / "data", file_in(tmp_path))("check")
    units = tomllib.loads(file_in(tmp_path).read_text(encoding="utf-8"))["unit"]
    assert [id for id, unit in units.items() if unit.get("parent") == "ozel_kalem"] == [
        "baskan_2",
        "arsiv",
        "arsiv_2",
        "office_2",
    ]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    new(tmp_path, "--name", "A", "--yes")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}

    assert "zaten var" in new(tmp_path, "--name", "A", "--yes", code=1).output
    assert "kalem.schema.json zaten var" in new(tmp_path, "--name", "B", "--yes", code=1).output
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_an_editor_finds_the_schema_beside_the_file_and_no_fault(tmp_path: Path) -> None:
    new(tmp_path, "--name", "A", "--yes")
    text = file_in(tmp_path).read_text(encoding="utf-8")

    schema = re.match(r"#:schema \./(\S+)\n", text)
    assert schema is not None
    shape = json.loads((tmp_path / schema[1]).read_text(encoding="utf-8"))
    jsonschema_rs.validate(shape, tomllib.loads(text))


def test_every_section_is_explained(tmp_path: Path) -> None:
    """Each kind of section has its explanation above the first of its kind, and each what can be added stands there."""
    new(tmp_path, "--name", "A", "--yes")
    lines = file_in(tmp_path).read_text(encoding="utf-8").splitlines()
    kinds = {line.split(".")[0].strip("[]") for line in lines if line.startswith("[")}
    office = {line.split(".")[2].strip("[]") for line in lines if re.match(r"\[office\.\w+\.\w+", line)}

    assert kinds == {"municipality", "role", "unit", "body", "position", "office", "plugin"}
    for line in (f"[office.ozel_kalem.{part}]" for part in office - {"sign", "duty", "deadline"}):
        above = lines[lines.index(line) - 1]
        assert above.startswith("#") or line.endswith(("addressees]", "registers]")), line


def test_what_a_plugin_permits_is_a_role_and_its_settings_stand_there(tmp_path: Path) -> None:
    new(tmp_path, "--name", "A", "--plugin", "protokol", "--yes")
    text = file_in(tmp_path).read_text(encoding="utf-8")
    whole = tomllib.loads(text)
    assert whole["role"]["protokol"]["may"] == [
        "protokol.appointment.confirm",
        "protokol.appointment.create",
        "protokol.appointment.work",
    ]
    assert "protokol" in whole["position"]["mudur"]["roles"]
    assert "# slot_minutes = 20 # Bir randevunun süresi (dakika)" in text
