"""Pictures and PDF: chosen, pasted or dropped, sent, looked at."""
import json
import re
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from tests.browser.contract import PIXEL
from tests.browser.support import Support, menu, say

_GIVE = """([kind, files]) => {
    const data = new DataTransfer();
    for (const [name, type, bytes] of files) data.items.add(new File([Uint8Array.from(bytes)], name, { type }));
    const root = document.querySelector('support-widget').shadowRoot;
    const [node, event] = kind === 'paste'
        ? [root.querySelector('textarea'), new ClipboardEvent('paste', { clipboardData: data, bubbles: true })]
        : [root.querySelector('.panel'), new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })];
    node.dispatchEvent(event);
}"""


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A picture on the customer's device."""
    path = tmp_path / "pay.png"
    path.write_bytes(PIXEL)
    return path


def choose(page: Page, *paths: Path) -> None:
    """Choose files with the paperclip's dialogue."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="添加图片").click()
    chooser.value.set_files(list(paths))


def test_a_picture_is_chosen_sent_and_looked_at(page: Page, picture: Path):
    choose(page, picture)
    waiting = page.get_by_role("list", name="待发送的附件").get_by_role("listitem")
    expect(waiting).to_have_count(1)
    expect(waiting.get_by_role("progressbar")).to_have_count(0)
    say(page, "这是付款截图")
    expect(waiting).to_have_count(0)
    expect(page.locator(".customer[data-state=sent]")).to_be_visible()
    kept = page.evaluate("""async () => { const [, session] = Object.entries(localStorage).find(([key]) => key.endsWith(':session'));
        const headers = { authorization: `Bearer ${JSON.parse(session).token}` };
        return (await (await fetch('/webhooks/web/messages?after=0', { headers })).json()).messages; }""")
    assert [len(each["attachments"]) for each in kept if each["author"] == "customer"] == [1]
    shown = page.locator(".customer .picture")
    expect(shown.locator("img")).to_have_attribute("src", re.compile("^blob:"))
    shown.click()
    expect(page.locator(".viewer img")).to_be_visible()
    page.keyboard.press("Escape")
    expect(shown).to_be_focused()


@pytest.mark.parametrize("way", ["paste", "drop"])
def test_a_picture_is_pasted_or_dropped_and_sent_without_words(page: Page, way: str):
    page.evaluate(_GIVE, [way, [["shot.png", "image/png", list(PIXEL)]]])
    expect(page.locator(".waiting")).to_have_count(1)
    expect(page.get_by_role("button", name="发送", exact=True)).to_be_enabled()
    page.get_by_role("button", name="发送", exact=True).click()
    expect(page.locator(".customer[data-state=sent] .picture")).to_be_visible()


def test_what_is_too_large_or_too_many_is_said_before_anything_is_sent(page: Page):
    uploads = []
    page.on("request", lambda request: uploads.append(request.url) if request.url.endswith("/attachments") else None)
    page.evaluate("""() => { const data = new DataTransfer(); data.items.add(new File([new Uint8Array(10 * 1024 * 1024 + 1)], '大图.png', { type: 'image/png' }));
        document.querySelector('support-widget').shadowRoot.querySelector('.panel').dispatchEvent(
            new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })); }""")
    expect(page.get_by_text("“大图.png”超过 10 MB")).to_be_visible()
    assert uploads == []
    page.evaluate(_GIVE, ["drop", [[f"{number}.png", "image/png", list(PIXEL)] for number in range(6)]])
    expect(page.locator(".waiting")).to_have_count(5)
    expect(page.get_by_text("一次最多发 5 个附件")).to_be_visible()


def test_a_refusal_is_shown_in_the_servers_words_and_can_be_removed(support: Support, picture: Path):
    context = support.context()
    context.route("**/webhooks/web/attachments", lambda route: route.fulfill(
        status=422, content_type="application/json", body=json.dumps({"error": {"code": "attachment_type", "message": "只能发图片或 PDF。"}})))
    page = support.open(context)
    choose(page, picture)
    expect(page.get_by_text("只能发图片或 PDF。")).to_be_visible()
    expect(page.get_by_role("button", name="发送", exact=True)).to_be_disabled()
    page.get_by_role("button", name="移除 pay.png").click()
    expect(page.locator(".waiting")).to_have_count(0)


def test_an_upload_that_broke_off_can_be_tried_again(support: Support, picture: Path):
    context = support.context()
    page = support.open(context)
    say(page, "付款失败了")
    expect(page.locator(".choice").first).to_be_visible()
    page.route("**/webhooks/web/attachments", lambda route: route.abort())
    choose(page, picture)
    again = page.get_by_role("button", name="重新上传 pay.png")
    expect(again).to_be_visible()
    page.unroute("**/webhooks/web/attachments")
    again.click()
    expect(again).to_have_count(0)
    expect(page.get_by_role("button", name="发送", exact=True)).to_be_enabled()


def test_a_pdf_is_a_row_that_downloads(page: Page, tmp_path: Path):
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(tmp_path / "账单.pdf")
    choose(page, tmp_path / "账单.pdf")
    expect(page.get_by_role("button", name="发送", exact=True)).to_be_enabled()
    page.get_by_role("button", name="发送", exact=True).click()
    row = page.locator(".customer .file")
    expect(row).to_contain_text("账单.pdf")
    expect(row).to_contain_text("KB")
    with page.expect_download() as download:
        row.click()
    assert download.value.suggested_filename == "账单.pdf"
    menu(page, "English")
    expect(page.get_by_role("button", name="Download 账单.pdf")).to_be_visible()
