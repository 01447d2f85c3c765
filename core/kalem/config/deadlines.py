"""Times, rhythms and what must be done before closing: ``[office.<id>.deadline.<id>]``, ``.closing.<id>``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Literal, cast

from kalem.config.capabilities import capabilities
from kalem.config.duties import known_clauses
from kalem.config.model import Closing, Deadline, Duty
from kalem.config.names import TOLD, Names
from kalem.config.table import Table
from kalem.config.words import SLUG, Known
from kalem.i18n import gettext as _

_RHYTHMS = ("day", "week", "month", "quarter", "year", "always")
_MONTH_DAY = re.compile(r"(\d{2})-(\d{2})")
_CHANNELS = (
    "phone", "in_person", "fax", "email", "post", "edevlet", "cimer", "written", "oral", "electronic", "mbs",
)  # fmt: skip


def read_deadlines(office: Table, duties: tuple[Duty, ...]) -> Mapping[str, Deadline]:
    """Deadlines and periodic duties by id."""
    by_short = {duty.short: duty for duty in duties}
    return MappingProxyType(
        {name: _deadline(name, table, by_short) for name, table in office.tables("deadline", SLUG)}
    )


def read_closings(office: Table, duties: tuple[Duty, ...], names: Names) -> Mapping[str, Closing]:
    """Conditions of closing by id."""
    clauses = known_clauses(duties)
    return MappingProxyType(
        {name: _closing(name, table, clauses, names) for name, table in office.tables("closing", SLUG)}
    )


def _deadline(name: str, table: Table, duties: Mapping[str, Duty]) -> Deadline:
    clause = table.name("clause", known_clauses(tuple(duties.values())))
    duty = duties[clause] if clause is not None else None
    deadline = Deadline(
        id=name,
        length=table.whole("length"),
        day=cast('Literal["calendar", "working"] | None', table.word("day", ("calendar", "working"))),
        every=cast(
            'Literal["day", "week", "month", "quarter", "year", "always"] | None',
            table.word("every", _RHYTHMS),
        ),
        interval=table.whole("interval"),
        due=_month_day(table, "due"),
        warn=table.whole("warn"),
        clause=clause,
        article=duty.article if duty is not None else None,
        capability=table.name("capability", _known_capabilities())
        or (duty.capability if duty is not None else None),
    )
    if deadline.length is not None and "day" not in table:
        table.problem(
            "length",
            _("gün türü yazılmamış"),
            _('day = "calendar" (takvim günü) veya day = "working" (iş günü) yazın'),
        )
    if deadline.interval is not None and "every" not in table:
        table.problem(
            "interval",
            _("neyin aralığı olduğu yazılmamış"),
            _('every = "day", "week", "month" veya "year" yazın'),
        )
    table.close()
    return deadline


def _closing(name: str, table: Table, clauses: Known, names: Names) -> Closing:
    capability = table.name("capability", _known_capabilities())
    if "capability" not in table:
        table.findings.add_absent(
            (*table.path, "capability"), _("bu bilgi eksik"), _('yazın: capability = "citizen-request"')
        )
    closing = Closing(
        id=name,
        capability=capability or "",
        clauses=table.names("clauses", clauses),
        channels=table.words("channels", _CHANNELS),
        shown_to=table.names("shown_to", names.positions),
        tell=table.names("tell", names.holders.with_words(TOLD)),
        outcome=table.flag("outcome"),
        form=table.flag("form"),
        online=table.flag("online"),
    )
    table.close()
    return closing


def _known_capabilities() -> Known:
    return Known(_("yetenek"), frozenset(capabilities()))


def _month_day(table: Table, key: str) -> tuple[int, int] | None:
    text = table.text(key)
    if text is None:
        return None
    found = _MONTH_DAY.fullmatch(text)
    try:
        # A leap year: the 29th of February is a day, too.
        day = date(2000, int(found[1]), int(found[2])) if found is not None else None
    except ValueError:
        day = None
    if day is None:
        table.problem(key, _("ay ve gün beklenir"), _('ay-gün sırasıyla yazın: "12-31"'))
        return None
    return day.month, day.day
