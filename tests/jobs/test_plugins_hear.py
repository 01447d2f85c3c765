"""Plugins hear of what was kept; one that raises is asked again, and costs nobody else anything."""

from collections.abc import Callable, Iterator
from types import ModuleType

import pytest
from tests.jobs.subscribing import statuses
from tests.plugins_outside.office import file_with, with_installed
from tests.support.desk import Desk
from tests.support.offices import Offices

from kalem.app import dress
from kalem.jobs import DELIVERED, FAILED, WAITING, Event, Outbox, Worker, plugins_health
from kalem.ledger import entry_listeners
from kalem.ledger.verify import verify
from kalem.plugin import Manifest, hookimpl
from kalem.plugins import Candidate
from kalem.testing import Clock, TestOffice
from kalem.testing.programs import program
from kalem.testing.web import client
from kalem.web import FACE

Hear = Callable[[Event], None]


class Listeners:
    """Two plugins that listen; what the first does can be changed."""

    def __init__(self) -> None:
        self.first: list[Event] = []
        self.second: list[Event] = []
        self.raises: Hear = lambda _event: None

    def hear_first(self, event: Event) -> None:
        self.first.append(event)
        self.raises(event)

    def candidates(self) -> list[Candidate]:
        return with_installed(
            Candidate("ilk", "kalem-ilk", "1.0", lambda: _plugin("ilk", self.hear_first)),
            Candidate("ikinci", "kalem-ikinci", "1.0", lambda: _plugin("ikinci", self.second.append)),
        )


def _plugin(id: str, hear: Hear) -> object:
    def kalem_entry_written(event: Event) -> None:
        hear(event)

    module = ModuleType(f"kalem_{id}")
    module.manifest = Manifest(id=id, label=id.title(), api=">=1,<2")  # type: ignore[attr-defined]
    module.kalem_entry_written = hookimpl(kalem_entry_written)  # type: ignore[attr-defined]
    return module


@pytest.fixture
def listeners() -> Listeners:
    return Listeners()


@pytest.fixture
def office(offices: Offices, engine: str, clock: Clock, listeners: Listeners) -> Iterator[TestOffice]:
    with offices.open(engine, "karacabey", clock=clock, faces=[FACE]) as made, made.running():
        file = file_with("ilk", "ikinci")
        dress(made.app, file, "1", faces=[FACE], candidates=listeners.candidates(), strict=True)
        yield made


def test_each_plugin_hears_of_each_entry_in_order(desk: Desk, worker: Worker, listeners: Listeners) -> None:
    record = desk.do(desk.arrived(), "register", "evrak_kayit")
    assert listeners.first == []
    worker.once()
    assert [(each.subject_id, each.action) for each in listeners.first] == [
        (record.id, "create"),
        (record.id, "register"),
    ]
    assert listeners.first == listeners.second
    assert (listeners.first[1].number, listeners.first[1].state) == (record.number, record.state)
    worker.once()
    assert len(listeners.first) == 2


@pytest.mark.parametrize("fault", [ValueError("olmadı"), SystemExit(2)])
def test_one_that_raises_is_asked_again_with_the_same_event_and_costs_nobody_else_anything(
    office: TestOffice, desk: Desk, worker: Worker, listeners: Listeners, clock: Clock, fault: BaseException
) -> None:
    bad = desk.arrived()

    def fail(event: Event) -> None:
        if event.subject_id == bad.id:
            raise fault

    listeners.raises = fail
    desk.do(bad, "register", "evrak_kayit")
    good = desk.arrived()
    for _time in range(3):
        worker.once()
        clock.move(seconds=8)
    assert [each.subject_id for each in listeners.second] == [bad.id, bad.id, good.id]
    heard = [each for each in listeners.first if each.subject_id == bad.id]
    assert {each.action for each in heard} == {"create"}
    assert len(heard) > 1
    assert len({each.id for each in heard}) == 1
    assert good.id in {each.subject_id for each in listeners.first}
    assert statuses() == {DELIVERED: 4, WAITING: 2}
    assert not list(verify())

    assert plugins_health()["ilk"].waiting == 2
    shown = client(office, "sistem_yoneticisi").get("/yonetim/bildirim-adresleri").text
    assert "Hata veriyor" in shown
    waiting = Outbox.select().where(Outbox.status == WAITING).order_by(Outbox.id).first()
    assert type(fault).__name__ in waiting.error

    listeners.raises = lambda _event: None
    clock.move(hours=1)
    worker.once()
    assert statuses() == {DELIVERED: 6}
    assert "Hata veriyor" not in client(office, "sistem_yoneticisi").get("/yonetim/bildirim-adresleri").text


def test_events_of_a_plugin_that_goes_off_wait_for_it(
    office: TestOffice, desk: Desk, worker: Worker, listeners: Listeners
) -> None:
    desk.arrived()
    dress(office.app, file_with("ikinci"), "1", faces=[FACE], candidates=listeners.candidates(), strict=True)
    worker.once()
    assert (len(listeners.first), len(listeners.second)) == (0, 1)
    desk.arrived()
    assert Outbox.select().where(Outbox.consumer == "plugin:ilk").count() == 1


def test_what_a_plugin_did_not_hear_is_told_again_when_a_person_asks(
    office: TestOffice, desk: Desk, worker: Worker, listeners: Listeners
) -> None:
    def fail(_event: Event) -> None:
        raise ValueError("olmadı")

    admin, page = client(office, "sistem_yoneticisi"), "/yonetim/eklentiler"
    programs, narrow = program(office, "sistem_yoneticisi"), program(office, "sistem_yoneticisi", "read")
    stranger = program(office, "mudur")
    worker.once()
    assert "duymadı" not in admin.get(page).text
    listeners.raises = fail
    record = desk.do(desk.arrived(), "register", "evrak_kayit")
    worker.once()
    Outbox.update(status=FAILED).where((Outbox.consumer == "plugin:ilk") & (Outbox.status == WAITING)).execute()
    shown = admin.get(page).text
    assert shown.count("Ilk, 2 hareketi duymadı") == 1
    assert "olmadı" in shown
    (told,) = [each for each in programs.get("/v1/plugins").json["items"] if each["id"] == "ilk"]
    assert told["events"]["given_up"] == 2
    assert client(office, "mudur").send(f"{page}/ilk/vazgecilenler").status_code == 404
    assert stranger.post("/v1/plugins/ilk/resend-given-up").status_code == 404
    assert narrow.post("/v1/plugins/ilk/resend-given-up").status_code == 403

    listeners.raises = lambda _event: None
    listeners.first.clear()
    answer = admin.send(f"{page}/ilk/vazgecilenler", follow_redirects=True).text
    assert "2 hareket yeniden sıraya kondu." in answer
    worker.once()
    assert [(each.subject_id, each.action) for each in listeners.first] == [
        (record.id, "create"),
        (record.id, "register"),
    ]
    for plugin in ("ilk", "ikinci", "protokol", "yok"):
        assert "Vazgeçilmiş bildirim yok" in admin.send(f"{page}/{plugin}/vazgecilenler", follow_redirects=True).text
        assert programs.post(f"/v1/plugins/{plugin}/resend-given-up").status_code == 422
    Outbox.update(status=FAILED).where((Outbox.consumer == "plugin:ilk") & (Outbox.subject == "record")).execute()
    assert programs.post("/v1/plugins/ilk/resend-given-up").json == {"number": 2}
    assert not list(verify())


def test_what_a_plugin_hears_is_not_told_when_it_was_rolled_back(
    desk: Desk, worker: Worker, listeners: Listeners
) -> None:
    entry_listeners.get().append(lambda _entry: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        desk.arrived()
    worker.once()
    assert listeners.first == []
