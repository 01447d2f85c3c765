"""What no page may contain, read from the markup; headers; the words of the error pages."""

import re
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient
from tests.web import gallery

from kalem.web import components, view


class Inspector(HTMLParser):
    """Collects ids, and whatever a strict content policy or a reader without script would stumble over."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.wrong: list[str] = []
        self.references: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.ids += [values["id"] or ""] if "id" in values else []
        for name in ("aria-labelledby", "aria-describedby", "for", "list"):
            self.references += (values.get(name) or "").split()
        if tag == "style" or (tag == "script" and "src" not in values):
            self.wrong.append(f"inline {tag}")
        self.wrong += [f"{tag} {name}" for name in values if name == "style" or name.startswith("on")]
        for name in ("href", "src", "action", "formaction"):
            address = values.get(name) or ""
            if re.match(r"(https?:|//|javascript:)", address):
                self.wrong.append(f"{tag} {name}={address}")


def inspected(html: str) -> Inspector:
    inspector = Inspector()
    inspector.feed(html)
    return inspector


@pytest.mark.parametrize("name", gallery.PAGES)
def test_a_page_has_nothing_inline_and_its_references_resolve(client: FlaskClient, name: str) -> None:
    page = inspected(client.get(f"/{name}").text)
    assert not page.wrong
    assert len(page.ids) == len(set(page.ids))
    assert not set(page.references) - set(page.ids)


def test_every_answer_carries_the_policy(client: FlaskClient) -> None:
    policy = client.get("/desk-normal").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_unknown_and_forbidden_read_alike(client: FlaskClient) -> None:
    token = re.compile(r'value="[^"]*"')
    unknown, forbidden = client.get("/error-404").text, client.get("/error-403").text
    assert token.sub("", unknown) == token.sub("", forbidden)
    assert "Böyle bir kayıt yok ya da size açık değil" in unknown


def test_what_people_typed_is_escaped() -> None:
    app = gallery.create_app()
    hostile = '"><script>alert(1)</script>'
    field = view.Field("f", hostile, "text", hostile, hostile, hostile, attrs={"placeholder": hostile})
    form = view.Form("f", "/", (view.Section(hostile, (field,)),), hostile, hidden={"version": hostile}, draft=hostile)
    with app.test_request_context():
        page = app.jinja_env.get_template("record_form.html").render(
            title=hostile, form=form, shell=gallery.shell(municipality=hostile, query=hostile)
        )
        record = app.jinja_env.get_template("record.html").render(
            shell=gallery.shell(), record=gallery.record(subject=hostile, notice=hostile, text=hostile, number=hostile)
        )
    assert "<script>alert" not in page + record


def test_an_asset_changes_its_address_with_its_content(client: FlaskClient) -> None:
    with client.application.test_request_context():
        address = components.asset("kalem.css")
    assert re.fullmatch(r"/ui/kalem\.css\?v=[0-9a-f]{12}", address)
    with client.get(address) as answer:
        assert answer.mimetype == "text/css"
