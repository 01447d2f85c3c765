"""The ways by which documents come and go."""

from kalem.i18n import lazy_gettext as _l

#: Ways of arrival.
INCOMING = (
    ("hand", _l("Elden")),
    ("post", _l("Posta")),
    ("aps", _l("APS")),
    ("registered", _l("İadeli taahhütlü")),
    ("kep", _l("KEP")),
    ("ebys", _l("EBYS")),
    ("edevlet", _l("e-Devlet")),
    ("cimer", _l("CİMER")),
    ("email", _l("E-posta")),
    ("fax", _l("Faks")),
    ("phone", _l("Telefon")),
)

#: Ways of sending.
OUTGOING = tuple(pair for pair in INCOMING if pair[0] not in {"edevlet", "cimer", "phone"})
