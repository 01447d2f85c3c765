"""Access keys of people whose role demands a second step that they have not set up."""

from dataclasses import replace

from kalem.organisation import User, begin_factor, municipality
from kalem.organisation.models import SecondFactor
from kalem.testing import TestOffice
from kalem.testing.programs import program


def test_they_wait_until_it_is_set_up_and_say_why(office: TestOffice) -> None:
    mine, other = program(office, "mudur"), program(office, "evrak_kayit")
    assert mine.get("/v1/me").status_code == 200
    file = municipality.get()
    demanding = replace(file, security=replace(file.security, second_factor=frozenset({"director"})))
    municipality.put(office.app, demanding)
    for answer in (mine.get("/v1/me"), mine.get("/v1/desk"), mine.post("/v1/records/registry.dossier", {})):
        assert answer.status_code == 401
        assert 'error="insufficient_user_authentication"' in answer.headers["WWW-Authenticate"]
        (refusal,) = answer.json["refusals"]
        assert refusal["ground"]["kind"] == "setting"
        assert refusal["ground"]["source"] == "security.second_factor"
        assert "telefonunuzu tanıtın" in refusal["cure"]
    assert other.get("/v1/me").status_code == 200
    begin_factor(User.get_by_id(office.people["mudur"]))
    assert mine.get("/v1/me").status_code == 401
    SecondFactor.update(confirmed=office.clock()).execute()
    assert mine.get("/v1/me").status_code == 200
