"""Saved views: a list's filters under a name, for oneself or shared; they narrow, and never open anything."""

import pytest
from playhouse.schema_diff import diff_models
from tests.support.desk import Desk
from tests.web.reading import hidden, words
from werkzeug.test import TestResponse

from kalem import ledger
from kalem.db import current
from kalem.ledger import Entry
from kalem.organisation import Session, User
from kalem.records.saved_views import MOST, SavedView, save
from kalem.refusal import Refused
from kalem.testing import TestOffice
from kalem.testing.web import Client, client

INCOMING = "/records/registry.incoming/"
NEW = f"{INCOMING}views/new"


def keep(browser: Client, name: str = "Bekleyenler", query: str = "state=with_director", **values: str) -> int:
    """Save the filters of ``query`` and return the view's id."""
    answer = browser.send(f"{NEW}?{query}", {"name": name, **values})
    assert answer.status_code == 303, words(answer)
    return int(answer.location.rpartition("saved=")[2])


def tabs(browser: Client, path: str = INCOMING) -> str:
    """Return what the line of views says."""
    page = browser.get(path, follow_redirects=True).text
    return page.partition('class="k-tabs"')[2].partition("</nav>")[0]


def rows(answer: TestResponse) -> str:
    """Return what stands below the filters."""
    return words(answer).partition("Süz ")[2].partition("Sayı")[2]


def page_of(view: int) -> str:
    return f"{INCOMING}?saved={view}"


def form_of(view: int) -> str:
    return f"{INCOMING}views/{view}"


# One's own ------------------------------------------------------------------------------------------------------------


def test_a_narrowed_list_can_be_saved_and_an_open_one_needs_not(desk: Desk, clerk: Client) -> None:
    desk.ready()
    assert "Görünüm olarak sakla" in words(clerk.get(f"{INCOMING}?state=with_director"))
    assert "Görünüm olarak sakla" not in words(clerk.get(INCOMING))


def test_a_view_stands_among_the_tabs_and_narrows_as_its_filters_did(desk: Desk, clerk: Client) -> None:
    waiting, arrived = desk.ready(subject="Sunulan"), desk.arrived(subject="Yeni gelen")
    view = keep(clerk)
    assert "Bekleyenler" in tabs(clerk)
    text = words(clerk.get(page_of(view)))
    assert waiting.subject in text
    assert arrived.subject not in text
    assert '<option value="with_director" selected>' in clerk.get(page_of(view)).text
    assert 'aria-current="page"' in tabs(clerk, page_of(view)).partition("Bekleyenler")[0].rpartition("<a")[2]


@pytest.mark.parametrize(
    "query", ["q=sunulan", "view=open", "state=with_director", "unit={unit}", "year=2026", "q=sunulan&state=arrived"]
)
def test_every_filter_is_kept(desk: Desk, clerk: Client, query: str) -> None:
    query = query.format(unit=desk.unit_id("ozel_kalem"))
    desk.ready(subject="Sunulan")
    desk.arrived(subject="Yeni gelen")
    plain, saved = clerk.get(f"{INCOMING}?{query}"), clerk.get(page_of(keep(clerk, query=query)))
    assert rows(saved) == rows(plain)
    assert SavedView.get().query == query


def test_what_the_address_holds_besides_is_not_kept(clerk: Client) -> None:
    keep(clerk, query="state=with_director&before=7&print=1&next=//evil.example&state=x&unit=nope")
    assert SavedView.get().query == "state=with_director"


def test_its_pages_go_on(desk: Desk, clerk: Client) -> None:
    ids = [desk.arrived(subject=f"Evrak {number}").id for number in range(52)]
    view = keep(clerk, query="state=arrived")
    assert f"saved={view}&amp;before={ids[2]}" in clerk.get(page_of(view)).text
    assert "Bu sayfada 2 kayıt" in words(clerk.get(f"{page_of(view)}&before={ids[2]}"))


def test_a_view_is_renamed(clerk: Client) -> None:
    view = keep(clerk)
    form = clerk.get(form_of(view))
    assert "Süzgeç: Durum: Havale bekliyor" in words(form)
    answer = clerk.send(form_of(view), {"name": "Müdürdekiler", "version": hidden(form, "version")})
    assert answer.location.endswith(page_of(view))
    assert "Müdürdekiler" in tabs(clerk)
    assert "Bekleyenler" not in tabs(clerk)


def test_the_filters_of_a_view_are_changed_from_its_list(desk: Desk, clerk: Client) -> None:
    waiting, arrived = desk.ready(subject="Sunulan"), desk.arrived(subject="Yeni gelen")
    view = keep(clerk, default="1")
    opened = clerk.get(page_of(view))
    assert "böyle sakla" not in words(opened)
    assert f'name="of" value="{view}"' in opened.text

    same = clerk.get(f"{INCOMING}?of={view}&state=with_director")
    assert "böyle sakla" not in words(same)
    changed = f"{INCOMING}?of={view}&state=arrived&q=gelen"
    listed = clerk.get(changed)
    assert "“Bekleyenler” görünümünü böyle sakla" in words(listed)
    address = f"{form_of(view)}?q=gelen&state=arrived&of={view}"
    assert address.replace("&", "&amp;") in listed.text
    form = clerk.get(address)
    assert "Süzgeç: Arama: “gelen” · Durum: Kayıt bekliyor" in words(form)

    values = {"name": "Kayıt bekleyenler", "version": hidden(form, "version"), "default": "1"}
    assert clerk.send(address, values).location.endswith(page_of(view))
    text = words(clerk.get(page_of(view)))
    assert arrived.subject in text
    assert waiting.subject not in text
    kept = SavedView.get()
    assert (kept.query, kept.name, kept.default) == ("q=gelen&state=arrived", "Kayıt bekleyenler", True)


def test_filters_that_set_out_from_another_view_are_not_taken_for_this_one(
    office: TestOffice, desk: Desk, clerk: Client, director: Client
) -> None:
    mine, other = keep(clerk), keep(clerk, "Öbürü", query="year=2026")
    theirs = keep(director, "Kalemin", query="state=referred", audience="o.ozel_kalem")
    for stranger in (other, theirs, 987654, "x", ""):
        clerk.send(f"{form_of(mine)}?of={stranger}&state=arrived", {"name": "Bekleyenler", "version": "1"})
        SavedView.update(version=1).execute()
    assert SavedView.get_by_id(mine).query == "state=with_director"
    text = words(clerk.get(f"{INCOMING}?of={theirs}&state=arrived"))
    assert "böyle sakla" not in text
    answer = clerk.send(f"{form_of(theirs)}?of={theirs}&state=arrived", {"name": "Hile", "version": "1"})
    assert answer.status_code == 404
    assert SavedView.get_by_id(theirs).query == "state=referred"


def test_a_view_that_was_cleared_can_be_set_up_anew(desk: Desk, clerk: Client) -> None:
    for number in range(52):
        desk.arrived(subject=f"Evrak {number}")
    view = keep(clerk)
    cleared = f"{INCOMING}?of={view}"
    assert cleared.replace("&", "&amp;") + '">Süzgeçleri temizle' in clerk.get(page_of(view)).text
    listed = clerk.get(cleared)
    assert "“Bekleyenler” görünümünü böyle sakla" in words(listed)
    assert f'href="{INCOMING}?of={view}&amp;view=open"' in tabs(clerk, cleared).replace("view=open&amp;of", "of")
    older = clerk.get(f"{cleared}&before={10**6}")
    assert f'href="{INCOMING}?of={view}"' in older.text


def test_filters_with_a_day_that_is_none_are_not_kept(clerk: Client) -> None:
    view = keep(clerk)
    text = words(clerk.get(f"{INCOMING}?of={view}&state=arrived&since=31.02.2026"))
    assert "31.02.2026” bir gün değil" in text
    assert "sakla" not in text.partition("Süz ")[2].partition("Sayı")[0]


def test_who_does_not_own_a_view_is_not_told_to_mend_it(desk: Desk, clerk: Client, director: Client) -> None:
    view = keep(director, "Kalemin", audience="o.ozel_kalem")
    SavedView.update(query="state=eski_durum").execute()
    assert "Süzgeci yeniden kurup görünümü öyle saklayın." in words(director.get(page_of(view)))
    text = words(clerk.get(page_of(view)))
    assert "Süzgeci yeniden kurup" not in text
    assert "Görünümün sahibi süzgecini yenileyene kadar" in text


def test_pages_tabs_and_files_of_changed_filters_still_know_the_view(desk: Desk, clerk: Client) -> None:
    for number in range(52):
        desk.arrived(subject=f"Evrak {number}")
    view = keep(clerk)
    listed = clerk.get(f"{INCOMING}?of={view}&state=arrived").text
    for link in ("before=", "view=open", "as=csv", "print=1"):
        assert any(f"of={view}" in each for each in listed.split('href="') if link in each.partition('"')[0]), link
    assert "of=" not in clerk.get(f"{INCOMING}?state=arrived").text.partition('class="k-filter')[0]


def test_a_view_is_deleted(clerk: Client) -> None:
    view = keep(clerk)
    assert clerk.send(form_of(view), {"act": "remove", "version": "1"}).location == INCOMING
    assert "Bekleyenler" not in tabs(clerk)
    assert clerk.get(page_of(view)).status_code == 404


@pytest.mark.parametrize("values", [{"name": "Yeni ad"}, {"act": "remove"}])
@pytest.mark.parametrize("version", ["0", "", "2", "x", "9" * 40])
def test_who_changes_an_older_version_is_told(clerk: Client, values: dict[str, str], version: str) -> None:
    view = keep(clerk)
    assert clerk.send(form_of(view), {**values, "version": version}).status_code == 409
    assert [(each.id, each.name) for each in SavedView.select()] == [(view, "Bekleyenler")]


def test_the_default_opens_with_the_list_and_everything_is_one_click_away(desk: Desk, clerk: Client) -> None:
    waiting, arrived = desk.ready(subject="Sunulan"), desk.arrived(subject="Yeni gelen")
    assert clerk.get(INCOMING).status_code == 200
    view = keep(clerk, default="1")
    answer = clerk.get(INCOMING)
    assert (answer.status_code, answer.location) == (302, page_of(view))
    assert f'href="{INCOMING}?view=all"' in tabs(clerk)
    text = words(clerk.get(f"{INCOMING}?view=all"))
    assert waiting.subject in text
    assert arrived.subject in text
    # Cleared filters still know whose they were, so that he can save it otherwise.
    assert f'href="{INCOMING}?view=all&amp;of={view}">Süzgeçleri temizle' in clerk.get(page_of(view)).text


def test_a_list_has_one_default(clerk: Client) -> None:
    first, second = keep(clerk, "Bir", default="1"), keep(clerk, "İki", query="year=2026", default="1")
    assert {each.id: each.default for each in SavedView.select()} == {first: False, second: True}
    clerk.send(form_of(first), {"name": "Bir", "default": "1", "version": "1"})
    assert {each.id: each.default for each in SavedView.select()} == {first: True, second: False}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", "Bu alan boş bırakılamaz."),
        ("   ", "Bu alan boş bırakılamaz."),
        ("ğ" * 61, "61 karakter yazıldı; en çok 60 karakter olabilir."),
        ("iki\nsatır", "4. karakter satır sonu; metni tek satır yazın."),
        ("BEKLEYENLER", "Bu listede “BEKLEYENLER” adlı bir görünümünüz var."),
        ("  bekleyenler ", "Başka bir ad yazın ya da öbürünü silin."),
    ],
)
def test_a_name_that_will_not_do_is_told_at_its_place(clerk: Client, name: str, told: str) -> None:
    keep(clerk)
    answer = clerk.send(f"{NEW}?state=arrived", {"name": name})
    assert answer.status_code == 422
    assert told in words(answer)
    assert SavedView.select().count() == 1


@pytest.mark.parametrize(
    "name", ["ğüşıöçİĞÜŞÖÇ" * 5, "<script>alert(1)</script>", "=1+1", "a' OR '1'='1", "🗂️ Dosyalar"]
)
def test_any_name_is_shown_as_it_was_typed(clerk: Client, name: str) -> None:
    view = keep(clerk, name)
    assert name in words(clerk.get(page_of(view)))
    assert "<script>alert" not in clerk.get(page_of(view)).text


def test_two_lists_and_two_people_may_use_one_name(clerk: Client, director: Client) -> None:
    keep(clerk)
    keep(director)
    assert clerk.send("/records/registry.outgoing/views/new?year=2026", {"name": "Bekleyenler"}).status_code == 303
    assert SavedView.select().count() == 3


def test_a_name_that_is_taken_is_free_again_for_its_own_view(clerk: Client) -> None:
    view = keep(clerk)
    assert clerk.send(form_of(view), {"name": "BEKLEYENLER", "version": "1"}).status_code == 303
    other = keep(clerk, "Öbürü")
    answer = clerk.send(form_of(other), {"name": "Bekleyenler", "version": "1"})
    assert answer.status_code == 422
    assert SavedView.get_by_id(other).name == "Öbürü"


def test_there_is_an_end_to_them(office: TestOffice, desk: Desk) -> None:
    for number in range(MOST):
        save(desk.actor("mudur"), "registry.incoming", f"Görünüm {number}", {"q": "x"}, "", default=False)
    with pytest.raises(Refused) as caught:
        save(desk.actor("mudur"), "registry.incoming", "Bir daha", {"q": "x"}, "", default=False)
    [refusal] = caught.value.refusals
    assert "30 görünümünüz var" in refusal.message
    assert refusal.cure
    assert refusal.ground is not None


# Whose they are -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("other", ["mudur", "protokol_personeli", "sistem_yoneticisi"])
def test_anothers_view_is_not_there(office: TestOffice, clerk: Client, other: str) -> None:
    view, browser = keep(clerk), client(office, other)
    for path in (page_of(view), form_of(view), f"{INCOMING}export?saved={view}"):
        missing = browser.get(path.replace(str(view), "987654"))
        found = browser.get(path)
        assert found.status_code == missing.status_code == 404, path
        assert words(found) == words(missing), path
    assert browser.send(form_of(view), {"name": "Benim", "version": "1"}).status_code == 404
    assert browser.send(form_of(view), {"act": "remove", "version": "1"}).status_code == 404
    assert "Bekleyenler" not in tabs(browser)
    assert SavedView.get_by_id(view).name == "Bekleyenler"


@pytest.mark.parametrize("id", ["x", "-1", "0", "", "9" * 40, "1 OR 1=1", "%00"])
def test_no_other_text_names_a_view(clerk: Client, id: str) -> None:
    keep(clerk)
    assert clerk.get(f"{INCOMING}?saved={id}").status_code == 404


def test_a_view_belongs_to_its_list(clerk: Client) -> None:
    view = keep(clerk)
    assert clerk.get(f"/records/registry.outgoing/?saved={view}").status_code == 404
    assert clerk.get(f"/records/registry.outgoing/views/{view}").status_code == 404
    assert clerk.get(f"/records/yok/views/{view}").status_code == 404


def test_who_does_not_supervise_is_not_asked_with_whom_to_share(desk: Desk, clerk: Client) -> None:
    assert "Kimler görsün?" not in words(clerk.get(NEW))
    for audience in (desk.unit("ozel_kalem"), "o.ozel_kalem", "u1 OR 1=1"):
        clerk.send(f"{NEW}?year=2026", {"name": f"Hile {audience}"[:60], "audience": audience})
    assert {each.audience for each in SavedView.select()} == {""}


def test_who_may_not_share_is_refused_with_the_missing_right(desk: Desk) -> None:
    with pytest.raises(Refused) as caught:
        save(desk.actor("evrak_kayit"), "registry.incoming", "Bizim", {"year": "2026"}, "o.ozel_kalem", default=False)
    [refusal] = caught.value.refusals
    assert refusal.ground is not None
    assert (refusal.ground.kind, refusal.ground.source) == ("right", "records.supervise")


def test_who_supervises_shares_with_his_unit_or_his_office_and_no_other(
    desk: Desk, office: TestOffice, director: Client, clerk: Client, staff: Client
) -> None:
    text = words(director.get(NEW))
    assert "Özel Kalem Müdürlüğü ve bağlı birimleri" in text
    answer = director.send(f"{NEW}?year=2026", {"name": "Başka", "audience": desk.unit("protokol")})
    assert answer.status_code == 422
    assert "Listede olmayan bir değer." in words(answer)
    keep(director, "Kalemin", audience=desk.unit("ozel_kalem"))
    keep(director, "Herkesin", audience="o.ozel_kalem")
    keep(director, "Benim")
    assert [name in tabs(clerk) for name in ("Kalemin", "Herkesin", "Benim")] == [True, True, False]
    assert [name in tabs(staff) for name in ("Kalemin", "Herkesin", "Benim")] == [False, True, False]


def test_a_shared_view_gives_nobody_more_to_read(desk: Desk, director: Client, staff: Client, stranger: Client) -> None:
    record = desk.referred("protokol")
    view = keep(director, query="state=referred", audience="o.ozel_kalem")
    assert record.subject in words(director.get(page_of(view)))
    assert record.subject in words(staff.get(page_of(view)))
    assert record.subject not in words(stranger.get(page_of(view)))
    assert record.subject not in stranger.get(f"{INCOMING}export?as=csv&saved={view}").text


def test_only_its_owner_changes_a_shared_view(director: Client, clerk: Client) -> None:
    view = keep(director, audience="o.ozel_kalem")
    assert "Görünümü düzenle" in words(director.get(page_of(view)))
    assert "Görünümü düzenle" not in words(clerk.get(page_of(view)))
    assert clerk.get(form_of(view)).status_code == 404
    assert clerk.send(form_of(view), {"act": "remove", "version": "1"}).status_code == 404
    assert SavedView.get_or_none(SavedView.id == view)


def test_anothers_default_is_not_mine(director: Client, clerk: Client) -> None:
    keep(director, audience="o.ozel_kalem", default="1")
    assert clerk.get(INCOMING).status_code == 200
    assert director.get(INCOMING).status_code == 302


def test_sharing_ends_when_the_owner_takes_it_back_or_leaves(
    desk: Desk, office: TestOffice, director: Client, clerk: Client
) -> None:
    first, second = keep(director, "Bir", audience="o.ozel_kalem"), keep(director, "İki", audience="o.ozel_kalem")
    director.send(form_of(first), {"name": "Bir", "audience": "-", "version": "1"})
    assert "Bir" not in tabs(clerk).replace("Birim", "")
    assert clerk.get(page_of(first)).status_code == 404
    User.update(active=False).where(User.id == office.people["mudur"]).execute()
    assert clerk.get(page_of(second)).status_code == 404


# What is gone ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("state=eski_durum", "Durum: eski_durum"),
        ("unit=98765", "Birim: 98765"),
        ("year=1999", "Yıl: 1999"),
        ("view=yok", "Görünüm: yok"),
        ("state=arrived&unit=98765", "Birim: 98765"),
    ],
)
def test_a_view_that_asks_for_what_is_no_more_says_so_and_shows_nothing(
    desk: Desk, clerk: Client, query: str, told: str
) -> None:
    record, view = desk.arrived(), keep(clerk)
    SavedView.update(query=query).execute()
    text = words(clerk.get(page_of(view)))
    assert f"“Bekleyenler” görünümü artık bu listede olmayan bir değere göre süzüyor ({told})" in text
    assert record.subject not in text
    assert record.subject not in clerk.get(f"{INCOMING}export?as=csv&saved={view}").text
    assert record.subject not in words(clerk.get(f"{page_of(view)}&print=1"))
    assert told in words(clerk.get(form_of(view)))
    assert clerk.send(form_of(view), {"act": "remove", "version": "1"}).status_code == 303


# Not of the ledger ----------------------------------------------------------------------------------------------------


def test_views_are_no_part_of_the_ledger(desk: Desk, clerk: Client) -> None:
    before = Entry.select().count()
    view = keep(clerk, default="1")
    clerk.send(form_of(view), {"name": "Başka", "version": "1"})
    assert Entry.select().count() == before
    assert ledger.verify() == []


def test_the_migration_makes_the_table_of_the_model(office: TestOffice) -> None:
    assert not diff_models(current(), [SavedView])


def test_nobody_saves_without_the_forms_key(clerk: Client) -> None:
    assert clerk.post(f"{NEW}?year=2026", data={"name": "Hile"}).status_code == 400
    assert SavedView.select().count() == 0
    assert Session.select().count() > 0
