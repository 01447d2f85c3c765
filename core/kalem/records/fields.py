"""The fields of forms: one declaration serves page, API, import and command line.

A field knows its label, its help and the limits of its value; how a face writes an empty box, a Turkish date or a
ticked box is the codec's business (:mod:`kalem.records.codec`).
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, cast

from marshmallow import ValidationError
from marshmallow import fields as base

from kalem.context import today
from kalem.i18n import gettext as _
from kalem.i18n import lazy_gettext as _l
from kalem.text import UncleanText, clean

#: Longest one-line text, in characters.
SHORT = 250
#: Longest text of several lines, in characters.
LONG = 4000

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

#: ``(value, label)`` pairs.
Choices = Sequence[tuple[str, str]]


class _Spoken:
    """Messages in the language of the people."""

    default_error_messages = {  # noqa: RUF012  (marshmallow reads it from the class)
        "required": _l("Bu alan boş bırakılamaz."),
        "null": _l("Bu alan boş bırakılamaz."),
        "validator_failed": _l("Geçersiz değer."),
        "invalid": _l("Geçersiz değer."),
        "type": _l("Geçersiz değer."),
    }

    def make_error(self, key: str, **_values: Any) -> ValidationError:
        """Return the error with its message in the reader's language: as a text, or marshmallow takes it for a list."""
        return ValidationError(str(cast(Any, self).error_messages[key]))


class Labelled(_Spoken):
    """What all our fields share: words for people, and messages in their language."""

    #: The widget that a page draws.
    kind = "text"

    def __init__(
        self,
        *args: Any,
        label: str,
        help: str = "",
        wide: bool = False,
        search: bool = False,
        personal: bool = False,
        **kwargs: Any,
    ) -> None:
        """``wide`` fields fill a form's width; ``search`` ones are found by their text.

        ``personal`` ones may hold data of a living person (KVKK m.3/1-d): who opens such a record is written down.
        """
        self.label = label
        self.help = help
        self.wide = wide
        self.search = search
        self.personal = personal
        super().__init__(*args, **kwargs)


class _Word(_Spoken, base.String):
    """Text and nothing that could be made into text; marshmallow would take bytes."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class String(Labelled, _Word):
    """One line of text: stripped, NFC, without control characters, at most ``max`` characters."""

    multiline = False

    def __init__(self, *, max: int = SHORT, suggest: str = "", **kwargs: Any) -> None:
        """``suggest`` names the suggestions that help typing."""
        self.max = max
        self.suggest = suggest
        super().__init__(**kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if len(text) > 4 * self.max:
            # Said before any work is done on it.
            raise ValidationError(self._too_long(len(text)))
        try:
            text = clean(text, multiline=self.multiline)
        except UncleanText as fault:
            raise ValidationError(str(fault)) from fault
        if len(text) > self.max:
            raise ValidationError(self._too_long(len(text)))
        if not text:
            if self.required:
                raise self.make_error("required")
            return None
        return text

    def _too_long(self, length: int) -> str:
        return _("%(length)s karakter yazıldı; en çok %(max)s karakter olabilir.", length=length, max=self.max)


class Text(String):
    """Text of several lines."""

    kind = "textarea"
    multiline = True

    def __init__(self, *, max: int = LONG, wide: bool = True, **kwargs: Any) -> None:
        super().__init__(max=max, wide=wide, **kwargs)


class Integer(Labelled, base.Integer):
    """A whole number between ``min`` and ``max``."""

    kind = "number"

    default_error_messages = {  # noqa: RUF012
        "invalid": _l("Bir tam sayı yazın."),
    }

    def __init__(self, *, min: int = 0, max: int = 1_000_000, **kwargs: Any) -> None:
        self.min, self.max = min, max
        super().__init__(strict=True, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        number = super()._deserialize(value, attr, data, **kwargs)
        if number is not None and not self.min <= number <= self.max:
            raise ValidationError(_("%(min)s ile %(max)s arasında bir sayı yazın.", min=self.min, max=self.max))
        return number


class Boolean(Labelled, base.Boolean):
    """Yes or no. With ``ask`` the form offers both words and nothing is ticked beforehand."""

    def __init__(self, *, ask: bool = False, **kwargs: Any) -> None:
        self.kind = "radio" if ask else "checkbox"
        self.ask = ask
        super().__init__(**kwargs)


class Date(Labelled, base.Date):
    """A day. ``past`` allows today and before, ``future`` today and after."""

    kind = "date"

    default_error_messages = {  # noqa: RUF012
        "invalid": _l("Böyle bir tarih yok. Günü 21.11.2026 gibi yazın."),
    }

    def __init__(self, *, past: bool = False, future: bool = False, **kwargs: Any) -> None:
        self.past, self.future = past, future
        super().__init__(**kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, str) and not _DAY.fullmatch(value):
            # Python reads weeks and days without dashes too: a mistyped day would become another one.
            raise self.make_error("invalid", input=value, obj_type="date")
        day = super()._deserialize(value, attr, data, **kwargs)
        if not 1900 <= day.year <= 2200:
            raise self.make_error("invalid", input=value, obj_type="date")
        shown = day.strftime("%d.%m.%Y")
        if self.past and day > today():
            raise ValidationError(_("%(day)s henüz gelmedi. Bugünü ya da daha önceki bir günü yazın.", day=shown))
        if self.future and day < today():
            raise ValidationError(_("%(day)s geçti. Bugünü ya da daha sonraki bir günü yazın.", day=shown))
        return day


class Time(Labelled, base.Time):
    """A time of the day in Turkey, to the minute."""

    kind = "time"

    default_error_messages = {  # noqa: RUF012
        "invalid": _l("Böyle bir saat yok. Saati 14.30 gibi yazın."),
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        time = super()._deserialize(value, attr, data, **kwargs)
        if time.tzinfo is not None or time.second or time.microsecond:
            raise self.make_error("invalid", input=value, obj_type="time")
        return time


class Moment(Labelled, base.AwareDateTime):
    """A day with its time, aware. Forms ask for the two apart (:class:`Date`, :class:`Time`); this one is shown."""

    kind = "moment"


class Choice(Labelled, _Word):
    """One of the given values. ``choices`` is a sequence, or a function that makes it when the form is shown."""

    def __init__(self, choices: Choices | Callable[[], Choices], *, radio: bool = False, **kwargs: Any) -> None:
        self.choices = choices
        self.kind = "radio" if radio else "select"
        super().__init__(**kwargs)

    def options(self) -> Choices:
        """Return the values offered now, each with its label."""
        return self.choices() if callable(self.choices) else self.choices

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if text not in {option for option, _label in self.options()}:
            raise ValidationError(_("Listede olmayan bir değer. Listeden birini seçin."))
        return text


class RecordChoice(Choice):
    """One of the given records; the value is its id."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return int(super()._deserialize(value, attr, data, **kwargs))


class ChoiceList(Labelled, base.List[str]):
    """Any number of the given values."""

    kind = "checkboxes"

    def __init__(self, choices: Choices | Callable[[], Choices], **kwargs: Any) -> None:
        self.choices = choices
        super().__init__(_Word(), **kwargs)

    def options(self) -> Choices:
        """Return the values offered now, each with its label."""
        return self.choices() if callable(self.choices) else self.choices

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        chosen: Any = list(dict.fromkeys(super()._deserialize(value, attr, data, **kwargs)))
        offered = {option for option, _label in self.options()}
        if not offered.issuperset(chosen):
            raise ValidationError(_("Listede olmayan bir değer. Listeden seçin."))
        if self.required and not chosen:
            raise self.make_error("required")
        return chosen
