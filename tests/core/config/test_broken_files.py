"""Small mistakes in a good file: each is told with its line, its key and what to do."""

from pathlib import Path

import pytest

from kalem.config import BadFile, load, parse

GOOD = """\
[municipality]
name = "Örnek Belediyesi"
plugins = ["takvim"]

[role.mudur_rolu]
label = "Müdür"
may = ["registry.refer", "registry.sign"]
clearance = "gizli"

[role.bagli]
label = "Üst sorumlu"
scope = "attached"

[unit.makam]
kind = "makam"
name = "Başkanlık"

[unit.kalem_mudurlugu]
office = "ana"
kind = "müdürlük"
name = "Kalem Müdürlüğü"
parent = "makam"
head = "mudur"
answers_to = ["baskan"]

[unit.basin]
kind = "birim"
name = "Basın Birimi"
parent = "kalem_mudurlugu"

[unit.fen_isleri]
kind = "müdürlük"
name = "Fen İşleri"
outside = true

[body.meclis]
name = "Meclis"

[position.baskan]
unit = "makam"
title = "Başkan"
seats = 1

[position.mudur]
unit = "kalem_mudurlugu"
title = "Müdür"
roles = ["mudur_rolu"]
answers_to = ["baskan"]

[position.sorumlu]
unit = "kalem_mudurlugu"
title = "Üst Sorumlu"
roles = ["bagli"]
attached = ["basin"]

[office.ana]
unit = "kalem_mudurlugu"

[office.ana.regulation]
prefix = "ornek"
title = "Yönetmelik"
in_force = 2025-09-03
enters = "acceptance"
adopted = { by = "meclis", on = 2025-09-03 }

[office.ana.rule]
registered-first = "m2"

[office.ana.intake]
steps = ["register", "refer"]
registered_by = ["basin"]

[office.ana.referral]
by = ["mudur"]
cover_letter = true

[office.ana.sign.external]
initials = ["mudur"]
signed_by = ["baskan"]

[office.ana.registers]
names = { incoming = "Gelen" }

[office.ana.custody]
kinds = ["document"]
handover = { required = true, clauses = ["m2"] }

[office.ana.deadline.petition]
length = 15
day = "calendar"
clause = "m3"

[office.ana.deadline.report]
every = "month"
due = "12-31"

[office.ana.closing.dilek]
capability = "citizen-request"
tell = ["applicant", "baskan"]

[office.ana.officer.spending]
position = "mudur"

[office.ana.capability]
appointment = { owner = "basin", shared_with = ["mudur"] }

[office.ana.duty.office]
"m1" = ["m.1", "policy", "legal-frame", "Amaç."]
"m2" = ["m.2", "rule", "incoming-registration", "Önce kayıt."]
"m3" = ["m.3", "feature", "petition", "Dilekçe."]
"m4" = ["m.4", "feature", "appointment", "Randevu."]

[office.ana.duty.basin]
"m5" = ["m.5", "feature", "appointment", "Randevu alma."]

[plugin.takvim]
minutes = 20
"""


def broken(*edits: tuple[str, str]) -> str:
    """The good file with each first text replaced by the second."""
    text = GOOD
    for old, new in edits:
        assert text.count(old) == 1, f"{old!r} must stand once in the good file"
        text = text.replace(old, new)
    return text


def line_of(text: str, part: str) -> int:
    """The line of a text that stands in it once."""
    assert text.count(part) == 1, part
    return text.count("\n", 0, text.index(part)) + 1


def problems(text: str):
    with pytest.raises(BadFile) as caught:
        parse(text, "ornek.toml")
    return caught.value.problems


def test_the_good_file_is_good():
    parse(GOOD)


#: old text, new text, what stands in the reported line, key, a part of the message, a part of the cure
MISTAKES = [
    # names that do not exist
    ('answers_to = ["baskan"]\n\n[unit.basin]', 'answers_to = ["baskann"]\n\n[unit.basin]', '"baskann"',
     "unit.kalem_mudurlugu.answers_to.0", "`baskann`: böyle bir görev yok", "`baskan` mı?"),
    ('initials = ["mudur"]', 'initials = ["mudurr"]', "mudurr",
     "office.ana.sign.external.initials.0", "`mudurr`: böyle bir görev yok", "`mudur` mı?"),
    ('parent = "kalem_mudurlugu"', 'parent = "kalem_müdürlüğü"', "kalem_müdürlüğü",
     "unit.basin.parent", "böyle bir birim yok", "`kalem_mudurlugu` mı?"),
    ('roles = ["mudur_rolu"]', 'roles = ["katip"]', '"katip"',
     "position.mudur.roles.0", "`katip`: böyle bir rol yok", "yazılabilecekler: `bagli`, `mudur_rolu`"),
    ('[role.bagli]\n', '[security]\nsecond_factor = ["mudur_rol"]\n\n[role.bagli]\n', '"mudur_rol"',
     "security.second_factor.0", "`mudur_rol`: böyle bir rol yok", "`mudur_rolu` mı?"),
    ('office = "ana"', 'office = "anna"', '"anna"', "unit.kalem_mudurlugu.office", "`anna`", "`ana` mı?"),
    ('by = "meclis"', 'by = "mecliss"', "mecliss",
     "office.ana.regulation.adopted.by", "böyle bir kurul yok", "`meclis` mı?"),
    ('clause = "m3"', 'clause = "m33"', '"m33"',
     "office.ana.deadline.petition.clause", "böyle bir madde yok", "`m3` mı?"),
    ('clauses = ["m2"]', 'clauses = ["m22"]', '"m22"',
     "office.ana.custody.handover.clauses.0", "böyle bir madde yok", "`m2` mı?"),
    ("[office.ana.duty.basin]", "[office.ana.duty.basinn]", "[office.ana.duty.basinn]",
     "office.ana.duty.basinn", "`basinn`: böyle bir", "`basin` mı?"),
    ('owner = "basin"', 'owner = "fen_isleri"', "appointment = {",
     "office.ana.capability.appointment.owner", "`fen_isleri` başka bir müdürlük", "kalemin bir birimini yazın"),
    # words that do not exist
    ('clearance = "gizli"', 'clearance = "gizlii"', "gizlii", "role.mudur_rolu.clearance", "burada yazılamaz",
     "`gizli` mı?"),
    ('"register", "refer"]\n', '"register", "refere"]\n', '"refere"',
     "office.ana.intake.steps.1", "`refere` burada yazılamaz", "`refer` mı?"),
    ('enters = "acceptance"', 'enters = "kabul"', '"kabul"',
     "office.ana.regulation.enters", "burada yazılamaz", "`publication`"),
    ('day = "calendar"', 'day = "takvim"', 'day = "takvim"',
     "office.ana.deadline.petition.day", "burada yazılamaz", "`working`"),
    ('every = "month"', 'every = "moon"', '"moon"', "office.ana.deadline.report.every", "`moon`", "`month` mı?"),
    ('"m3" = ["m.3", "feature"', '"m3" = ["m.3", "featur"', '"m3" =',
     "office.ana.duty.office.m3", "böyle bir madde türü yok", "`feature` mı?"),
    ('"rule", "incoming-registration"', '"rule", "incoming-registrations"', "registrations",
     "office.ana.duty.office.m2", "böyle bir yetenek yok", "`incoming-registration` mı?"),
    ('capability = "citizen-request"', 'capability = "citizen-requests"', "citizen-requests",
     "office.ana.closing.dilek.capability", "böyle bir yetenek yok", "`citizen-request` mı?"),
    ("[office.ana.officer.spending]", "[office.ana.officer.spend]", "[office.ana.officer.spend]",
     "office.ana.officer.spend", "böyle bir yetkili yok", "`spending` mı?"),
    # keys that do not exist
    ('prefix = "ornek"', 'prefix = "ornek"\nbasiss = []', "basiss",
     "office.ana.regulation.basiss", "böyle bir anahtar yok", "`basis` mı?"),
    ('title = "Başkan"', 'title = "Başkan"\nseat = 1', "seat = 1",
     "position.baskan.seat", "böyle bir anahtar yok", "`seats` mı?"),
    ("[office.ana.sign.external]", "[office.ana.sign.extern]", "[office.ana.sign.extern]",
     "office.ana.sign.extern", "böyle bir anahtar yok", "`external` mı?"),
    ("[body.meclis]", "[bodies.x]\nname = 1\n\n[body.meclis]", "[bodies.x]",
     "bodies", "böyle bir anahtar yok", "`body` mı?"),
    ("incoming = ", "coming = ", "coming = ",
     "office.ana.registers.names.coming", "böyle bir anahtar yok", "`incoming` mı?"),
    # missing
    ('name = "Örnek Belediyesi"\n', "", "[municipality]", "municipality.name", "eksik", 'name = "'),
    ('prefix = "ornek"\n', "", "[office.ana.regulation]", "office.ana.regulation.prefix", "eksik", 'prefix = "'),
    ('[office.ana]\nunit = "kalem_mudurlugu"', "[office.ana]", "[office.ana]",
     "office.ana.unit", "baş birimi yazılmamış", 'unit = "'),
    ('length = 15\nday = "calendar"', "length = 15", "length = 15",
     "office.ana.deadline.petition.length", "gün türü yazılmamış", 'day = "working" (iş günü)'),
    ('attached = ["basin"]\n', "", 'roles = ["bagli"]', "position.sorumlu.roles",
     "bağlı birim yazılmamış", "attached = ["),
    ('initials = ["mudur"]\nsigned_by = ["baskan"]\n', "", "[office.ana.sign.external]",
     "office.ana.sign.external", "zincir boş", "bölümü silin"),
    ('[office.ana.capability]\nappointment = { owner = "basin", shared_with = ["mudur"] }\n', "", "[office.ana]\n",
     "office.ana.capability.appointment", "birden çok yere veriyor: basin, kalem_mudurlugu", "kimin olduğunu söyleyin"),
    # wrong kinds of values
    ("seats = 1", 'seats = "bir"', '"bir"', "position.baskan.seats", "sayı beklenir", "tırnaksız"),
    ("seats = 1", "seats = 0", "seats = 0", "position.baskan.seats", "1 veya daha büyük", "tırnaksız"),
    ("cover_letter = true", 'cover_letter = "evet"', "evet",
     "office.ana.referral.cover_letter", "evet/hayır beklenir", "`true` veya `false`"),
    ("in_force = 2025-09-03", 'in_force = "3 Eylül 2025"', "3 Eylül",
     "office.ana.regulation.in_force", "tarih beklenir", "2025-09-03"),
    ('kind = "birim"', "kind = 3", "kind = 3", "unit.basin.kind", "metin beklenir", "tırnak içine alın"),
    ('name = "Basın Birimi"', 'name = "  "', 'name = "  "', "unit.basin.name", "metin boş", "doldurun"),
    ('name = "Basın Birimi"', 'name = "Basın\\tBirimi"', "\\t", "unit.basin.name", "sekme", "yeniden yazın"),
    ('by = ["mudur"]', "by = [5]", "by = [5]", "office.ana.referral.by.0", "metin beklenir", "tırnak"),
    ('tell = ["applicant", "baskan"]', 'tell = "applicant"', 'tell = "applicant"',
     "office.ana.closing.dilek.tell", "liste beklenir", "köşeli ayraç"),
    ('tell = ["applicant", "baskan"]', 'tell = ["baskan", "baskan"]', '"baskan", "baskan"',
     "office.ana.closing.dilek.tell.1", "iki kez yazılmış", "birini silin"),
    ('due = "12-31"', 'due = "31-12"', "31-12", "office.ana.deadline.report.due", "ay ve gün", '"12-31"'),
    ('may = ["registry.refer", "registry.sign"]', 'may = ["registry.refer", "İmza"]', "İmza",
     "role.mudur_rolu.may.1", "izin adı", "`registry.refer`"),
    ('"m4" = ["m.4", "feature", "appointment", "Randevu."]', '"m4" = ["m.4", "feature", "Randevu."]', '"m4" =',
     "office.ana.duty.office.m4", "4 metin beklenir", '"m4" = ["m.22"'),
    ("[office.ana.officer.spending]", "[[office.ana.officer]]", "[[office.ana.officer]]",
     "office.ana.officer", "bölüm beklenir", "`[office.ana.officer.kisa_ad]`"),
    ("[unit.fen_isleri]", '[unit."Fen İşleri"]', '[unit."Fen İşleri"]',
     "unit.Fen İşleri", "kısa ad küçük harfle", "`fen_isleri` yazın"),
    # longer than what is kept
    ('name = "Basın Birimi"', 'name = "' + "Ş" * 201 + '"', 'name = "ŞŞ',
     "unit.basin.name", "en çok 200 karakter", "kısaltın"),
    ('kind = "birim"', 'kind = "' + "ş" * 61 + '"', 'kind = "şş', "unit.basin.kind", "en çok 60 karakter", "kısaltın"),
    ('title = "Başkan"', 'title = "' + "Ş" * 201 + '"', 'title = "ŞŞ',
     "position.baskan.title", "en çok 200", "kısaltın"),
    ("[unit.fen_isleri]", f"[unit.{'f' * 61}]", "[unit.fff", f"unit.{'f' * 61}", "en çok 60", f"`{'f' * 60}` yazın"),
    # things that contradict each other
    ("outside = true", 'outside = true\noffice = "ana"', "outside = true",
     "unit.fen_isleri.outside", "bir kaleme bağlı olamaz", "satırını silin"),
    ('kind = "makam"', 'kind = "makam"\nparent = "basin"', 'parent = "basin"',
     "unit.makam.parent", "makam → basin → kalem_mudurlugu", "`parent` yazılmaz"),
    ('title = "Başkan"', 'title = "Başkan"\nanswers_to = ["mudur"]', 'answers_to = ["mudur"]',
     "position.baskan.answers_to", "baskan → mudur", "çıkarın"),
    ('head = "mudur"', 'head = "baskan"', 'head = "baskan"', "unit.kalem_mudurlugu.head",
     "bu birimin görevi değil", "başka bir görev seçin"),
    ('[position.sorumlu]\nunit = "kalem_mudurlugu"', '[position.sorumlu]\nunit = "fen_isleri"',
     'unit = "fen_isleri"', "position.sorumlu.unit", "`fen_isleri` başka bir müdürlük (`outside`)", "outside"),
    ('registered_by = ["basin"]', 'registered_by = ["fen_isleri"]', 'registered_by =',
     "office.ana.intake.registered_by.0", "`fen_isleri` başka bir müdürlük (`outside`)", "kalemin bir birimini yazın"),
    ('[office.ana]\nunit = "kalem_mudurlugu"', '[office.ana]\nunit = "fen_isleri"', 'unit = "fen_isleri"',
     "office.ana.unit", "`fen_isleri` başka bir müdürlük (`outside`)", "kalemin bir birimini yazın"),
    ('name = "Basın Birimi"', 'name = "Basın Birimi"\nsuccessor = "fen_isleri"', "successor =",
     "unit.basin.successor", "`fen_isleri` başka bir müdürlük (`outside`)", "kalemin bir birimini yazın"),
    ('registered-first = "m2"', 'registered-first = "m3"', 'registered-first = "m3"',
     "office.ana.rule.registered-first", "kural koymuyor", "kuralı koyan maddeyi"),
    ('"m5" = ["m.5"', '"m2" = ["m.5"', '"m2" = ["m.5"',
     "office.ana.duty.basin.m2", "`office` altında da yazılmış", "tek sahibi"),
    ("[position.sorumlu]", "[position.basin]", "[position.basin]",
     "position.basin", "zaten bir birim adı", "başka bir kısa ad"),
    ("[position.sorumlu]", "[position.author]", "[position.author]", "position.author",
     "ayrı bir anlam", "başka bir kısa ad seçin"),
    ('shared_with = ["mudur"]', 'shared_with = ["basin"]', "appointment = {",
     "office.ana.capability.appointment.shared_with", "zaten sahibi", "çıkarın"),
    ('name = "Basın Birimi"', 'name = "Basın Birimi"\nsuccessor = "basin"', "successor =",
     "unit.basin.successor", "kendi yerine geçemez", "devralan birimi"),
    ('name = "Kalem Müdürlüğü"', 'name = "Kalem Müdürlüğü"\nsuccessor = "makam"', 'parent = "kalem_mudurlugu"',
     "unit.basin.parent", "üst birimi kapanıyor: `kalem_mudurlugu`", "`successor` ile kapatın"),
    # what is not seen
    ('name = "Basın Birimi"', 'name = "Basın \u202eimiriB"', "imiriB", "unit.basin.name", "U+202E", "elle yeniden"),
    ('name = "Basın Birimi"', 'name = "Basın \\u2066Birimi"', "u2066", "unit.basin.name", "U+2066", "elle yeniden"),
    ('title = "Başkan"', 'title = "Başkan\u200f"', "Başkan\u200f", "position.baskan.title", "U+200F", "elle yeniden"),
    ("[office.ana.intake]", '[office.ana.term]\n"Baş\u202ekan" = "x"\n\n[office.ana.intake]', "\u202e",
     "office.ana.term.Baş\u202ekan", "U+202E", "elle yeniden"),
    # nested deeper than anything that is meant
    ("minutes = 20", "x = " + "[" * 500 + "]" * 500, "x = [", "", "iç içe", "sadeleştirin"),
    ("minutes = 20", "x = " + "{a=" * 500 + "1" + "}" * 500, "x = {", "", "iç içe", "sadeleştirin"),
    ("minutes = 20", "b." + ".".join("a" * 2000) + " = 1", "b.a", "", "iç içe", "sadeleştirin"),
    ("[plugin.takvim]", "[plugin.takvim." + ".".join("a" * 2000) + "]", "takvim.a.a", "", "iç içe", "sadeleştirin"),
    # not TOML
    ('title = "Başkan"', "title = “Başkan”", "“Başkan”", "", "okunamıyor", "düz tırnak"),
    ('title = "Başkan"', "title = Başkan", "title = Başkan", "", "okunamıyor", "metni tırnak içine alın"),
    ('title = "Başkan"', 'title = "Başkan', 'title = "Başkan\n', "", "okunamıyor", "tırnağı kapatın"),
    ('title = "Başkan"', "title Başkan", "title Başkan", "", "okunamıyor", "anahtar = değer"),
    ('title = "Başkan"', 'başlık = "Başkan"', "başlık", "", "okunamıyor", '"başlık"'),
    ("[unit.fen_isleri]", "[unit.fen_işleri]", "[unit.fen_işleri]", "", "okunamıyor", "Türkçe harf içermez"),
    ('by = ["mudur"]', 'by = ["mudur"', 'by = ["mudur"\n', "", "okunamıyor", "köşeli ayracı kapatın"),
    ('{ by = "meclis", on = 2025-09-03 }', '{ by = "meclis"', "adopted =", "", "okunamıyor", "süslü ayracı kapatın"),
    ("in_force = 2025-09-03", "in_force = 2025-02-30", "2025-02-30", "", "okunamıyor", "takvimde olan bir tarih"),
    ("[body.meclis]", "[unit.makam]", '[unit.makam]\nname = "Meclis"',
     "unit.makam", "ikinci kez yazılmış", "ilki 14. satırda"),
    ('label = "Müdür"', 'label = "Müdür"\nlabel = "Amir"', '"Amir"', "role.mudur_rolu.label",
     "ikinci kez yazılmış", "ilki 6. satırda"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "place", "key", "message", "cure"), MISTAKES, ids=[(one[3] or one[1])[:60] for one in MISTAKES]
)
def test_a_mistake_is_told_with_line_key_and_cure(old, new, place, key, message, cure):
    text = broken((old, new))
    (problem,) = problems(text)
    assert (problem.line, problem.key) == (line_of(text, place), key)
    assert message in problem.message
    assert cure in problem.cure
    assert str(problem).startswith(f"ornek.toml:{problem.line}: ")


def closing(*successors: str) -> str:
    """The good file with units ``b0``, ``b1``, … each of which closes in favour of one of ``successors``."""
    units = "".join(
        f'[unit.b{at}]\nkind = "birim"\nname = "B{at}"\nparent = "kalem_mudurlugu"\nsuccessor = "{name}"\n\n'
        for at, name in enumerate(successors)
    )
    return broken(("[unit.fen_isleri]", units + "[unit.fen_isleri]"))


def test_units_that_close_in_favour_of_each_other_are_told_once():
    text = closing("b1", "b2", "b1")
    (circle,) = problems(text)
    assert (circle.key, circle.line) == ("unit.b1.successor", line_of(text, "[unit.b1]") + 4)
    assert "b1 → b2" in circle.message


def test_a_closing_unit_is_no_successor_and_the_last_one_is_named():
    text = closing("b1", "b2", "basin")
    assert [(problem.key, problem.cure) for problem in problems(text)] == [
        ("unit.b0.successor", 'yazın: successor = "basin"'),
        ("unit.b1.successor", 'yazın: successor = "basin"'),
    ]


def test_a_directorate_outside_may_close_in_favour_of_another():
    outside = '[unit.park]\nkind = "müdürlük"\nname = "Park"\noutside = true\nsuccessor = "fen_isleri"\n\n'
    parse(broken(("[unit.fen_isleri]", outside + "[unit.fen_isleri]")))


def test_ten_mistakes_are_told_at_once():
    text = broken(
        ('plugins = ["takvim"]', 'plugins = ["takvim", "takvim"]'),
        ('clearance = "gizli"', 'clearance = "gizlii"'),
        ('parent = "kalem_mudurlugu"', 'parent = "kalem"'),
        ("seats = 1", 'seats = "bir"'),
        ('roles = ["mudur_rolu"]', 'roles = ["katip"]'),
        ("in_force = 2025-09-03", 'in_force = "dün"'),
        ('registered-first = "m2"', 'registered-first = "m9"'),
        ('"register", "refer"]\n', '"register", "refere"]\n'),
        ('signed_by = ["baskan"]', 'signed_by = ["baskam"]\nsigner = "x"'),
        ('"m3" = ["m.3", "feature", "petition"', '"m3" = ["m.3", "feature", "petitions"'),
    )
    found = problems(text)
    assert [problem.key for problem in found] == [
        "municipality.plugins.1",
        "role.mudur_rolu.clearance",
        "unit.basin.parent",
        "position.baskan.seats",
        "position.mudur.roles.0",
        "office.ana.regulation.in_force",
        "office.ana.rule.registered-first",
        "office.ana.intake.steps.1",
        "office.ana.sign.external.signed_by.0",
        "office.ana.sign.external.signer",
        "office.ana.duty.office.m3",
    ]
    assert [problem.line for problem in found] == sorted(problem.line for problem in found)
    assert str(BadFile(found)).count("\n") == len(found) - 1


def test_syntax_errors_do_not_hide_other_mistakes_nor_invent_any():
    text = broken(
        ('title = "Başkan"', "title = “Başkan”"),
        ("[unit.kalem_mudurlugu]", "[unit.kalem_müdürlüğü]"),
        ("seats = 1", 'seats = "bir"'),
        ('may = ["registry.refer", "registry.sign"]', 'may = [\n  "registry.refer"\n  "registry.sign",\n]'),
    )
    assert [(problem.key, problem.line) for problem in problems(text)] == [
        ("", line_of(text, '  "registry.refer"\n')),
        ("", line_of(text, "[unit.kalem_müdürlüğü]")),
        ("", line_of(text, "“Başkan”")),
        ("position.baskan.seats", line_of(text, '"bir"')),
    ]


def test_an_unreadable_value_hides_no_unknown_name():
    text = broken(('title = "Başkan"', "title = Başkan"), ('signed_by = ["baskan"]', 'signed_by = ["baskam"]'))
    assert [problem.key for problem in problems(text)] == ["", "office.ana.sign.external.signed_by.0"]


def test_a_file_that_is_something_else_is_refused_with_a_list_that_ends():
    assert 1 <= len(problems("Bu bir mektuptur.\n" * 500)) <= 100


def test_a_file_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(BadFile) as caught:
        load(tmp_path / "yok.toml")
    assert "okunamadı" in caught.value.problems[0].message


def test_a_file_in_another_encoding_is_told_with_its_line(tmp_path: Path):
    path = tmp_path / "eski.toml"
    path.write_bytes(GOOD.encode("windows-1254"))
    with pytest.raises(BadFile) as caught:
        load(path)
    (problem,) = caught.value.problems
    assert (problem.line, problem.cure) == (2, "düzenleyicide “UTF-8” olarak kaydedin")


def test_a_file_from_another_system_is_read(tmp_path: Path):
    path = tmp_path / "windows.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load(path).digest == parse(GOOD).digest
