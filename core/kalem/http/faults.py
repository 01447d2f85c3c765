"""Faults of ours: logged under a number that the page tells."""

import logging
import secrets

from kalem.logs import request_id, told

from .requests import route

logger = logging.getLogger("kalem.http")


def number(fault: BaseException, plugin: str | None = None) -> str:
    """Log ``fault`` (of a ``plugin``) and return the number under which it is found in the log: its request's."""
    made = f"E-{request_id() or secrets.token_hex(4).upper()}"
    where = route()
    about = told(number=made, route=where, plugin=plugin)
    logger.error("fault %s: %s", made, plugin or where, exc_info=fault, extra=about)
    return made
