"""Why something is refused, and what to do next: a rule, a setting of the office, or a missing right."""

from dataclasses import dataclass, replace

from kalem.i18n import Text


@dataclass(frozen=True)
class Ground:
    """What a refusal rests on."""

    #: ``rule`` (a clause of the regulation), ``setting`` (the text is silent, the office chose) or ``right``.
    kind: str
    #: ``m.22`` for a rule; empty otherwise.
    article: str = ""
    #: The clause's full id (``…-m22-c2``) for a rule; the rule's or setting's key for a setting; the permission for a
    #: right.
    source: str = ""
    #: The clause in short for a rule; for a setting the sentence that says that the text is silent.
    text: Text = ""


@dataclass(frozen=True)
class Refusal:
    """One reason why an act is not possible now."""

    #: What is not possible and what is missing, in Turkish.
    message: str
    #: What to do, or who can, in Turkish.
    cure: str = ""
    ground: Ground | None = None
    #: Name of the value that is at fault, as the refusing function calls it; a form tells the refusal there.
    field: str = ""

    def on(self, ground: Ground) -> "Refusal":
        """Return this refusal resting on ``ground``, in the language of who is refused."""
        return replace(self, ground=replace(ground, text=str(ground.text)))


class Refused(Exception):
    """An act was refused; nothing was written."""

    def __init__(self, *refusals: Refusal) -> None:
        self.refusals = refusals
        super().__init__("; ".join(each.message for each in refusals))
