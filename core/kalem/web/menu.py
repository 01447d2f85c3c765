"""The lines of the core's own menu. A line is shown to who may open its page."""

from dataclasses import dataclass

from kalem.i18n import lazy_gettext as _l
from kalem.registry.registers import READERS


@dataclass(frozen=True)
class Entry:
    """A line of a menu: what it says, the page it opens, and the permissions of which one is asked for."""

    label: str
    endpoint: str
    permission: str = ""
    icon: str = ""
    #: The letter that opens it after *g*.
    key: str = ""


#: Below the lists of the registry.
REGISTRY: tuple[Entry, ...] = (
    Entry(_l("Havale bekleyenler"), "referral.show", "registry.refer", "signpost-split", "h"),
    Entry(_l("Defterler"), "registers_page.show", " ".join(READERS), "book", "e"),
)

#: Administration.
ADMINISTRATION: tuple[Entry, ...] = (
    Entry(_l("Kullanıcılar"), "people.show", "people.manage", "people"),
    Entry(_l("Birimler ve görevler"), "units_page.show", "people.manage", "diagram-3"),
    Entry(_l("Kişisel veriyi açanlar"), "readings_page.show", "records.readings", "eye"),
    Entry(_l("Eklentiler"), "plugins_page.show", "system.manage", "plug"),
    Entry(_l("Bildirim adresleri"), "webhooks.show", "system.manage", "broadcast"),
    Entry(_l("Belediye dosyası"), "file_page.show", "system.manage", "file-earmark-code"),
)

#: The menu under the person's name.
ACCOUNT: tuple[Entry, ...] = (
    Entry(_l("Hesabım"), "account.show"),
    Entry(_l("Vekâletler"), "delegations.show"),
    Entry(_l("Yönetmelik"), "regulation_page.show"),
)

#: Letters that open the list of a record type after *g*.
KEYS = {"registry.incoming": "g", "registry.outgoing": "d", "registry.dossier": "o"}
