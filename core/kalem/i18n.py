"""Strings for people. Turkish is the language of the source; other languages ship as gettext catalogues.

The functions work in a request, in a command and outside any application. Values are put in by name
(``_("%(count)s kayıt", count=3)``); no Turkish suffix is ever glued to a value.

A catalogue is a ``.po`` file, read when its language is first asked for: nothing is compiled, so nothing can be stale.
A message is looked up in the core's catalogue, then in those of the running plugins in calling order; the first that
has it answers. So no plugin changes a word of the core or of a plugin before it; where its own word means something
else it says so by a context (``pgettext``).

What is stored (entries, above all) is stored in Turkish by :func:`source`, and shown through :func:`translated` or,
where values stand in it, :func:`retold`.

What a catalogue gives is a :class:`Translated`: a text like any other that knows that it is in the reader's language,
and what in it is a value. Every other text is as somebody wrote it: names, and what people typed, in Turkish. So the
faces tell the two apart (:func:`parts`) without an author saying which is which; who puts a text together of both uses
:func:`joined`.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self, SupportsIndex, TypeAlias

import flask_babel
from babel.messages.pofile import read_po
from flask import Flask, current_app
from flask_babel import LazyString
from markupsafe import Markup, escape

from .context import Slot

__all__ = [
    "LANGUAGES",
    "SOURCE",
    "LazyString",
    "Text",
    "Translated",
    "gettext",
    "hush",
    "install",
    "joined",
    "language",
    "lazy_gettext",
    "lazy_pgettext",
    "ngettext",
    "parts",
    "pgettext",
    "retold",
    "source",
    "speaking",
    "translated",
]

#: The language in which the strings are written.
SOURCE = "tr"

#: Every language, by its code, with its own name. All of them say "one" for 1 and "many" for any other number.
LANGUAGES: Mapping[str, str] = MappingProxyType({SOURCE: "Türkçe", "en": "English"})

#: The language of commands, and of whatever nobody in particular reads.
ENVIRONMENT = "KALEM_LANGUAGE"


class Translated(str):
    """A text of a catalogue, in another language than the source's, with what was put into it still told apart."""

    __slots__ = ("_message", "_values")

    #: The translation with the places of its values; None where nothing was put into it.
    _message: str | None
    #: By name what stands in the message; without a message, what the text was joined of.
    _values: Mapping[str, Any] | Sequence[Any]

    def __new__(cls, text: str, message: str | None = None, values: Mapping[str, Any] | Sequence[Any] = ()) -> Self:
        """Return ``text``, which was made of ``message`` and ``values``, or joined of ``values``."""
        made = super().__new__(cls, text)
        made._message, made._values = message, values
        return made

    def __str__(self) -> str:
        """Return itself: what is translated stays so, lazily or not."""
        return self

    def lower(self) -> str:
        """Return it in small letters, as a word of the catalogue still."""
        return Translated(super().lower())

    def replace(self, old: str, new: str, count: SupportsIndex = -1, /) -> str:
        """Return it with other marks in it, as a word of the catalogue still."""
        return Translated(super().replace(old, new, count))

    @property
    def pieces(self) -> Iterator[Any]:
        """What it is put together of, in order: texts of the catalogue and values. Nothing for a text that is whole."""
        if self._message is None:
            yield from self._values
            return
        for at, piece in enumerate(_VALUE.split(self._message)):
            if not at % 2:
                yield Translated(piece.replace("%%", "%"))
            elif isinstance(self._values, Mapping):
                yield self._values[piece]


#: Translations of a catalogue: context (or "") and message -> the forms for one and for many.
Catalogue = Mapping[tuple[str, str], tuple[Translated, ...]]

#: The folders of the running application's plugins that hold catalogues, in calling order.
_plugins: Slot[tuple[tuple[str, Path], ...]] = Slot("kalem.i18n.plugins")

#: The language of a block of :func:`speaking`, and below it that of whose request runs.
_spoken: ContextVar[str] = ContextVar("kalem.i18n.spoken", default="")
_of_reader: ContextVar[str] = ContextVar("kalem.i18n.of_reader", default="")

#: What a reader may be told: written, or translated when it is shown.
Text: TypeAlias = str | LazyString

#: A value in a message.
_VALUE = re.compile(r"%\((\w+)\)[srd]")

#: Names of values that are words of the program themselves, as the label of a plugin; all others are names and numbers.
WORDS = frozenset({"label", "type", "step", "what"})

#: With fewer letters of its own a message is in too many sentences.
FEWEST_LETTERS = 6

_CORE = ("kalem", Path(__file__).parent / "translations")


def install(app: Flask) -> None:
    """Give ``app`` its languages and dates: Turkish unless a page, a person or the environment asks for another."""
    flask_babel.Babel(app, default_locale=SOURCE, default_timezone="Europe/Istanbul", locale_selector=language)
    _plugins.put(app, ())
    # Not by the templates' own extension: it looks each function up anew for each word of a page.
    app.jinja_env.globals.update(_=_drawn(gettext), ngettext=_drawn(ngettext), pgettext=_drawn(pgettext))


def with_plugins(app: Flask, folders: Iterable[tuple[str, Path]]) -> None:
    """Let ``app`` look into the catalogues of its plugins too: the domain and the folder of each, in calling order."""
    _plugins.put(app, tuple(folders))


def language() -> str:
    """Return the code of the language that is spoken now."""
    return _spoken.get() or _of_reader.get() or _of_process()


def speak(chosen: str) -> None:
    """Speak a language until :func:`hush`; one that there is not is Turkish."""
    _of_reader.set(chosen if chosen in LANGUAGES else SOURCE)


def hush() -> None:
    """Speak the language of the process again: the request is over."""
    _of_reader.set("")


@contextmanager
def speaking(chosen: str) -> Iterator[None]:
    """Speak a language while the block runs."""
    token = _spoken.set(chosen)
    try:
        yield
    finally:
        _spoken.reset(token)


def source(text: Text) -> str:
    """Return ``text`` as it is stored: a lazy one in Turkish, whoever reads; any other as it is."""
    if isinstance(text, str):
        return text
    with speaking(SOURCE):
        return str(text)


def translated(text: str) -> str:
    """Return a stored Turkish text of the program in the reader's language; what no catalogue has, as it is."""
    return _form("", text)


def retold(text: str) -> str:
    """Return a stored Turkish sentence of the program, values and all, in the reader's language.

    It was made of the message of which most letters stand in it. Where a second message was put behind it, which then
    begins with a semicolon, each is told for itself. What fits no message stays as it is.
    """
    if language() == SOURCE:
        return text
    head, semicolon, rest = text.rpartition("; ")
    added = _told(semicolon + rest) if head else ""
    if head and added != semicolon + rest:
        return joined((retold(head), added))
    return _told(text)


def joined(texts: Iterable[Text], between: str = "") -> str:
    """Return texts as one; of those in the reader's language it stays known that they are.

    ``between`` is a mark, such as a comma, of no language.
    """
    found = [str(text) for text in texts if text]
    whole = between.join(found)
    if not any(isinstance(text, Translated) for text in found):
        return whole
    return Translated(whole, None, [piece for text in found for piece in (Translated(between), text)][1:])


def parts(text: object) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a text, each with whether a catalogue gave it; all others are as they were written."""
    whole = str(text)
    pieces = list(whole.pieces) if isinstance(whole, Translated) else []
    if pieces:
        for piece in pieces:
            yield from parts(piece)
    else:
        yield whole, isinstance(whole, Translated)


def gettext(message: str, **values: Any) -> str:
    """Return ``message`` in the reader's language, with ``values`` put in."""
    text = _form("", message)
    return _filled(text, values) if values else text


def pgettext(context: str, message: str, **values: Any) -> str:
    """Like ``gettext`` for a word with two meanings; ``context`` says which (*Kayıt*: record, recording)."""
    text = _form(context, message)
    return _filled(text, values) if values else text


def ngettext(singular: str, plural: str, num: int, **values: Any) -> str:
    """Return the form for ``num`` things; ``num`` is among the values.

    Turkish nouns stay singular after a number, so both forms are often the same text.
    """
    return _filled(_form("", singular, plural, num), {"num": num, **values})


def lazy_gettext(message: str, **values: Any) -> LazyString:
    """Like ``gettext``, translated each time it is shown: for labels declared at import."""
    return LazyString(gettext, message, **values)


def lazy_pgettext(context: str, message: str, **values: Any) -> LazyString:
    """Like ``pgettext``, translated each time it is shown."""
    return LazyString(pgettext, context, message, **values)


def read(domain: str, folder: Path, chosen: str) -> Catalogue:
    """Return the catalogue ``<folder>/<language>/LC_MESSAGES/<domain>.po``; empty where there is none.

    A message that is not translated, or only guessed (fuzzy), is left out.
    """
    path = folder / chosen / "LC_MESSAGES" / f"{domain}.po"
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        messages = read_po(file, ignore_obsolete=True)
    found: dict[tuple[str, str], tuple[Translated, ...]] = {}
    for message in messages:
        said = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        forms = tuple(map(Translated, said))
        if message.id and not message.fuzzy and forms and all(forms):
            singular = message.id if isinstance(message.id, str) else message.id[0]
            found[message.context or "", singular] = forms
    return found


#: What is read once stays: the files do not change while the program runs.
_read = cache(read)


def _drawn(told: Callable[..., str]) -> Callable[..., Markup]:
    """Return what templates call: messages may hold marks of the page, the values put in are escaped."""

    def call(*message: Any, **values: Any) -> Markup:
        escaped = {name: value if type(value) is int else escape(value) for name, value in values.items()}
        return Markup(told(*message, **escaped))  # noqa: S704  (messages are the program's own)

    return call


def _told(text: str) -> str:
    found = translated(text)
    if found != text:
        return found
    for domain, folder in (_CORE, *_folders()):
        for pattern, translation in _patterns(domain, folder, language()):
            match = pattern.fullmatch(text)
            if match:
                return _filled(translation, {name: _value(name, value) for name, value in match.groupdict().items()})
    return text


def _filled(text: str, values: Mapping[str, Any]) -> str:
    """Return a message with its values; of a translated one it stays known what they are."""
    whole = text % values
    return Translated(whole, text, values) if isinstance(text, Translated) else whole


def _value(name: str, value: str) -> str:
    return translated(value) if name in WORDS else value


@cache
def _patterns(domain: str, folder: Path, chosen: str) -> list[tuple[re.Pattern[str], Translated]]:
    """Return what messages with values look like when filled in, with their translations; the longest first."""
    found = []
    for (context, message), forms in _read(domain, folder, chosen).items():
        parts = _VALUE.split(message)
        letters = sum(len(part) for part in parts[::2])
        if not context and len(parts) > 1 and letters > FEWEST_LETTERS and len(set(parts[1::2])) == len(parts[1::2]):
            pattern = "".join(f"(?P<{part}>.+)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
            told = Translated(forms[0].replace(")r", ")s").replace(")d", ")s"))
            found.append((letters, re.compile(pattern, re.DOTALL), told))
    return [(pattern, form) for _letters, pattern, form in sorted(found, key=lambda each: -each[0])]


def _form(context: str, singular: str, plural: str = "", num: int = 1) -> str:
    chosen = language()
    if chosen != SOURCE:
        for domain, folder in (_CORE, *_folders()):
            forms = _read(domain, folder, chosen).get((context, singular))
            if forms:
                return forms[0] if num == 1 else forms[-1]
    return singular if num == 1 else plural


def _folders() -> tuple[tuple[str, Path], ...]:
    return current_app.extensions.get(_plugins.name, ()) if current_app else ()


def _of_process() -> str:
    wanted = os.environ.get(ENVIRONMENT, "")
    return wanted if wanted in LANGUAGES else SOURCE
