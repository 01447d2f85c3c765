"""Workflow: who may do what next with a record, why not, and doing it."""

from .assembled import Assembled, Conflict, TiedRule, assemble, rules_off, workflows
from .correction import correct, note
from .creation import create, create_in
from .flows import UnknownStep, flow_of, load, office_of
from .judge import Offer
from .referral import Refer, Referral, refer, referrals_of, settle
from .run import StepRun
from .taking import begin, explain, offers, take

__all__ = [
    "Assembled",
    "Conflict",
    "Offer",
    "Refer",
    "Referral",
    "StepRun",
    "TiedRule",
    "UnknownStep",
    "assemble",
    "begin",
    "correct",
    "create",
    "create_in",
    "explain",
    "flow_of",
    "load",
    "note",
    "offers",
    "office_of",
    "refer",
    "referrals_of",
    "rules_off",
    "settle",
    "take",
    "workflows",
]
