"""Records: the row that everything an office works on has in the ledger, and what a type declares about it."""

from . import codec, fields, history, jsoncodec
from .access import cleared, join, mirror, words
from .links import Link, link, linked
from .listing import Listing
from .reading_log import READINGS, Reading
from .record import Access, Details, Record, Waiting
from .schema import DetailsSchema, Reason, Schema
from .scope import NotFound, count_waiting, details_of, found, get_visible, in_order, visible, visible_ids, waiting_for
from .states import PAST, Rule, State, Step, Workflow, rule
from .types import RecordType, Section, types

__all__ = [
    "PAST",
    "READINGS",
    "Access",
    "Details",
    "DetailsSchema",
    "Link",
    "Listing",
    "NotFound",
    "Reading",
    "Reason",
    "Record",
    "RecordType",
    "Rule",
    "Schema",
    "Section",
    "State",
    "Step",
    "Waiting",
    "Workflow",
    "cleared",
    "codec",
    "count_waiting",
    "details_of",
    "fields",
    "found",
    "get_visible",
    "history",
    "in_order",
    "join",
    "jsoncodec",
    "link",
    "linked",
    "mirror",
    "rule",
    "types",
    "visible",
    "visible_ids",
    "waiting_for",
    "words",
]
