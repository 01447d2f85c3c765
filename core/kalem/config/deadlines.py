"""Times, rhythms and what must be done before closing: ``[office.<id>.deadline.<id>]``, ``.closing.<id>``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Literal, cast

from kalem.config.capabilities import known_capabilities
from kalem.config.duties import known_clauses
from kalem.config.model import Closing, Deadline, Duty
from kalem.config.names import TOLD, Names
from kalem.config.table import Form, Table
from kalem.config.words import SLUG, Known
from kalem.i18n import gettext as _

_RHYTHMS = ("day", "week", "month", "quarter", "year", "always")
_MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_CHANNELS = (
    "phone", "in_person", "fax", "email", "post", "edevlet", "cimer", "written", "oral", "electronic", "mbs",
)  # fmt: skip


def read_deadlines(office: Table, duties: tuple[Duty, ...]) -> Mapping[str, Deadline]:
    """Deadlines and periodic duties by id."""
    about = _("Süreler ve dönemsel işler")
    by_short = {duty.short: duty for duty in duties}
    return MappingProxyType(
        {name: _deadline(name, table, by_short) for name, table in office.tables("deadline", about, SLUG)}
    )


def read_closings(office: Table, duties: tuple[Duty, ...], names: Names) -> Mapping[str, Closing]:
    """Conditions of closing by id."""
    about = _("Bir vatandaş işi kapanmadan önce neler yapılmış olmalı")
    clauses = known_clauses(duties)
    return MappingProxyType(
        {name: _closing(name, table, clauses, names) for name, table in office.tables("closing", about, SLUG)}
    )


def _deadline(name: str, table: Table, duties: Mapping[str, Duty]) -> Deadline:
    clause = table.name("clause", _("Dayandığı madde; yoksa kurumun ayarıdır"), known_clauses(tuple(duties.values())))
    duty = duties[clause] if clause is not None else None
    deadline = Deadline(
        id=name,
        length=table.whole("length", _("Kaç gün")),
        day=cast(
            'Literal["calendar", "working"] | None',
            table.word("day", _("calendar: takvim günü; working: iş günü"), ("calendar", "working")),
        ),
        every=cast(
            'Literal["day", "week", "month", "quarter", "year", "always"] | None',
            table.word("every", _("Dönemsel işin aralığı; always: sürekli"), _RHYTHMS),
        ),
        interval=table.whole("interval", _("Kaç günde, haftada, ayda bir")),
        due=_month_day(table, "due"),
        warn=table.whole("warn", _("Bitmeden kaç gün önce uyarılır")),
        clause=clause,
        article=duty.article if duty is not None else None,
        capability=table.name("capability", _("Hangi işin süresi; yazılmazsa maddenin işi"), known_capabilities())
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
    capability = table.name("capability", _("Hangi işin kapanışı"), known_capabilities())
    table.require(
        "capability",
        path=(*table.path, "capability"),
        message=_("bu bilgi eksik"),
        cure=_('yazın: capability = "citizen-request"'),
    )
    closing = Closing(
        id=name,
        capability=capability or "",
        clauses=table.names("clauses", _("Dayandığı maddelerin kimlikleri"), clauses),
        channels=table.words("channels", _("Hangi yollardan gelir"), _CHANNELS),
        shown_to=table.names("shown_to", _("Dağıtılmadan önce gören görevler"), names.positions),
        tell=table.names("tell", _("Sonucu kime söylenir"), names.holders.with_words(TOLD)),
        outcome=table.flag("outcome", _("Yerine getirilip getirilmediği yazılır")),
        form=table.flag("form", _("İletilmeden önce formu tamdır")),
        online=table.flag("online", _("Vatandaş çevrimiçi izler")),
    )
    table.close()
    return closing


def _month_day(table: Table, key: str) -> tuple[int, int] | None:
    form = Form(_MONTH_DAY, _("ay ve gün beklenir"), _('ay-gün sırasıyla yazın: "12-31"'))
    text = table.text(key, _("Yıllık işin son günü, ay-gün: 12-31"), form)
    if text is None:
        return None
    month, day = map(int, text.split("-"))
    try:
        # A leap year: the 29th of February is a day, too.
        date(2000, month, day)
    except ValueError:
        table.problem(key, form.message, form.cure)
        return None
    return month, day
