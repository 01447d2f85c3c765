"""One request to a receiver: to the address that was checked, within a fixed time, without following anything."""

import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from threading import Timer

from flask import current_app
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ReadTimeoutError
from urllib3.response import BaseHTTPResponse

from kalem.i18n import gettext as _

from .addresses import Address, Unreachable, resolve

#: Seconds to connect, to wait for the next part of the answer, and for everything together.
CONNECT, READ, WHOLE = 5.0, 10.0, 20.0

#: Most addresses of a name that are tried.
TRIES = 3

#: Most bytes of an answer that are read, and most characters of it that are kept with a failure.
MOST_BYTES, EXCERPT = 2048, 160

_TRUST = "kalem.jobs.trust"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a request."""

    #: HTTP status; None where no answer came.
    status: int | None
    #: Why it is no success, in words; empty for one.
    error: str = ""
    #: Seconds after which the receiver wants to be asked again; 0 when it says none.
    retry_after: int = 0

    @property
    def is_down(self) -> bool:
        """Whether the receiver cannot be reached or is overloaded now, whatever it is sent."""
        return self.status in (None, 429, 502, 503, 504)


def post(address: Address, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send ``body`` and return what came back; never raises for what a receiver, a name or a network does."""
    sent = {
        "Host": address.authority,
        "User-Agent": "Kalem-Webhook/1",
        "Content-Type": "application/json",
        "Accept-Encoding": "identity",
        "Connection": "close",
        **headers,
    }
    try:
        with closing(_connected(address)) as connection, _limited(connection):
            connection.request("POST", address.target, body, sent, preload_content=False, decode_content=False)
            connection.timeout = READ
            with closing(connection.getresponse()) as response:
                return _understood(response)
    except Unreachable as fault:
        return Answer(None, str(fault))
    except (TimeoutError, ReadTimeoutError, ConnectTimeoutError):
        return Answer(None, _("Alıcı zamanında cevap vermedi."))
    except ssl.SSLError as fault:
        return Answer(None, _("Şifreli bağlantı kurulamadı: %(reason)s", reason=_tls(fault)))
    except (HTTPError, HTTPException, OSError, ValueError) as fault:
        return Answer(None, _("Bağlantı koptu ya da kurulamadı (%(kind)s).", kind=type(fault).__name__))


def _connected(address: Address) -> HTTPConnection:
    """Return a connection to one of the checked addresses of the name; the certificate must be the name's."""
    ips = resolve(address)[:TRIES]
    for at, ip in enumerate(ips, start=1):
        connection = _connection(address, ip)
        try:
            with _limited(connection):
                connection.connect()
        except (NewConnectionError, ConnectTimeoutError, OSError, HTTPError) as fault:
            connection.close()
            if at == len(ips) or isinstance(fault, ssl.SSLError):
                raise
        else:
            return connection
    raise AssertionError("resolve returns at least one address")


def _connection(address: Address, ip: str) -> HTTPConnection:
    if address.scheme == "http":
        return HTTPConnection(ip, address.port, timeout=CONNECT)
    return HTTPSConnection(
        ip,
        address.port,
        timeout=CONNECT,
        ssl_context=_trust(),
        # Connected is to a number; the certificate must be that of the name.
        server_hostname=address.host,
    )


def _trust() -> ssl.SSLContext:
    """Return the certificates that the machine trusts (``SSL_CERT_FILE`` names others), read once an application."""
    known = current_app.extensions
    if _TRUST not in known:
        known[_TRUST] = ssl.create_default_context()
    found: ssl.SSLContext = known[_TRUST]
    return found


@contextmanager
def _limited(connection: HTTPConnection) -> Iterator[None]:
    """Cut the connection when the block takes too long: a receiver that sends a sign now and then holds up nobody."""
    held = connection.sock

    def cut() -> None:
        # With the answer the connection lets go of its socket, though the rest is still to be read.
        taken = held or connection.sock
        if isinstance(taken, socket.socket):
            # Not the encrypted connection's own: that one would wait for the other side.
            try:
                socket.socket.shutdown(taken, socket.SHUT_RDWR)
            except OSError:
                return

    timer = Timer(WHOLE, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _understood(response: BaseHTTPResponse) -> Answer:
    status = response.status
    if 200 <= status < 300:
        return Answer(status)
    if 300 <= status < 400:
        return Answer(
            status, _("Alıcı başka bir adrese yönlendirdi (%(status)s); yönlendirme izlenmez.", status=status)
        )
    told = _excerpt(response)
    error = (
        _("Alıcı %(status)s cevabını verdi. %(told)s", status=status, told=told)
        if told
        else _("Alıcı %(status)s cevabını verdi.", status=status)
    )
    return Answer(status, error, _retry_after(response))


def _excerpt(response: BaseHTTPResponse) -> str:
    """Return the beginning of an answer on one line, of signs that can be shown."""
    try:
        text = response.read(MOST_BYTES, decode_content=False).decode("utf-8", "replace")
    except (HTTPError, HTTPException, OSError, ValueError):
        return ""
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(plain.split())[:EXCERPT]


def _retry_after(response: BaseHTTPResponse) -> int:
    told = response.headers.get("Retry-After", "")
    return int(told) if told.isdecimal() and len(told) < 6 else 0


def _tls(fault: ssl.SSLError) -> str:
    if isinstance(fault, ssl.SSLCertVerificationError):
        return str(fault.verify_message)
    return str(fault.reason or _("alıcı TLS konuşmuyor"))
