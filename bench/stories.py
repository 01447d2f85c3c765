"""The stories that moulds are taken from: those of the product's demo, with tokens where texts will stand."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Any

from kalem.demo.others import story, strangers
from kalem.demo.papers import STOPS, Papers
from kalem.demo.play import Play, Story
from kalem.organisation import Actor
from kalem.records import NotFound, Record

#: Fields in whose place a token stands, and the kind of text that will be there: a subject, a body, a party, a number.
TOKENS = {"subject": "s", "body": "b", "wish": "s", "sender": "p", "addressee": "p", "their_number": "n"}

#: How often papers come to their end in a mould, and how often they are left at each state.
WHOLE, LEFT = 70, 3


def token(kind: str, number: int) -> str:
    """Return what stands for a text: recognised whole and folded, wherever the product copies it to."""
    return f"Qx{kind}{number}Qx"


class Cast(Play):
    """A play in which each record's own texts are tokens, and nothing is attached."""

    texts = 0
    _given: dict[int, dict[str, Any]]

    def open(
        self,
        type_id: str,
        who: Iterable[Actor],
        values: dict[str, Any],
        also: Callable[..., None] | None = None,  # noqa: ARG002  (what is attached is left out)
    ) -> tuple[Record, Actor] | None:
        """Open a record with tokens, without what ``also`` would attach."""
        return self._remembered(super().open(type_id, who, placed := self._placed(values)), placed)

    def reply(self, source: Record, step_id: str, type_id: str, values: dict[str, Any]) -> tuple[Record, Actor] | None:
        """Begin an answer with tokens."""
        return self._remembered(super().reply(source, step_id, type_id, placed := self._placed(values)), placed)

    def mend(self, record: Record, values: dict[str, Any], reason: str) -> None:
        """Correct a record: its token stays, with what is written behind it."""
        given = self._given[record.id]
        super().mend(record, {**values, **given, "subject": given["subject"] + " (düzeltildi)"}, reason)

    def remark(self, record: Record, text: str) -> None:
        """Write a note, where one for whom the record waits may read it."""
        with suppress(NotFound):
            super().remark(record, text)

    def begin(self) -> None:
        """Forget the texts and the people of the story before."""
        self.texts = 0
        self._given = {}
        self.forget()

    def _placed(self, values: dict[str, Any]) -> dict[str, Any]:
        placed = dict(values)
        for name, kind in TOKENS.items():
            text = values.get(name)
            if isinstance(text, str) and text and not text.isdecimal() and not text.startswith("Qx"):
                self.texts += 1
                placed[name] = token(kind, self.texts)
        return placed

    def _remembered(self, opened: tuple[Record, Actor] | None, placed: dict[str, Any]) -> tuple[Record, Actor] | None:
        if opened is not None:
            self._given[opened[0].id] = placed
        return opened


@dataclass(frozen=True)
class Plot:
    """A story to be told: how to begin it, and how many of a thousand records come by stories of its group."""

    group: str
    share: float
    #: The story's own chance, so that it can be told again.
    seed: int
    tell: Callable[[], Story]


def plots(play: Cast, dossiers: dict[str, int]) -> Iterator[Plot]:
    """Yield the stories of the office: incoming documents, letters, what plugins bring; whole ones and left ones."""
    office = next(iter(play.file.offices.values()))
    papers = Papers(play, office, dossiers)
    groups: list[tuple[str, float, int, Callable[[], Story]]] = [
        ("incoming", 560, WHOLE, papers.incoming),
        ("letter", 200, WHOLE // 2, papers.letter),
        *(
            (f"incoming level {level}", share, 6, lambda level=level: papers.incoming(level=level))
            for level, share in ((1, 40), (2, 15), (3, 5))
        ),
        *((f"letter level {level}", 10, 4, lambda level=level: papers.letter(level=level)) for level in (1, 2)),
        *((type.id, 80, WHOLE // 3, lambda type=type: story(play, type)) for type in strangers(play)),
        *((f"incoming {stop}", 0, LEFT, lambda stop=stop: papers.incoming(stop=stop)) for stop in STOPS),
        *(("due", 0, LEFT, lambda stop=stop: papers.incoming(stop=stop, due=4)) for stop in ("referred", "assigned")),
        *(
            (f"letter {stop}", 0, LEFT, lambda stop=stop: papers.letter(stop=stop))
            for stop in ("draft", "in_chain", "refused", "signed", "sent")
        ),
    ]
    chance = Random(20261125)
    for group, share, count, tell in groups:
        for _number in range(count):
            yield Plot(group, share, chance.randrange(2**32), tell)
