"""``python -m bench --size 10000 --engine sqlite``: measure the budgets, print the table, keep it."""

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path

from . import pages, registration, starting
from .keeping import ENGINES, ROOT, Store, store
from .measured import USERS, Office, running
from .pages import Effort
from .table import Line, drawn, told, written

#: The size that others are compared with.
SMALL = 10_000

USUAL = Effort()

RESULTS = Path(__file__).parent / "results"


def measure(
    kept: Store, size: int, *, small_size: int = SMALL, effort: Effort = USUAL, install: bool = False
) -> tuple[list[Line], str]:
    """Measure an office of ``size`` records, beside one of ``small_size`` where it is larger.

    Return the lines, and what the database says of itself.
    """
    with ExitStack() as stack:
        office = stack.enter_context(running(stack.enter_context(kept.copy(size))))
        small = stack.enter_context(running(stack.enter_context(kept.copy(small_size)))) if size > small_size else None
        paths = [each.paths[0] for each in pages.pages(office, next(iter(USERS.values())))]
        lines = [
            *told(pages.compare(office, small, effort)),
            *told(registration.compare(office, small, effort)),
            *told(starting.compare(office, paths, effort, install=install)),
        ]
        return lines, _version(office)


def _version(office: Office) -> str:
    with office.context():
        if office.place.url.startswith("sqlite"):
            return "SQLite " + str(office.database.execute_sql("SELECT sqlite_version()").fetchone()[0])
        return "PostgreSQL " + str(office.database.execute_sql("SHOW server_version").fetchone()[0])


def main() -> int:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measures the budgets of the design.")
    parser.add_argument("--size", type=int, default=SMALL, help="records of the corpus (10000, 100000, 1000000)")
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0])
    parser.add_argument("--install", action="store_true", help="measure the installation too; needs the network")
    parser.add_argument("--only-make", action="store_true", help="make the corpus and measure nothing")
    chosen = parser.parse_args()
    with store(chosen.engine) as kept:
        if chosen.only_make:
            with kept.copy(chosen.size):
                return 0
        lines, version = measure(kept, chosen.size, install=chosen.install)
    print(f"{chosen.size:,} records, {version}\n\n{drawn(lines)}")
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"{chosen.size}-{chosen.engine}.md"
    file.write_text(written(chosen.size, chosen.engine, version, lines, ROOT), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
