"""The office for a server such as gunicorn, by the environment: ``gunicorn 'kalem.cli.wsgi:create()'``."""

import os
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from kalem import logs

from .faces import application
from .place import DATA, Place, check_migrated, undressed


def create() -> Flask:
    """Return the office of ``KALEM_DATABASE_URL``, ``KALEM_DATA`` and, where it is named, ``KALEM_MUNICIPALITY``.

    The server makes it in each of its workers; the background work is ``kalem work``'s, a process of its own. With
    ``KALEM_PROXY_HOPS=1`` what one proxy says of the person's address and of the encryption is believed: the server
    must then be reached through that proxy only. Raises ``Failed`` and ``NotApplied`` as ``kalem run`` tells them.
    """
    named, url = os.environ.get("KALEM_MUNICIPALITY"), os.environ.get("KALEM_DATABASE_URL")
    place = Place.of(Path(named) if named else None, url, Path(os.environ.get("KALEM_DATA") or DATA))
    with undressed(place):
        check_migrated()
    app = application(place.settings(secret=place.secret()), expected=place.file_if_named())
    hops = int(os.environ.get("KALEM_PROXY_HOPS", "0"))
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    logs.configure(requests=True)
    return app

