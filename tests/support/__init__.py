"""What the tests stand on: databases of both engines, a browser, rules that can be switched off."""

import os

#: What ``WITHOUT`` may name.
NEEDS = frozenset({"browser", "postgresql"})


def waived() -> frozenset[str]:
    """Return the needs that ``WITHOUT`` waives; ``ValueError`` for a word that is none."""
    words = frozenset(word for word in os.environ.get("WITHOUT", "").replace(",", " ").split())
    if unknown := words - NEEDS:
        known = ", ".join(sorted(NEEDS))
        raise ValueError(f"WITHOUT={','.join(sorted(unknown))}: only {known} can be waived")
    return words


def soak() -> bool:
    """Whether this run takes the full counts (``make soak``)."""
    return os.environ.get("KALEM_SOAK") == "1"
