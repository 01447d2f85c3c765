"""Receivers as they are: slow, endless, broken, sending elsewhere, with a certificate or without."""

import datetime as dt
import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask
from tests.jobs.receiver import Receiver, says

from kalem import jobs
from kalem.jobs import addresses, sending


@pytest.fixture
def app() -> Iterator[Flask]:
    made = Flask("kalem")
    jobs.networks.put(made, jobs.read_networks("127.0.0.0/8, ::1/128"))
    with made.app_context():
        yield made


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for nobody longer than a second."""
    monkeypatch.setattr(sending, "READ", 0.3)
    monkeypatch.setattr(sending, "CONNECT", 0.3)
    monkeypatch.setattr(sending, "WHOLE", 0.8)


def post(url: str) -> sending.Answer:
    return sending.post(addresses.read(url), b"{}", {"webhook-id": "x"})


@contextmanager
def raw(answer: bytes, *, drip: float = 0, forever: bytes = b"") -> Iterator[str]:
    """Serve one connection by hand: send ``answer``, a byte each ``drip`` seconds, then ``forever`` without end."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            try:
                connection, _address = listener.accept()
                with connection:
                    connection.recv(65536)
                    if drip:
                        for at in range(len(answer)):
                            connection.sendall(answer[at : at + 1])
                            time.sleep(drip)
                    else:
                        connection.sendall(answer)
                    while forever:
                        connection.sendall(forever)
            except OSError:
                return

        Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"


@pytest.mark.usefixtures("app")
def test_every_success_is_one(receiver: Receiver) -> None:
    for status in (200, 201, 202, 204):
        receiver.answer = says(status)
        assert post(receiver.url) == sending.Answer(status)


@pytest.mark.usefixtures("app")
def test_no_redirect_is_followed(receiver: Receiver) -> None:
    for status in (301, 302, 303, 307, 308):
        receiver.answer = says(status, Location=receiver.url)
        answer = post(receiver.url)
        assert answer.status == status
        assert "yönlendirme izlenmez" in answer.error
        assert not answer.is_down
    assert len(receiver.heard) == 5


@pytest.mark.usefixtures("app")
def test_of_a_refusal_a_short_line_is_kept(receiver: Receiver) -> None:
    receiver.answer = says(500, b"<h1>\x00\x1b[31m bozuk\r\n\n" + "ş".encode() * 100_000)
    answer = post(receiver.url)
    assert answer.status == 500
    assert answer.error.startswith("Alıcı 500 cevabını verdi. <h1> [31m bozuk şşş")
    assert len(answer.error) < 250
    assert "\x1b" not in answer.error


@pytest.mark.usefixtures("app", "hasty")
def test_a_body_without_end_is_not_read() -> None:
    began = time.monotonic()
    with raw(b"HTTP/1.1 500 Oops\r\n\r\n", forever=b"x" * 65536) as url:
        assert post(url).status == 500
    assert time.monotonic() - began < 3


@pytest.mark.usefixtures("app", "hasty")
@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 200 + b"\r\n\r\n",
        b"HTTP/1.1 500 OK\r\nContent-Length: 200\r\n\r\n" + b"x" * 200,
        b"HTTP/1.1 100 Continue\r\n\r\n" * 20,
    ],
)
def test_one_that_sends_a_sign_now_and_then_is_cut_off(answer: bytes) -> None:
    began = time.monotonic()
    with raw(answer, drip=0.1) as url:
        assert post(url).error
    assert time.monotonic() - began < 3


@pytest.mark.usefixtures("app", "hasty")
def test_one_that_never_answers_is_not_waited_for() -> None:
    with raw(b"", drip=0) as url, socket.create_server(("127.0.0.1", 0)) as silent:
        assert post(url).is_down
        began = time.monotonic()
        answer = post(f"http://127.0.0.1:{silent.getsockname()[1]}/")
        assert answer == sending.Answer(None, "Alıcı zamanında cevap vermedi.")
        assert time.monotonic() - began < 3


@pytest.mark.usefixtures("app", "hasty")
@pytest.mark.parametrize("answer", [b"", b"\x16\x03\x01", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 abc\r\n\r\n"])
def test_one_that_does_not_speak_http(answer: bytes) -> None:
    with raw(answer) as url:
        found = post(url)
    assert found.status is None
    assert found.error


@pytest.mark.usefixtures("app")
def test_one_that_is_not_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert post(f"http://127.0.0.1:{port}/").is_down


@pytest.mark.usefixtures("app")
def test_one_that_says_when_to_come_again(receiver: Receiver) -> None:
    for said, heard in (("120", 120), ("-5", 0), ("Wed, 21 Oct 2026 07:28:00 GMT", 0), ("9" * 30, 0), ("٣", 0)):
        receiver.answer = says(503, Retry_After=said.encode().decode("latin-1"))
        answer = post(receiver.url)
        assert (answer.retry_after, answer.is_down) == (heard, True), said


# Encryption ----------------------------------------------------------------------------------------------------------


@contextmanager
def encrypted(folder: Path, name: str, *, days: int = 1) -> Iterator[tuple[int, Path]]:
    """Serve one encrypted answer after another under a certificate for ``name``; yield the port and who signed it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Deneme")])
    end = dt.datetime.now(dt.UTC) + dt.timedelta(days=days)
    try:
        alternative: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        alternative = x509.DNSName(name)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(end - dt.timedelta(days=30))
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, private)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _address = listener.accept()
                except OSError:
                    return
                try:
                    with context.wrap_socket(connection, server_side=True) as channel:
                        channel.recv(65536)
                        channel.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
                except OSError:
                    continue

        Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1], certificate


@pytest.mark.usefixtures("app")
def test_the_certificate_must_be_the_names_and_of_somebody_who_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with encrypted(tmp_path, "localhost") as (port, certificate):
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert post(f"https://localhost:{port}/") == sending.Answer(204)
        other = post(f"https://127.0.0.1:{port}/")
    assert other.status is None
    assert "Şifreli bağlantı kurulamadı" in other.error
    assert "mismatch" in other.error


@pytest.mark.usefixtures("app")
def test_a_certificate_that_nobody_vouches_for_is_not_believed(tmp_path: Path) -> None:
    with encrypted(tmp_path, "localhost") as (port, _certificate):
        answer = post(f"https://localhost:{port}/")
    assert answer.status is None
    assert "self-signed" in answer.error


@pytest.mark.usefixtures("app")
def test_a_certificate_that_has_run_out_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with encrypted(tmp_path, "localhost", days=-1) as (port, certificate):
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert "expired" in post(f"https://localhost:{port}/").error


@pytest.mark.usefixtures("app", "hasty")
def test_one_that_does_not_encrypt(receiver: Receiver) -> None:
    answer = post(f"https://localhost:{receiver.port}/")
    assert answer.status is None
    assert receiver.heard == []
