"""The organisation: units, positions, people, who holds what, who acts for whom, and who may read what follows."""

from .actors import UnknownUser, acting, load_actor
from .delegations import give, revoke
from .factors import (
    address_of,
    begin_factor,
    confirm_factor,
    recovery_codes_left,
    remove_factor,
    renew_recovery_codes,
)
from .factors import is_on as has_second_factor
from .grounds import ground_of
from .holdings import appoint, end_holding
from .mirror import mirror
from .models import (
    FOLLOWED,
    MODELS,
    ApiToken,
    Delegation,
    Holding,
    LoginAttempt,
    PasswordReset,
    Position,
    Session,
    Unit,
    User,
)
from .passwords import Passwords, passwords
from .people import create_user, deactivate, reactivate, rename, set_language, set_password
from .permissions import MANAGE_PEOPLE, SUPERVISE
from .resets import offer_reset, open_reset, redeem, withdraw_reset
from .scopes import scope_refusal
from .seats import Actor, Seat
from .sessions import (
    Half,
    HalfEnded,
    confirm,
    confirm_code,
    end_sessions,
    ended_session_user,
    finish_sign_in,
    half_signed_in,
    open_session,
    purge,
    running_session,
    session_user,
    sign_in,
    sign_out,
)
from .still import check_seat
from .structure import Tree, load_tree, municipality, record_principals, tree
from .superiors import SuperiorView, may_act_as_superior, superior

__all__ = [
    "FOLLOWED",
    "MANAGE_PEOPLE",
    "MODELS",
    "SUPERVISE",
    "Actor",
    "ApiToken",
    "Delegation",
    "Half",
    "HalfEnded",
    "Holding",
    "LoginAttempt",
    "PasswordReset",
    "Passwords",
    "Position",
    "Seat",
    "Session",
    "SuperiorView",
    "Tree",
    "Unit",
    "UnknownUser",
    "User",
    "acting",
    "address_of",
    "appoint",
    "begin_factor",
    "check_seat",
    "confirm",
    "confirm_code",
    "confirm_factor",
    "create_user",
    "deactivate",
    "end_holding",
    "end_sessions",
    "ended_session_user",
    "finish_sign_in",
    "give",
    "ground_of",
    "half_signed_in",
    "has_second_factor",
    "load_actor",
    "load_tree",
    "may_act_as_superior",
    "mirror",
    "municipality",
    "offer_reset",
    "open_reset",
    "open_session",
    "passwords",
    "purge",
    "reactivate",
    "record_principals",
    "recovery_codes_left",
    "redeem",
    "remove_factor",
    "rename",
    "renew_recovery_codes",
    "revoke",
    "running_session",
    "scope_refusal",
    "session_user",
    "set_language",
    "set_password",
    "sign_in",
    "sign_out",
    "superior",
    "tree",
    "withdraw_reset",
]
