"""Jobs: what is told after the commit (plugins, webhooks), and what is done again and again."""

from .addresses import LONGEST as LONGEST_URL
from .addresses import IpNetwork, networks, read_networks
from .consumers import TEST, payload
from .deliveries import (
    Health,
    deliveries,
    find_delivery,
    health,
    plugins_health,
    resend,
    resend_given_up,
    retell_plugin,
    send_test,
)
from .events import Event
from .keeping import PURGE
from .models import DELIVERED, FAILED, FOLLOWED, MODELS, WAITING, WITHHELD, Outbox, Webhook
from .outbox import note
from .periodic import Periodic, periodic
from .signing import OVERLAP
from .subscriptions import MANAGE, SUBJECT, Wish, change, create, end, find, listed, pause, renew_secret, resume
from .worker import Worker

__all__ = [
    "DELIVERED",
    "FAILED",
    "FOLLOWED",
    "LONGEST_URL",
    "MANAGE",
    "MODELS",
    "OVERLAP",
    "PURGE",
    "SUBJECT",
    "TEST",
    "WAITING",
    "WITHHELD",
    "Event",
    "Health",
    "IpNetwork",
    "Outbox",
    "Periodic",
    "Webhook",
    "Wish",
    "Worker",
    "change",
    "create",
    "deliveries",
    "end",
    "find",
    "find_delivery",
    "health",
    "listed",
    "networks",
    "note",
    "pause",
    "payload",
    "periodic",
    "plugins_health",
    "read_networks",
    "renew_secret",
    "resend",
    "resend_given_up",
    "resume",
    "retell_plugin",
    "send_test",
]
