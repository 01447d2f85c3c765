"""Where a subscription may send to: addresses that everybody can reach, and networks that the installation allows.

Without this, whoever may subscribe could make this machine ask services that are meant for itself alone: its own
ports, the neighbours in its network, the metadata service of a cloud (server-side request forgery).
"""

import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from kalem.context import Slot
from kalem.i18n import gettext as _
from kalem.refusal import Ground, Refusal, Refused

IpAddress = IPv4Address | IPv6Address
IpNetwork = IPv4Network | IPv6Network

#: The application's networks that are not public but may be sent to (``KALEM_WEBHOOK_NETWORKS``).
networks: Slot[Sequence[IpNetwork]] = Slot("kalem.jobs.networks")

#: Longest address.
LONGEST = 500

#: IPv6 networks whose addresses stand for an IPv4 address, and by how many bits that is shifted.
_CARRIERS = ((IPv6Network("64:ff9b::/96"), 0), (IPv6Network("::/96"), 0), (IPv6Network("2002::/16"), 80))


class Unreachable(Exception):
    """The receiver's name leads nowhere that may be sent to now; the message says why, in words."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address that was read: what is connected to, and what is asked for there."""

    scheme: str
    #: In ASCII, as it is looked up and as its certificate must name it.
    host: str
    port: int
    #: Path and query.
    target: str

    @property
    def authority(self) -> str:
        """What the ``Host`` header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"http": 80, "https": 443}[self.scheme]
        return host if self.port == usual else f"{host}:{self.port}"


def read_networks(text: str) -> tuple[IpNetwork, ...]:
    """Return the networks of a setting, written ``10.0.0.0/8, fd00::/8``; ``ValueError`` for what is none."""
    return tuple(ip_network(word) for word in text.replace(",", " ").split())


def read(url: str) -> Address:
    """Return the parts of ``url``; :class:`Refused` for one that cannot be sent to, whatever its name leads to."""
    if len(url) > LONGEST:
        raise _refused(_("Adres en çok %(most)s karakter olabilir.", most=LONGEST))
    if any(ord(sign) <= 32 or ord(sign) == 127 for sign in url) or "\\" in url:
        raise _refused(_("Adreste boşluk, denetim karakteri ya da ters eğik çizgi olamaz."))
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii").rstrip(".")
    except (ValueError, UnicodeError):
        raise _refused(_("Bu bir web adresi değil.")) from None
    if parts.scheme not in ("http", "https") or not host:
        raise _refused(_("Bu bir web adresi değil."))
    if parts.username is not None or parts.password is not None:
        raise _refused(_("Adreste kullanıcı adı ve parola olamaz; alıcı, imzayı doğrular."))
    if parts.fragment:
        raise _refused(_("Adreste # bölümü olamaz."))
    if port == 0:
        raise _refused(_("Kapı numarası 0 olamaz."))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not target.isascii():
        raise _refused(_("Adresin yolunda ASCII olmayan bir harf var; yüzde koduyla yazın."))
    return Address(parts.scheme, host, port or {"http": 80, "https": 443}[parts.scheme], target)


def check(url: str) -> Address:
    """Return the parts of ``url`` when something may be sent there as its name stands today; :class:`Refused` else."""
    address = read(url)
    try:
        resolve(address)
    except Unreachable as fault:
        raise Refused(
            Refusal(
                str(fault),
                _("Herkese açık bir https adresi yazın ya da alıcının ağını KALEM_WEBHOOK_NETWORKS ile açtırın."),
                Ground(
                    "setting",
                    source="KALEM_WEBHOOK_NETWORKS",
                    text=_("Kurum ağındaki adreslere yalnız kurulumun izin verdiği ağlarda gönderilir"),
                ),
                field="url",
            )
        ) from None
    return address


def resolve(address: Address) -> list[str]:
    """Return the IP addresses, as texts, that the name has now and that may be sent to, best first, each once.

    Connect to one of these and look nothing up again: a name that changes between looking and connecting (DNS
    rebinding) leads nowhere else. :class:`Unreachable` when there is none.
    """
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable(_("%(host)s adı çözülemedi.", host=address.host)) from None
    allowed = networks.get()
    ips = dict.fromkeys(str(sockaddr[0]) for *_rest, sockaddr in found)
    open_ones = [ip for ip in ips if _open(ip, allowed, plain=address.scheme == "http")]
    if open_ones:
        return open_ones
    if address.scheme == "http":
        raise Unreachable(_("%(host)s adresine yalnız https ile gönderilir.", host=address.host))
    raise Unreachable(
        _(
            "%(host)s bu makineye ya da kurum ağına çıkıyor (%(ips)s); oraya gönderilmez.",
            host=address.host,
            ips=", ".join(ips),
        )
    )


def _open(text: str, allowed: Iterable[IpNetwork], *, plain: bool) -> bool:
    """Whether may be sent to an IP address; in plain text only in the networks of the setting."""
    ip = _meant(ip_address(text.partition("%")[0]))
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified:
        # Here clouds tell a machine its own keys: never, whatever the setting says.
        return False
    if any(ip in network for network in allowed):
        return True
    return ip.is_global and not plain


def _meant(ip: IpAddress) -> IpAddress:
    """Return the IPv4 address that an IPv6 address stands for, where it stands for one."""
    if isinstance(ip, IPv4Address):
        return ip
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    for network, shift in _CARRIERS:
        if ip in network and int(ip) > 1:
            return IPv4Address(int(ip) >> shift & 0xFFFFFFFF)
    return ip


def _refused(message: str) -> Refused:
    return Refused(Refusal(message, _("https://alici.example.org/kalem gibi bir adres yazın."), field="url"))
