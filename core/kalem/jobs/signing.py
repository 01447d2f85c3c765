"""Signing what is sent, by the convention of Standard Webhooks (HMAC-SHA256), and the secrets to sign with."""

import hashlib
import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import timedelta

#: Stands before a secret, so that whoever finds one knows what it is.
PREFIX = "whsec_"

#: How long requests are signed with the secret before the present one too.
OVERLAP = timedelta(hours=24)

#: For what secrets are sealed.
PURPOSE = "webhook"


def new_secret() -> str:
    """Return a new secret: ``whsec_`` and 32 random bytes in base64."""
    return PREFIX + b64encode(secrets.token_bytes(32)).decode("ascii")


def headers(event: str, timestamp: int, body: bytes, keys: Iterable[str]) -> dict[str, str]:
    """Return the headers of a request: its event, the second in which it was made, a signature for each secret.

    What is signed is ``<event>.<timestamp>.`` and the body.
    """
    content = f"{event}.{timestamp}.".encode() + body
    return {
        "webhook-id": event,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{_signature(key, content)}" for key in keys),
    }


def _signature(key: str, content: bytes) -> str:
    secret = b64decode(key.removeprefix(PREFIX))
    return b64encode(hmac.new(secret, content, hashlib.sha256).digest()).decode("ascii")
