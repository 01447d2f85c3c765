"""Strings for people, in and out of an application."""

from flask import Flask

from kalem import i18n
from kalem.i18n import gettext, lazy_gettext, lazy_pgettext, ngettext, pgettext


def said() -> list[str]:
    return [
        gettext("%100 yerli"),
        gettext("%(name)s girdi", name="Ayşe"),
        pgettext("record", "Kayıt"),
        ngettext("%(num)s kayıt", "%(num)s kayıt", 3),
        ngettext("bir kayıt", "%(num)s kayıt", 1),
        str(lazy_gettext("Sil")),
        str(lazy_pgettext("record", "%(count)s kayıt", count=2)),
    ]


TURKISH = ["%100 yerli", "Ayşe girdi", "Kayıt", "3 kayıt", "bir kayıt", "Sil", "2 kayıt"]


def test_the_source_text_stands_outside_an_application() -> None:
    assert said() == TURKISH


def test_the_source_text_stands_in_an_application_without_languages() -> None:
    with Flask(__name__).app_context():
        assert said() == TURKISH


def test_the_source_text_stands_in_commands_and_requests() -> None:
    app = Flask(__name__)
    i18n.install(app)
    with app.app_context():
        assert said() == TURKISH
    with app.test_request_context():
        assert said() == TURKISH
