import pytest
from tests.core.organisation.office import FILE, Setup

from kalem.ledger.book import SYSTEM
from kalem.organisation import Holding, end_holding, give, may_act_as_superior, superior
from kalem.refusal import Refused


@pytest.fixture
def mayor(office: Setup):
    return office.user("başkan", "baskan")


@pytest.fixture
def deputy(office: Setup):
    return office.user("yardımcı", "yardimci")


def appoint_deputy(office: Setup, mayor, deputy, starts=0, ends=10, powers="records.supervise"):
    return give(
        office.actor(mayor),
        office.position("baskan"),
        deputy,
        office.on(starts),
        office.on(ends),
        powers,
        "Görevlendirme 3",
    )


def test_the_superior_is_the_first_by_right(office: Setup, mayor, deputy):
    view = superior("kalem", office.day)
    assert view is not None
    assert (view.slug, view.name, view.delegation_id) == ("baskan", "Başkan", None)
    assert may_act_as_superior(office.actor(mayor), "kalem") is None


def test_a_deputy_is_superior_only_while_appointed(office: Setup, mayor, deputy):
    given = appoint_deputy(office, mayor, deputy, 1, 3)
    views = [superior("kalem", office.on(day)) for day in (0, 1, 3, 4)]
    assert [(view.slug, view.delegation_id) for view in views] == [
        ("baskan", None),
        ("yardimci", given.id),
        ("yardimci", given.id),
        ("baskan", None),
    ]
    assert (views[1].starts, views[1].ends) == (office.on(1), office.on(3))
    allowed = [may_act_as_superior(office.actor(deputy, day), "kalem") is None for day in (0, 1, 3, 4)]
    assert allowed == [False, True, True, False]
    assert office.reads(office.actor(deputy, 1), "a_alt")
    assert not office.reads(office.actor(deputy, 4), "a_alt")


def test_the_refusal_rests_on_the_clause(office: Setup, mayor, deputy):
    refusal = may_act_as_superior(office.actor(deputy), "kalem")
    assert refusal is not None
    assert refusal.ground is not None
    assert (refusal.ground.kind, refusal.ground.article, refusal.ground.source) == ("rule", "m.6", "deneme-m6")
    assert "Belediye Başkanı" in refusal.message
    assert refusal.cure


def test_a_setting_of_the_office_says_so(office: Setup, mayor, deputy):
    office.apply(FILE.replace('superior-by-appointment = "m6"', 'superior-by-appointment = "setting"'))
    refusal = may_act_as_superior(office.actor(deputy), "kalem")
    assert refusal is not None
    assert refusal.ground is not None
    assert refusal.ground.kind == "setting"
    assert refusal.ground.text == "Yönetmelik bu konuda bir şey söylemiyor; kurumun ayarı böyle."


def test_a_missing_right_is_named_as_people_call_it(office: Setup):
    refusal = may_act_as_superior(office.actor(office.user("memur", "memur_b")), "kalem")
    assert refusal is not None
    assert refusal.ground is not None
    assert refusal.ground.text == "Gereken yetki: Birim denetimi"


def test_without_the_rule_he_acts_as_he_is(office: Setup, mayor, deputy):
    assert may_act_as_superior(office.actor(deputy), "kalem", by_appointment=False) is None
    office.apply(rules_off=["deneme-m6"])
    assert may_act_as_superior(office.actor(deputy), "kalem") is None
    assert may_act_as_superior(office.actor(deputy), "kalem", by_appointment=True) is not None


def test_powers_without_supervision_make_no_superior(office: Setup, mayor, deputy):
    appoint_deputy(office, mayor, deputy, powers="registry.sign")
    assert superior("kalem", office.day).slug == "baskan"
    assert may_act_as_superior(office.actor(deputy), "kalem") is not None


def test_one_who_is_no_deputy_mayor_cannot_be_appointed(office: Setup, mayor, deputy):
    clerk = office.user("memur", "memur_a")
    for powers in ("all", "records.supervise"):
        with pytest.raises(Refused, match="amirlik ancak") as caught:
            appoint_deputy(office, mayor, clerk, powers=powers)
        (told,) = caught.value.refusals
        assert told.ground is not None
        assert told.ground.kind == "rule"
    assert superior("kalem", office.day).slug == "baskan"
    refusal = may_act_as_superior(office.actor(clerk), "kalem")
    assert refusal is not None
    assert refusal.ground is not None
    assert refusal.ground.kind == "right"


def test_where_the_text_allows_a_designee_it_is_anyone(office: Setup, mayor):
    office.apply(
        FILE.replace(
            'answers_to = ["baskan", "yardimci"]\n\n[unit.a]', 'answers_to = ["baskan"]\ndesignee = true\n\n[unit.a]'
        )
    )
    clerk = office.user("memur", "memur_a")
    assert may_act_as_superior(office.actor(clerk), "kalem") is not None
    given = appoint_deputy(office, mayor, clerk)
    view = superior("kalem", office.day)
    assert (view.slug, view.user_id, view.delegation_id) == ("baskan", clerk.id, given.id)
    assert may_act_as_superior(office.actor(clerk), "kalem") is None


def test_a_deputys_own_delegation_makes_no_superior(office: Setup, mayor, deputy):
    other = office.user("öteki", "yardimci")
    appoint_deputy(office, mayor, deputy)
    give(office.actor(deputy), office.position("yardimci"), other, office.on(0), office.on(5), "all", "Olur")
    assert may_act_as_superior(office.actor(other), "kalem") is not None
    assert may_act_as_superior(office.actor(deputy), "kalem") is None


def test_the_appointment_lapses_with_the_mayor(office: Setup, mayor, deputy):
    appoint_deputy(office, mayor, deputy)
    end_holding(SYSTEM, Holding.get(Holding.user == mayor), office.on(0))
    view = superior("kalem", office.on(1))
    assert (view.slug, view.user_id, view.delegation_id) == ("baskan", None, None)
    assert may_act_as_superior(office.actor(deputy, 1), "kalem") is not None


def test_a_unit_below_answers_to_its_heads_superiors(office: Setup, mayor, deputy):
    director, upper = office.user("müdür", "mudur"), office.user("üst", "ust")
    assert superior("a", office.day).slug == "mudur"
    assert superior("a_alt", office.day).slug == "a_sorumlusu"
    assert superior("b", office.day).slug == "mudur"
    assert may_act_as_superior(office.actor(director), "a_alt") is None
    assert may_act_as_superior(office.actor(mayor), "a_alt") is None
    assert may_act_as_superior(office.actor(upper), "b") is not None
    # The head of a answers to the deputy mayor too, but he needs the mayor's appointment there as well.
    refusal = may_act_as_superior(office.actor(deputy), "a")
    assert refusal is not None
    assert refusal.ground is not None
    assert refusal.ground.source == "deneme-m6"
    appoint_deputy(office, mayor, deputy)
    assert may_act_as_superior(office.actor(deputy), "a") is None


def test_the_directors_deputy_acts_above_the_units_below(office: Setup, mayor):
    director, clerk = office.user("müdür", "mudur"), office.user("memur", "memur_a")
    give(office.actor(director), office.position("mudur"), clerk, office.on(0), office.on(5), "all", "Olur")
    assert superior("b", office.day).name == "Müdür"
    assert may_act_as_superior(office.actor(clerk), "b") is None
    assert may_act_as_superior(office.actor(clerk), "kalem") is not None


def test_where_the_file_names_no_superior_nobody_is_asked_for(office: Setup):
    clerk = office.user("memur", "memur_a")
    assert superior("makam", office.day) is None
    assert superior("disarida", office.day) is None
    assert may_act_as_superior(office.actor(clerk), "makam") is None


def test_two_queries(office: Setup, mayor, deputy, monkeypatch: pytest.MonkeyPatch):
    appoint_deputy(office, mayor, deputy)
    queries = []
    run = office.database.execute_sql
    monkeypatch.setattr(office.database, "execute_sql", lambda *a, **k: queries.append(a[0]) or run(*a, **k))
    superior("kalem", office.day)
    assert len(queries) == 2
