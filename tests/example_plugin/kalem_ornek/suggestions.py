"""Suggestions (öneriler): everything about them in one place."""

from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar

from peewee import BigIntegerField, BooleanField, CharField, TextField

from kalem.plugin import (
    Details,
    DetailsSchema,
    Model,
    RecordType,
    Refusal,
    Schema,
    State,
    Step,
    StepRun,
    Workflow,
    fields,
    rule,
    settings_of,
)

# docs: topics
TOPICS = (("work", "İş akışı"), ("room", "Çalışma ortamı"), ("other", "Diğer"))


# docs: model
class Suggestion(Details):
    """Details of a suggestion; subject, unit, holder, state and due date live in the ledger."""

    topic = CharField(max_length=10)
    accepted = BooleanField(null=True)
    answer = TextField(null=True)
    place = CharField(max_length=120, null=True)

    class Meta:
        table_name = "ornek_suggestion"


# docs: own-table
class Support(Model):
    """A colleague who wants the same."""

    record_id = BigIntegerField()
    user_id = BigIntegerField()

    class Meta:
        table_name = "ornek_support"
        indexes = ((("record_id", "user_id"), True),)


# docs: schema
class SuggestionSchema(DetailsSchema):
    """The form of a suggestion."""

    topic = fields.Choice(TOPICS, label="Konu alanı", required=True)
    place = fields.String(label="Yer", max=120)


# docs: step-form
class Decision(Schema):
    """The form of the decision."""

    accepted = fields.Boolean(label="Uygulanacak mı?", ask=True, required=True)
    answer = fields.Text(label="Gerekçe")

    needed_unless: ClassVar[dict[str, str]] = {"answer": "accepted"}


# docs: rule
@rule("ornek-not-ones-own", label="Kimse kendi önerisine karar veremez.", setting="Eklentinin kuralı.")
def not_ones_own(run: StepRun) -> Iterator[Refusal]:
    """Nobody decides on his own suggestion."""
    if run.record.created_by == run.actor.user_id:
        yield Refusal("Kendi önerinize karar veremezsiniz.", cure="Kararı başka bir yetkili versin.")


# docs: settings-of
def expect_an_answer(run: StepRun) -> None:
    """Give the new suggestion its due date."""
    run.change(due=run.today + timedelta(days=settings_of("ornek")["answer_days"]))


# docs: act-insert
def support(run: StepRun) -> None:
    """Add the actor to the supporters."""
    run.act.insert(Support, record_id=run.record.id, user_id=run.actor.user_id)


# docs: effect
def decide(run: StepRun) -> None:
    """Keep the decision."""
    run.detail(**run.values)


# docs: record-type
suggestion = RecordType(
    id="ornek.suggestion",
    model=Suggestion,
    schema=SuggestionSchema,
    capability="quality-process-review",
    label="Öneri",
    plural="Öneriler",
    icon="lightbulb",
    columns=("subject", "topic", "state", "due"),
    created=expect_an_answer,
    workflow=Workflow(
        states=(
            State("open", "Açık", tone="now"),
            State("decided", "Karara bağlandı", final=True, tone="done"),
        ),
        steps=(
            Step("support", "Destekle", "open", by="permitted", effect=support, told="destekledi"),
            Step(
                "decide",
                "Karar ver",
                "open -> decided",
                by="permitted",
                permission="ornek.suggestion.decide",
                form=Decision,
                rules=(not_ones_own,),
                effect=decide,
                told="karar verdi",
            ),
        ),
    ),
)
