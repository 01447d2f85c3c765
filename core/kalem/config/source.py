"""From bytes to values: syntax errors are told all at once, and what can still be read is read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any

from kalem.config.lines import Lines, Path, Tree
from kalem.config.problems import BadFile, Findings, Problem
from kalem.i18n import gettext as _

#: After so many broken lines the text is something else than a municipality's file: reading it ends.
MOST_BROKEN = 100

_PLACE = re.compile(r"at line (\d+)")


def read_text(path: FilePath) -> str:
    """The text of a file; raises `BadFile` when it cannot be read or is no UTF-8."""
    try:
        data = path.read_bytes()
    except OSError as error:
        message = _("dosya okunamadı (%(reason)s)", reason=error.strerror or "")
        raise BadFile(
            (Problem(1, "", message, _("yolunu ve okuma iznini denetleyin"), str(path)),)
        ) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        cure = _("düzenleyicide “UTF-8” olarak kaydedin")
        raise BadFile((Problem(line, "", _("dosya UTF-8 değil"), cure, str(path)),)) from error
    return text.replace("\r\n", "\n")


def read_values(text: str, name: str) -> tuple[Mapping[str, Any], Findings]:
    """The values of a text, and the collector that already holds its syntax errors.

    Lines with errors are left out one after the other until the rest can be read; the collector is then
    partial.
    """
    draft = _Draft(text)
    values: Mapping[str, Any] | None = None
    lines = Lines({})
    for _attempt in range(MOST_BROKEN):
        rest = "\n".join(draft.rows)
        tree = Tree(rest)
        deep = tree.too_deep()
        if deep is not None:
            draft.leave_out_deep(deep)
            continue
        row = tree.first_error()
        if row is not None:
            draft.leave_out(row)
            continue
        lines, repeated = tree.read()
        if repeated:
            draft.leave_out_repeated(repeated)
            continue
        try:
            values = tomllib.loads(rest)
            break
        except tomllib.TOMLDecodeError as error:
            place = _PLACE.search(str(error))
            draft.leave_out(int(place[1]) - 1 if place else len(draft.rows) - 1)
    findings = Findings(name, lines)
    findings.partial = bool(draft.errors)
    findings.nameless = draft.names_lost
    for row, path, message, cure in draft.errors:
        findings.add_at(row + 1, path, message, cure)
    return values or {}, findings


class _Draft:
    """The lines of a text while the broken ones are taken out; rows count from 0."""

    def __init__(self, text: str) -> None:
        self.rows = text.split("\n")
        self.errors: list[tuple[int, Path, str, str]] = []
        self.names_lost = False
        self._emptied: set[int] = set()

    def leave_out(self, row: int) -> None:
        """Notes the error of a row and empties it; a broken heading takes its section with it."""
        while row > 0 and not self.rows[row].strip():
            row -= 1
        line = self.rows[row].strip()
        # The rest of a list whose first line was broken is no error of its own.
        if row - 1 not in self._emptied or "=" in line or line.startswith("["):
            self.errors.append((row, (), *_explained(line)))
        self.names_lost = self.names_lost or line.startswith(("[", '"'))
        end = row + 1
        if line.startswith("[") and "=" not in line:
            while end < len(self.rows) and not self.rows[end].startswith("["):
                end += 1
        self._empty(range(row, end))

    def leave_out_deep(self, span: range) -> None:
        """Notes and empties what is nested too deep."""
        self.names_lost = True
        message = _("burada iç içe çok fazla ayraç ya da noktalı ad var")
        self.errors.append((span.start, (), message, _("ayraçları ve adları sadeleştirin")))
        self._empty(span)

    def leave_out_repeated(self, repeated: list[tuple[Path, range, int]]) -> None:
        """Notes and empties what is written a second time."""
        self.names_lost = True
        for path, span, first in repeated:
            message = _("bu ad ikinci kez yazılmış")
            self.errors.append(
                (span.start, path, message, _("ilki %(line)s. satırda; birini silin", line=first))
            )
            self._empty(span)

    def _empty(self, span: range) -> None:
        self._emptied.update(span)
        for row in span:
            self.rows[row] = ""


def _explained(line: str) -> tuple[str, str]:
    """Message and cure for a line that is no TOML."""
    message = _("bu satır okunamıyor: `%(line)s`", line=line if len(line) <= 60 else line[:60] + "…")
    key, equals, value = (part.strip() for part in line.partition("="))
    if any(mark in line for mark in "“”„’‘«»"):
        cure = _('düz tırnak kullanın: "…"')
    elif line.startswith("["):
        cure = _("bölüm başlığı `[ad]` ya da `[ad.ad]` biçimindedir; boşluk ve Türkçe harf içermez")
    elif not equals and line.startswith(('"', "'", "]", "}")):
        cure = _("virgül, tırnak ve ayraçları denetleyin")
    elif not equals:
        cure = _('`anahtar = değer` biçiminde yazın, ya da satırı "#" ile açıklama yapın')
    elif line.count('"') % 2:
        cure = _("açılan tırnağı kapatın")
    elif value.count("[") != value.count("]"):
        cure = _("köşeli ayracı kapatın")
    elif value.count("{") != value.count("}"):
        cure = _("süslü ayracı kapatın ve bölümü tek satıra yazın")
    elif not re.fullmatch(r'[A-Za-z0-9_.-]+|".*"', key):
        cure = _('eşittirin solundaki adı tırnak içine alın: "%(word)s"', word=key)
    elif re.match(r"\d+-", value):
        cure = _("takvimde olan bir tarih yazın, yıl-ay-gün sırasıyla: 2025-09-03")
    elif not value.startswith(('"', "[", "{", "'")):
        cure = _("metni tırnak içine alın; sayı, tarih, `true` ve `false` tırnaksız yazılır")
    else:
        cure = _("virgül, tırnak ve ayraçları denetleyin")
    return message, cure
