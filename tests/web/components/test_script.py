"""What kalem.js adds: keys, drafts, suggestions. Nothing of it is needed (see test_pages)."""

import time

from playwright.sync_api import Page, expect


def wait_for_drafts(page: Page, count: int) -> None:
    # Playwright's own waiting evaluates a string in the page, which our content policy rightly forbids. A page is
    # seen before its script has run, so what the script does is waited for, too.
    for _ in range(400):
        if page.evaluate("localStorage.length") == count:
            return
        time.sleep(0.05)
    raise AssertionError(f"{page.evaluate('localStorage.length')} drafts are kept, not {count}")


def wait_for_draft(page: Page) -> None:
    wait_for_drafts(page, 1)


def test_keys_reach_search_places_and_rows(page: Page, gallery_url: str) -> None:
    page.goto(gallery_url + "desk-normal")
    page.keyboard.press("Control+k")
    search = page.get_by_label("Bütün kayıtlarda sayı, konu veya gönderen ara")
    expect(search).to_be_focused()
    page.keyboard.type("j")
    expect(search).to_have_value("j")
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("/")
    expect(search).to_be_focused()
    page.get_by_role("heading", level=1).click()
    rows = page.locator("[data-row] .k-row-title a")
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("g")
    page.keyboard.press("g")
    page.wait_for_url("**/list-normal")


def test_n_opens_the_new_record_menu_and_escape_closes_it(page: Page, gallery_url: str) -> None:
    page.goto(gallery_url + "desk-normal")
    page.keyboard.press("n")
    first = page.locator(".k-bar .k-menu[open] a").first
    expect(first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("details[open]")).to_have_count(0)
    expect(page.locator("summary[data-new]")).to_be_focused()


def test_control_enter_saves_and_the_draft_is_dropped(page: Page, gallery_url: str) -> None:
    page.goto(gallery_url + "form-new")
    subject = page.locator("#subject")
    subject.fill("Yarım kalan konu")
    page.locator("#channel").check()
    page.goto(gallery_url + "desk-normal")
    page.goto(gallery_url + "form-new")
    expect(subject).to_have_value("Yarım kalan konu")
    expect(page.locator("#channel")).to_be_checked()
    expect(page.locator("[data-draft-note]")).to_be_visible()
    subject.press("Control+Enter")
    expect(page.get_by_role("status")).to_contain_text("kaydedildi")
    wait_for_drafts(page, 0)


def test_control_shift_enter_saves_and_goes_on(page: Page, gallery_url: str) -> None:
    page.goto(gallery_url + "form-new")
    with page.expect_navigation(), page.expect_request(lambda asked: asked.method == "POST") as told:
        page.locator("#subject").press("Control+Shift+Enter")
    assert 'name="next"' in (told.value.post_data or "")


def test_a_draft_can_be_thrown_away(page: Page, gallery_url: str) -> None:
    page.goto(gallery_url + "form-new")
    page.locator("#subject").fill("Silinecek")
    wait_for_draft(page)
    page.reload()
    page.get_by_role("button", name="Taslağı sil").click()
    expect(page.locator("#subject")).to_have_value("")
    assert page.evaluate("localStorage.length") == 0


def test_drafts_belong_to_one_person_and_go_at_signing_out(page: Page, gallery_url: str) -> None:
    page.goto(gallery_url + "form-new")
    page.locator("#subject").fill("Bana özel")
    wait_for_draft(page)
    assert page.evaluate("Object.keys(localStorage)") == ["kalem:7:gelen:yeni"]
    page.locator("#subject").fill("Bana özel, son anda")
    page.locator(".k-bar .k-menu summary").last.click()
    page.get_by_role("button", name="Çıkış yap").click()
    page.wait_for_url("**/sign-out")
    assert page.evaluate("localStorage.length") == 0


def test_secrets_and_files_are_never_kept(page: Page, gallery_url: str) -> None:
    page.goto(gallery_url + "form-new")
    page.evaluate(
        """() => {
            const secret = document.createElement("input");
            secret.type = "password"; secret.name = "secret"; secret.value = "çok gizli";
            document.querySelector("#kayit").append(secret);
        }"""
    )
    page.locator("#files").set_input_files({"name": "dosya.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"})
    page.locator("#subject").fill("Konu")
    wait_for_draft(page)
    kept = page.evaluate("localStorage.getItem('kalem:7:gelen:yeni')")
    assert "çok gizli" not in kept
    assert "dosya.pdf" not in kept
    assert "csrf" not in kept


def test_nothing_of_a_confidential_form_is_kept(page: Page, gallery_url: str) -> None:
    page.goto(gallery_url + "form-new")
    page.locator("#subject").fill("Önce açık")
    wait_for_draft(page)
    page.evaluate(
        """() => {
            const level = document.createElement("input");
            level.name = "confidentiality"; level.value = "1";
            document.querySelector("#kayit").append(level);
        }"""
    )
    page.locator("#subject").fill("Artık gizli")
    wait_for_drafts(page, 0)
    page.evaluate("document.querySelector('[name=confidentiality]').value = '0'")
    page.locator("#subject").fill("Yine açık")
    wait_for_draft(page)
    page.evaluate("document.querySelector('#kayit').setAttribute('data-no-draft', '')")
    page.locator("#subject").press("Control+Enter")
    wait_for_drafts(page, 0)


def test_drafts_of_others_go_when_a_signed_in_page_opens(page: Page, gallery_url: str) -> None:
    page.goto(gallery_url + "form-new")
    page.evaluate("localStorage.setItem('kalem:8:gelen:yeni', JSON.stringify({at: Date.now(), values: []}))")
    page.evaluate("localStorage.setItem('kalem:7:gelen:yeni', JSON.stringify({at: Date.now(), values: []}))")
    page.goto(gallery_url + "desk-normal")
    assert page.evaluate("Object.keys(localStorage)") == ["kalem:7:gelen:yeni"]


def test_a_form_under_way_is_not_sent_again(page: Page, gallery_url: str) -> None:
    page.goto(gallery_url + "form-new")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.route("**/form-new", lambda route: route.fulfill(status=204))
    button = page.locator("[data-save-now]")
    button.click()
    expect(button).to_have_attribute("aria-disabled", "true")
    button.click(force=True)
    page.locator("#subject").press("Control+Enter")
    time.sleep(0.3)
    assert len(sent) == 1
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert button.get_attribute("aria-disabled") is None


def test_what_the_server_sent_back_wins_over_a_draft(page: Page, gallery_url: str) -> None:
    page.goto(gallery_url + "form-new")
    page.locator("#subject").fill("Eski taslak")
    wait_for_draft(page)
    page.goto(gallery_url + "form-errors")
    expect(page.locator("#subject")).to_have_value("Toplantıya katılım")
    expect(page.locator("section.k-say.is-late")).to_be_focused()


def test_suggestions_and_hints_follow_what_is_typed(page: Page, gallery_url: str) -> None:
    page.goto(gallery_url + "form-new")
    sender = page.locator("#sender")
    sender.press_sequentially("Bursa")
    expect(page.locator("#sender-list option")).to_have_count(2)
    sender.press("Tab")
    expect(page.locator("#kayit-hints")).to_contain_text("Yeni bilgi")


def test_one_key_picks_a_unit_and_enter_refers(page: Page, gallery_url: str) -> None:
    page.goto(gallery_url + "referral-one")
    page.keyboard.press("3")
    box = page.get_by_label("Gereği: Fen İşleri")
    expect(box).to_be_checked()
    expect(box).to_be_focused()
    # The answer is waited for as a page: what is left on its way cannot be left.
    with page.expect_navigation(), page.expect_request(lambda asked: asked.method == "POST") as told:
        page.keyboard.press("Enter")
    assert "action=u3" in (told.value.post_data or "")


def test_all_letters_are_picked_at_once(page: Page, gallery_url: str) -> None:
    page.goto(gallery_url + "referral-many")
    page.get_by_label("Bu sayfadakilerin hepsini seç").check()
    expect(page.locator("input[name=record]:checked")).to_have_count(4)


def test_a_long_list_of_targets_is_narrowed_to_what_is_typed(page: Page, gallery_url: str) -> None:
    page.goto(gallery_url + "referral-long")
    rows = page.locator(".k-targets li:visible")
    expect(rows).to_have_count(30)
    box = page.get_by_label("Kime: ada göre daralt")
    # Folded as the search is: case, dots and accents do not matter; the words of a row's boxes are no name.
    box.fill("ZABITA")
    ticked = page.get_by_label("Gereği: Halkla İlişkiler").first
    expect(ticked).to_be_checked()
    expect(rows).to_have_count(7)
    box.fill("hizmétler Mâli")
    expect(rows).to_have_count(7)
    box.fill("gereği")
    expect(page.get_by_text("Bu ada uyan yok.")).to_be_visible()
    expect(ticked).to_be_visible()
    box.fill("mali")
    # Enter goes to the first that is found; it sends nothing.
    box.press("Enter")
    found = page.get_by_label("Gereği: Mali Hizmetler").first
    expect(found).to_be_focused()
    assert page.url.endswith("/referral-long")
    found.press("Space")
    # A key ticks nothing that is out of sight.
    page.keyboard.press("5")
    expect(page.locator(".k-targets input:checked")).to_have_count(2)
    expect(page.get_by_text("Ada uyan: 6")).to_be_visible()
    # What is no longer ticked goes out of sight with the others.
    ticked.uncheck()
    expect(rows).to_have_count(6)
    box.fill("")
    expect(rows).to_have_count(30)
    expect(found).to_be_checked()


def test_a_short_list_has_no_box_to_narrow_it(page: Page, gallery_url: str) -> None:
    page.goto(gallery_url + "referral-one")
    expect(page.locator(".k-targets li")).to_have_count(5)
    expect(page.locator("[data-narrow]")).to_have_count(0)
