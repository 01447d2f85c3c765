"""Old registers as a Windows program wrote them, with every fault that such files have."""

from dataclasses import dataclass, field
from datetime import date, timedelta

HEADER = [
    "Kayıt No",
    "Kayıt Tarihi",
    "Geliş Şekli",
    "Gönderen",
    "Evrak Tarihi",
    "Evrak Sayısı",
    "Konu",
    "Dosya Kodu",
    "Havale",
    "Ek",
    "Açıklama",
]

SENDERS = ("İÇİŞLERİ BAKANLIĞI", "Gazi Mahallesi Muhtarlığı", "Şeker Sanayi A.Ş.", "Ilıca Köyü Derneği")
CHANNELS = ("Elden", "Posta", "İadeli Taahhütlü", "CİMER", "E-posta", "faks", "KEP")
REFERRED = ("Muhtarlık", "Müdür", "Basın Yayın", "Bilinmeyen Birim", "")
CODES = ("050.02", "-", "", "705")

#: How old programs write a day.
SPELLED = ("{0:%d.%m.%Y}", "{0:%d-%m-%Y}", "{0:%d/%m/%Y}", "{0.day}/{0.month}/{0.year}", "{0.day}.{0.month}.{0.year}")


@dataclass
class Written:
    """A register, and what an import must say of it."""

    year: int = 2025
    rows: list[list[str]] = field(default_factory=list)
    #: The first line of each row, and the beginning of what is said of it.
    bad: dict[int, str] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    line: int = 2

    def add(self, row: list[str], *, bad: str = "", note: str = "") -> None:
        """Write a row."""
        if bad:
            self.bad[self.line] = bad
        if note:
            self.notes[self.line] = note
        self.rows.append(row)
        self.line += 1 + sum(cell.count("\n") for cell in row)

    @property
    def text(self) -> str:
        """The file as text, its lines ended as Windows does."""
        lines = [";".join(map(quoted, row)) for row in [HEADER, *self.rows]]
        return "".join(f"{line}\n" for line in lines).replace("\n", "\r\n")

    @property
    def raw(self) -> bytes:
        """The file as the old program wrote it."""
        return self.text.encode("cp1254")


def quoted(cell: str) -> str:
    """Return a cell as a file has it."""
    return '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in ';"\n') else cell


def row(no: object, day: date, **other: str) -> list[str]:
    """Return a good row; ``other`` replaces cells by their place in the header."""
    number = int(no) if str(no).isdecimal() else 0
    cells = {
        "Kayıt No": str(no),
        "Kayıt Tarihi": SPELLED[number % len(SPELLED)].format(day),
        "Geliş Şekli": CHANNELS[number % len(CHANNELS)],
        "Gönderen": SENDERS[number % len(SENDERS)],
        "Evrak Tarihi": f"{day - timedelta(days=number % 9):%d.%m.%Y}",
        "Evrak Sayısı": f"E-22633920-050.02-{number}",
        "Konu": f"Yol, kaldırım ve asfalt isteği {number}",
        "Dosya Kodu": CODES[number % len(CODES)],
        "Havale": REFERRED[number % len(REFERRED)],
        "Ek": str(number % 4),
        "Açıklama": "",
    }
    assert other.keys() <= cells.keys()
    return list({**cells, **other}.values())


def faulty(count: int = 60) -> Written:
    """Return a register with ``count`` rows between whose good ones stands every fault."""
    made = Written()
    begins = date(made.year, 1, 2)
    for number in range(1, count + 1):
        day = begins + timedelta(days=number * 360 // count)
        match number:
            case 5:
                made.add(row(5, day)[:5], bad="Alan sayısı yanlış: 11 yerine 5 alan var")
            case 7:
                made.add([*row(7, day), "fazla", "alan"], bad="Alan sayısı yanlış: 11 yerine 13 alan var")
            case 9:
                made.add(row("", day), bad="Kayıt numarası yok")
            case 10:
                made.add(row(10, day), note="Numara boşluğu: 9 yok; defterde boşluk olarak bildirilir")
            case 11:
                made.add(row(10, day), bad="10 numarası tekrar ediyor (ilk kez satır 11)")
            case 12:
                made.add(row(12, day), note="Numara boşluğu: 11 yok; defterde boşluk olarak bildirilir")
            case 13:
                made.add(row(13, day, Konu="  "), bad="Konu boş")
            case 15:
                made.add(row(15, day, Gönderen=" \u00a0 "), bad="Gönderen boş")
            case 17:
                made.add(row(17, day, **{"Kayıt Tarihi": "31.02.2025"}), bad="Böyle bir kayıt tarihi yok: 31.02.2025")
            case 19:
                foreign = "Kayıt tarihi 2025 defterinin yılı dışında: 11.03.2026"
                made.add(row(19, day, **{"Kayıt Tarihi": "11.03.2026"}), bad=foreign)
            case 21:
                made.add(row(21, day, **{"Geliş Şekli": "güvercin"}), bad="Bilinmeyen geliş yolu: güvercin")
            case 23:
                made.add(row(23, day, Ek="iki"), bad="Ek bir sayı değil: iki")
            case 25:
                made.add(
                    row(25, day, Konu="İmar" + " çok uzun" * 300), bad="Konu 2704 karakter (en çok 2.000 olabilir)"
                )
            case 27:
                made.add(row(27, day, Konu='Yol, "asfalt"\nve kaldırım\nisteği'))
            case 29:
                note = 'Açıklama formüle benziyor; metin olarak saklanır: =HYPERLINK("http://x.example","y")'
                made.add(row(29, day, Açıklama='=HYPERLINK("http://x.example","y")'), note=note)
            case 31:
                made.add(row(31, day, **{"Evrak Tarihi": "30/02/2025"}), bad="Böyle bir evrak tarihi yok: 30/02/2025")
            case 33 | 34 | 35:
                pass
            case 36:
                missing = "Numara boşluğu: 33–35 yok (3 numara); defterde boşluk olarak bildirilir"
                made.add(row(36, day), note=missing)
            case 38:
                gone = "Dosya planında olmayan kod açıklamaya yazılır: 999.99"
                made.add(row(38, day, **{"Dosya Kodu": "999.99"}), note=gone)
            case _:
                made.add(row(number, day))
    return made
