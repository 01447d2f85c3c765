"""The strings for people: all of them translated, each with one meaning, none put together or left out."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.offices import municipality
from tools.messages import LANGUAGE, ROOT, Domain, domains

from kalem.app.assembly import put_together
from kalem.i18n import speaking
from kalem.testing.messages import FUNCTIONS, Message, NoLiteral, catalogue, faults, forms, messages, updated

ALL = list(domains())

#: Words that stand for more than one thing, and what each means where it stands: by context, none where there is none.
MEANINGS = {
    "Açık": {"": "Open", "theme": "Light"},
    "Evrak": {"": "Document", "plural": "Documents"},
    "Bilgi": {"": "Information", "purpose": "For information"},
    "Deneme": {"": "Test", "count": "Attempts"},
    "Gelen evrak": {"": "Incoming document", "plural": "Incoming documents"},
    "Giden evrak": {"": "Outgoing letter", "plural": "Outgoing letters"},
    "Kapalı": {"": "Off", "position": "Closed"},
    "Kaydet": {"": "Save", "step": "Register"},
    "Görünüm": {"": "View", "theme": "Appearance"},
    "Kayıt": {"day": "Registered", "record": "Record"},
    "Son gün": {"": "Last day", "due": "Due"},
    "Görevlendir": {"": "Assign", "position": "Appoint"},
}

#: Words that could stand for more than one thing, and stand for this one everywhere.
ONE_MEANING = {
    "Alındı": "Received",
    "Ara": "Search",
    "Boş": "Vacant",
    "Dosya": "File",
    "Dosyalar": "Files",
    "Durum": "Status",
    "Dış": "External",
    "Ek": "Attachment",
    "Ekle": "Add",
    "Ekler": "Attachments",
    "Geliş": "Received",
    "Gereği": "For action",
    "Görev": "Position",
    "Görevler": "Positions",
    "Gün": "Day",
    "Kabul": "Adopted",
    "Kalem": "Kalem",
    "Kapat": "Close",
    "Karar": "Decision",
    "Konu": "Subject",
    "Madde": "Clause",
    "Metin": "Text",
    "Not": "Note",
    "Olur": "Approval",
    "Paraf": "Initial",
    "Randevu": "Appointment",
    "Sayı": "Number",
    "Süre": "Deadline",
    "Süreler": "Deadlines",
    "Sıra": "Order",
    "Tür": "Type",
    "Yazı": "Letter",
    "Zimmet": "Custody",
    "dosya": "dossier",
    "defter": "ledger",
    "görev": "position",
    "gün": "day",
    "imza": "signature",
    "kapı": "port",
    "madde": "clause",
    "özet": "digest",
    "yetki": "right",
    "İlgi": "Reference",
    "İptal": "Voided",
}

#: A number with a noun behind it, of which one is told otherwise than many.
COUNTED = re.compile(r"%\((count|num|days|records|entries)\)s [a-z]")

#: Turkish in the source that is no message: letters and orders, made-up people, the names of languages, and headings
#: of other people's files.
NO_MESSAGES = (
    "core/kalem/demo/",
    "core/kalem/text/",
    "core/kalem/testing/",
    "core/kalem/i18n.py",
    "core/kalem/importing/staff.py",
    "core/kalem/organisation/people.py",
    "core/kalem/records/filenames.py",
    "core/kalem/records/serving.py",
    "core/kalem/registry/old_register.py",
    "core/kalem/registry/own_codes.py",
    "core/kalem/search/analyser.py",
    "core/kalem/web/referral.py",
)

TURKISH = re.compile("[çğıöşüâîûÇĞİÖŞÜÂÎÛ]")


@pytest.mark.parametrize("domain", ALL, ids=lambda domain: domain.name)
def test_every_message_is_translated(domain: Domain) -> None:
    assert list(faults(domain.path, domain.wanted)) == [], "make messages names what waits for its translation"


@pytest.mark.parametrize("domain", ALL, ids=lambda domain: domain.name)
def test_the_catalogues_are_as_make_messages_writes_them(domain: Domain) -> None:
    assert domain.path.read_bytes() == updated(domain.path, domain.wanted.values(), LANGUAGE)


def translations() -> dict[tuple[str, str], dict[str, tuple[str, ...]]]:
    """Return every message with its translations, by catalogue."""
    found: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {}
    for domain in ALL:
        for entry in catalogue(domain.path):
            if entry.id:
                message = entry.id if isinstance(entry.id, str) else entry.id[0]
                found.setdefault((entry.context or "", message), {})[domain.name] = forms(entry)
    return found


def test_a_message_means_the_same_in_every_catalogue() -> None:
    assert {key: said for key, said in translations().items() if len(set(said.values())) > 1} == {}


def test_a_message_that_the_core_has_stands_in_no_plugins_catalogue() -> None:
    assert {key: list(said) for key, said in translations().items() if "kalem" in said and len(said) > 1} == {}


def test_a_word_with_two_meanings_says_which() -> None:
    said = {key: next(iter(several.values()))[0] for key, several in translations().items()}
    contexts: dict[str, dict[str, str]] = {}
    for (context, message), translation in said.items():
        contexts.setdefault(message, {})[context] = translation
    with_context = {message: each for message, each in contexts.items() if set(each) != {""}}
    assert with_context == MEANINGS
    assert {word: contexts[word][""] for word in ONE_MEANING if word in contexts} == {
        word: meant for word, meant in ONE_MEANING.items() if word in contexts
    }


def test_a_list_is_called_otherwise_than_a_record_of_it() -> None:
    """But for what English does not count."""
    with speaking("en"):
        same = {type.id for type in put_together(municipality("karacabey")).types.values() if type.label == type.plural}
    assert same == {"registry.regulation"}


def test_what_is_counted_is_told_for_one_and_for_many() -> None:
    for (_context, message), several in translations().items():
        for said in several.values():
            assert len(said) == 2 or not COUNTED.search(said[0]), f"{message!r} needs ngettext, or a colon: {said[0]!r}"


def test_a_plural_is_told_otherwise_than_one() -> None:
    same = [key for key, several in translations().items() for said in several.values() if len(set(said)) < len(said)]
    assert same == []


def sources() -> Iterator[Path]:
    yield from sorted((ROOT / "core").rglob("*.py"))
    yield from sorted(path for path in (ROOT / "plugins").rglob("*.py") if "tests" not in path.parts)


def test_turkish_stands_in_messages_only() -> None:
    found = []
    for path in sources():
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(NO_MESSAGES):
            found += [f"{name}:{line}: {text!r}" for line, text in beside_messages(path)]
    assert found == []


def beside_messages(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the Turkish texts of a module that are neither messages nor documentation."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in ("kalem.i18n", "kalem.plugin")
        for alias in node.names
        if alias.name in FUNCTIONS
    }
    known: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            known.update(id(each) for given in node.args for each in ast.walk(given))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            known.add(id(node.value))
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in known else None
        if isinstance(text, str) and TURKISH.search(text):
            yield node.lineno, text


#: Run by a program of its own: imports every module, and tells which asked for a translation meanwhile.
IMPORTS = """
import pkgutil, sys
from kalem import i18n

looked_up, asked = i18n._form, set()

def form(*given):
    frame = sys._getframe(1)
    while frame.f_globals["__name__"] in ("kalem.i18n", "flask_babel.speaklater"):
        frame = frame.f_back
    asked.add(frame.f_globals["__name__"])
    return looked_up(*given)

i18n._form = form
import kalem.web, kalem_muhtarlik, kalem_protokol
for package in (kalem, kalem_muhtarlik, kalem_protokol):
    for each in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if ".migrations" not in each.name:
            __import__(each.name)
print(*sorted(asked))
"""


def test_nothing_is_translated_while_a_module_is_imported() -> None:
    """But in commands, for a program speaks one language; and a manifest only asks whether its label is empty."""
    done = subprocess.run([sys.executable, "-c", IMPORTS], capture_output=True, text=True, check=True)
    asked = {name for name in done.stdout.split() if not name.startswith("kalem.cli.")}
    assert asked <= {"kalem.plugins.manifest"}


# The tool -------------------------------------------------------------------------------------------------------------

SOURCE = """
from kalem.i18n import gettext as _
from kalem.i18n import lazy_gettext as _l
from kalem.i18n import lazy_pgettext, ngettext

from elsewhere import gettext

LABEL = _l("Sil")
KIND = lazy_pgettext("record", "Kayıt")


def say(count: int) -> str:
    gettext("başkasının")
    return _("%(name)s" " girdi", name="x") + ngettext("%(num)s gün", "%(num)s günler", count)
"""

TEMPLATE = (
    """{{ _("Başlık") }} {{ ngettext("%(num)s dosya", "%(num)s dosyalar", 3) }} {{ pgettext("theme", "Açık") }}"""
)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "templates").mkdir()
    (tmp_path / "some.py").write_text(SOURCE)
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    return tmp_path


def test_messages_are_found_by_the_functions_that_a_module_imports(package: Path) -> None:
    assert set(messages(package).values()) == {
        Message("Sil"),
        Message("Kayıt", context="record"),
        Message("%(name)s girdi"),
        Message("%(num)s gün", "%(num)s günler"),
        Message("Başlık"),
        Message("%(num)s dosya", "%(num)s dosyalar"),
        Message("Açık", context="theme"),
    }


@pytest.mark.parametrize("code", ["_(name)", '_("a" if name else "b")', '_(f"{name} var")', "_()"])
def test_a_message_that_is_not_written_out_is_an_error(package: Path, code: str) -> None:
    (package / "other.py").write_text(f'from kalem.i18n import gettext as _\n\nname = "x"\nprint({code})\n')
    with pytest.raises(NoLiteral, match=r"other\.py:4"):
        messages(package)


def test_translations_are_kept_and_what_left_the_source_goes(package: Path) -> None:
    path = package / "words.po"
    path.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Sil"\nmsgstr "Delete"\n\nmsgid "Eski"\nmsgstr "Old"\n\n'
        '#, fuzzy\nmsgid "Başlık"\nmsgstr "Guess"\n\nmsgid "%(num)s gün"\nmsgstr "%(num)s days"\n'
    )
    wanted = messages(package)
    path.write_bytes(updated(path, wanted.values(), "en"))
    kept = {entry.id: forms(entry) for entry in catalogue(path) if entry.id}
    assert kept["Sil"] == ("Delete",)
    assert kept["Başlık"] == ("",)
    assert kept["%(num)s gün", "%(num)s günler"] == ("", "")
    assert "Eski" not in kept
    assert path.read_bytes() == updated(path, wanted.values(), "en")


def test_what_is_wrong_with_a_catalogue_is_told(tmp_path: Path) -> None:
    path = tmp_path / "words.po"
    path.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "%(name)s girdi"\nmsgstr "%(nome)s came in"\n\n#, fuzzy\nmsgid "Sil"\nmsgstr "Delete"\n\n'
        'msgid "Yaz"\nmsgstr ""\n\nmsgid "Eski"\nmsgstr "Old"\n\nmsgid "gün"\nmsgstr "day"\n\n'
        'msgid "Ad: "\nmsgstr "Name:"\n\n#~ msgid "Gitti"\n#~ msgstr "Gone"\n'
    )
    wanted = ("%(name)s girdi", "Sil", "Yaz", "Ad: ", "Yeni")
    known = {("", text): Message(text) for text in wanted} | {("", "gün"): Message("gün", "günler")}
    assert sorted(faults(path, known)) == [
        "counted or not, source and catalogue differ: 'gün'",
        "fuzzy: 'Sil'",
        "missing: 'Yeni'",
        "not in the source any more: 'Eski'",
        "not translated: 'Yaz'",
        "obsolete: 'Gitti'",
        "other blanks at its ends than the source has: 'Name:'",
        "other values than the source has: '%(nome)s came in'",
    ]
