"""The gallery, served on this machine for the browser."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from tests.web import gallery
from waitress.server import create_server

from kalem.testing.web import answering


@pytest.fixture(scope="session")
def gallery_url() -> Iterator[str]:
    """Return the address of the served gallery, with a slash at its end.

    It answers as an office does: a server that leaves a file open when the browser turns away is a warning, so an
    error, in whichever test runs then.
    """
    with answering(create_server(gallery.create_app(), host="127.0.0.1", port=0, threads=4)) as port:
        yield f"http://127.0.0.1:{port}/"


@pytest.fixture
def client() -> FlaskClient:
    """Return a client of the gallery without a browser."""
    return gallery.create_app().test_client()
