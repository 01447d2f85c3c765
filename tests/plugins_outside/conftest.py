from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support import packages


@pytest.fixture(scope="session")
def example_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder into which pip installed the example plugin."""
    return packages.install(tmp_path_factory.mktemp("example"), packages.EXAMPLE)


@pytest.fixture
def example_plugin(example_site: Path) -> Iterator[None]:
    """Let the example plugin be installed during one test."""
    with packages.importable(example_site, ["kalem_ornek"]):
        yield
