"""Protokol: who wants to see the mayor, when he can, and what came of it."""

from kalem.plugin import Manifest, RecordType, hookimpl
from kalem.plugin import lazy_gettext as _l

manifest = Manifest(id="protokol", label=_l("Protokol İşleri"), api=">=1,<2", settings="appointments:Settings")


@hookimpl
def kalem_record_types() -> list[RecordType]:
    """Appointments."""
    from .appointments import appointment

    return [appointment]


@hookimpl
def kalem_permissions() -> dict[str, str]:
    """The rights that the steps of an appointment name."""
    return {
        "protokol.appointment.work": _l("Randevu: izleme"),
        "protokol.appointment.confirm": _l("Randevu: gün verme"),
    }
