from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

import pytest
from tests.browser.visitors import House, opened
from tests.support.offices import Offices

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from kalem.testing import TestOffice

#: Opens an office by engine and name, after doing something in it.
Houses = Callable[..., AbstractContextManager[House]]


@pytest.fixture(scope="session")
def houses(offices: Offices, browser: "Browser") -> Houses:
    """Return what opens a real office to browsers: ``with houses("sqlite", "karacabey") as house``."""
    from kalem.web import FACE

    @contextmanager
    def house(engine: str, name: str, prepare: "Callable[[TestOffice], None] | None" = None) -> "Iterator[House]":
        with (
            offices.open(engine, name, faces=(FACE,), prepare=prepare) as office,
            opened(browser, office) as found,
        ):
            yield found

    return house
