"""``kalem explain``: whether this person may take this step now, and why not."""

import click

from kalem.context import today
from kalem.i18n import gettext as _
from kalem.organisation import Actor, User, load_actor
from kalem.records import NotFound, Record, get_visible
from kalem.text import fold, nearest
from kalem.workflow import Offer, UnknownStep, flow_of, workflows
from kalem.workflow import explain as explain_step

from .failures import FAILED, Failed, lines_of
from .place import Place, opened, placed
from .turkish import Command


@click.command(
    "explain",
    cls=Command,
    help=_("Bir adımın neden atılamadığını dayanağıyla söyler. KAYIT: kimliği (12) ya da sayısı (2026/4)."),
)
@click.argument("record", metavar=_("KAYIT"))
@click.argument("step", metavar=_("ADIM"))
@click.option("--as", "username", required=True, metavar=_("KULLANICI"), help=_("Adımı atacak olanın kullanıcı adı."))
@placed
def explain(place: Place, record: str, step: str, username: str) -> None:
    """Print whether the user may take the step, or every refusal with its ground and its cure."""
    with opened(place):
        actor = actor_named(username)
        found = _record(record, actor)
        offer = _offer(found, step, actor)
        click.echo(f"{found.number or found.id} · {found.subject} · {offer.step.label}")
        for refusal in offer.refusals:
            for line in lines_of(refusal):
                click.echo(line)
        seat = offer.seat
    if offer.refusals:
        click.get_current_context().exit(FAILED)
    click.echo(_("%(name)s bu adımı atabilir (%(title)s).", name=actor.name, title=seat.title if seat else ""))


def user_named(username: str) -> User:
    """Return the user of a name, however it is spelled; raises `Failed` with the nearest one."""
    user: User | None = User.get_or_none(User.username_key == fold(username))
    if user is None:
        near = nearest(username, [each.username for each in User.select(User.username)])
        cure = _("`%(near)s` mi?", near=near) if near else _("Kullanıcı adını denetleyin.")
        raise Failed(_("`%(name)s` diye bir kullanıcı yok; %(cure)s", name=username, cure=cure))
    return user


def actor_named(username: str) -> Actor:
    """Return the user of a name as he acts today; raises `Failed` where there is none, or no longer."""
    user = user_named(username)
    if not user.active:
        raise Failed(_("%(name)s artık etkin bir kullanıcı değil.", name=user.name))
    return load_actor(user.id, today())


def _record(text: str, actor: Actor) -> Record:
    """Return the record of an id or a number; what the user may not read looks as if it were not there."""
    numbered = list(Record.select(Record.id).where(Record.number == text).order_by(Record.id))
    ids = [row.id for row in numbered] or ([int(text)] if text.isdecimal() and len(text) < 19 else [])
    found = []
    for each in ids:
        try:
            found.append(get_visible(actor, each))
        except NotFound:
            continue
    if not found:
        raise Failed(_("%(record)s: böyle bir kayıt yok, ya da %(name)s onu göremez.", record=text, name=actor.name))
    if len(found) > 1:
        listed = [f"  {each.id}: {each.register} · {each.subject}" for each in found]
        raise Failed(_("Bu sayıyla birden çok kayıt var; kimliğini yazın:"), *listed)
    return found[0]


def _offer(record: Record, step: str, actor: Actor) -> Offer:
    if (record.office, record.type) not in workflows.get():
        raise Failed(_("Bu kaydın türünü getiren eklenti kapalı; kayıt yalnız okunur."))
    try:
        return explain_step(record, step, actor)
    except UnknownStep:
        steps = ", ".join(each.id for each in flow_of(record).flow.steps)
        raise Failed(_("`%(step)s` diye bir adım yok. Adımlar: %(steps)s.", step=step, steps=steps)) from None
