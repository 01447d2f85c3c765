"""The base of every form's schema."""

from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar

from marshmallow import RAISE, ValidationError, validates_schema
from marshmallow import Schema as MarshmallowSchema

from kalem.i18n import gettext as _
from kalem.i18n import lazy_gettext as _l

from . import fields

#: Confidentiality of a record, from open to secret (Resmî Yazışma Yönetmeliği m.25). The number is stored.
CONFIDENTIALITY = (
    ("0", _l("Tasnif dışı")),
    ("1", _l("Hizmete özel")),
    ("2", _l("Gizli")),
    ("3", _l("Çok gizli")),
)


class Schema(MarshmallowSchema):
    """A form: what it asks for, in the order of its declaration. An unknown field is an error.

    ``needed_unless = {"reason": "fulfilled"}`` asks for ``reason`` unless ``fulfilled`` is true;
    ``needed_when = {"iban": ("payment", ("transfer",))}`` asks for ``iban`` when ``payment`` is one of these.

    A field with ``dump_only=True`` is filled by steps: it has its label and place on lists and pages, not in the form.
    """

    needed_unless: ClassVar[dict[str, str]] = {}
    needed_when: ClassVar[dict[str, tuple[str, tuple[Any, ...]]]] = {}

    class Meta:
        unknown = RAISE

    error_messages: dict[str, Any] = {  # noqa: RUF012  (an instance attribute of the base)
        "unknown": _l("Bilinmeyen alan."),
        "type": _l("Geçersiz veri."),
    }

    @validates_schema(skip_on_field_errors=False, pass_original=True)
    def _needed(self, data: dict[str, Any], original: Any, **_kwargs: Any) -> None:
        # What was given and is wrong has its own message: it lacks nothing but that.
        given = {**original, **data} if isinstance(original, Mapping) else data
        needed = [name for name, other in self.needed_unless.items() if not given.get(other)]
        needed += [name for name, (other, values) in self.needed_when.items() if data.get(other) in values]
        missing = {name: [self._lacking(name)] for name in needed if not given.get(name)}
        if missing:
            raise ValidationError(missing)

    @property
    def either(self) -> dict[str, str]:
        """Fields that may be left out when another, which is no Boolean, is filled in, each with that other."""
        return {
            name: other
            for name, other in self.needed_unless.items()
            if not isinstance(self.load_fields[other], fields.Boolean)
        }

    def _lacking(self, name: str) -> str:
        other: Any = self.load_fields.get(self.either.get(name, ""))
        if other is None:
            return _("Bu alan boş bırakılamaz.")
        return _("Bunu ya da “%(other)s” alanını doldurun.", other=other.label)


@cache
def ready(schema: type[Schema]) -> Schema:
    """Return an instance of ``schema``, made once: it holds nothing of a request."""
    return schema()


class Reason(Schema):
    """Asks why: for steps that undo, refuse or send back."""

    note = fields.Text(label=_l("Gerekçe"), required=True, max=1000)


class DetailsSchema(Schema):
    """The form of a record: its subject and confidentiality, which live in the ledger's row, then the type's own."""

    subject: fields.String = fields.Text(label=_l("Konu"), max=500, required=True)
    confidentiality = fields.Choice(CONFIDENTIALITY, label=_l("Gizlilik"), load_default="0")
