"""What the registry gives the office, through the hooks that plugins use."""

from collections.abc import Mapping, Sequence

from kalem.db import Model
from kalem.i18n import lazy_gettext as _l
from kalem.plugins.markers import hookimpl
from kalem.records import RecordType


@hookimpl
def kalem_record_types() -> list[RecordType]:
    """Incoming documents, outgoing and internal letters, dossiers, regulations."""
    from .dossiers import dossier
    from .incoming import incoming
    from .letter_types import internal, outgoing
    from .regulations import regulation

    return [incoming, outgoing, internal, dossier, regulation]


@hookimpl
def kalem_permissions() -> Mapping[str, str]:
    """The rights of the registry, by what people do."""
    return {
        "registry.receive": _l("Gelen evrakı teslim alma"),
        "registry.register": _l("Gelen evrakı kaydetme"),
        "registry.refer": _l("Havale etme"),
        "registry.assign": _l("Görevlendirme"),
        "registry.work": _l("Evrak üzerinde çalışma"),
        "registry.draft": _l("Yazı hazırlama"),
        "registry.initial": _l("Paraflama"),
        "registry.sign": _l("İmzalama"),
        "registry.dispatch": _l("Gönderme"),
        "registry.file": _l("Dosyalama"),
        "registry.correct": _l("Kayıt düzeltme"),
        "registry.void": _l("İptal etme"),
    }


@hookimpl
def kalem_models() -> Sequence[type[Model]]:
    """The tables beside the record types' own: chain items, drafts, dispatches, own file plan codes."""
    from .chain import ChainItem
    from .fileplan import OwnCode
    from .letters import Dispatch, Draft

    return [ChainItem, Draft, Dispatch, OwnCode]
