"""An office under attack: its browsers, its records, what it keeps, and how answers are compared."""

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from tests.support.desk import Desk
from werkzeug.datastructures import FileStorage
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from kalem import db
from kalem.http.routing import PUBLIC, permissions
from kalem.records import Record, types
from kalem.testing import TestOffice
from kalem.testing.web import Client, client

#: Tables that change by coming and going alone.
_VISITS = {"session", "kept_form", "login_attempt", "half_sign_in", "second_factor", "reading"}

#: Headers that differ between two equal answers.
_EACH_ITS_OWN = ("Content-Length", "X-Request-ID", "X-Session-Left")

_KEY = re.compile(r'(name="(?:csrf_token|once)" value=")[^"]*|(kept_files" value=")[^"]*|(data-left=")\d+')

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n"


class World:
    """An office and everybody's browser."""

    def __init__(self, office: TestOffice) -> None:
        self.office = office
        self.app = office.app
        self.desk = Desk(office)
        self._clients: dict[str | None, Client] = {}
        self.browser(None)

    @property
    def types(self) -> tuple[str, ...]:
        """The ids of all record types."""
        return tuple(self.app.extensions[types.name])

    def browser(self, position: str | None) -> Client:
        """Return the browser of the holder of ``position``; None: of nobody who is signed in."""
        if position not in self._clients:
            self._clients[position] = client(self.office, position)
        return self._clients[position]

    def forget(self) -> None:
        """Close all browsers, as when the clock ended their sessions."""
        self._clients.clear()

    @contextmanager
    def inside(self) -> Iterator[Desk]:
        """Work in the office without a browser."""
        with self.office.running():
            yield self.desk

    def kept(self) -> Mapping[str, int]:
        """Return how many rows stand in each table, those of visits left out."""
        with self.office.running():
            tables = [name for name in db.current().get_tables() if name not in _VISITS and "search_index_" not in name]
            asked = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in tables)
            return dict(db.current().execute_sql(asked).fetchall())

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Hold that the block leaves no row more or less."""
        before = self.kept()
        yield
        assert self.kept() == before

    def routes(self) -> list[tuple[Rule, str]]:
        """Return every address with each of its methods, those left out that the framework answers by itself."""
        return [
            (rule, method)
            for rule in self.app.url_map.iter_rules()
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        ]

    def asked(self, rule: Rule) -> frozenset[str]:
        """Return who may open an address, as its module declared."""
        found: frozenset[str] = self.app.extensions[permissions.name].get(rule.endpoint, frozenset())
        return found

    def is_public(self, rule: Rule) -> bool:
        """Whether everybody may open it."""
        return PUBLIC in self.asked(rule)

    def address(self, rule: Rule, **values: Any) -> str:
        """Return the address of a rule with ``values`` for its variables."""
        with self.app.test_request_context():
            adapter = self.app.url_map.bind("localhost")
            return adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments}, method=None)


def pdf(name: str = "yazi.pdf", content: bytes = PDF) -> FileStorage:
    """Return a file as a browser sends it."""
    return FileStorage(io.BytesIO(content), name, content_type="application/pdf")


@contextmanager
def closing(answer: TestResponse) -> Iterator[TestResponse]:
    """Close an answer after the block, and the file in which a large form waited to be sent."""
    with answer:
        yield answer
    answer.request.environ["wsgi.input"].close()


def record(number: int) -> Record:
    """Return a record; inside the office."""
    found: Record = Record.get_by_id(number)
    return found


def same(answer: TestResponse, *ids: object) -> tuple[int, list[tuple[str, str]], str]:
    """Return an answer without the forms' keys, the session's seconds and ``ids``: what two answers are compared by."""
    headers = [(name, value.partition("=")[0] if name == "Set-Cookie" else value) for name, value in answer.headers]
    text = _KEY.sub(r"\1\2\3", answer.get_data(as_text=True))
    for each in sorted(map(str, ids), key=len, reverse=True):
        text = re.sub(rf"(?<!\d){re.escape(each)}(?!\d)", "#", text)
        headers = [(name, value.replace(each, "#")) for name, value in headers]
    return answer.status_code, [pair for pair in headers if pair[0] not in _EACH_ITS_OWN], text
