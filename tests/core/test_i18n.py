"""Strings for people, in and out of an application."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, render_template_string

from kalem import i18n
from kalem.i18n import gettext, lazy_gettext, lazy_pgettext, ngettext, pgettext


def said() -> list[str]:
    return [
        gettext("%100 yerli"),
        gettext("%(name)s girdi", name="Ayşe"),
        pgettext("record", "Kayıt"),
        ngettext("%(num)s kayıt", "%(num)s kayıt", 3),
        ngettext("bir kayıt", "%(num)s kayıt", 1),
        str(lazy_gettext("Sil")),
        str(lazy_pgettext("record", "%(count)s kayıt", count=2)),
    ]


TURKISH = ["%100 yerli", "Ayşe girdi", "Kayıt", "3 kayıt", "bir kayıt", "Sil", "2 kayıt"]


def test_the_source_text_stands_outside_an_application() -> None:
    assert said() == TURKISH


def test_the_source_text_stands_in_an_application_without_languages() -> None:
    with Flask(__name__).app_context():
        assert said() == TURKISH


def test_the_source_text_stands_in_commands_and_requests() -> None:
    app = Flask(__name__)
    i18n.install(app)
    with app.app_context():
        assert said() == TURKISH
    with app.test_request_context():
        assert said() == TURKISH


#: What the catalogue of the tests says.
CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

msgid "Dosya"
msgstr "{file}"

msgctxt "record"
msgid "Kayıt"
msgstr "Record"

msgid "bir kayıt"
msgid_plural "%(num)s kayıt"
msgstr[0] "one record"
msgstr[1] "%(num)s records"

#, fuzzy
msgid "Sil"
msgstr "Guessed"

msgid "Yaz"
msgstr ""

msgid "Birim eklenir: %(name)s"
msgstr "Unit comes: %(name)s"

msgid "; %(count)s kayıt gider"
msgstr "; %(count)s records go"

msgid "%(name)s birimi eklenir: %(name)s"
msgstr "%(name)s %(name)s"
"""


def folder(root: Path, domain: str, file: str) -> tuple[str, Path]:
    path = root / domain / "en" / "LC_MESSAGES" / f"{domain}.po"
    path.parent.mkdir(parents=True)
    path.write_text(CATALOGUE.format(file=file), encoding="utf-8")
    return domain, root / domain


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    monkeypatch.setattr(i18n, "_CORE", folder(tmp_path, "kalem", "File"))
    app = Flask(__name__)
    i18n.install(app)
    with app.app_context():
        yield app


def test_a_message_stands_in_the_language_that_is_spoken(app: Flask) -> None:
    with i18n.speaking("en"):
        assert gettext("Dosya") == "File"
        assert pgettext("record", "Kayıt") == "Record"
        assert gettext("Kayıt") == "Kayıt"
        assert [ngettext("bir kayıt", "%(num)s kayıt", count) for count in (0, 1, 2)] == [
            "0 records",
            "one record",
            "2 records",
        ]
        assert str(lazy_gettext("Dosya")) == "File"
    assert gettext("Dosya") == "Dosya"


def test_what_is_guessed_or_not_translated_stands_in_turkish(app: Flask) -> None:
    with i18n.speaking("en"):
        assert (gettext("Sil"), gettext("Yaz")) == ("Sil", "Yaz")


def test_a_plugin_changes_no_word_of_the_core_or_of_one_before_it(app: Flask, tmp_path: Path) -> None:
    i18n.with_plugins(app, [folder(tmp_path, "kalem_a", "Folder"), folder(tmp_path, "kalem_b", "Dossier")])
    with i18n.speaking("en"):
        assert gettext("Dosya") == "File"
    path = tmp_path / "kalem_a" / "en" / "LC_MESSAGES" / "kalem_a.po"
    path.write_text(path.read_text() + '\nmsgid "Randevu"\nmsgstr "Appointment"\n')
    other = tmp_path / "kalem_b" / "en" / "LC_MESSAGES" / "kalem_b.po"
    other.write_text(other.read_text() + '\nmsgid "Randevu"\nmsgstr "Date"\n\nmsgid "Muhtar"\nmsgstr "Mukhtar"\n')
    i18n._read.cache_clear()
    with i18n.speaking("en"):
        assert (gettext("Randevu"), gettext("Muhtar")) == ("Appointment", "Mukhtar")


def test_templates_speak_as_the_code_does(app: Flask) -> None:
    template = (
        '{{ _("Dosya") }} {{ pgettext("record", "Kayıt") }} {{ ngettext("bir kayıt", "%(num)s kayıt", 2) }} '
        '{{ _("Birim eklenir: %(name)s", name="<b>") }}'
    )
    with i18n.speaking("en"):
        assert render_template_string(template) == "File Record 2 records Unit comes: &lt;b&gt;"
    assert render_template_string(template) == "Dosya Kayıt 2 kayıt Birim eklenir: &lt;b&gt;"


def test_a_lazy_text_is_stored_in_turkish_whoever_reads(app: Flask) -> None:
    with i18n.speaking("en"):
        assert i18n.source(lazy_gettext("Birim eklenir: %(name)s", name="Etüt")) == "Birim eklenir: Etüt"
        assert i18n.source("as it is") == "as it is"
        assert gettext("Dosya") == "File"


def test_a_stored_sentence_is_told_again_with_its_values(app: Flask) -> None:
    with i18n.speaking("en"):
        assert i18n.translated("Dosya") == "File"
        assert i18n.retold("Birim eklenir: Etüt: Proje") == "Unit comes: Etüt: Proje"
        assert i18n.retold("Birim eklenir: Etüt; 3 kayıt gider") == "Unit comes: Etüt; 3 records go"
        assert i18n.retold("Ayşe'nin notu; bekleyin") == "Ayşe'nin notu; bekleyin"
        assert i18n.retold("") == ""
    assert i18n.retold("Birim eklenir: Etüt") == "Birim eklenir: Etüt"


def test_commands_speak_the_language_of_their_environment(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    for wanted, said in (("en", "File"), ("tr", "Dosya"), ("de", "Dosya"), ("", "Dosya")):
        monkeypatch.setenv("KALEM_LANGUAGE", wanted)
        assert gettext("Dosya") == said


def test_a_request_speaks_for_itself(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KALEM_LANGUAGE", "en")
    i18n.speak("tr")
    assert gettext("Dosya") == "Dosya"
    i18n.speak("no such")
    assert i18n.language() == "tr"
    i18n.hush()
    assert i18n.language() == "en"


def parted(text: object) -> list[tuple[str, bool]]:
    """Return the parts of a text that hold something."""
    return [part for part in i18n.parts(text) if part[0]]


def test_a_text_knows_which_of_it_a_catalogue_gave(app: Flask) -> None:
    with i18n.speaking("en"):
        assert parted(gettext("Dosya")) == parted(lazy_gettext("Dosya")) == [("File", True)]
        assert parted(gettext("Sil")) == [("Sil", False)]
        assert parted("Etüt") == [("Etüt", False)]
        told = gettext("Birim eklenir: %(name)s", name="Etüt")
        assert told == "Unit comes: Etüt"
        assert parted(told) == parted(i18n.retold("Birim eklenir: Etüt")) == [("Unit comes: ", True), ("Etüt", False)]
        nested = gettext("Birim eklenir: %(name)s", name=lazy_gettext("Dosya"))
        assert parted(nested) == [("Unit comes: ", True), ("File", True)]
        counted = ngettext("bir kayıt", "%(num)s kayıt", 2)
        assert parted(counted) == [("2", False), (" records", True)]
    assert parted(gettext("Birim eklenir: %(name)s", name="Etüt")) == [("Birim eklenir: Etüt", False)]


def test_what_is_joined_still_knows_it(app: Flask) -> None:
    with i18n.speaking("en"):
        whole = i18n.joined((lazy_gettext("Dosya"), "", "Etüt"), ", ")
        assert whole == "File, Etüt"
        assert parted(i18n.joined((whole, "!"))) == [("File", True), (", ", True), ("Etüt", False), ("!", False)]
        assert type(i18n.joined(("Etüt", "Proje"), ", ")) is str
        assert parted(gettext("Dosya").lower()) == [("file", True)]
    assert i18n.joined((lazy_gettext("Dosya"), "Etüt"), ", ") == "Dosya, Etüt"
    assert i18n.joined(()) == ""
