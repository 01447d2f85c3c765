"""The organisation: units, positions, people, who holds what, who acts for whom, and who may read what follows."""

from .actors import UnknownUser, acting, load_actor
from .delegations import give, revoke
from .grounds import ground_of
from .holdings import appoint, end_holding
from .mirror import mirror
from .models import FOLLOWED, MODELS, Delegation, Holding, LoginAttempt, Position, Session, Unit, User
from .passwords import Passwords, passwords
from .people import create_user, deactivate, reactivate, rename, set_language, set_password
from .permissions import MANAGE_PEOPLE, SUPERVISE
from .scopes import scope_refusal
from .seats import Actor, Seat
from .sessions import confirm, end_sessions, open_session, purge, session_user, sign_in, sign_out
from .still import check_seat
from .structure import Tree, load_tree, municipality, record_principals, tree
from .superiors import SuperiorView, may_act_as_superior, superior

__all__ = [
    "FOLLOWED",
    "MANAGE_PEOPLE",
    "MODELS",
    "SUPERVISE",
    "Actor",
    "Delegation",
    "Holding",
    "LoginAttempt",
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
    "appoint",
    "check_seat",
    "confirm",
    "create_user",
    "deactivate",
    "end_holding",
    "end_sessions",
    "give",
    "ground_of",
    "load_actor",
    "load_tree",
    "may_act_as_superior",
    "mirror",
    "municipality",
    "open_session",
    "passwords",
    "purge",
    "reactivate",
    "record_principals",
    "rename",
    "revoke",
    "scope_refusal",
    "session_user",
    "set_language",
    "set_password",
    "sign_in",
    "sign_out",
    "superior",
    "tree",
]
