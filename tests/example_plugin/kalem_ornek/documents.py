"""What the plugin adds to documents, which are not its own: a step, and a rule that guards another's step."""

from collections.abc import Iterator

from kalem.plugin import Refusal, Schema, Step, StepRun, fields, rule


# docs: idea-form
class Idea(Schema):
    """The form of the added step."""

    idea = fields.String(label="Aklınıza gelen", required=True, wide=True)


def note_idea(run: StepRun) -> None:
    """Show the idea in the document's history."""
    run.say(idea=run.values["idea"])


# docs: rule-on-another
@rule(
    "ornek-reason-in-words",
    label="Cevapsız sonuçlandırmanın gerekçesi en az üç sözcüktür.",
    on=("registry.incoming:conclude",),
)
def reason_in_words(run: StepRun) -> Iterator[Refusal]:
    """A document is not closed unanswered with a single word."""
    if not run.judging and len(run.values["note"].split()) < 3:
        yield Refusal("Gerekçe çok kısa.", cure="Neden cevap gerekmediğini bir cümleyle yazın.")


# docs: added-steps
#: Steps to add, by the record type they are added to.
STEPS = {
    "registry.incoming": (
        Step(
            "ornek.idea",
            "Öneri notu düş",
            "referred, assigned",
            permission="registry.work",
            form=Idea,
            effect=note_idea,
            told="öneri notu düştü",
            icon="lightbulb",
        ),
    )
}
