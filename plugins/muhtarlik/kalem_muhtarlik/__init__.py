"""Muhtarlık: what the mukhtars of the neighbourhoods ask of the municipality, and what became of it."""

from kalem.plugin import Manifest, RecordType, hookimpl
from kalem.plugin import lazy_gettext as _l

manifest = Manifest(id="muhtarlik", label=_l("Muhtarlık İşleri"), api=">=1,<2")


@hookimpl
def kalem_record_types() -> list[RecordType]:
    """Requests of mukhtars."""
    from .requests import mukhtar_request

    return [mukhtar_request]
