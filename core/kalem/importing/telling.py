"""What an import has to say of the rows of a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kalem.i18n import Text
from kalem.i18n import gettext as _
from kalem.refusal import Refusal

#: With what a cell begins that a spreadsheet takes for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass
class Report:
    """The faults and the notes of a file, by line; lazy texts are told in the reader's language."""

    #: Why a row is not imported.
    bad: dict[int, list[Text]] = field(default_factory=dict)
    notes: list[tuple[int, Text]] = field(default_factory=list)

    def fault(self, line: int, *reasons: Text) -> None:
        """Say why the row that begins on a line is not imported."""
        self.bad.setdefault(line, []).extend(reasons)

    def faults(self, line: int, reasons: Sequence[Text]) -> None:
        """Say all of ``reasons``, if there are any, why the row is not imported."""
        if reasons:
            self.fault(line, *reasons)

    def note(self, line: int, text: Text) -> None:
        """Say something of a row that is imported nevertheless."""
        self.notes.append((line, text))

    def lines(self) -> Iterator[str]:
        """Yield what is told, in the order of the file: one line a bad row, one a note."""
        told = [
            (line, 0, _("satır %(line)s: %(why)s", line=line, why="; ".join(map(str, why))))
            for line, why in self.bad.items()
        ]
        told += [(line, 1, _("not (%(line)s): %(text)s", line=line, text=text)) for line, text in self.notes]
        for _line, _kind, text in sorted(told, key=lambda each: each[:2]):
            yield text


def reason(refusal: Refusal) -> str:
    """Return why a row was refused, on what ground, and what to do, in one line."""
    ground = refusal.ground
    resting = ""
    if ground is not None:
        resting = _(
            "Dayanak: %(ground)s.", ground=" · ".join(filter(None, (ground.article, ground.text or ground.source)))
        )
    return " ".join(filter(None, (refusal.message, resting, refusal.cure)))


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula; a dash alone, which says “nothing”, it does not."""
    return len(text.strip()) > 1 and text.startswith(_FORMULA)
