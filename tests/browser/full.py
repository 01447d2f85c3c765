"""An office full of work: all that a page may have to show."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.jobs.subscribing import told_in_every_way
from tests.support.databases import Databases
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
def at_work(databases: Databases, folder: Path, name: str) -> Iterator[TestOffice]:
    """Yield an office with months of work in it, and with names and words as long as they get; not yet running."""
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
        yield office
    finally:
        db.disconnect(app.extensions[db.slot.name])


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
