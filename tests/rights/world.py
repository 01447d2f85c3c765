"""Who may read what, written down by hand from the two offices' files: the tests compare with this and nothing else."""

import io

from tests.support.desk import Desk
from tests.support.offices import municipality

from kalem.ledger import writing
from kalem.ledger.book import SYSTEM
from kalem.records import Record, link
from kalem.records.attachments import add, receive
from kalem.workflow import load
from kalem.workflow.indexing import index

LEVELS = range(4)

#: What each position is cleared for: 0 open, 1 hizmete özel, 2 gizli, 3 çok gizli. Those not named: 0.
CLEARANCE = {
    "karacabey": {
        "baskan": 3,
        "baskan_yardimcisi": 2,
        "mudur": 2,
        "basin_yayin_sorumlusu": 1,
        "muhtarlik_sorumlusu": 1,
        "bilgi_islem_sorumlusu": 1,
        "protokol_sorumlusu": 1,
        "medya_sorumlusu": 1,
        "evrak_kayit": 1,
    },
    "siverek": {
        "baskan": 3,
        "mudur": 2,
        "ust_sorumlu_iliskiler": 1,
        "ust_sorumlu_idare": 1,
        "protokol_sorumlusu": 1,
        "halkla_iliskiler_sorumlusu": 1,
        "sekreterlik_sorumlusu": 1,
        "idari_mali_sorumlusu": 1,
        "evrak_kayit": 1,
    },
}

_KARACABEY = ("basin_yayin", "protokol", "medya", "muhtarlik", "bilgi_islem")
_SIVEREK = ("protokol", "halkla_iliskiler", "sekreterlik", "idari_mali")

#: Units of each office, the mayor's own first.
UNITS = {"karacabey": ("makam", "ozel_kalem", *_KARACABEY), "siverek": ("makam", "ozel_kalem", *_SIVEREK)}

#: Whose work a position watches over, beside that of its own unit. The deputy mayor watches by appointment (m.6).
WATCHES: dict[str, dict[str, tuple[str, ...]]] = {
    "karacabey": {"baskan": UNITS["karacabey"], "mudur": ("ozel_kalem", *_KARACABEY)},
    "siverek": {
        "baskan": UNITS["siverek"],
        "mudur": ("ozel_kalem", *_SIVEREK),
        "ust_sorumlu_iliskiler": ("protokol", "halkla_iliskiler"),
        "ust_sorumlu_idare": ("sekreterlik", "idari_mali"),
    },
}


def reads(name: str, position: str, unit: str, level: int) -> bool:
    """Whether the holder of a position may read a record of a unit at a level."""
    own = municipality(name).positions[position].unit
    return CLEARANCE[name].get(position, 0) >= level and (own == unit or unit in WATCHES[name].get(position, ()))


def holds(name: str, position: str, unit: str, level: int) -> bool:
    """Whether a record that waits for a unit waits for the holder of a position."""
    return CLEARANCE[name].get(position, 0) >= level and municipality(name).positions[position].unit == unit


def word(unit: str, level: int) -> str:
    """Return the word that stands in no other record, and that no other one begins with."""
    return f"{level}{unit.replace('_', '')}"


def attached(unit: str, level: int) -> str:
    """Return the word that stands in the attachment of one record only."""
    return f"{level}ek{unit.replace('_', '')}"


class World:
    """An office with a record of each unit at each level, and one that everybody reads and that names them all."""

    def __init__(self, desk: Desk, name: str) -> None:
        self.desk = desk
        self.name = name
        self.positions = list(municipality(name).positions)
        self.records = {(unit, level): self._secret(unit, level) for unit in UNITS[name] for level in LEVELS}
        self.known = desk.arrived(subject="Herkese açık")
        desk.force(self.known, holders="", readers=" ".join(desk.unit(unit) for unit in UNITS[name]))
        with writing(SYSTEM) as book:
            act = book.act("record", self.known.id, "link")
            for number, record in enumerate(self.records.values()):
                ends = (self.known, record) if number % 2 else (record, self.known)
                link(act, *ends, "reference")

    def _secret(self, unit: str, level: int) -> Record:
        """Return a record that waits for a unit and is read by it and those above, with a text attached."""
        desk = self.desk
        record = desk.do(desk.arrived(subject=word(unit, level)), "register", "evrak_kayit")
        with writing(SYSTEM) as book:
            act = book.act("record", record.id, "attach")
            add(act, record, receive(io.BytesIO(attached(unit, level).encode()), "ek.txt"), by=SYSTEM)
        home = desk.unit(unit)
        desk.force(record, unit_id=desk.unit_id(unit), confidentiality=level, holders=home, readers=home)
        type, details = load(record)
        index(record, details, type)
        return record
