"""Files that come with a form. What was taken in stays so while the form is mended: nobody chooses a file twice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, cast

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from kalem.i18n import gettext as _
from kalem.i18n import joined
from kalem.organisation import Actor
from kalem.records.attachments import MOST_FILES, Kind, Received, add, receive
from kalem.records.unfit import UnfitFile
from kalem.workflow import StepRun

from . import kept_forms
from .components import write_size
from .view import Field

#: The boxes of a form: the paper itself, and what comes with it.
BOXES: dict[str, Kind] = {"scan": "scan", "files": "attachment"}

#: The hidden field that carries what was taken in already.
KEPT = "kept_files"

#: Seconds for which a form may lie open with them.
LONGEST = 24 * 3600


@dataclass(frozen=True)
class Uploads:
    """The files of one form."""

    files: tuple[tuple[Kind, Received], ...] = ()
    #: Why a file was not taken, by box.
    errors: dict[str, str] | None = None

    def field(self, box: str, label: str) -> Field:
        """Return the box with what it has taken in already."""
        kind = BOXES[box]
        here = [received for each, received in self.files if each == kind]
        taken = ", ".join(f"{received.name} ({write_size(received.size)})" for received in here)
        return Field(
            box,
            box,
            "file",
            label,
            help=_("Alındı, yeniden seçmeyin: %(files)s", files=taken)
            if taken
            else _("PDF, resim, metin, ofis; biri en çok 25 MB."),
            error=(self.errors or {}).get(box, ""),
            attrs={"multiple": box == "files"},
        )

    def hidden(self, actor: Actor) -> dict[str, str]:
        """Return the hidden field that carries the files to the form's next sending."""
        if not self.files:
            return {}
        listed = [[kind, each.name, each.size, each.sha256, each.media_type] for kind, each in self.files]
        return {KEPT: _signer(actor).dumps(listed)}

    def adder(self, actor: Actor) -> Callable[[StepRun], None]:
        """Return what adds the files in the entry of the step that takes them."""

        def add_all(run: StepRun) -> None:
            for kind, received in self.files:
                add(run.act, run.record, received, by=actor.by(run.seat), kind=kind)

        return add_all

    def wrong(self, box: str, why: str) -> "Uploads":
        """Return these with a message at a box."""
        return replace(self, errors={**(self.errors or {}), box: why})


def kept(actor: Actor, boxes: Sequence[str]) -> Uploads:
    """Return the files that the form carried already, and take in none: for who may not send any now."""
    return Uploads(tuple(pair for pair in _carried(actor) if pair[0] in {BOXES[box] for box in boxes}))


def read(actor: Actor, boxes: Sequence[str]) -> Uploads:
    """Return the files that came with the form, checked and on disk, after those that it carried already.

    They stay on disk: ask before whether ``actor`` may add any.
    """
    files = list(kept(actor, boxes).files)
    errors: dict[str, str] = {}
    for box in boxes:
        for sent in request.files.getlist(box):
            if not sent.filename:
                continue
            if len(files) >= MOST_FILES:
                errors[box] = _("Çok fazla dosya seçildi: bir kaydın en çok %(most)s eki olabilir.", most=MOST_FILES)
                break
            try:
                files.append((BOXES[box], receive(cast(BinaryIO, sent.stream), sent.filename)))
            except UnfitFile as unfit:
                errors[box] = joined((errors.get(box, ""), unfit.args[0]), " ")
    return Uploads(tuple(dict.fromkeys(files)), errors)


def _carried(actor: Actor) -> list[tuple[Kind, Received]]:
    """Return the files that the form carries; none when what it carries is not what we gave this person."""
    carried = request.form.get(KEPT, "") or kept_forms.value(KEPT)
    if not carried:
        return []
    try:
        listed: list[list[Any]] = _signer(actor).loads(carried, max_age=LONGEST)
    except BadData:
        return []
    return [(kind, Received(*rest)) for kind, *rest in listed]


def _signer(actor: Actor) -> URLSafeTimedSerializer:
    assert current_app.secret_key is not None  # noqa: S101  (the application factory gives one)
    return URLSafeTimedSerializer(current_app.secret_key, salt=f"kalem.uploads.{actor.user_id}")
