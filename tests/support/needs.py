"""Which tests this run leaves out, said loudly: what ``WITHOUT`` waives, and the soak tests of every day."""

from collections import Counter

import pytest
from tests.support import soak, waived
from xdist.workermanage import WorkerController

_left_out = pytest.StashKey[Counter[str]]()


def needs_of(item: pytest.Item) -> set[str]:
    """Return the needs of a test: ``browser``, ``postgresql``, ``soak``."""
    fixtures = getattr(item, "fixturenames", ())
    callspec = getattr(item, "callspec", None)
    engine = callspec.params.get("engine") if callspec else None
    needs = set()
    if "browser" in fixtures:
        needs.add("browser")
    if item.get_closest_marker("soak"):
        needs.add("soak")
    if engine == "postgresql" or "postgresql" in fixtures:
        needs.add("postgresql")
    return needs


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_left_out] = Counter()
    try:
        waived()
    except ValueError as error:
        raise pytest.UsageError(str(error)) from error


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    without = waived() if soak() else waived() | {"soak"}
    left_out = [item for item in items if needs_of(item) & without]
    for item in items:
        if "browser" in needs_of(item):
            # One worker runs a file's browser tests, so that they share what the file sets up.
            item.add_marker(pytest.mark.xdist_group(f"browser-{item.path.stem}"))
    config.stash[_left_out].update(need for item in left_out for need in needs_of(item) & without)
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = dict(session.config.stash[_left_out])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: WorkerController, error: object) -> None:
    # Every worker collects all tests: what one of them says holds for the run.
    node.config.stash[_left_out] |= Counter(getattr(node, "workeroutput", {}).get("left_out", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    left_out = config.stash[_left_out]
    for need in sorted(waived()):
        line = f"WAIVED by WITHOUT={need}: {left_out[need]} tests were not run"
        terminalreporter.write_line(line, red=True)
    if left_out["soak"]:
        terminalreporter.write_line(f"{left_out['soak']} soak tests were not run (make soak runs them)")
