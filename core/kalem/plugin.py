"""Everything a plugin author imports: ``from kalem.plugin import Manifest, hookimpl``.

These names are the interface whose version `PLUGIN_API` counts; anything else in ``kalem`` may change at any
time. Columns of a model come from ``peewee``. ``Record`` is for looking things up: a record changes by its steps only.
"""

from marshmallow import ValidationError

from kalem.config import Office
from kalem.context import local, moment_of, today, written
from kalem.db import CalendarDate, Model, UtcDateTime
from kalem.http.visit import actor as current_actor
from kalem.i18n import gettext, joined, lazy_gettext, lazy_pgettext, ngettext, pgettext
from kalem.jobs import Event
from kalem.organisation import Actor
from kalem.plugins import PLUGIN_API, Manifest, hookimpl, settings_of
from kalem.records import (
    Details,
    DetailsSchema,
    NotFound,
    Reason,
    Record,
    RecordType,
    Rule,
    Schema,
    Section,
    State,
    Step,
    Workflow,
    fields,
    get_visible,
    rule,
    visible,
)
from kalem.refusal import Ground, Refusal, Refused
from kalem.web import PUBLIC, SIGNED_IN, Route
from kalem.web.view import Link, MenuItem, Panel
from kalem.workflow import Refer, Referral, StepRun, refer, settle

__all__ = [
    "PLUGIN_API",
    "PUBLIC",
    "SIGNED_IN",
    "Actor",
    "CalendarDate",
    "Details",
    "DetailsSchema",
    "Event",
    "Ground",
    "Link",
    "Manifest",
    "MenuItem",
    "Model",
    "NotFound",
    "Office",
    "Panel",
    "Reason",
    "Record",
    "RecordType",
    "Refer",
    "Referral",
    "Refusal",
    "Refused",
    "Route",
    "Rule",
    "Schema",
    "Section",
    "State",
    "Step",
    "StepRun",
    "UtcDateTime",
    "ValidationError",
    "Workflow",
    "current_actor",
    "fields",
    "get_visible",
    "gettext",
    "hookimpl",
    "joined",
    "lazy_gettext",
    "lazy_pgettext",
    "local",
    "moment_of",
    "ngettext",
    "pgettext",
    "refer",
    "rule",
    "settings_of",
    "settle",
    "today",
    "visible",
    "written",
]
