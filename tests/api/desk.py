"""Working in a test's office as programs do: each act is a request, each "no" is read from its problem."""

import io
from datetime import date
from typing import Any
from uuid import uuid4

from marshmallow import ValidationError
from tests.support.desk import OUTGOING, Desk
from werkzeug.test import TestResponse

from kalem.organisation import Actor
from kalem.records import NotFound, Record, types
from kalem.refusal import Ground, Refusal, Refused
from kalem.testing import TestOffice
from kalem.testing.programs import Program, program
from kalem.workflow import UnknownStep, explain

#: Values that a form takes as text, and a program as numbers.
NUMBERS = ("dossier", "year", "copies")


class ApiDesk(Desk):
    """Acts of the people of an office, by their programs."""

    def __init__(self, office: TestOffice) -> None:
        super().__init__(office)
        self._programs = {position: program(office, position) for position in office.people}

    def program(self, who: str | Actor) -> Program:
        """Return the program of who holds a position."""
        assert isinstance(who, str)
        return self._programs[who]

    def create(self, type: str, who: str | Actor, values: dict[str, Any]) -> Record:
        """Open a record."""
        answer = self.program(who).post(
            f"/v1/records/{type}?plain=true&allow_similar=true", {"values": plain(values)}, idempotency_key=uuid4().hex
        )
        return self._record(answer)

    def do(self, record: Record, step: str, who: str | Actor, /, **values: Any) -> Record:
        """Take a step; a refusal must be what ``kalem explain`` says of it."""
        address, version = f"/v1/record/{record.id}/steps/{step}", Record.get_by_id(record.id).version
        answer = self.program(who).post(address, {"values": plain(values)}, if_match=f'"{version}"')
        if answer.status_code == 422 and "refusals" in answer.json:
            known = explain(Record.get_by_id(record.id), step, self.actor(who)).refusals
            assert set(known) <= set(map(read, answer.json["refusals"])), "the API says otherwise than the office"
        return self._record(answer)

    def answer(self, record: Record, who: str | Actor, **values: Any) -> Record:
        """Begin the answer to a letter."""
        return self.do(record, "answer", who, **{**OUTGOING, **values})

    def correct(self, record: Record, who: str | Actor, values: dict[str, Any], /, **mended: Any) -> Record:
        """Mend a record: what is not among ``values`` is emptied."""
        asked = dict.fromkeys(types.get()[record.type].schema().load_fields)
        body = {"values": plain({**asked, **values, **mended}), "reason": "Yanlış."}
        version = Record.get_by_id(record.id).version
        return self._record(self.program(who).patch(f"/v1/record/{record.id}", body, if_match=f'"{version}"'))

    def attach(self, record: Record, who: str | Actor, content: bytes, name: str, kind: str = "attachment") -> None:
        """Add a file."""
        answer = self.program(who).send(
            "POST",
            f"/v1/record/{record.id}/attachments",
            data={"kind": kind, "files": (io.BytesIO(content), name)},
            content_type="multipart/form-data",
        )
        assert answer.status_code == 201, answer.text

    def _record(self, answer: TestResponse) -> Record:
        """Return the record that was answered, or raise what the problem says."""
        if answer.status_code in (200, 201):
            return Record.get_by_id(answer.json["id"])
        assert answer.content_type == "application/problem+json", answer.text
        if answer.status_code == 404:
            raise NotFound if answer.json["type"].endswith("not-found") else UnknownStep
        if answer.json["type"] == "urn:kalem:problem:invalid":
            raise ValidationError(answer.json["errors"])
        assert answer.json["type"] == "urn:kalem:problem:refused", answer.text
        raise Refused(*map(read, answer.json["refusals"]))


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """Return values as a program sends them."""
    return {name: int(each) if name in NUMBERS and each else _json(each) for name, each in values.items()}


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def read(told: dict[str, Any]) -> Refusal:
    """Return a refusal as the office made it."""
    ground = Ground(**told["ground"]) if told["ground"] else None
    return Refusal(told["message"], told["cure"], ground, told["field"] or "")
