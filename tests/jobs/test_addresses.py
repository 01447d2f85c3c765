"""Where nothing may be sent: this machine, the network that it stands in, the cloud's own service."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from tests.jobs.receiver import Receiver

from kalem import jobs
from kalem.jobs import addresses, sending
from kalem.jobs.addresses import Unreachable, check, read, resolve
from kalem.refusal import Refused


@pytest.fixture
def app() -> Iterator[Flask]:
    made = Flask("kalem")
    jobs.networks.put(made, ())
    with made.app_context():
        yield made


def leads(monkeypatch: pytest.MonkeyPatch, *ips: str) -> None:
    """Let every name lead to ``ips``."""

    def found(_host: str, port: int, **_how: Any) -> list[Any]:
        return [(socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ips]

    monkeypatch.setattr(addresses.socket, "getaddrinfo", found)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "alici.example.org",
        "ftp://alici.example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https:///yol",
        "https://alici.example.org:99999/",
        "https://alici.example.org:0/",
        "https://kim:parola@alici.example.org/",
        "https://kim@alici.example.org/",
        "https://alici.example.org/#bolum",
        "https://alici.example.org/a b",
        "https://alici.example.org/\r\nX-Injected: 1",
        "https://alici.example.org\\@127.0.0.1/",
        "https://alici.example.org/ş",
        "https://[::1/",
        "https://" + "a" * 64 + ".example.org/",
        "https://alici..example.org/",
        "https://alici.example.org/" + "a" * 500,
    ],
)
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(Refused) as caught:
        read(url)
    (refusal,) = caught.value.refusals
    assert refusal.field == "url"
    assert refusal.cure


def test_the_parts_of_an_address() -> None:
    address = read("https://Alıcı.Örnek.tr:8443?x=1")
    assert (address.scheme, address.port, address.target) == ("https", 8443, "/?x=1")
    assert address.host == "alıcı.örnek.tr".encode("idna").decode()
    assert read("https://alici.example.org/yol").authority == "alici.example.org"
    assert read("https://[2a00::1]:444/").authority == "[2a00::1]:444"


#: Addresses behind which stands this machine, a neighbour, or the service that tells a cloud's machine its keys.
INSIDE = [
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a9fe:a9fe::1", "2002:a00:1::",
]  # fmt: skip


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("ip", INSIDE)
def test_nothing_is_sent_inside(monkeypatch: pytest.MonkeyPatch, ip: str) -> None:
    leads(monkeypatch, ip)
    with pytest.raises(Unreachable):
        resolve(read("https://alici.example.org/"))
    with pytest.raises(Refused) as caught:
        check("https://alici.example.org/")
    (refusal,) = caught.value.refusals
    assert refusal.field == "url"
    assert refusal.ground is not None
    assert refusal.ground.source == "KALEM_WEBHOOK_NETWORKS"


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]", "0"])
def test_however_this_machine_is_written(host: str) -> None:
    with pytest.raises(Unreachable):
        resolve(read(f"https://{host}/"))


@pytest.mark.usefixtures("app")
def test_of_a_name_that_leads_outside_and_inside_only_the_outside_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    leads(monkeypatch, "10.0.0.1", "8.8.8.8", "::1")
    assert resolve(read("https://alici.example.org/")) == ["8.8.8.8"]


@pytest.mark.usefixtures("app")
def test_outside_nothing_is_sent_in_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    leads(monkeypatch, "8.8.8.8")
    assert check("https://alici.example.org/").host == "alici.example.org"
    with pytest.raises(Refused, match="yalnız https"):
        check("http://alici.example.org/")


def test_a_network_of_the_setting_is_open_and_plain_text_may_be_there(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs.networks.put(app, jobs.read_networks("10.1.0.0/16 fd12::/16"))
    for ip in ("10.1.2.3", "fd12::5", "::ffff:10.1.2.3"):
        leads(monkeypatch, ip)
        assert resolve(read("http://ebys.kurum.local/")) == [ip]
    leads(monkeypatch, "10.2.0.1")
    with pytest.raises(Unreachable, match="kurum ağına"):
        resolve(read("https://ebys.kurum.local/"))


def test_no_setting_opens_what_only_machines_in_a_cloud_ask(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs.networks.put(app, jobs.read_networks("0.0.0.0/0, ::/0"))
    for ip in ("169.254.169.254", "fe80::1", "224.0.0.1", "0.0.0.0", "::ffff:169.254.169.254"):
        leads(monkeypatch, ip)
        with pytest.raises(Unreachable):
            resolve(read("https://alici.example.org/"))


@pytest.mark.parametrize("text", ["10.0.0.0/33", "10.0.0.1/8", "localhost", "10.0.0.0/8; 1.2.3.4"])
def test_a_setting_that_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"network|IPv4|host bits"):
        jobs.read_networks(text)


def test_a_name_that_turns_inside_after_it_was_looked_at_leads_nowhere(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver = Receiver()
    receiver.start()
    try:
        address = read(f"https://alici.example.org:{receiver.port}/")
        leads(monkeypatch, "8.8.8.8")
        check(f"https://alici.example.org:{receiver.port}/")
        leads(monkeypatch, "127.0.0.1")
        answer = sending.post(address, b"{}", {})
        assert answer.status is None
        assert "oraya gönderilmez" in answer.error

        # Between looking and connecting nothing is looked up again.
        asked: list[str] = []
        jobs.networks.put(app, jobs.read_networks("127.0.0.0/8"))

        def once(host: str, port: int, *_how: Any, **_named: Any) -> list[Any]:
            asked.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

        monkeypatch.setattr(addresses.socket, "getaddrinfo", once)
        answer = sending.post(read(f"http://alici.example.org:{receiver.port}/"), b"{}", {})
        assert answer.status == 204
        assert [each for each in asked if each == "alici.example.org"] == ["alici.example.org"]
        assert receiver.heard[0].headers["host"] == f"alici.example.org:{receiver.port}"
    finally:
        receiver.stop()


@pytest.mark.usefixtures("app")
def test_a_name_that_is_not_known() -> None:
    with pytest.raises(Refused, match="çözülemedi"):
        check("https://boyle-bir-ad-yok.invalid/")
