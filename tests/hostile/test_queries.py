"""No page asks the database more the more there is to show."""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pytest
from tests.hostile.world import PDF, World, record
from tests.jobs.subscribing import told_in_every_way
from tests.support.desk import INCOMING, Desk

from kalem.context import now
from kalem.db import transaction
from kalem.jobs import Outbox
from kalem.ledger import writing
from kalem.ledger.book import SYSTEM
from kalem.organisation import Position, User, appoint, create_user, give, load_actor
from kalem.organisation.tokens import make_token
from kalem.records import Record, link, types
from kalem.records.attachments import receive
from kalem.records.saved_views import save
from kalem.testing.office import PASSWORD, user
from kalem.workflow import note, offers
from kalem.workflow.attaching import attach
from kalem.workflow.referral import Referral

FEW, MANY = 3, 60

#: Addresses that narrow a page, beside the plain one.
NARROWED = {
    "desk.show": ("?view=mine", "?view=late", "?view=lent"),
    "record_lists.show": ("?view=open", "?q=toplantı", "?year=2026", "?state=with_director&q=toplantı"),
    "record_pages.show": ("?entries=all",),
    "registers_page.show": ("?first=1", "?print=1"),
    "referral.show": ("?view=many",),
    "search_page.show": ("?q=toplantı", "?q=toplantı&type=registry.incoming"),
    "delegations.show": ("?view=received",),
    "people.show": ("?q=ka",),
    "suggestions.show": ("?q=fı",),
    "record_forms.hints": ("?sender=Fındıklı+Köyü+Muhtarlığı&their_number=E-1",),
}


#: What is asked of the plugins' own types, and by whom.
PLUGINS = {
    "muhtarlik.request": (
        "muhtarlik_sorumlusu",
        {"neighbourhood": "Runguçpaşa", "channel": "mbs", "outside_number": "1", "wish": "Yol"},
    ),
    "protokol.appointment": ("protokol_sorumlusu", {"who": "Ali Can", "applicant": "citizen", "channel": "phone"}),
}


class Hoard:
    """Some records that more and more belongs to, among more and more others."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.dossier = desk.dossier(subject="Ana dosya")
        self.letter = desk.ready(subject="Ana toplantı")
        self.draft = desk.letter("mudurluk_personeli", subject="Ana yazı")
        self.size = 0

    def grow(self, size: int) -> None:
        """Let there be ``size`` of everything."""
        with transaction():
            for number in range(self.size, size):
                self._records(number)
                self._people(number)
        self.size = size

    def _records(self, number: int) -> None:
        desk = self.desk
        clerk, director = desk.actor("evrak_kayit"), desk.actor("mudur")
        # A page of hits asks once for each kind on it, so each kind is found in every round.
        desk.dossier(subject=f"Dosya, toplantı {number}")
        # Another paper each time: the same sender and number again is a copy, and a page shows only some copies.
        self._taken_in(f"Bekleyen toplantı {number}")
        desk.arrived(subject=f"Gelen toplantı {number}", sender=f"Fındıklı {number}")
        given = self._taken_in(f"Verilen toplantı {number}")
        desk.do(given, "refer", director, action=[desk.unit("ozel_kalem")])
        desk.do(record(given.id), "assign", director, person=desk.person("mudurluk_personeli"))
        answer = desk.answer(
            given, "mudurluk_personeli", subject=f"Toplantı cevabı {number}", dossier=str(self.dossier.id)
        )
        desk.do(answer, "submit", "mudurluk_personeli")
        desk.do(record(self.draft.id), "rewrite", "mudurluk_personeli", body=f"Metin {number}")
        note(self.letter.id, director, f"Not {number}")
        if number < 39:
            attach(self.letter.id, clerk, [receive(BytesIO(PDF), f"ek{number}.pdf")])
        with writing(SYSTEM) as book:
            act = book.act("record", self.letter.id, "test")
            link(act, given, self.letter, "reference")
            act.insert(
                Referral, record_id=self.letter.id, target=desk.unit("protokol"), name="Protokol",
                purpose="information",
                by_user=director.user_id, by_name=director.name, at=now(),
            )  # fmt: skip
        for type_id, (who, values) in PLUGINS.items():
            if type_id in types.get():
                desk.create(type_id, who, {"subject": f"Toplantı isteği {number}", **values})

    def _taken_in(self, subject: str) -> Record:
        type = types.get()["registry.incoming"]
        values = {**INCOMING, "subject": subject, "dossier": str(self.dossier.id)}
        assert type.save is not None
        return type.save(self.desk.actor("evrak_kayit"), type.schema().load(values))

    def _people(self, number: int) -> None:
        desk = self.desk
        user = create_user(SYSTEM, f"kisi.{number}", f"Kişi {number}", PASSWORD)
        appoint(SYSTEM, user, Position.get(Position.slug == "mudurluk_personeli"), desk.day(0))
        for giver, receiver in (
            (desk.actor("mudur"), user.id),
            (load_actor(user.id, desk.day(0)), desk.actor("mudur").user_id),
        ):
            position = Position.get_by_id(giver.seats[0].position_id)
            give(giver, position, User.get_by_id(receiver), desk.day(0), desk.day(0), "all", f"Olur {number}")


@contextmanager
def counted() -> Iterator[list[str]]:
    """Yield the statements that the block sends to the database."""
    sent: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            sent.append(str(record.msg[0]))  # type: ignore[index]

    logger, listener = logging.getLogger("peewee"), Listener()
    level, logger.propagate = logger.level, False
    logger.addHandler(listener)
    logger.setLevel(logging.DEBUG)
    try:
        yield sent
    finally:
        logger.removeHandler(listener)
        logger.setLevel(level)
        logger.propagate = True


def pages(world: World, hoard: Hoard) -> list[tuple[str, str]]:
    """Return who opens which page: every address that is opened, for those who have most to see there."""
    records = (hoard.letter, hoard.draft, hoard.dossier)
    with world.inside():
        steps = {
            each.id: [offer.step.id for offer in offers(record(each.id), world.desk.actor("mudur"))] for each in records
        }
    people = world.office.people
    fixed = {"attachment_id": 1, "no": 1, "user_id": people["mudur"], "holding_id": 1, "delegation_id": 1, "number": 1}
    with world.inside():
        view = save(world.desk.actor("mudur"), "registry.incoming", "Açık", {"view": "open"}, "", default=False)
        token, _secret = make_token(SYSTEM, user("mudur"), "Santral", ["read"], 9)
    with world.inside():
        webhook = told_in_every_way(world.office, "Defter")
        told = Outbox.select().where(Outbox.consumer == webhook.consumer).first()
        fixed |= {"view_id": view.id, "token_id": token.id, "webhook_id": webhook.id, "delivery_id": told.id}
    found = []
    for rule, method in world.routes():
        if method != "GET" or rule.endpoint.endswith(".static"):
            continue
        ways: list[dict[str, object]] = [{}]
        if "record_id" in rule.arguments:
            ways = [{"record_id": each.id} for each in records]
        if "step_id" in rule.arguments:
            ways = [{"record_id": id, "step_id": step} for id, known in steps.items() for step in known]
        if "type_id" in rule.arguments:
            ways = [{"type_id": type_id} for type_id in world.types]
        if "name" in rule.arguments:
            ways = [{"name": name} for name in ("correspondents", "file-plan")]
        for way in ways:
            path = world.address(rule, **fixed, **way)
            who = "sistem_yoneticisi" if path.startswith("/yonetim") else "mudur"
            found += [(who, path + more) for more in ("", *NARROWED.get(rule.endpoint, ()))]
    found += [("evrak_kayit", path) for path in ("/", "/records/registry.incoming/new", "/records/registry.incoming/")]
    found.append(("mudur", f"/records/registry.outgoing/new?for={hoard.letter.id}&step=answer"))
    return found


@pytest.mark.timeout(300)
def test_the_number_of_queries_does_not_depend_on_that_of_rows(world: World) -> None:
    with world.inside() as desk:
        hoard = Hoard(desk)
        hoard.grow(FEW)
    asked = pages(world, hoard)
    for each in asked:
        queries(world, *each)  # What is made once is made now.
    before = {each: queries(world, *each) for each in asked}
    with world.inside():
        hoard.grow(MANY)
    more = []
    for each in asked:
        queries(world, *each)  # A record that is opened for the first time is written down.
        answered, sent = queries(world, *each)
        had, earlier = before[each]
        assert answered == had, each
        if len(sent) != len(earlier):
            extra = Counter(sent) - Counter(earlier)
            more.append(f"{each}: {len(earlier)} -> {len(sent)}: {extra.most_common(2)}")
    assert more == []


def queries(world: World, who: str, path: str) -> tuple[int, list[str]]:
    """Return how a page answers and what it asks the database."""
    with counted() as sent:
        answer = world.browser(who).get(path)
        answer.get_data()
        answer.close()
    assert answer.status_code < 500, path
    return answer.status_code, sent
