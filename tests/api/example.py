"""A program as docs/api.md shows it; ``test_example.py`` runs it against a served office."""

# docs: program
import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen


def ask(
    base: str, token: str, method: str, path: str, body: Any = None, **headers: str
) -> tuple[int, dict[str, Any], str]:
    """Send a request; return the status, what was answered, and the version (ETag) of a record."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = Request(
        f"{base}/api/v1{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json", **named},
        method=method,
    )
    try:
        with urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer), answer.headers.get("ETag", "")
    except HTTPError as problem:
        with problem:
            return problem.code, json.load(problem), ""


def register(base: str, token: str, letter: dict[str, Any], key: str) -> str:
    """Take a letter in and register it; sent again with the same ``key``, it is the same letter."""
    _status, record, version = ask(
        base, token, "POST", "/records/registry.incoming?plain=true", {"values": letter}, Idempotency_Key=key
    )
    if record["number"] is None:
        steps = f"/record/{record['id']}/steps/register"
        _status, record, version = ask(base, token, "POST", steps, {"values": {}}, If_Match=version)
    return str(record["number"])


def why_not(base: str, token: str, record_id: int, step: str) -> list[str]:
    """Return why a step cannot be taken now, each reason with its ground."""
    _status, told, _version = ask(base, token, "GET", f"/record/{record_id}/steps/{step}")
    return [f"{each['message']} ({each['ground']['kind']} {each['ground']['article']})" for each in told["refusals"]]


# docs: end
