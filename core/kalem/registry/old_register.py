"""An old register of incoming documents, as some other program wrote it to a file: what each of its rows says.

Nothing here asks a database: a file can be looked at before anything is set up.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from kalem.context import moment_of
from kalem.i18n import LazyString, Text, source
from kalem.i18n import gettext as _
from kalem.i18n import lazy_gettext as _l
from kalem.importing import Columns, Heading, Report, Row, Table, is_formula, key, matched, read_day, torn
from kalem.text import UncleanText, clean

from .channels import INCOMING
from .fileplan import common, is_own

#: The columns of an old register, each with the words that programs use for it.
HEADINGS = (
    Heading("number", ("Kayıt No", "Kayıt Numarası", "Kayıt Sayısı", "Defter No", "Sıra No", "Gelen No", "No"), True),
    Heading("date", ("Kayıt Tarihi", "Geliş Tarihi", "Gelen Tarihi", "Tarih"), True),
    Heading("channel", ("Geliş Şekli", "Geliş Yolu", "Geliş Türü", "Gönderim Şekli"), True),
    Heading("sender", ("Gönderen", "Gönderen Kurum", "Geldiği Yer", "Nereden Geldiği", "Kimden"), True),
    Heading("their_date", ("Evrak Tarihi", "Belge Tarihi", "Yazı Tarihi")),
    Heading("their_number", ("Evrak Sayısı", "Evrak No", "Belge Sayısı", "Belge No", "Yazı Sayısı", "Sayı", "Sayısı")),
    Heading("subject", ("Konu", "Konusu", "Evrak Konusu", "Özet", "Özü"), True),
    Heading("code", ("Dosya Kodu", "SDP Kodu", "Dosya Planı Kodu", "Standart Dosya Planı", "Dosya No")),
    Heading("referral", ("Havale", "Havale Yeri", "Havale Edilen", "Havale Edilen Birim")),
    Heading("annexes", ("Ek", "Ekler", "Ek Sayısı", "Ek Adedi")),
    Heading("remarks", ("Açıklama", "Açıklamalar", "Düşünceler", "Notlar", "Not")),
)

#: Other words for the ways of arrival than their labels.
_CHANNELS = {
    "elden teslim": "hand", "el": "hand",
    "adi posta": "post", "normal posta": "post", "ptt": "post",
    "acele posta": "aps", "aps kurye": "aps",
    "taahhutlu": "registered", "iadeli": "registered", "iadeli taahhutlu posta": "registered",
    "kayitli elektronik posta": "kep",
    "e devlet kapisi": "edevlet", "edevlet": "edevlet",
    "elektronik posta": "email", "eposta": "email", "mail": "email", "e mail": "email", "email": "email",
    "belgegecer": "fax", "faks": "fax", "fax": "fax",
}  # fmt: skip

#: Characters of a subject; of a sender and of a number on a letter, of which the rest stands in the remarks.
SUBJECT, SENDER, NUMBER = 2000, 250, 80

#: The largest number of annexes.
ANNEXES = 999

#: More numbers than this are never missing in a row: a larger leap is a mistyped number.
LEAP = 10_000

#: No office gives more numbers in a year.
LARGEST = 9_999_999

_NUMBER = re.compile(r"(?:([0-9]{4}) ?[/-] ?)?0*([0-9]{1,7})")
#: What stands in a cell that says “nothing”.
_NOTHING = frozenset({"", "-", "–", "—", "--"})


@dataclass
class OldDocument:
    """A row of the old register that can become a record."""

    line: int
    no: int
    #: When it was registered; where the register knows the day only, its first moment.
    at: datetime
    channel: str
    sender: str
    their_date: date
    their_number: str | None
    subject: str
    #: As the old register has it; whether the plan has it is for the office to say.
    code: str | None
    referral: str | None
    annexes: int
    remarks: str | None


@dataclass
class OldRegister:
    """What a file says of one year of a register."""

    table: Table
    year: int
    report: Report
    #: The rows that can be imported, by number.
    documents: dict[int, OldDocument]
    #: Why a number of the year has no document, by number: all up to the last one.
    missing: dict[int, str] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """The last number that the register gave."""
        return max((*self.documents, *self.missing), default=0)


def understood(table: Table, year: int | None = None, *, on: date, codes: Collection[str] | None = None) -> OldRegister:
    """Return what the rows of ``table`` say. Raises ``BadTable`` where its columns are not those of a register.

    ``year`` is the register's; without one it is that of most of its dates. ``on`` is today. ``codes`` are those of the
    file plan; without them a code of the municipality's own is believed.
    """
    columns = matched(table, HEADINGS)
    if year is None:
        year = _year_of(table, columns) or on.year
    reader = _Reader(table, columns, year, on, codes)
    found = OldRegister(table, year, reader.report, {})
    for row in table.rows:
        document = reader.document(row)
        if document is not None:
            found.documents[document.no] = document
    # A number that only such a row has was given, and to nobody else.
    reader.lines = {**reader.torn, **reader.lines}
    _leaps(found, reader)
    _gaps(found, reader)
    return found


def _year_of(table: Table, columns: Columns) -> int | None:
    """Return the year of most of the dates of registration; None where there is none."""
    whole = (row for row in table.rows if len(row.cells) == len(table.headers))
    moments = (read_day(columns.cells(row)["date"].strip()) for row in whole)
    counted = Counter(moment[0].year for moment in moments if moment is not None)
    return counted.most_common(1)[0][0] if counted else None


class _Reader:
    """Reads row after row, and remembers which numbers it met."""

    def __init__(self, table: Table, columns: Columns, year: int, on: date, codes: Collection[str] | None) -> None:
        self.table = table
        self.columns = columns
        self.year = year
        self.on = on
        self.codes = codes
        self.report = Report()
        #: The first line of every number, of bad rows too; and of those in rows of too few or too many fields.
        self.lines: dict[int, int] = {}
        self.torn: dict[int, int] = {}
        self._channels = {**_CHANNELS, **{key(str(label)): value for value, label in INCOMING}}

    def document(self, row: Row) -> OldDocument | None:
        """Return what a row says; None where that is told as bad."""
        wrong = torn(self.table, row)
        if wrong:
            self.report.fault(row.line, wrong)
            place = self.columns.places["number"]
            no = self._number(row.line, row.cells[place].strip(), []) if place < len(row.cells) else None
            if no is not None:
                self.torn.setdefault(no, self.lines.pop(no))
            return None
        raw = self.columns.cells(row)
        for name, cell in raw.items():
            if is_formula(cell) and cell.strip() not in _NOTHING:
                self.report.note(
                    row.line,
                    _l(
                        "%(column)s formüle benziyor; metin olarak saklanır: %(text)s",
                        column=_label(name),
                        text=_few(cell),
                    ),
                )
        cells = {name: self._cleaned(row.line, name, cell) for name, cell in raw.items()}
        faults: list[Text] = []
        no = self._number(row.line, cells["number"], faults)
        day = self._day(cells["date"], faults)
        channel = self._channel(cells["channel"], faults)
        if not cells["sender"]:
            faults.append(_l("Gönderen boş"))
        their_day = self._their_day(cells.get("their_date", ""), faults)
        subject = self._subject(cells["subject"], faults)
        annexes = self._annexes(cells.get("annexes", ""), faults)
        if faults:
            self.report.fault(row.line, *faults)
        if faults or no is None or day is None:
            return None
        document = OldDocument(
            line=row.line,
            no=no,
            at=moment_of(*day),
            channel=channel,
            sender=_one_line(cells["sender"]),
            their_date=their_day or day[0],
            their_number=_text(_one_line(cells.get("their_number", ""))),
            subject=subject,
            code=_text(_one_line(cells.get("code", ""))),
            referral=_text(cells.get("referral", "")),
            annexes=annexes,
            remarks=_text(cells.get("remarks", "")),
        )
        self._noted(document, day[0], their_day)
        return document

    def _cleaned(self, line: int, name: str, text: str) -> str:
        """Return a cell as it can be stored: of what no text holds nothing stays."""
        try:
            return clean(text, multiline=True)
        except UncleanText:
            self.report.note(line, _l("%(column)s: görünmeyen denetim karakterleri çıkarıldı", column=_label(name)))
            return clean("".join(each for each in text if each in "\n\t" or each.isprintable()), multiline=True)

    def _number(self, line: int, text: str, faults: list[Text]) -> int | None:
        if text in _NOTHING:
            faults.append(_l("Kayıt numarası yok"))
            return None
        match = _NUMBER.fullmatch(text)
        if match is None or not 0 < int(match[2]) <= LARGEST:
            faults.append(_l("Kayıt numarası sayı değil: %(text)s", text=_few(text)))
            return None
        if match[1] is not None and int(match[1]) != self.year:
            faults.append(_l("Kayıt numarası başka bir yılın: %(text)s, defter %(year)s", text=text, year=self.year))
            return None
        no = int(match[2])
        if no in self.lines:
            faults.append(_l("%(no)s numarası tekrar ediyor (ilk kez satır %(line)s)", no=no, line=self.lines[no]))
            return None
        self.lines[no] = line
        return no

    def _day(self, text: str, faults: list[Text]) -> tuple[date, time] | None:
        if text in _NOTHING:
            faults.append(_l("Kayıt tarihi yok"))
            return None
        day = read_day(text)
        if day is None:
            faults.append(_l("Böyle bir kayıt tarihi yok: %(text)s", text=_few(text)))
        elif day[0].year != self.year:
            faults.append(_l("Kayıt tarihi %(year)s defterinin yılı dışında: %(text)s", year=self.year, text=text))
        return day

    def _channel(self, text: str, faults: list[Text]) -> str:
        channel = self._channels.get(key(text), "")
        if not channel:
            what = _l("Bilinmeyen geliş yolu: %(text)s", text=_few(text)) if text else _l("Geliş yolu boş")
            faults.append(_l("%(what)s (bilinenler: %(known)s)", what=what, known=LazyString(_channels)))
        return channel

    def _their_day(self, text: str, faults: list[Text]) -> date | None:
        if text in _NOTHING:
            return None
        day = read_day(text)
        if day is None:
            faults.append(_l("Böyle bir evrak tarihi yok: %(text)s", text=_few(text)))
            return None
        return day[0]

    def _subject(self, text: str, faults: list[Text]) -> str:
        if not text:
            faults.append(_l("Konu boş"))
        elif len(text) > SUBJECT:
            faults.append(
                _l(
                    "Konu %(length)s karakter (en çok %(most)s olabilir)",
                    length=len(text),
                    most=f"{SUBJECT:_}".replace("_", "."),
                )
            )
        return text

    def _annexes(self, text: str, faults: list[Text]) -> int:
        if text in _NOTHING:
            return 0
        if not re.fullmatch(r"[0-9]{1,9}", text):
            faults.append(_l("Ek bir sayı değil: %(text)s", text=_few(text)))
            return 0
        if int(text) > ANNEXES:
            faults.append(_l("Ek %(text)s (en çok %(most)s olabilir)", text=text, most=ANNEXES))
        return int(text)

    def _noted(self, document: OldDocument, day: date, their_day: date | None) -> None:
        """Say what is unusual of a document, and keep what has no room beside its remarks."""
        line, kept = document.line, [document.remarks] if document.remarks else []
        if day > self.on:
            self.report.note(line, _l("Kayıt tarihi henüz gelmedi"))
        if their_day is None:
            self.report.note(line, _l("Evrak tarihi yok; yerine kayıt tarihi yazılır"))
        elif their_day > day:
            self.report.note(line, _l("Evrak tarihi kayıt tarihinden sonra"))
        if document.code is not None and not self._known(document.code):
            self.report.note(
                line, _l("Dosya planında olmayan kod açıklamaya yazılır: %(code)s", code=_few(document.code))
            )
            kept.append(source(_l("Dosya kodu: %(code)s", code=document.code)))
            document.code = None
        if len(document.sender) > SENDER:
            self.report.note(line, _l("Gönderen kısaltılır; tamamı açıklamaya yazılır"))
            kept.append(source(_l("Gönderen: %(sender)s", sender=document.sender)))
            document.sender = _cut(document.sender, SENDER)
        if document.their_number is not None and len(document.their_number) > NUMBER:
            self.report.note(line, _l("Evrak sayısı kısaltılır; tamamı açıklamaya yazılır"))
            kept.append(source(_l("Evrak sayısı: %(number)s", number=document.their_number)))
            document.their_number = _cut(document.their_number, NUMBER)
        document.remarks = "\n".join(kept) or None

    def _known(self, code: str) -> bool:
        # Without a database nobody knows the municipality's own codes.
        return code in self.codes if self.codes is not None else code in common() or is_own(code)


def _leaps(found: OldRegister, reader: _Reader) -> None:
    """Take out what comes after a leap that no register makes: a mistyped number would declare thousands missing."""
    before = 0
    numbers = sorted(reader.lines)
    for at, no in enumerate(numbers):
        if no - before > LEAP:
            for far in numbers[at:]:
                reader.report.fault(
                    reader.lines.pop(far),
                    _l("Kayıt numarası sıradan çok uzak: %(no)s, önceki %(before)s", no=far, before=before),
                )
                found.documents.pop(far, None)
            return
        before = no


def _gaps(found: OldRegister, reader: _Reader) -> None:
    """Say of every number up to the last why it has no document; what is stored is Turkish, whoever imports."""
    run: list[int] = []
    for no in range(1, max(reader.lines, default=0) + 1):
        line = reader.lines.get(no)
        if line is None:
            run.append(no)
            found.missing[no] = source(_l("Eski defterde yok (%(name)s)", name=found.table.name))
            continue
        if run:
            reader.report.note(line, _gap(run))
            run = []
        if no not in found.documents:
            why = "; ".join(map(source, reader.report.bad[line]))
            found.missing[no] = source(_l("Eski defterin %(line)s. satırı aktarılamadı: %(why)s", line=line, why=why))


def _gap(run: list[int]) -> Text:
    if len(run) == 1:
        return _l("Numara boşluğu: %(no)s yok; defterde boşluk olarak bildirilir", no=run[0])
    return _l(
        "Numara boşluğu: %(first)s–%(last)s yok (%(count)s numara); defterde boşluk olarak bildirilir",
        first=run[0],
        last=run[-1],
        count=len(run),
    )


def told(found: OldRegister) -> Iterator[str]:
    """Yield how the file was understood and what comes of it, in a few lines."""
    table, report = found.table, found.report
    yield _(
        "%(name)s: %(rows)s satır; %(encoding)s, ayırıcı %(separator)s; defter yılı %(year)s.",
        name=table.name,
        rows=len(table.rows),
        encoding=table.encoding,
        separator={"\t": "sekme"}.get(table.separator, table.separator),
        year=found.year,
    )
    yield _(
        "Aktarılabilir: %(good)s · hatalı: %(bad)s · not: %(notes)s · boşluk olarak bildirilecek numara: %(missing)s · "
        "defterin son numarası: %(year)s/%(last)s.",
        good=len(found.documents),
        bad=len(report.bad),
        notes=len(report.notes),
        missing=len(found.missing),
        year=found.year,
        last=found.last,
    )


def _channels() -> str:
    return ", ".join(str(label) for _value, label in INCOMING)


_LABELS: Mapping[str, str] = {each.name: each.spelled[0] for each in HEADINGS}


def _label(name: str) -> str:
    return _LABELS[name]


def _text(text: str) -> str | None:
    return None if text in _NOTHING else text


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _few(text: str) -> str:
    return _cut(_one_line(text), 60)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
