"""A Turkish vocabulary of the bench's own: stems and suffixes under vowel harmony, drawn as Zipf has them."""

from functools import cached_property
from itertools import accumulate
from random import Random

from kalem.text import upper

#: Word forms that are drawn from.
FORMS = 40_000

#: What an office of a municipality writes about; nothing that changes its own letters before a suffix but the
#: consonants below.
STEMS = (
    "yol", "park", "okul", "cadde", "sokak", "meydan", "köprü", "kaldırım", "durak", "otobüs", "araç", "trafik",
    "levha", "ışık", "lamba", "direk", "kablo", "boru", "su", "kanal", "ızgara", "baca", "çatı", "duvar", "kapı",
    "pencere", "merdiven", "asansör", "bina", "ev", "konut", "arsa", "tarla", "bahçe", "ağaç", "fidan", "çim",
    "çiçek", "toprak", "kum", "taş", "beton", "asfalt", "boya", "çöp", "atık", "konteyner", "temizlik", "ilaç",
    "sinek", "köpek", "kedi", "hayvan", "barınak", "veteriner", "mezar", "cenaze", "defin", "nikâh", "düğün",
    "bayram", "tören", "şenlik", "festival", "konser", "tiyatro", "sinema", "kitap", "kütüphane", "müze", "sergi",
    "kurs", "eğitim", "öğrenci", "öğretmen", "müdür", "memur", "işçi", "personel", "izin", "rapor", "görev", "sınav",
    "burs", "staj", "yardım", "gıda", "kömür", "kira", "aile", "çocuk", "kadın", "genç", "yaşlı", "engelli", "hasta",
    "sağlık", "hastane", "doktor", "ambulans", "itfaiye", "yangın", "sel", "deprem", "afet", "toplanma", "çadır",
    "güvenlik", "kamera", "alarm", "zabıta", "pazar", "esnaf", "dükkân", "ruhsat", "denetim", "ceza", "vergi",
    "harç", "borç", "ödeme", "fatura", "bütçe", "ihale", "sözleşme", "teklif", "şartname", "satın", "alım", "depo",
    "malzeme", "makine", "kamyon", "yakıt", "lastik", "bakım", "onarım", "arıza", "şikâyet", "istek", "öneri",
    "dilekçe", "başvuru", "evrak", "yazı", "cevap", "karar", "gündem", "toplantı", "komisyon", "meclis", "encümen",
    "başkan", "üye", "seçim", "mahalle", "muhtar", "köy", "ilçe", "il", "bölge", "şehir", "plan", "harita", "imar",
    "parsel", "tapu", "kadastro", "yapı", "proje", "iskân", "kentsel", "dönüşüm", "çevre", "hava", "gürültü", "koku",
    "arıtma", "baraj", "dere", "göl", "deniz", "sahil", "plaj", "iskele", "liman", "balık", "tekne", "turizm",
    "otel", "tanıtım", "basın", "haber", "gazete", "radyo", "yayın", "duyuru", "afiş", "broşür", "davet", "ziyaret",
    "konuk", "plaket", "ödül", "spor", "saha", "salon", "havuz", "takım", "maç", "antrenör", "kulüp", "dernek",
    "vakıf", "sendika", "oda", "birlik", "kurum", "kuruluş", "şirket", "kooperatif", "banka", "hesap", "para",
    "kredi", "faiz", "bilgi", "belge", "kayıt", "dosya", "arşiv", "defter", "liste", "tablo", "sistem", "ağ",
    "bilgisayar", "yazıcı", "telefon", "hat", "internet", "site", "sayfa", "şifre", "kullanıcı", "yedek", "sunucu",
    "ekran", "program", "tarih", "saat", "gün", "hafta", "ay", "yıl", "mevsim", "kış", "bahar", "yaz", "güz", "kar",
    "yağmur", "buz",
)  # fmt: skip

#: What is put to a stem. ``A`` is a or e, ``I`` one of ı, i, u, ü, ``D`` d or t; letters in brackets part two vowels
#: or are left out after a consonant.
SUFFIXES = (
    "", "lAr", "(y)I", "(y)A", "DA", "DAn", "(n)In", "(s)I", "(s)InA", "(s)IndA", "(s)IndAn", "(s)InIn", "lArI",
    "lArA", "lArDA", "lArDAn", "lArIn", "lArInA", "lArIndA", "lArIndAn", "lArInIn", "lIk", "lIklAr", "lI", "sIz",
    "CI", "CIlAr", "CIlIk", "(y)lA", "CA", "DAki", "lArDAki", "(I)mIz", "(I)mIzA", "(I)mIzIn", "(I)mIzdA", "(I)nIz",
    "(I)nIzA", "lArImIz", "lArImIzA", "lArInIz", "lIğI", "lIğInA", "lIğInIn", "lIğIndA", "lIlAr", "sIzlIk", "CIsI",
    "CIlArI", "CIlIğI", "lI(y)A", "lArlA", "sIzlIğI", "lIlArIn", "CIlArA", "DAkilAr", "DAkilArIn", "lIktA", "lIktAn",
    "CIdAn", "CIyA", "CInIn", "lIklArI", "lIklArIn", "lIklArA", "sIzlArA", "sIzlArIn", "CAsInA", "lArImIzdA",
    "lArImIzdAn", "lArImIzIn", "lArInIzA", "lArInIzIn", "(I)mIzdAn", "(I)nIzdAn", "(I)nIzIn", "lIlArA", "lIlArDAn",
    "CIlArDAn", "CIlArIn", "CIlArDA", "CIlIktA", "CIlIktAn", "CIlIğA", "CIlIğIn", "lIğImIz", "lIğImIzA", "lIğImIzIn",
    "lIğInIz", "lIğInIzA", "lIklArDA", "lIklArDAn", "lIklArInA", "sIzlIktAn", "sIzlIğA", "sIzlIğIn", "sIzlIklAr",
    "sIzlIklArI", "DAkilArA", "lArDAkilAr", "lArDAkilArIn", "(s)IylA", "lArIylA", "(I)mIzlA", "lArImIzlA", "lIğIylA",
    "CIlArlA", "CImIz", "CImIzA", "CImIzIn", "CIlArImIz", "CIlArImIzA", "lImIz", "lIsI", "lIsInA", "sIzI", "sIzA",
    "sIzdAn", "sIzIn", "CAsI", "CAlAr", "CAlArI", "CAlArA", "CIklAr", "CIğI", "CIğA", "CIktAn", "CIklArI",
    "CIklArIn", "DIr", "lArDIr", "DAdIr", "lArDAdIr", "DAndIr", "(s)IdIr", "lArIdIr", "(s)IndAdIr", "lIdIr",
    "sIzdIr", "lIktIr", "CIdIr", "CIlArDIr", "lIlArDIr", "lArIndAdIr", "lArsA", "lArDI", "CIydI", "lIydI", "lArIydI",
    "(s)IydI", "(s)IysA", "lArIysA", "CIysA", "lIysA", "CIymIş",
)  # fmt: skip

_VOWELS = "aeıioöuüâîû"
_FRONT = "eiöüîû"
_HARD = "çfhkpsşt"
_SOFT = {"ç": "c", "k": "ğ", "p": "b", "t": "d"}
_HIGH = {"a": "ı", "ı": "ı", "â": "ı", "e": "i", "i": "i", "o": "u", "u": "u", "û": "ü", "ö": "ü", "ü": "ü", "î": "i"}


def inflected(stem: str, suffix: str) -> str:
    """Return ``stem`` with ``suffix`` in its harmony: *yol*, ``lArDA`` make *yollarda*; *kitap*, ``(y)I`` *kitabı*."""
    word = stem
    pattern = suffix
    while pattern:
        letter, pattern = pattern[0], pattern[1:]
        if letter == "(":
            linking, pattern = pattern[0], pattern[2:]
            if linking == "I":
                word = word if word[-1] in _VOWELS else _softened(stem, word) + _high(word)
            elif word[-1] in _VOWELS:
                word += linking
            elif pattern[0] in "AI":
                word = _softened(stem, word)
        elif letter == "A":
            word += "e" if _last_vowel(word) in _FRONT else "a"
        elif letter == "I":
            word += _high(word)
        elif letter == "D":
            word += "t" if word[-1] in _HARD else "d"
        elif letter == "C":
            word += "ç" if word[-1] in _HARD else "c"
        else:
            word += letter
    return word


def _softened(stem: str, word: str) -> str:
    """Return the word as it stands before a vowel: *kitab*, *çiçeğ*; words of one syllable stay."""
    if word == stem and sum(letter in _VOWELS for letter in stem) > 1:
        return word[:-1] + _SOFT.get(word[-1], word[-1])
    return word


def _last_vowel(word: str) -> str:
    return next((letter for letter in reversed(word) if letter in _VOWELS), "a")


def _high(word: str) -> str:
    return _HIGH[_last_vowel(word)]


class Vocabulary:
    """Forty thousand forms by rank: the second is drawn half as often as the first, the tenth a tenth as often."""

    def __init__(self, random: Random) -> None:
        # Plain forms are common, those with much behind their stem are rare.
        places = {
            inflected(stem, suffix): random.random() * (place + 5)
            for place, suffix in reversed(list(enumerate(SUFFIXES)))
            for stem in STEMS
        }
        #: The forms, the commonest first.
        self.forms: tuple[str, ...] = tuple(sorted(places, key=places.__getitem__)[:FORMS])
        self._random = random

    @cached_property
    def _weights(self) -> list[float]:
        return list(accumulate(1 / rank for rank in range(1, len(self.forms) + 1)))

    def words(self, count: int) -> list[str]:
        """Return so many words, drawn one by one."""
        return self._random.choices(self.forms, cum_weights=self._weights, k=count)

    def subject(self) -> str:
        """Return what a document is about."""
        text = " ".join(self.words(self._random.randint(4, 9)))
        return upper(text[0]) + text[1:]

    def body(self) -> str:
        """Return the text of a letter: two sentences and a greeting."""
        sentences = (" ".join(self.words(self._random.randint(7, 13))) for _sentence in range(2))
        return " ".join(f"{upper(text[0])}{text[1:]}." for text in sentences) + "\n\nBilgilerinize arz ederim."


class Parties:
    """Who writes and is written to: some five thousand names, few of them often."""

    #: Names that are drawn from.
    COUNT = 5_000

    _KINDS = ("Derneği", "Vakfı", "Ltd. Şti.", "A.Ş.", "Müdürlüğü", "Odası Başkanlığı", "Kooperatifi", "Okulu")
    _FIRST = ("Ayşe", "Işıl", "İlker", "Çağrı", "Gülşen", "Ümit", "Şükrü", "Oğuz", "Zeynep", "Burak", "Hatice", "Rıza")
    _LAST = ("gil", "oğlu", "can", "han", "er", "soy", "tepe", "dağ", "kaya", "türk", "pınar", "öz")

    def __init__(self, random: Random) -> None:
        names: dict[str, None] = {}
        while len(names) < self.COUNT:
            names[self._organisation(random) if random.random() < 0.4 else self._person(random)] = None
        self._names = list(names)
        self._weights = list(accumulate(1 / rank for rank in range(1, len(names) + 1)))
        self._random = random

    def draw(self, count: int) -> list[str]:
        """Return so many names, drawn one by one."""
        return self._random.choices(self._names, cum_weights=self._weights, k=count)

    def _organisation(self, random: Random) -> str:
        first, second = (_capital(random.choice(STEMS)) for _word in range(2))
        return f"{first} {second} {random.choice(self._KINDS)}"

    def _person(self, random: Random) -> str:
        stem = _capital(random.choice(STEMS))
        return f"{random.choice(self._FIRST)} {random.choice(self._FIRST)} {stem}{random.choice(self._LAST)}"


def _capital(word: str) -> str:
    return upper(word[0]) + word[1:]
