"""The gallery, served on this machine for the browser."""

import logging
import threading
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from tests.web import gallery
from werkzeug.serving import make_server


@pytest.fixture(scope="session")
def gallery_url() -> Iterator[str]:
    """Return the address of the served gallery, with a slash at its end."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, gallery.create_app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def client() -> FlaskClient:
    """Return a client of the gallery without a browser."""
    return gallery.create_app().test_client()
