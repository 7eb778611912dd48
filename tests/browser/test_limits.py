"""Too much at once in the widget: a friendly line, and the message goes out by itself."""
from typing import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.test_complaint import open_demo, say
from tests.channels.running import Server


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server where two messages in eight seconds are enough."""
    running = Server(tmp_path_factory.mktemp("narrow"), LIMIT_MESSAGES_PER_CONVERSATION="2/8 seconds").start()
    yield running
    running.stop()


def test_a_message_beyond_the_limit_waits_with_a_friendly_line_and_goes_out_by_itself(browser: Browser, narrow: Server):
    page = open_demo(browser, narrow, "何雨")
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.status == 429) as refused:
        for text in ("你好", "谢谢", "怎么修改登录密码"):
            say(page, text)
    expect(page.get_by_text("一下子有点多")).to_be_visible()
    expect(page.get_by_text("找人工或冻结账户不用等")).to_be_visible()
    assert 1 <= int(refused.value.headers["retry-after"]) <= 8
    expect(page.get_by_text("怎么修改登录密码")).to_have_count(1)
    expect(page.locator(".bubble", has_text="登录密码").last).to_contain_text("安全中心", timeout=30_000)
    expect(page.get_by_text("怎么修改登录密码")).to_have_count(1)
