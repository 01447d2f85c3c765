import pytest
from marshmallow import Schema

from kalem.i18n import lazy_gettext as _l
from kalem.plugins import BadManifest, Manifest

RIGHT = {"id": "basin", "label": "Basın", "api": ">=1,<2"}


def test_the_section_of_the_file_follows_from_the_id() -> None:
    assert Manifest(**RIGHT).section == "plugin.basin"


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"id": "Basın"}, "`id`"),
        ({"id": "basin-yayin"}, "`id`"),
        ({"id": "basin\n"}, "`id`"),
        ({"id": "kalem"}, "`id`"),
        ({"id": None}, "`id`"),
        ({"label": " "}, "`label`"),
        ({"api": "one"}, "`api`"),
        ({"api": None}, "`api`"),
        ({"api": 1}, "`api`"),
        ({"version": "new"}, "`version`"),
        ({"version": 1.0}, "`version`"),
        ({"requires": "zimmet"}, "`requires`"),
        ({"requires": ("zimmet!",)}, "`requires`"),
        ({"requires": ("basin",)}, "`requires`"),
        ({"conflicts": ["mali"]}, "`conflicts`"),
        ({"settings": dict}, "`settings`"),
        ({"settings": "schemas"}, "`settings`"),
        ({"settings": "schemas:"}, "`settings`"),
    ],
)
def test_a_mistake_is_refused_and_named(wrong: dict[str, object], word: str) -> None:
    with pytest.raises(BadManifest, match=word) as caught:
        Manifest(**RIGHT | wrong)

    assert len(caught.value.problems) == 1


def test_all_mistakes_are_named_at_once() -> None:
    with pytest.raises(BadManifest) as caught:
        Manifest(id="9", label="", api="x", version="y", requires=["a"], conflicts=["b"], settings=3)

    assert len(caught.value.problems) == 7


@pytest.mark.parametrize("settings", [None, Schema, "schemas:Settings", "inner.schemas:Settings"])
def test_settings_are_a_schema_or_its_place(settings: object) -> None:
    assert Manifest(**RIGHT, settings=settings).settings == settings


def test_a_label_may_be_translated_later() -> None:
    assert Manifest(**RIGHT | {"label": _l("Basın")}).label == "Basın"


@pytest.mark.parametrize(
    ("api", "fits"), [(">=1,<2", True), ("==1.1", True), ("", True), (">=2", False), ("<1", False)]
)
def test_the_range_is_of_the_interface(api: str, fits: bool) -> None:
    assert Manifest(**RIGHT | {"api": api}).fits is fits
