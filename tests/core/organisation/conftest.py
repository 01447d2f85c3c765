from collections.abc import Iterator

import pytest
from flask import Flask
from tests.core.organisation.office import Setup
from tests.support import databases


@pytest.fixture
def bare(database_url: str) -> Iterator[Setup]:
    """An application with empty tables."""
    app = Flask("test")
    app.secret_key = "test-secret"
    with app.app_context(), databases.connected(database_url) as database:
        yield Setup(app, database)


@pytest.fixture
def office(bare: Setup) -> Setup:
    """The made-up municipality in force."""
    bare.apply()
    return bare
