"""A made-up municipality for the tests of the organisation, and a hand to set it up with."""

from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

from argon2 import PasswordHasher
from flask import Flask
from peewee import Database

from kalem import context, db, ledger, organisation
from kalem.config import Municipality, parse
from kalem.ledger import book, numbers, tracking
from kalem.organisation import Actor, Position, Unit, User

PASSWORD = "uzun bir parola tümcesi"

FILE = """
[municipality]
name = "Deneme Belediyesi"
plugins = []

[role.mayor]
label = "Başkan"
may = ["registry.sign", "records.supervise"]
clearance = "cok_gizli"

[role.deputy_mayor]
label = "Başkan Yardımcısı"
may = ["registry.sign", "records.supervise"]
clearance = "gizli"

[role.director]
label = "Müdür"
may = ["registry.refer", "registry.initial", "records.supervise"]
clearance = "gizli"

[role.senior]
label = "Üst sorumlu"
may = ["registry.refer", "records.supervise"]
clearance = "hizmete_ozel"
scope = "attached"

[role.head]
label = "Büro sorumlusu"
may = ["registry.work", "records.supervise"]
scope = "unit"

[role.staff]
label = "Personel"
may = ["registry.work"]

[role.admin]
label = "Yönetici"
may = ["people.manage"]

[unit.makam]
kind = "makam"
name = "Başkanlık Makamı"
head = "baskan"

[unit.kalem]
office = "kalem"
kind = "müdürlük"
name = "Kalem Müdürlüğü"
parent = "makam"
head = "mudur"
answers_to = ["baskan", "yardimci"]

[unit.a]
kind = "büro"
name = "A Bürosu"
parent = "kalem"
head = "a_sorumlusu"

[unit.a_alt]
kind = "masa"
name = "A Masası"
parent = "a"

[unit.b]
kind = "büro"
name = "B Bürosu"
parent = "kalem"

[unit.disarida]
kind = "müdürlük"
name = "Dışarıdaki Müdürlük"
outside = true

[position.baskan]
unit = "makam"
title = "Belediye Başkanı"
roles = ["mayor"]
seats = 1

[position.yardimci]
unit = "makam"
title = "Başkan Yardımcısı"
roles = ["deputy_mayor"]
answers_to = ["baskan"]

[position.mudur]
unit = "kalem"
title = "Müdür"
roles = ["director"]
answers_to = ["baskan", "yardimci"]
seats = 1

[position.ust]
unit = "kalem"
title = "Üst Sorumlu"
roles = ["senior"]
answers_to = ["mudur"]
attached = ["a"]

[position.a_sorumlusu]
unit = "a"
title = "A Bürosu Sorumlusu"
roles = ["head"]
answers_to = ["mudur", "yardimci"]
seats = 1

[position.memur_a]
unit = "a"
title = "A Memuru"
roles = ["staff"]
seats = 2

[position.memur_b]
unit = "b"
title = "B Memuru"
roles = ["staff"]

[position.yonetici]
unit = "kalem"
title = "Sistem Yöneticisi"
roles = ["admin"]

[office.kalem]
unit = "kalem"

[office.kalem.regulation]
prefix = "deneme"
title = "Deneme Yönetmeliği"

[office.kalem.rule]
superior-by-appointment = "m6"
scope-attached-units = "m7"
scope-own-unit = "m8"

[office.kalem.duty.office]
"m6" = ["m.6", "rule", "delegation", "Amir Başkan ya da görevlendirdiği yardımcıdır."]
"m7" = ["m.7", "rule", "role-scope", "Üst sorumlu bağlı bürolarda iş görür."]
"m8" = ["m.8", "rule", "role-scope", "Büro sorumlusu kendi bürosunda iş görür."]
"""


class Setup:
    """One application with its database, at a clock that stands until it is moved."""

    def __init__(self, app: Flask, database: Database) -> None:
        self.app = app
        self.moment = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
        self.database = database
        context.clock.put(app, lambda: self.moment)
        db.slot.put(app, database)
        organisation.permissions.labels.put(app, {"records.supervise": "Birim denetimi"})
        organisation.passwords.put(
            app, organisation.Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        )
        followed = [*organisation.FOLLOWED, numbers.Number]
        tracking.tracked.put(app, tracking.by_table(followed))
        book.entry_listeners.put(app, [])
        book.file_version.put(app, "1")
        book.before_writing.put(app, lambda: None)
        ledger.verifiers.put(app, [])

    def at_once(self, *calls: Callable[[], object]) -> list[object]:
        """Run the calls at the same time, each with its own connection; return what each returned or raised."""
        start = Barrier(len(calls))

        def run(call: Callable[[], object]) -> object:
            with self.app.app_context(), self.database.connection_context():
                start.wait()
                try:
                    return call()
                except Exception as error:
                    return error

        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(run, calls))

    def apply(self, text: str = FILE, rules_off: Collection[str] = ()) -> frozenset[int]:
        """Mirror a file and put it in force; return the units whose readers changed."""
        municipality: Municipality = parse(text)
        with ledger.writing(book.SYSTEM) as writing:
            moved = organisation.mirror(writing, municipality)
        organisation.municipality.put(self.app, municipality)
        organisation.tree.put(self.app, organisation.load_tree(municipality, rules_off))
        return moved

    @property
    def day(self) -> date:
        return context.today()

    def on(self, days: int) -> date:
        """Return the day so many days from today."""
        return self.day + timedelta(days=days)

    def user(self, username: str, *positions: str, password: str | None = None) -> User:
        """Create a user who holds these positions since last year."""
        user = organisation.create_user(book.SYSTEM, username, username.title(), password)
        for slug in positions:
            organisation.appoint(book.SYSTEM, user, self.position(slug), date(2025, 1, 1))
        return user

    def actor(self, user: User, days: int = 0) -> Actor:
        return organisation.load_actor(user.id, self.on(days))

    def unit(self, slug: str) -> int:
        return int(Unit.get(Unit.slug == slug).id)

    def position(self, slug: str) -> Position:
        return Position.get(Position.slug == slug)

    def readers(self, unit: str, level: int = 0) -> set[str]:
        return set(organisation.record_principals(self.unit(unit), level))

    def reads(self, actor: Actor, unit: str, level: int = 0) -> bool:
        """Whether the actor reads a record granted to the unit."""
        return bool(self.readers(unit, level) & set(actor.principals))
