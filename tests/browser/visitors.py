"""The people of an office, each in a browser of his own; keys, locked steps, and what a page says against one."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect
from tests.support.browser import Requests, close

from kalem import db
from kalem.http.visit import cookie_name
from kalem.organisation import open_session
from kalem.testing import TestOffice
from kalem.testing.web import live

#: What a console says of a page that tells why something is refused.
REFUSED = re.compile(r"Failed to load resource.* status of (404|409|422)")

#: Most presses of the tab key on the way to anything.
TABS = 80


@dataclass(frozen=True)
class Ground:
    """What a refusal must name: a rule with its article, a setting of the office, or a missing right."""

    kind: Literal["rule", "setting", "right"]
    #: The rule's article, or words of the explanation.
    says: str

    @property
    def summary(self) -> str:
        """What stands on the fold, before it is opened."""
        named = {"setting": "Kurumun ayarı", "right": "Eksik yetki"}
        return f"Neden? {named.get(self.kind, self.says)}"


def rule(article: str) -> Ground:
    """Return the ground that is a rule of the regulation."""
    return Ground("rule", article)


def setting(says: str) -> Ground:
    """Return the ground that is a setting of the office; ``says`` are words of its explanation."""
    return Ground("setting", says)


def right(says: str) -> Ground:
    """Return the ground that is a missing right; ``says`` are words of its explanation."""
    return Ground("right", says)


@dataclass
class House:
    """An office that answers on this machine, and who looks at it."""

    browser: Browser
    office: TestOffice
    base: str
    width: int = 1366
    height: int = 768
    _pages: dict[str, Page] = field(default_factory=dict)
    _requests: list[Requests] = field(default_factory=list)
    #: What the consoles complained about; a refused step's own status is no complaint.
    complaints: list[str] = field(default_factory=list)

    def stranger(self) -> Page:
        """Return a page of a browser in which nobody is signed in."""
        return self._context().new_page()

    def visit(self, position: str, path: str = "/") -> Page:
        """Return the page of who holds ``position``, at ``path``."""
        if position not in self._pages:
            context = self._context()
            with self.office.app.app_context(), db.current().connection_context():
                token = open_session(self.office.people[position])
                context.add_cookies([{"name": cookie_name(), "value": token, "url": self.base}])
            self._pages[position] = context.new_page()
        self._pages[position].goto(f"{self.base}{path}")
        return self._pages[position]

    def settle(self, position: str, page: Page) -> None:
        """Let ``position`` go on in the browser in which he signed in himself."""
        self._pages[position] = page

    def sign_everybody_out(self) -> None:
        """Close all browsers, as at the end of a day."""
        for page in self._pages.values():
            close(page.context)
        self._pages.clear()

    def foreign(self) -> list[str]:
        """Return the addresses of other machines that were asked for."""
        return [url for requests in self._requests for url in requests.foreign()]

    def _context(self) -> BrowserContext:
        context = self.browser.new_context(
            locale="tr-TR",
            timezone_id="Europe/Istanbul",
            base_url=self.base,
            viewport={"width": self.width, "height": self.height},
        )
        context.set_default_timeout(30_000)
        self._requests.append(Requests(context))
        context.on("console", self._note)
        return context

    def _note(self, message: ConsoleMessage) -> None:
        refused = message.text.startswith("Failed to load resource") and re.search(
            r"status of (404|409|422)", message.text
        )
        if message.type in ("error", "warning") and not refused:
            self.complaints.append(f"{message.location.get('url', '')}: {message.text}")


@contextmanager
def opened(browser: Browser, office: TestOffice) -> Iterator[House]:
    """Serve ``office`` during the block; at its end no page may have asked another machine or complained."""
    with live(office) as base:
        house = House(browser, office, base)
        try:
            yield house
        finally:
            house.sign_everybody_out()
    assert not house.foreign(), house.foreign()
    assert not house.complaints, house.complaints


# Keys ----------------------------------------------------------------------------------------------------------------


def tab_to(page: Page, wanted: Locator) -> None:
    """Press the tab key until ``wanted`` has the focus."""
    for _press in range(TABS):
        if wanted.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the tab key does not reach {wanted}")


def labelled(page: Page, label: str) -> Locator:
    """Return the field with this very label, with or without the mark of what must be filled in."""
    found = page.get_by_label(re.compile(rf"^{re.escape(label)}( \*)?$"))
    return found.and_(page.locator("input, select, textarea"))


def write(page: Page, label: str, text: str) -> None:
    """Go to a field by the tab key, and type."""
    tab_to(page, labelled(page, label))
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def choose(page: Page, group: str, option: str) -> None:
    """Go to a group of radio buttons by the tab key, and to one of them by the arrows."""
    box = page.get_by_role("group", name=group)
    tab_to(page, box.get_by_role("radio").first)
    page.keyboard.press("Space")
    wanted = box.get_by_role("radio", name=option, exact=True)
    for _press in range(box.get_by_role("radio").count()):
        if wanted.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the arrows do not reach {option}")


def pick(page: Page, label: str, option: str) -> None:
    """Go to a list by the tab key, and by the arrows to the option that holds the text ``option``."""
    wanted = labelled(page, label)
    tab_to(page, wanted)
    for _press in range(wanted.locator("option").count()):
        if option in (wanted.locator("option:checked").text_content() or ""):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the arrows do not reach {option}")


def press(page: Page, wanted: Locator) -> None:
    """Go to a link or button by the tab key, and press it."""
    tab_to(page, wanted)
    page.keyboard.press("Enter")


# Steps ---------------------------------------------------------------------------------------------------------------


def step(page: Page, label: str) -> Locator:
    """Return a step's button on a record's page, locked or not."""
    line = page.get_by_role("form", name="Sonraki adımlar")
    return line.get_by_role("button", name=label, exact=True).or_(line.get_by_role("link", name=label, exact=True))


def refuse(page: Page, label: str, message: str, *grounds: Ground) -> None:
    """Press a locked step; the page must say ``message`` and name every one of ``grounds``."""
    found = step(page, label)
    expect(found).to_have_attribute("aria-disabled", "true")
    found.focus()
    page.keyboard.press("Enter")
    told(page, label, message, *grounds)


def force(page: Page, record: str, step_id: str, label: str, message: str, *grounds: Ground) -> None:
    """Send a step that the page does not offer now, as a form with the page's own key would."""
    page.goto(record)
    page.evaluate(
        """action => {
            const form = document.createElement("form");
            form.method = "post";
            form.action = action;
            for (const name of ["csrf_token", "version"]) {
                const known = [...document.querySelectorAll(`input[name=${name}]`)].pop();
                if (known) form.append(known.cloneNode());
            }
            document.body.append(form);
            form.submit();
        }""",
        f"{record}/step/{step_id}",
    )
    told(page, label, message, *grounds)


def told(page: Page, label: str, message: str, *grounds: Ground) -> None:
    """The page says that the step is not possible now, and why; the focus is there."""
    box = page.get_by_role("region", name=f"“{label}” şimdi yapılamaz")
    expect(box).to_be_focused()
    expect(box).to_contain_text(message)
    for ground in grounds:
        named(box, ground)


def named(box: Locator, ground: Ground) -> None:
    """The box names this ground, and tells more when it is opened."""
    fold = box.get_by_role("group").filter(has=box.page.get_by_text(ground.summary, exact=True))
    fold = fold.first if ground.kind == "rule" else fold.filter(has_text=ground.says).first
    fold.locator("summary").click()
    explained = fold.locator("p")
    expect(explained).to_be_visible()
    expect(explained).to_contain_text(ground.says)
    if ground.kind == "rule":
        expect(explained).to_contain_text("Dayanak: kural")
        expect(explained.get_by_role("link", name="Maddeyi oku")).to_have_attribute(
            "href", re.compile(r"^/yonetmelik#")
        )
    if ground.kind == "setting":
        expect(explained).to_contain_text("Dayanak: kurumun ayarı")


def nothing(page: Page, record: str) -> None:
    """For this person there is no such record."""
    page.goto(record)
    expect(page.get_by_role("heading", level=1)).to_have_text("Böyle bir kayıt yok ya da size açık değil")
