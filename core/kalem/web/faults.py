"""Faults of ours: logged under a number that the page tells."""

import logging
import secrets

logger = logging.getLogger("kalem.web")


def number(fault: BaseException, where: str) -> str:
    """Log ``fault`` and return the number under which it is found in the log."""
    made = f"E-{secrets.token_hex(3).upper()}"
    logger.error("%s: %s", made, where, exc_info=fault)
    return made
