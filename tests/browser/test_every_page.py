"""Every page, for a user of each kind, in an office full of work and in an empty one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.browser.conftest import Houses
from tests.browser.visitors import House, opened
from tests.browser.walking import Place, Walk, get_routes, told
from tests.jobs.subscribing import told_in_every_way
from tests.support.databases import Databases, close
from tests.support.desk import Desk
from tests.support.offices import municipality

from kalem import db
from kalem.app import Settings
from kalem.cli.faces import faces
from kalem.context import today
from kalem.demo import build
from kalem.ledger import writing
from kalem.ledger.book import SYSTEM
from kalem.organisation import Holding, User, passwords
from kalem.organisation.terms import holds_on
from kalem.testing import Clock, TestOffice
from kalem.testing.office import CHEAP
from kalem.web import create_app

#: A user of each kind.
KINDS = ("evrak_kayit", "mudur", "protokol_personeli", "baskan", "sistem_yoneticisi")

#: The pages that look otherwise where nothing is.
EMPTY = frozenset(
    {"desk.show", "record_lists.show", "referral.show", "delegations.show", "search_page.show", "webhooks.show"}
)

#: Papers of the office that is full of work.
PAPERS = 12

#: As long as a name, a subject and a word get.
LONG_NAME = "Muvaffakiyetsizleştiricileştiriveremeyebileceklerimizden Çağrıbeyoğullarıgil Öztürkmenlioğlu"
LONG_SUBJECT = (
    "Çekoslovakyalılaştıramadıklarımızdanmışsınızcasına uzun, 2026–2027 eğitim öğretim yılında İlçe Millî Eğitim "
    "Müdürlüğünce yürütülecek öğrenci servis güzergâhlarının, duraklarının ve saatlerinin yeniden düzenlenmesi hakkında"
)
UNBROKEN = "afyonkarahisarlılaştırabildiklerimizdenmişsinizcesine" * 2


@contextmanager
def full(browser: Browser, databases: Databases, folder: Path, name: str) -> Iterator[House]:
    """Open an office with months of work in it, and with names and words as long as they get."""
    from kalem.search.dictionary import prepare

    (folder / "search").symlink_to(prepare().parent, target_is_directory=True)
    settings = Settings(databases.fresh("sqlite"), folder, "test-secret")
    build(settings, municipality(name), faces=faces(), papers=PAPERS, now=Clock())
    app = create_app(settings, strict=True, clock=Clock())
    passwords.put(app, CHEAP)
    office = TestOffice(app, Clock(), {})
    with office.running():
        for holding in Holding.select().where(holds_on(today())).order_by(Holding.id.desc()):
            office.people[holding.position.slug] = holding.user_id
        lengthen(office)
    try:
        with opened(browser, office) as house:
            yield house
    finally:
        close(app.extensions[db.slot.name])


def lengthen(office: TestOffice) -> None:
    """Write what no line holds."""
    with writing(SYSTEM) as book:
        for position in ("mudur", "protokol_personeli"):
            user = User.get_by_id(office.people[position])
            book.act("user", user.id, "rename").update(user, name=LONG_NAME)
    desk = Desk(office)
    desk.arrived(subject=LONG_SUBJECT, sender=UNBROKEN, confidentiality="1")
    desk.ready(subject=f"{UNBROKEN} {LONG_SUBJECT}"[:250], sender=LONG_NAME)
    letter = desk.letter(subject=LONG_SUBJECT, addressee=UNBROKEN, body=f"{UNBROKEN * 4}\n\n{LONG_SUBJECT}")
    desk.do(letter, "rewrite", "protokol_personeli", body=UNBROKEN * 4, note=UNBROKEN)
    desk.dossier(subject=f"{LONG_SUBJECT} {UNBROKEN}"[:250])
    desk.authorise("baskan", "mudur", "registry.sign", 0, 5)
    told_in_every_way(office, LONG_NAME, f"{'kirilmayan' * 20}?{'uzun' * 40}")


@pytest.fixture(scope="module")
def judged() -> set[tuple[str, int]]:
    """The kinds of pages that axe has judged, by width: the same templates draw all offices."""
    return set()


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", ["karacabey", "siverek"])
def test_every_page_of_a_full_office(
    browser: Browser, databases: Databases, tmp_path: Path, judged: set[tuple[str, int]], name: str
) -> None:
    with full(browser, databases, tmp_path, name) as house:
        walk = Walk(house, judged)
        for position in KINDS:
            walk.go(position)
        missed = {rule.endpoint for rule in get_routes(house)} - walk.seen
    assert not walk.faults, told(walk.faults)
    assert not missed


@pytest.mark.timeout(1200)
def test_the_pages_of_an_empty_office(houses: Houses) -> None:
    """Lists and desks without a row; forms are the same as where there is work."""
    with houses("sqlite", "karacabey") as house:
        walk = Walk(house, only=EMPTY)
        for position in ("evrak_kayit", "mudur", "sistem_yoneticisi"):
            walk.go(position)
        walk.look(house.stranger(), "-", Place("sign_in.form", "/sign-in"))
    assert not walk.faults, told(walk.faults)
