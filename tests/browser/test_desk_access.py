"""Coming in at the desk in a real browser: the first time, the next time, and in demo mode."""
from typing import Iterator

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.agents import invitations, seeds
from bot.agents.invitations import Place
from bot.agents.roles import Actor, Role
from bot.db import Database, utc_now
from bot.language import Language
from tests.desk.conftest import desk  # noqa: F401 - the fixture
from tests.desk.running import PASSWORD, Desk

NEW = "blue lamps over the harbour"
OPERATOR = Actor(agent_id=None, name="operator", role=Role.ADMINISTRATOR)


@pytest.fixture
def context(browser: Browser, desk: Desk) -> Iterator[BrowserContext]:  # noqa: F811
    """A browser of a person's own; a script that fails, or does what the policy forbids, fails the test."""
    opened = browser.new_context(locale="zh-CN")
    problems = []
    opened.on("weberror", lambda error: problems.append(str(error.error)))
    opened.on("console", lambda message: problems.append(message.text) if "Content Security Policy" in message.text else None)
    yield opened
    opened.close()
    assert problems == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def shows_the_desk(page: Page) -> None:
    expect(page.locator("body.desk")).to_be_visible()


def test_an_invited_person_comes_in_for_the_first_time(page: Page, database: Database, desk: Desk):  # noqa: F811
    with database.transaction() as session:
        _, token = invitations.invite(session, "li@desk.example", Place(Role.SUPERVISOR), actor=OPERATOR, now=utc_now())
    page.goto(f"{desk.url}/invitation?token={token}")
    expect(page.get_by_text("li@desk.example（主管）")).to_be_visible()
    page.get_by_label("姓名").fill("李敏")
    page.get_by_label("新密码").fill("aaaaaaaaaaaaaaaa")
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_role("alert")).to_contain_text("太容易猜")
    page.get_by_label("新密码").fill(NEW)
    page.get_by_role("button", name="继续").click()
    page.wait_for_url("**/second-factor")
    expect(page.get_by_role("img", name="二维码")).to_be_visible()
    assert page.get_by_role("img", name="二维码").evaluate("picture => picture.naturalWidth") > 100
    page.get_by_text("扫不了").click()
    secret = page.locator("#secret").inner_text().replace(" ", "")
    page.get_by_label("六位数字").fill("000000")
    page.get_by_role("button", name="完成").click()
    expect(page.get_by_role("alert")).to_contain_text("验证码不对")
    page.get_by_label("六位数字").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="完成").click()
    shows_the_desk(page)


def test_a_person_is_asked_for_the_code_once_her_password_is_right_and_lands_where_she_wanted(page: Page, desk: Desk):  # noqa: F811
    agent = desk.hire()
    page.goto(f"{desk.url}/complaints")
    page.wait_for_url("**/sign-in?next=/complaints")
    expect(page.get_by_label("验证码")).to_be_hidden()
    page.get_by_label("邮箱").fill(agent.email)
    page.get_by_label("密码").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("邮箱或密码不对")
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_label("验证码")).to_be_focused()
    page.keyboard.type(agent.code())
    page.keyboard.press("Enter")
    page.wait_for_url(f"{desk.url}/complaints")
    shows_the_desk(page)
    page.goto(f"{desk.url}/sign-in")  # who is signed in is not asked again
    page.wait_for_url(f"{desk.url}/")


def test_a_demo_agent_is_one_click_away(page: Page, desk: Desk):  # noqa: F811
    seeds.seed(desk.database)
    page.goto(f"{desk.url}/sign-in")
    page.get_by_role("button", name="唐静").click()
    shows_the_desk(page)


def test_who_lacks_the_second_factor_is_led_to_it_from_every_page(page: Page, desk: Desk):  # noqa: F811
    agent = desk.hire(totp_secret=None, totp_step=None)
    page.goto(f"{desk.url}/sign-in")
    page.get_by_label("邮箱").fill(agent.email)
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/second-factor")
    page.goto(f"{desk.url}/complaints")
    page.wait_for_url("**/second-factor")


def test_a_link_from_another_site_finds_her_signed_in(page: Page, desk: Desk):  # noqa: F811
    agent = desk()
    page.context.add_cookies([{"name": "desk_session", "value": agent.cookies["desk_session"], "url": desk.url, "sameSite": "Strict", "httpOnly": True}])
    page.route("https://elsewhere.example/", lambda route: route.fulfill(content_type="text/html", body=f'<a href="{desk.url}/complaints">go</a>'))
    page.goto("https://elsewhere.example/")
    page.get_by_text("go").click()
    page.wait_for_url(f"{desk.url}/complaints")
    shows_the_desk(page)


def test_a_link_that_is_used_up_says_what_to_do(page: Page, desk: Desk):  # noqa: F811
    assert page.goto(f"{desk.url}/invitation?token=x").status == 404
    expect(page.get_by_role("heading", name="这个链接已经失效")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()
    page.get_by_role("link", name="Go to sign-in").click()
    page.wait_for_url("**/sign-in")


def test_a_server_that_is_away_is_said(page: Page, desk: Desk):  # noqa: F811
    page.goto(f"{desk.url}/sign-in?locale=en")
    page.get_by_label("E-mail").fill("amy@desk.example")
    page.get_by_label("Password").fill("x")
    page.route("**/api/**", lambda route: route.abort())
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("cannot be reached")


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_these_pages_have_nothing_that_axe_finds(browser: Browser, database: Database, desk: Desk, scheme: str, locale: str):  # noqa: F811
    with database.transaction() as session:
        _, token = invitations.invite(session, "li@desk.example", Place(Role.AGENT, language=Language.EN), actor=OPERATOR, now=utc_now())
    agent = desk.hire(totp_secret=None, totp_step=None)
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1024, "height": 768}, locale=locale)  # type: ignore[arg-type]
    page = context.new_page()
    for path in ("/sign-in?problem=oidc_failed&", f"/invitation?token={token}&", "/invitation?token=x&", "/second-factor?"):
        if path == "/second-factor?":
            context.request.post(f"{desk.url}/api/v1/sign-in", data={"email": agent.email, "password": PASSWORD})
        page.goto(f"{desk.url}{path}locale={locale}")
        page.wait_for_load_state("networkidle")
        found = Axe().run(page).response["violations"]
        assert [(path, violation["id"], violation["nodes"][0]["html"]) for violation in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
