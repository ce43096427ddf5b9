"""People walk through the pages in a real browser."""

import json
import re
import shutil
import subprocess

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.e2e.conftest import PASSWORD, Shown, Visit
from tests.e2e.test_pages import look, look_in_all_ways
from tests.server.running import free_port


def names(page: Page) -> list[str]:
    """The names a list shows."""
    return page.locator("tbody th.name a").all_inner_texts()


def test_the_first_start_opens_straight_into_the_book(visit: Visit, shown: Shown) -> None:
    page = visit(shown.entry)
    expect(page.locator(".brand-book")).to_have_text("Partita Demo ApS")
    page.context.clear_cookies()
    page.goto(shown.entry)
    assert "/signin" in page.url, "the link works once"


def test_signing_in_and_out(visit: Visit) -> None:
    page = visit("/parties?country=DE")
    page.fill("#name", "ada")
    page.fill("#password", "wrong")
    page.click("button.primary")
    expect(page.get_by_role("alert")).to_contain_text("wrong")
    page.fill("#password", PASSWORD)
    page.click("button.primary")
    page.wait_for_url("**/parties?country=DE")
    page.locator(".top .menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/signin")
    page.goto("/parties")
    assert "/signin" in page.url


def test_searching_as_one_types_even_with_a_slip(signed_in: Visit) -> None:
    page = signed_in("/parties")
    wanted = names(page)[3]
    word = max(re.findall(r"\w+", wanted), key=len)
    slip = word[:-2] + word[-1]
    page.keyboard.press("/")
    page.keyboard.type(slip, delay=20)
    page.wait_for_url(f"**q={slip}**")
    expect(page.locator("tbody th.name a", has_text=wanted).first).to_be_visible()


def test_facets_order_and_pages(signed_in: Visit) -> None:
    page = signed_in("/parties")
    first = names(page)
    page.get_by_role("link", name="Next").click()
    page.wait_for_url("**after=**")
    second = names(page)
    assert not set(first) & set(second)
    page.get_by_role("link", name="Previous").click()
    page.wait_for_url("**before=**")
    assert names(page) == first
    page.locator("#facets select[name=country]").select_option("DE")
    page.wait_for_url("**country=DE**")
    expect(page.locator("tbody tr").first).to_contain_text("Germany")
    page.get_by_role("link", name="Name").click()
    page.wait_for_url("**sort=-name**")
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("Name")
    shown = [name.casefold() for name in names(page)]
    assert shown == sorted(shown, reverse=True)


def test_keys_lead_everywhere(signed_in: Visit) -> None:
    page = signed_in("/parties/60")
    page.keyboard.press("g")
    page.keyboard.press("p")
    page.wait_for_url("**/parties")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator("tr.here input[type=checkbox]").is_checked()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_label("Single-key shortcuts are on").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_making_and_changing_a_party(signed_in: Visit) -> None:  # noqa: PLR0915  # one walk
    page = signed_in("/parties/new")
    page.get_by_label("Name", exact=True).fill("Holm & Søn ApS")
    page.get_by_label("City", exact=True).fill("Aarhus")
    page.locator("select[name=country]").select_option("DK")
    page.get_by_role("button", name="Create party").click()
    expect(page.locator("h1")).to_have_text("Holm & Søn ApS")
    expect(page.locator(".label").first).to_have_text("Holm & Søn ApS\nAarhus\nDENMARK")
    page.keyboard.press("e")
    page.get_by_label("E-mail").fill("post@holm.example")
    page.get_by_label("VAT number").fill("DK13585628")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("Saved.")
    expect(page.locator(".badge.valid")).to_be_visible()
    page.get_by_text("Add a bank account").click()
    page.get_by_label("IBAN").fill("BE71 0961 2345 6760")
    page.locator("form[action$=accounts] button").click()
    expect(page.get_by_role("alert")).to_have_text("IBAN is not a valid IBAN.")
    page.get_by_text("Add a bank account").click()
    page.get_by_label("IBAN").fill("BE71 0961 2345 6769")
    page.locator("form[action$=accounts] button").click()
    expect(page.get_by_text("BELFIUS BANQUE (GKCCBEBB)")).to_be_visible()
    page.get_by_label("New note").fill("Prefers the telephone.")
    page.get_by_role("button", name="Add note").click()
    expect(page.get_by_text("Prefers the telephone.")).to_be_visible()
    page.get_by_role("link", name="History").click()
    expect(page.locator(".timeline")).to_contain_text("DK13585628")
    page.get_by_role("link", name="as it was then").last.click()
    expect(page.locator(".notice")).to_contain_text("The party as it was")
    assert page.get_by_text("post@holm.example").count() == 0


def test_two_who_change_a_party_at_once(signed_in: Visit) -> None:
    one, two = signed_in("/parties/61/edit"), signed_in("/parties/61/edit")
    one.get_by_label("Phone").fill("+45 11 11 11 11")
    one.get_by_label("Website").fill("https://one.example")
    one.get_by_role("button", name="Save").click()
    expect(one.get_by_role("status")).to_have_text("Saved.")
    two.get_by_label("Phone").fill("+45 22 22 22 22")
    two.get_by_label("Comments").fill("Two was here.")
    two.get_by_role("button", name="Save").click()
    expect(two.get_by_role("alert")).to_contain_text("Somebody else changed this party")
    two.get_by_label("+45 11 11 11 11").check()
    two.get_by_role("button", name="Save my choice").click()
    expect(two.get_by_role("status")).to_have_text("Saved.")
    for text in ("+45 11 11 11 11", "one.example", "Two was here."):
        expect(two.get_by_text(text)).to_be_visible()


def test_readers_change_nothing(signed_in: Visit) -> None:
    page = signed_in("/parties/60", who="bo")
    assert page.get_by_role("link", name="Edit").count() == 0
    assert page.locator("main form").count() == 0
    page.goto("/parties")
    assert page.get_by_role("link", name="New party").count() == 0


def test_a_selection_goes_into_a_group_and_a_file(signed_in: Visit) -> None:
    page = signed_in("/parties?country=FR")
    chosen = names(page)[:2]
    for name in chosen:
        page.get_by_label(f"Select {name}", exact=True).check()
    page.get_by_label("With the selected parties").select_option(
        label="add to group Trade fair 2026"
    )
    page.get_by_role("button", name="Apply").click()
    expect(page.locator(".done")).to_have_text("2 parties were changed.")
    page.locator("#facets select[name=group]").select_option(label="Trade fair 2026")
    page.wait_for_url("**group=**")
    assert set(chosen) <= set(names(page))
    seen = names(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert [name for name in seen if any(name in line for line in lines)] == seen
    assert len(lines) >= len(seen) + 1


def test_a_party_as_the_dialects_see_it(signed_in: Visit) -> None:
    page = signed_in("/parties/60")
    name = page.locator("h1").inner_text()
    page.get_by_role("link", name="As the dialects see it").click()
    shown = page.locator(".faces .card", has_text="e-conomic")
    expect(shown.locator(".json").first).to_contain_text("customerNumber")
    expect(shown.locator(".curl").first).to_contain_text("/economic/customersapi/v3.1.0/Customers/")
    for title in ("PowerOffice Go", "Sage Active", "Flowtly"):
        answer = page.locator(".faces .card", has_text=title).locator(".json").first
        expect(answer).to_contain_text(name[:20])
    row = page.locator(".seen tr", has=page.get_by_role("rowheader", name="Name", exact=True))
    assert row.locator(".shown").count() >= 4
    assert page.locator(".unshown").count() > 0, "something is beyond each dialect"


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
@pytest.mark.parametrize("name", ["economic", "poweroffice", "sage", "flowtly"])
def test_command_lines_work_when_they_are_pasted(signed_in: Visit, name: str) -> None:
    page = signed_in(f"/apps?dialect={name}")
    page.get_by_label("Name of the app").fill(f"pasted into a shell, {name}")
    page.get_by_role("button", name="Create keys").click()
    variables = page.locator("#variables").inner_text()
    page.goto("/parties/60/dialects")
    card = page.locator(f".faces .card:has(a[href='/reference/{name}'])")
    commands = [each.inner_text() for each in card.locator(".curl").all()]
    shown = [json.loads(each.inner_text()) for each in card.locator(".json").all()]
    silent = [f"{each} -sS; echo" if each.startswith("curl") else each for each in commands]
    ran = subprocess.run(
        ["bash", "-c", "\n".join([variables, *silent])],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert [json.loads(line) for line in ran.stdout.splitlines() if line] == shown


def test_an_operation_is_tried_in_ones_own_name_and_as_an_app(signed_in: Visit) -> None:
    page = signed_in("/apps?dialect=economic")
    page.get_by_label("Name of the app").fill("tries operations")
    page.get_by_role("button", name="Create keys").click()
    variables = page.locator("#variables").inner_text()
    secret, token = re.findall("='(.*?)'", variables)
    page.goto("/reference/economic")
    one = page.locator("#GetPageOfContacts")
    one.locator("summary").click()
    one.locator("[name='query:pageSize']").fill("1")
    one.get_by_role("button", name="Send").click()
    expect(one.locator(".answer .badge")).to_have_text("200")
    mine = json.loads(one.locator(".answer .json").inner_text())
    assert len(mine) == 1
    page.get_by_text("Send as an app instead").click()
    keys = page.get_by_label("Headers with the keys of an app")
    keys.fill(f"X-AppSecretToken: {secret}\nX-AgreementGrantToken: {token}")
    one.get_by_role("button", name="Send").click()
    expect(one.locator(".answer .curl")).to_contain_text("x-requestid")
    assert json.loads(one.locator(".answer .json").inner_text()) == mine
    keys.fill("X-AppSecretToken: wrong")
    one.get_by_role("button", name="Send").click()
    expect(one.locator(".answer .badge")).to_have_text("401")


def test_a_console_of_documents_knows_who_is_signed_in(signed_in: Visit) -> None:
    page = signed_in("/reference/sage")
    page.get_by_role("link", name="Open the console").click()
    expect(page.get_by_role("button", name=re.compile("Execute"))).to_be_visible()
    assert "#" not in page.url, "the token does not stay in the address"
    page.locator(".graphiql-query-editor .CodeMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("{ customers { totalCount")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".result-window")).to_contain_text("totalCount")


def test_an_app_gets_keys_that_work_until_it_is_revoked(signed_in: Visit, shown: Shown) -> None:
    page = signed_in("/apps?dialect=economic")
    page.get_by_label("Name of the app").fill("webshop")
    page.get_by_role("button", name="Create keys").click()
    rows = page.locator(".card table tr")
    keys = {row.locator("th").inner_text(): row.locator("code").inner_text() for row in rows.all()}
    headers = {
        "X-AppSecretToken": keys["app_secret_token"],
        "X-AgreementGrantToken": keys["agreement_grant_token"],
    }
    path = "/economic/customersapi/v3.1.0/Customers/count"
    assert shown.server.ask("GET", path, headers=headers).status == 200
    page.goto("/apps")
    assert keys["agreement_grant_token"] not in page.content()
    page.locator("tr", has_text="webshop").get_by_role("button").click()
    expect(page.locator("tr", has_text="webshop")).to_contain_text("revoked")
    assert shown.server.ask("GET", path, headers=headers).status == 401


def test_the_overview_leads_to_lists(signed_in: Visit) -> None:
    page = signed_in("/")
    page.get_by_role("link", name="without an e-mail address").click()
    page.wait_for_url("**lacks=email**")
    assert page.locator("tbody tr").count() > 0
    assert page.locator("tbody .under").count() == 0


def test_importing_a_file(signed_in: Visit) -> None:  # noqa: PLR0915  # one walk
    page = signed_in("/import")
    rows = ("Vik & Vang AS;post@vik.example;0150;Oslo;blå", ";x@y.example;1;A;b")
    table = "\n".join(["Navn;E-mail;Postnr;By;Farve", *rows])
    page.locator("#file").set_input_files(
        files=FilePayload(name="kunder.csv", mimeType="text/csv", buffer=table.encode())
    )
    expect(page.get_by_role("status")).to_contain_text("Nothing is written yet. 1 would be created")
    expect(page.get_by_role("region", name="Rows with problems")).to_contain_text("3")
    page.get_by_label("Farve").select_option("trade_name")
    page.get_by_role("button", name="Try again with these columns").click()
    expect(page.get_by_label("Farve")).to_have_value("trade_name")
    page.get_by_role("button", name="Import now").click()
    expect(page.get_by_role("status")).to_contain_text("1 created")
    look(page, "imported")
    done = page.url
    page.get_by_role("link", name="Show them").click()
    page.get_by_role("link", name="Vik & Vang AS").click()
    expect(page.get_by_text("blå")).to_be_visible()
    party = page.url
    page.goto(done)
    page.get_by_text("Undo …").click()
    look(page, "undoing")
    page.get_by_role("button", name="Undo the whole import").click()
    expect(page.get_by_text("1 deleted, 0 restored, 0 left alone.")).to_be_visible()
    page.goto(party)
    expect(page.get_by_text("Nothing was found here.")).to_be_visible()
    page.goto("/import")
    expect(page.locator("li", has_text="kunder.csv").first).to_contain_text("undone")


def test_a_webhook_shows_its_secret_once(signed_in: Visit) -> None:
    page = signed_in("/webhooks")
    url = "https://once.receiver.example/hook"
    page.get_by_label("URL").fill(url)
    page.get_by_label("Kinds of changes").fill("party.*")
    page.get_by_role("button", name="Add").click()
    secret = page.locator("#secret").inner_text()
    assert secret.startswith("whsec_")
    page.goto("/webhooks")
    assert secret not in page.content()
    page.get_by_role("link", name=url).click()
    expect(page.get_by_role("region", name="Deliveries")).to_be_visible()
    look_in_all_ways(page, "webhook")
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("link", name=url)).to_have_count(0)


def test_a_delivery_that_failed_is_seen_and_sent_again(signed_in: Visit) -> None:
    """The receiver is a port of this machine where nobody listens."""
    url = f"http://127.0.0.1:{free_port()}/hook"
    page = signed_in("/webhooks")
    page.get_by_label("URL").fill(url)
    page.get_by_label("Kinds of changes").fill("note.created")
    page.get_by_role("button", name="Add").click()
    page.goto("/parties/62")
    page.get_by_label("New note").fill("Tell the receiver.")
    page.get_by_role("button", name="Add note").click()
    page.goto("/webhooks")
    page.get_by_role("link", name=url).click()
    row = page.locator("tbody tr", has=page.get_by_role("button", name="Send again"))
    for _ in range(40):
        if row.count() and row.first.locator("td").nth(1).inner_text() != "0":
            break
        page.wait_for_timeout(250)
        page.reload()
    expect(row.first).to_contain_text("waiting")
    row.first.get_by_role("button", name="Send again").click()
    expect(row.first).to_contain_text("waiting")
    page.get_by_role("button", name="Delete").click()


def test_two_that_are_one_are_merged_and_taken_apart_again(signed_in: Visit) -> None:  # noqa: PLR0915  # one walk
    page = signed_in("/parties/new")
    for name, phone in (("Vindmølle Service ApS", "11111111"), ("Vindmølle Service", "22222222")):
        page.goto("/parties/new")
        page.get_by_label("Name", exact=True).fill(name)
        page.get_by_label("VAT number").fill("DK30830725")
        page.get_by_label("Phone").fill(phone)
        page.get_by_role("button", name="Create party").click()
        expect(page.locator("h1")).to_have_text(name)
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.get_by_role("button", name="Look for duplicates now").click()
    expect(page.get_by_role("status")).to_contain_text("is finished")
    look(page, "pairs-desktop-light")
    page.locator("a.pair", has_text="Vindmølle").click()
    look(page, "pair-desktop-light")
    phone_dark = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}
    look(signed_in(page.url, **phone_dark), "pair-phone-dark")
    page.get_by_label("22222222").check()
    page.get_by_role("button", name="Merge them").click()
    expect(page.locator("h1")).to_have_text("Vindmølle Service ApS")
    expect(page.get_by_text("22222222")).to_be_visible()
    look(page, "merged-desktop-light")
    page.get_by_role("button", name="Undo the merge").click()
    expect(page.get_by_role("status")).to_contain_text("two parties again")
    expect(page.get_by_text("11111111")).to_be_visible()
    page.get_by_role("link", name="Vindmølle Service", exact=True).click()
    page.get_by_role("button", name="Not duplicates").click()
    expect(page.get_by_role("status")).to_contain_text("not suggested again")
    look(page, "dismissed-desktop-light")
    assert page.locator("a.pair", has_text="Vindmølle").count() == 0


def test_a_list_gets_a_name(signed_in: Visit) -> None:
    page = signed_in("/parties?country=NO&sort=-name")
    page.get_by_text("Save this list").click()
    page.get_by_label("Name of the list").fill("Norway, backwards")
    look(page, "naming-a-list")
    page.get_by_role("button", name="Save").click()
    page.goto("/parties")
    chip = page.get_by_role("navigation", name="Saved views").get_by_role("link", name="Norway")
    chip.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**country=NO&sort=-name")
    page.get_by_text("Rename, share or delete this list").click()
    page.get_by_role("button", name="Delete this saved list").click()
    expect(page.get_by_text("Norway, backwards")).to_be_hidden()


def test_a_list_gets_other_columns(signed_in: Visit) -> None:
    page = signed_in("/parties?country=FR")
    page.get_by_text("Columns", exact=True).click()
    page.get_by_label("Phone", exact=True).check()
    page.get_by_label("Roles", exact=True).uncheck()
    page.get_by_role("button", name="Show these columns").click()
    heads = page.locator("thead th")
    expect(heads.last).to_have_text("Phone")
    assert "Roles" not in heads.all_inner_texts()
    page.get_by_text("Columns", exact=True).click()
    page.get_by_role("button", name="Move Phone forward").click()
    expect(page.get_by_text("Show these columns")).to_be_visible()
    look_in_all_ways(page, "columns")
    counted = page.locator(".count").inner_text()
    page.locator("#find").fill("paris")
    page.wait_for_url("**q=paris**")
    expect(page.locator(".count")).not_to_have_text(counted)
    expect(heads.nth(-2)).to_have_text("Phone")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    first, *_ = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert first.split(",")[-2:] == ["Phone", "Changed"]


def test_a_label_is_printed_alone(signed_in: Visit) -> None:
    page = signed_in("/parties/60")
    label = page.locator(".label").first.inner_text()
    page.get_by_role("link", name="Print the label").first.click()
    expect(page.locator(".to-print")).to_have_text(label)
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    look_in_all_ways(page, "label")
    page.emulate_media(media="print")
    expect(page.locator(".to-print")).to_be_visible()
    for hidden in ("h1", ".tabs", ".top", ".hint-line"):
        expect(page.locator(hidden).first).to_be_hidden()


def test_a_party_gets_another_role_and_is_deleted(signed_in: Visit) -> None:
    page = signed_in("/parties/new")
    page.get_by_label("Name", exact=True).fill("Roles and more")
    page.get_by_role("button", name="Create party").click()
    page.get_by_text("Add a role").click()
    page.locator("form[action$=roles] select").select_option("supplier")
    page.locator("form[action$=roles] button").click()
    expect(page.locator("h2", has_text="Supplier")).to_be_visible()
    look_in_all_ways(page, "two-roles")
    page.set_viewport_size({"width": 1280, "height": 900})
    for role, act in (("customer", "Remove the role"), ("supplier", "Delete the party")):
        card = page.locator(".card", has=page.locator("h2", has_text=role.capitalize()))
        card.locator("details summary").click()
        card.get_by_role("button", name=act).click()
    expect(page.get_by_role("status").first).to_have_text("The party was deleted.")
