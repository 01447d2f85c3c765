"""What the workflow room itself gives every office, through the hooks that plugins use."""

from collections.abc import Mapping, Sequence

from kalem.db import Model
from kalem.i18n import lazy_gettext as _l
from kalem.plugins.markers import hookimpl
from kalem.records import Rule

from .referral import Referral
from .rules import RULES


@hookimpl
def kalem_models() -> Sequence[type[Model]]:
    """Referrals."""
    return [Referral]


@hookimpl
def kalem_rules() -> Sequence[Rule]:
    """Rules that guard every step."""
    return RULES


@hookimpl
def kalem_permissions() -> Mapping[str, str]:
    """Rights that belong to no single record type."""
    return {
        "records.supervise": _l("Birimin işlerini görme ve denetleme"),
        "records.readings": _l("Kişisel veriyi kimin açtığını görme"),
        "people.manage": _l("Kullanıcıları ve görevleri yönetme"),
        "system.manage": _l("Sistemi yönetme"),
    }
