"""Proof: chains, anchors and numbers are whole, and replaying the entries gives exactly the rows that are stored."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kalem.context import Slot
from kalem.db import current, still
from kalem.i18n import gettext as _
from kalem.i18n import lazy_gettext as _l

from . import canonical
from .anchors import Anchor, seal
from .entry import Chain, Entry, EntryText, read
from .numbers import Number, Register, RegisterYear
from .plain import keys_of, plain
from .tracking import Stored, columns_of, spelled, stored, tracked

#: Further proofs of the application (files on disk, mirrors of columns); each yields what it finds.
verifiers: Slot[list[Callable[[], Iterable["Finding"]]]] = Slot("kalem.ledger.verifiers")

#: What the entries say of every row: its columns by its key, by its table. A table that was emptied stays.
Rows = dict[str, dict[str, dict[str, str]]]

_UNTOLD = _l("hiçbir hareketin yazmadığı satır")
_GONE = _l("satır yok; hareketlere göre olmalı")


@dataclass(frozen=True)
class Finding:
    """Something stored that is not what the ledger says."""

    #: Where: ``record:12 hareket 3``, ``number 7``, a file's digest.
    where: str
    #: What is wrong, in words.
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def verify(kept: Collection[str] = ()) -> list[Finding]:
    """Return everything that does not hold; empty when all does. Reads the whole ledger, and stumbles over nothing.

    ``kept`` are digests of anchors that were kept elsewhere: each must still be that of an anchor.
    All proofs look at one moment: what the office writes meanwhile makes no difference.
    """
    rows: Rows = {}
    proofs: list[Callable[[], Iterable[Finding]]] = [
        lambda: _entries(rows),
        lambda: _rows(rows),
        _anchors,
        lambda: _kept(kept),
        _numbers,
        *verifiers.get(),
    ]
    with still():
        return [finding for proof in proofs for finding in _proved(proof)]


def _proved(proof: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    try:
        with current().atomic():
            yield from proof()
    except Exception as fault:  # What cannot be read is a finding, and the other proofs go on.
        yield Finding(_("defter"), _("okunamayan veri: %(fault)s", fault=f"{type(fault).__name__}: {fault}"))


def _entries(rows: Rows) -> Iterator[Finding]:
    """Check each chain, and replay every entry into ``rows``."""
    heads: dict[tuple[str, int], tuple[int, str]] = {}
    for row in stored(Entry):
        entry = Entry(**row.values)
        subject = f"{entry.subject}:{entry.subject_id}"
        where = _("%(subject)s hareket %(seq)s", subject=subject, seq=entry.seq)
        yield from _unreadable(where, row)
        seq, chain = heads.get((entry.subject, entry.subject_id), (0, ""))
        if entry.seq != seq + 1:
            what = _("sıra %(seq)s olmalıydı; arada silinmiş ya da eklenmiş hareket var", seq=seq + 1)
            yield Finding(where, what)
        if canonical.link(chain, str(entry.digest)) != entry.chain:
            yield Finding(where, _("zincir kopuk: önceki harekete bağlanmıyor"))
        place = seq + 1 if "seq" in row.broken else entry.seq
        heads[entry.subject, entry.subject_id] = (place, str(entry.chain))
        if entry.text is None or canonical.digest(str(entry.salt), str(entry.text)) != entry.digest:
            yield Finding(where, _("metin, özetiyle uyuşmuyor"))
            continue
        try:
            content = read(entry)
        except ValueError as fault:
            yield Finding(where, str(fault))
            continue
        yield from _columns(where, row, content)
        for change in content.rows:
            yield from _replay(where, rows, change)
    yield from _lengths({subject: seq for subject, (seq, _chain) in heads.items()})


def _unreadable(where: str, row: Stored) -> Iterator[Finding]:
    for column in sorted(row.broken):
        yield Finding(where, _("%(column)s: okunamayan %(value)r", column=column, value=row.values[column]))


def _columns(where: str, row: Stored, content: EntryText) -> Iterator[Finding]:
    """Check the columns that repeat what the text says."""
    said = {
        "subject": content.subject.rpartition(":")[0],
        "subject_id": content.subject.rpartition(":")[2],
        "seq": str(content.seq),
        "action": content.action,
        "at": content.at,
        "user_id": content.by.get("user_id"),
    }
    for column, text in said.items():
        found = row.text(Entry, column)
        if found != text:
            what = _(
                "%(column)s sütunu metindekinden farklı: %(found)r, metinde %(text)r",
                column=column,
                found=found,
                text=text,
            )
            yield Finding(where, what)


def _lengths(entries: dict[tuple[str, int], int]) -> Iterator[Finding]:
    """Check that each chain is as long as was counted: one that lost its end is whole by itself."""
    counted = {}
    for row in stored(Chain):
        yield from _unreadable(f"chain {row.key}", row)
        counted[row.values["subject"], row.values["subject_id"]] = row.values["length"]
    for subject, number in sorted({**dict.fromkeys(counted, 0), **entries}.items(), key=str):
        if counted.get(subject) != number:
            what = _(
                "%(entries)s hareketi var, sayılan %(counted)s; sondan silinmiş ya da eklenmiş",
                entries=number,
                counted=counted.get(subject),
            )
            yield Finding(f"{subject[0]}:{subject[1]}", what)


def _replay(where: str, rows: Rows, change: list[Any]) -> Iterator[Finding]:
    kind, table, key, columns = change
    told = rows.setdefault(table, {})
    row = told.get(key)
    if kind == "+":
        if row is not None:
            yield Finding(where, _("%(row)s ikinci kez eklenmiş", row=f"{table} {key}"))
        told[key] = dict(columns)
    elif row is None:
        yield Finding(where, _("%(row)s eklenmeden değiştirilmiş", row=f"{table} {key}"))
    elif kind == "-":
        for column in sorted({*row, *columns}):
            was, gone = _held(table, row, column), columns.get(column)
            if was != gone:
                place = f"{table} {key}, {column}"
                what = _("%(place)s: silinen değer %(gone)r değil %(was)r", place=place, gone=gone, was=was)
                yield Finding(where, what)
        del told[key]
    else:
        for column, (old, new) in columns.items():
            was = _held(table, row, column)
            if was != old:
                place = f"{table} {key}, {column}"
                yield Finding(where, _("%(place)s: önceki değer %(old)r değil %(was)r", place=place, old=old, was=was))
            if new is None:
                row.pop(column, None)
            else:
                row[column] = new


def _held(table: str, row: dict[str, str], column: str) -> str | None:
    """Return what entries say that a row holds in a column.

    Each entry of a new row names whatever stands in it. A column that none names came to the table later, by a
    migration: it is empty, or, where it may not be, it has its default.
    """
    if column in row:
        return row[column]
    model = tracked.get().get(table)
    field = model._meta.columns.get(column) if model is not None else None
    if model is None or field is None or field.null or field.default is None or callable(field.default):
        return None
    return spelled(model, column, field.default)


def _rows(rows: Rows) -> Iterator[Finding]:
    """Compare the followed tables with the replayed rows, those of plugins that are off too."""
    models = tracked.get()
    for table, model in models.items():
        expected = dict(rows.get(table, {}))
        for row in stored(model):
            where = f"{table} {row.key}"
            told = expected.pop(row.key, None)
            if told is None:
                yield Finding(where, str(_UNTOLD))
                continue
            for column in columns_of(model):
                text, said = row.text(model, column), _held(table, told, column)
                if said != text:
                    yield Finding(where, _differs(column, text, said))
        for key in expected:
            yield Finding(f"{table} {key}", str(_GONE))
    for table in sorted(rows.keys() - models.keys()):
        yield from _unmodelled(table, rows[table])


def _differs(column: str, found: object, told: str | None) -> str:
    return _("%(column)s: %(found)r, harekete göre %(told)r", column=column, found=found, told=told)


def _unmodelled(table: str, rows: dict[str, dict[str, str]]) -> Iterator[Finding]:
    """Compare a table that no model stands for, by the names of its columns."""
    if not current().table_exists(table):
        if rows:
            what = _("tablo yok; hareketlere göre %(rows)s satırı olmalı", rows=len(rows))
            yield Finding(table, what)
        return
    keys = keys_of(table)
    # A key that the engine counts itself is told as the row's name only.
    expected: dict[tuple[str | None, ...], str]
    expected = {tuple(told.get(name, key) for name in keys): key for key, told in rows.items()}
    for row in plain(table):
        key = expected.pop(row.key, None)
        if key is None:
            yield Finding(f"{table} {', '.join(map(str, row.key))}", str(_UNTOLD))
            continue
        told = rows[key]
        for column in sorted({*row.values, *told} - set(keys)):
            if not row.says(column, told.get(column)):
                found = row.values.get(column)
                yield Finding(f"{table} {key}", _differs(column, found, told.get(column)))
    for key in expected.values():
        yield Finding(f"{table} {key}", str(_GONE))


def _anchors() -> Iterator[Finding]:
    previous = ""
    listed: dict[str, tuple[str, str]] = {}
    for row in stored(Anchor):
        made, where = Anchor(**row.values), _("çapa %(key)s", key=row.key)
        yield from _unreadable(where, row)
        if row.broken or made.previous != previous or seal(made.previous, made.at, made.listing) != made.digest:
            yield Finding(where, _("çapa bozuk ya da öncekine bağlanmıyor"))
        previous = made.digest
        for line in str(made.listing).splitlines():
            number, _blank, chain = line.partition(" ")
            listed[number] = (chain, row.key)
    for row in stored(Entry):
        anchored = row.values["anchor_id"]
        if listed.pop(row.key, None) != (None if anchored is None else (row.values["chain"], str(anchored))):
            what = _("çapa %(anchor)s ile uyuşmuyor", anchor=anchored)
            yield Finding(_("hareket %(key)s", key=row.key), what)
    for number in listed:
        yield Finding(_("hareket %(key)s", key=number), _("çapada var, defterde yok"))


def _kept(digests: Collection[str]) -> Iterator[Finding]:
    """Check that anchors of which somebody kept the digest are there: whoever writes all chains anew lacks them."""
    stand = {row.values["digest"] for row in stored(Anchor)}
    for digest in digests:
        if digest not in stand:
            what = _("saklanan özet, defterdeki hiçbir çapanın değil")
            yield Finding(_("çapa %(key)s", key=digest), what)


def _numbers() -> Iterator[Finding]:
    """Check that each register's numbers have no gap, run with their dates, and end where the counter stands."""
    last: dict[tuple[str, int], Number] = {}
    for number in Number.select().order_by(Number.register, Number.year, Number.no).iterator():
        before = last.get((number.register, number.year))
        where = f"{number.register} {number.year}/{number.no}"
        if number.no != (before.no + 1 if before else 1):
            yield Finding(where, _("numara boşluğu: %(no)s yok", no=before.no + 1 if before else 1))
        if before and before.record_id and number.record_id and number.at < before.at:
            yield Finding(where, _("tarihi önceki numaranınkinden eski"))
        last[number.register, number.year] = number
    counters = {}
    for row in stored(RegisterYear):
        yield from _unreadable(f"register_year {row.key}", row)
        counters[row.values["register"], row.values["year"]] = row.values["last"]
    for key in sorted(set(counters) | set(last), key=str):
        given = last[key].no if key in last else 0
        if counters.get(key) != given:
            what = _("sayaç %(counter)s, verilen son numara %(given)s", counter=counters.get(key), given=given)
            yield Finding(f"{key[0]} {key[1]}", what)
    yield from _books(last)


def _books(last: dict[tuple[str, int], Number]) -> Iterator[Finding]:
    """Check that each register stands at the moment of its newest number."""
    newest: dict[str, datetime] = {}
    for (register, _year), number in last.items():
        newest[register] = max(newest.get(register, number.at), number.at)
    moments = {}
    for row in stored(Register):
        yield from _unreadable(f"register {row.key}", row)
        moments[row.key] = row.values["last_at"]
    for register in sorted(set(moments) | set(newest)):
        if moments.get(register) != newest.get(register):
            what = _("defterin son zamanı, son numaranınkinden farklı")
            yield Finding(f"register {register}", what)
