"""What stands on a page, for tests: its words without the marks, and its forms."""

import html
import re
from typing import Any

from werkzeug.test import TestResponse

_TAG = re.compile(r"<[^>]+>")
#: What was written by people, on an English page.
_MARKED = re.compile(r'<span lang="tr">([^<]*)</span>')
_BLANK = re.compile(r"\s+")
_KEY = re.compile(r'name="(?:csrf_token|once)" value="[^"]*"')


def words(answer: TestResponse) -> str:
    """Return what a person reads in the main part of a page, each blank once."""
    text = _MARKED.sub(r"\1", answer.text.partition("<main")[2].partition("</main>")[0])
    return _BLANK.sub(" ", html.unescape(_TAG.sub(" ", text))).strip()


def menu(answer: TestResponse) -> str:
    """Return what a person reads in the side menu."""
    text = answer.text.partition("<nav")[2].partition("</nav>")[0]
    return _BLANK.sub(" ", html.unescape(_TAG.sub(" ", text))).strip()


def without_keys(answer: TestResponse) -> str:
    """Return a page without the keys of its forms, which differ each time."""
    return _KEY.sub("", answer.text)


def hidden(answer: TestResponse, name: str) -> str:
    """Return the value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.text)
    assert found, name
    return html.unescape(found[1])


def record_of(answer: TestResponse) -> int:
    """Return the id of the record whose page the answer leads to."""
    assert answer.status_code == 302, words(answer)
    return int(answer.location.rpartition("/record/")[2].partition("#")[0])


#: What a clerk types for a letter that came.
LETTER: dict[str, Any] = {
    "subject": "Ulaşım koordinasyon toplantısı",
    "channel": "kep",
    "sender": "Fındıklı Köyü Muhtarlığı",
    "kind": "letter",
    "their_date": "16.11.2026",
    "their_number": "E-1",
    "annexes": "0",
    "confidentiality": "0",
}

#: What is typed for a letter that goes out.
OUTGOING: dict[str, Any] = {
    "subject": "Toplantı hakkında",
    "addressee": "Valilik",
    "file_plan_code": "050.02 Davetler ve Gündemler",
    "body": "Toplantıya katılım sağlanacaktır.",
    "confidentiality": "0",
}
