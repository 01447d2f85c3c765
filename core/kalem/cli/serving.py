"""Serving the pages: one process, some threads."""

import signal
import socket
from ipaddress import ip_address
from types import FrameType
from typing import Any

import click
from flask import Flask
from waitress.server import create_server

from kalem import db, logs
from kalem.app.factory import parts
from kalem.i18n import gettext as _
from kalem.jobs import Worker
from kalem.organisation import municipality

from .failures import Failed

#: Requests that are answered at once.
THREADS = 8

#: Ports that a program may listen on.
PORTS = range(1, 65536)


class Port(click.ParamType[int]):
    """A port."""

    name = _("kapı")

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the port; fails for what is none."""
        text = str(value)
        if not text.isdecimal() or int(text) not in PORTS:
            self.fail(_("`%(value)s`: 1 ile 65535 arasında bir sayı yazın", value=text), param, ctx)
        return int(text)


class Address(click.ParamType[str]):
    """An IP address."""

    name = _("adres")

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the address as it is compared; fails for what is none."""
        try:
            return str(ip_address(str(value)))
        except ValueError:
            self.fail(_("`%(value)s`: 127.0.0.1 gibi bir IP adresi yazın", value=value), param, ctx)


def server(app: Any, listener: socket.socket, proxy: str | None = None) -> Any:
    """Return what answers the requests that come to ``listener``, not yet running.

    Where somebody comes from and whether his connection is encrypted is what the proxy at the address ``proxy`` says
    (``X-Forwarded-For``, ``X-Forwarded-Proto``); the same from anybody else is not heard.
    """
    forwarded: dict[str, Any] = {"clear_untrusted_proxy_headers": True}
    if proxy is not None:
        forwarded |= {"trusted_proxy": proxy, "trusted_proxy_headers": "x-forwarded-for x-forwarded-proto"}
    return create_server(app, sockets=[listener], threads=THREADS, **forwarded)


def _leave(_number: int, _frame: FrameType | None) -> None:
    """End as Ctrl+C does: what was begun is brought to its end."""
    raise SystemExit(0)


def serve(app: Flask, host: str, port: int, proxy: str | None = None, *, logged: bool = True) -> None:
    """Answer requests and do the background work until the program is stopped; prints the address.

    With ``logged`` each request is a line of the log; what goes wrong is one in any case. Raises `Failed` for an
    address that is taken.
    """
    signal.signal(signal.SIGTERM, _leave)
    logs.configure(requests=logged)
    with app.app_context():
        for failure in parts.get().plugins.failures:
            click.echo(_("Çalışmayan eklenti: %(failure)s", failure=failure), err=True)
        name = municipality.get().name
    try:
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Failed(
            _("%(host)s:%(port)s dinlenemiyor: %(reason)s", host=host, port=port, reason=reason),
            _("Başka bir kapı deneyin: --port 8080"),
        ) from error
    shown = f"[{host}]" if ":" in host else host
    click.echo(_("%(name)s: http://%(host)s:%(port)s (durdurmak için Ctrl+C)", name=name, host=shown, port=port))
    worker = Worker(app)
    worker.start()
    try:
        server(app, listener, proxy).run()
    finally:
        worker.stop()
        with app.app_context():
            db.disconnect(db.current())
