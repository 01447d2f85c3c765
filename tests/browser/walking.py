"""Every page of an office: the addresses of all its GET routes, and what must hold for each, at three widths."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from playwright.sync_api import Page
from tests.browser.visitors import House
from tests.support.browser import violations
from werkzeug.routing import Rule

from kalem.app.applied import AppliedFile
from kalem.context import today
from kalem.jobs import Outbox, Webhook
from kalem.ledger.book import SYSTEM
from kalem.organisation import Delegation, Holding, User, load_actor
from kalem.organisation.tokens import make_token
from kalem.records import Record, types, visible
from kalem.records.attachments import attachments_of
from kalem.records.saved_views import SavedView, save, views_of
from kalem.registry.letters import Draft
from kalem.testing.web import client
from kalem.workflow import flow_of

#: Desk, phone, the smallest phone.
WIDTHS = (1366, 390, 320)

#: Answers that are no pages: files, and what a script asks for.
NO_PAGES = {
    "files.show", "step_pages.why", "suggestions.show", "record_forms.hints", "health.show",
    "session_page.prolong",
    "exports.record_list", "exports.hits", "exports.waiting", "exports.register",
}  # fmt: skip

#: Parts of pages; every page asks for them.
PARTS = {"ui.static", "bootstrap.static"}

#: Run in the page: what it has that it must not have.
LOOK = """() => {
    const found = [];
    const inline = "script:not([src]), style, [style]";
    for (const each of document.querySelectorAll(inline)) found.push(each.outerHTML.slice(0, 120));
    for (const each of document.querySelectorAll("*")) {
        for (const name of each.getAttributeNames()) if (/^on/.test(name)) found.push(name);
    }
    for (const each of document.querySelectorAll("a[href^='javascript:']")) found.push(each.href);
    return found;
}"""

#: Run in the page: how far it is wider than the window, and what sticks out.
WIDE = """() => {
    const width = document.documentElement.clientWidth, over = document.documentElement.scrollWidth - width;
    if (over <= 0) return null;
    const out = [...document.querySelectorAll("main *, header *")]
        .filter((each) => each.getBoundingClientRect().right > width + 1)
        .map((each) => `${each.tagName}.${each.className} ${each.textContent.trim().slice(0, 40)}`);
    return `${over} px: ${out.slice(0, 4).join(" | ")}`;
}"""


@dataclass(frozen=True)
class Place:
    """A page to look at."""

    endpoint: str
    path: str
    #: What kind of page it is: axe judges each kind once a width.
    kind: str = ""


@dataclass
class Walk:
    """What walks through offices have found. Offices share one: what was judged once is not judged again."""

    house: House
    judged: set[tuple[str, int]] = field(default_factory=set)
    #: The endpoints that are looked at; all when empty.
    only: frozenset[str] = frozenset()
    #: The endpoints that were seen.
    seen: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    _done: set[str] = field(default_factory=set)

    def go(self, position: str) -> None:
        """Look at every page that who holds ``position`` can open, but for those that look as others do."""
        page = self.house.visit(position)
        with self.house.office.running():
            places = list(self.places(position))
        for place in places:
            self.seen.add(place.endpoint)
            if place.endpoint in NO_PAGES:
                status = page.request.get(f"{self.house.base}{place.path}").status
                self._note(status != 200, position, place, f"status {status}")
            else:
                self.look(page, position, place)

    def look(self, page: Page, position: str, place: Place) -> None:
        """Open a page and look at it at all widths."""
        page.set_viewport_size({"width": WIDTHS[0], "height": 768})
        before = len(self.house.complaints)
        answer = page.goto(f"{self.house.base}{place.path}")
        status = answer.status if answer else 0
        # A form that is closed to somebody says why.
        self._note(status not in (200, 422), position, place, f"status {status}")
        for each in page.evaluate(LOOK):
            self._note(True, position, place, f"inline: {each}")
        closed = page.locator(".k-say[data-focus]").count()
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            wide = page.evaluate(WIDE)
            self._note(bool(wide), position, place, f"{width}: wider by {wide}")
            kind = f"{place.endpoint} {place.kind if not closed else 'closed'}"
            if width != WIDTHS[-1] and (kind, width) not in self.judged:
                self.judged.add((kind, width))
                for each in violations(page):
                    self._note(True, position, place, f"{width}: {each}")
        self._note(len(self.house.complaints) > before, position, place, str(self.house.complaints[before:]))

    def _note(self, wrong: bool, position: str, place: Place, what: str) -> None:
        if wrong:
            self.faults.append(f"{position} {place.path}: {what}")

    def places(self, position: str) -> Iterator[Place]:
        """Yield the pages that are there for ``position``: each route with what there is to fill it with."""
        browser = client(self.house.office, position)
        adapter = self.house.office.app.url_map.bind("127.0.0.1")
        for rule in get_routes(self.house):
            if self.only and rule.endpoint not in self.only:
                continue
            for values, kind, once in self._fillings(position, rule):
                query = values.pop("query", "")
                path = adapter.build(rule.endpoint, values, method="GET") + query
                keys = {f"{rule.endpoint} {once}", f"{position} {path}"}
                if f"{rule.endpoint} {once}" in self._done or f"{position} {path}" in self._done:
                    continue
                with browser.get(path) as answer:
                    # What is not open to him is not there.
                    if answer.status_code != 404:
                        self._done |= keys
                        yield Place(rule.endpoint, path, kind)

    def _fillings(self, position: str, rule: Rule) -> Iterator[tuple[dict[str, Any], str, str]]:
        """Yield values for the variables of a route, the kind of page they make, and what need be seen only once."""
        names, mine = set(rule.arguments), self.house.office.people["mudur"]
        if not names:
            for query in QUERIES.get(rule.endpoint, ("",)):
                yield {"query": query}, query, f"{position} {query}"
        elif names == {"type_id"}:
            for type_id in types.get():
                yield {"type_id": type_id}, type_id, f"{position} {type_id}"
            if rule.endpoint == "record_lists.show":
                for query in ("?q=zeplin&state=assigned", "?print=1"):
                    yield {"type_id": "registry.incoming", "query": query}, query, query
                view = self._saved_view(position, "afyonkarahisarlılaştırabildiklerimizdenmişsinizcesine", "year=1999")
                yield {"type_id": view.type, "query": f"?saved={view.id}"}, "view that is gone", "view that is gone"
        elif names == {"type_id", "view_id"}:
            view = self._saved_view(position, "Bekleyenler", "state=assigned")
            yield {"type_id": view.type, "view_id": view.id}, "", position
        elif names == {"name"}:
            for name in ("correspondents", "file-plan"):
                yield {"name": name, "query": "?q=be"}, name, name
        elif names == {"user_id"}:
            yield {"user_id": mine}, "", ""
        elif names == {"user_id", "holding_id"}:
            yield {"user_id": mine, "holding_id": Holding.select().where(Holding.user == mine).first().id}, "", ""
        elif "webhook_id" in names:
            for webhook in Webhook.select().order_by(Webhook.id.desc()).limit(1):
                told = Outbox.select().where(Outbox.consumer == webhook.consumer).limit(4 if len(names) > 1 else 1)
                for row in told:
                    more = {"delivery_id": row.id} if len(names) > 1 else {}
                    yield {"webhook_id": webhook.id, **more}, row.status if more else "", ""
        elif names == {"number"}:
            yield {"number": AppliedFile.select().first().number}, "", ""
        elif names == {"delegation_id"}:
            for delegation in Delegation.select().order_by(Delegation.id.desc()).limit(4):
                yield {"delegation_id": delegation.id}, "", ""
        elif names == {"token_id"}:
            user = User.get_by_id(self.house.office.people[position])
            token, _secret = make_token(SYSTEM, user, "Gezinti", ["read"], 9)
            yield {"token_id": token.id}, "", ""
        elif "record_id" in names:
            for record in self._samples(position):
                yield from _of_record(record, names, position)
        else:
            raise AssertionError(f"{rule}: the walk does not know what to fill in")

    def _saved_view(self, position: str, name: str, query: str) -> SavedView:
        """Return a view of who holds ``position``; it is made where it is not there."""
        mine, type_id = load_actor(self.house.office.people[position], today()), "registry.incoming"
        found = {each.name: each for each in views_of(mine, type_id)}
        if name not in found:
            found[name] = save(mine, type_id, name, dict(parse_qsl(query)), "", default=False)
        return found[name]

    def _samples(self, position: str) -> list[Record]:
        """Return a record of each type and state that who holds ``position`` may read."""
        actor = load_actor(self.house.office.people[position], today())
        found: dict[tuple[str, str], Record] = {}
        for type_id in types.get():
            for record in visible(actor, type=type_id, limit=400):
                found.setdefault((record.type, record.state), record)
        return list(found.values())


#: What can follow an address; each makes another page.
QUERIES = {
    "desk.show": ("", "?view=late", "?view=mine", "?view=lent", "?print=1"),
    "exports.waiting": ("?as=csv", "?as=xlsx"),
    "exports.hits": ("?as=csv&q=toplantı",),
    "exports.register": ("?as=csv",),
    "registers_page.show": ("", "?no=1", "?no=99999", "?print=1"),
    "referral.show": ("", "?view=many"),
    "delegations.show": ("", "?view=received"),
    "search_page.show": ("", "?q=toplantı", "?q=zeplin"),
}


def get_routes(house: House) -> list[Rule]:
    """Return the rules that answer GET, but for the parts of pages."""
    rules = house.office.app.url_map.iter_rules()
    return [rule for rule in rules if "GET" in (rule.methods or ()) and rule.endpoint not in PARTS]


def _of_record(record: Record, names: set[str], position: str) -> Iterator[tuple[dict[str, Any], str, str]]:
    values: dict[str, Any] = {"record_id": record.id}
    if names == {"record_id"}:
        yield values, f"{record.type} {record.closed_at is None}", f"{record.type} {record.state}"
        yield values, record.type, f"{position} {record.type}"
    elif "step_id" in names:
        for step in flow_of(record).steps_from(record.state):
            form = f"{step.form.__module__}.{step.form.__name__}" if step.form else "no form"
            yield {**values, "step_id": step.id}, form, f"{record.type} {step.id}"
    elif "attachment_id" in names:
        for file in attachments_of(record.id)[:1]:
            yield {**values, "attachment_id": file.id}, "", ""
    elif "no" in names:
        for draft in Draft.select().where(Draft.record_id == record.id).limit(1):
            yield {**values, "no": draft.no}, "", ""


def told(faults: list[str]) -> str:
    """Return faults as lines."""
    return json.dumps(faults, ensure_ascii=False, indent=1)
