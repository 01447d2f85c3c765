"""``kalem explain`` tells rule, setting and missing right, as the page does."""

from datetime import date

import pytest
from click.testing import CliRunner
from tests.support.offices import Offices

from kalem.cli.main import main
from kalem.db import slot
from kalem.records import types
from kalem.testing import TestOffice
from kalem.workflow import create


@pytest.mark.parametrize(
    ("name", "step", "who", "told"),
    [
        ("karacabey", "refer", "mudur", "Dayanak: yönetmelik · m.23 (karacabey-m23-c1)"),
        ("karacabey", "refer", "evrak_kayit", "Dayanak: yetki · registry.refer"),
        ("siverek", "refer", "mudur", "Dayanak: kurumun ayarı · intake-order"),
    ],
)
def test_each_ground_is_told(offices: Offices, name: str, step: str, who: str, told: str) -> None:
    ids = []

    def prepare(office: TestOffice) -> None:
        values = {"subject": "Davet", "channel": "kep", "sender": "Kaymakamlık", "their_date": date(2026, 11, 16)}
        record = create(types.get()["registry.incoming"], office.actor("evrak_kayit"), {**values, "kind": "letter"})
        ids.append(str(record.id))

    folder = offices.folder()
    with offices.open("sqlite", name, prepare=prepare) as office:
        url = f"sqlite:///{office.app.extensions[slot.name].database}"
        place = {"KALEM_DATABASE_URL": url, "KALEM_DATA": str(folder), "KALEM_MUNICIPALITY": None}
        result = CliRunner().invoke(main, ["explain", ids[0], step, "--as", who], env=place)
    assert result.exit_code == 1
    assert told in result.output
    assert "Çare: " in result.output
