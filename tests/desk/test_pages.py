"""The desk's pages: only for people who are signed in, in their language, under a strict policy, kept by no cache."""
import re
from pathlib import Path

from bot.desk.pages import _VIEWS
from bot.desk.rendering import PARTS
from bot.language import Language
from bot.texts import text
from tests.desk.running import Desk

PATHS = [re.sub(r"<\w+:str>", "C20261103K7WQ2M", path) for path in _VIEWS]
_DESK = Path("bot/web/desk")


def test_a_page_opens_for_a_person_in_her_language(desk: Desk):
    person = desk("administrator", name="<周>", locale="en")
    for path in PATHS:
        page = person.get(f"{desk.url}{path}")
        assert page.status_code == 200 and '<html lang="en">' in page.text, path
        assert "&lt;周&gt;" in page.text and "<周>" not in page.text, path
        assert re.findall(r"[\u4e00-\u9fff]+", page.text.replace("&lt;周&gt;", "").replace("<span>中文</span>", "")) == [], path
        assert page.headers["cache-control"] == "no-store"


def test_a_stranger_is_sent_to_sign_in_and_back(desk: Desk):
    for path in PATHS:
        answer = desk.stranger().get(f"{desk.url}{path}")
        assert (answer.status_code, answer.headers["location"]) == (302, f"/sign-in?next={path}")


def test_a_page_runs_no_script_and_no_style_of_its_own(desk: Desk):
    person = desk("administrator")
    for path in PATHS:
        page = person.get(f"{desk.url}{path}")
        policy = page.headers["content-security-policy"]
        assert "script-src 'self';" in policy and "unsafe" not in policy
        assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=", page.text), path
        for file in re.findall(r'(?:src|href)="(/desk/[^"#]+)', page.text):
            assert person.get(f"{desk.url}{file}").status_code == 200, file


def test_what_a_person_chose_for_her_eyes_is_in_the_page_from_the_start(desk: Desk):
    person = desk()
    assert 'data-theme="dark"' in person.get(f"{desk.url}/", headers={"cookie": f"desk_session={person.cookies['desk_session']}; desk_theme=dark"}).text
    odd = person.get(f"{desk.url}/", headers={"cookie": f"desk_session={person.cookies['desk_session']}; desk_theme=\"><script>"}).text
    assert "data-theme" not in odd and "<script>" not in odd


def test_each_role_sees_its_parts_of_the_administration(desk: Desk):
    for role, first in {"administrator": "agents", "supervisor": "agents", "auditor": "agents", "agent": None}.items():
        person = desk(role)
        assert ("/administration" in person.get(f"{desk.url}/").text) is bool(first)
        answer = person.get(f"{desk.url}/administration")
        assert (answer.status_code, answer.headers.get("location")) == ((302, f"/administration/{first}") if first else (403, None))
        for part, roles in PARTS.items():
            page = person.get(f"{desk.url}/administration/{part}")
            assert (page.status_code == 200) is (person.actor.role in roles), (role, part)
            assert "<nav" in page.text


def test_a_page_that_is_not_there_says_so_and_the_api_in_its_own_form(desk: Desk):
    person = desk()
    page = person.get(f"{desk.url}/nowhere", headers={"accept": "text/html"})
    assert page.status_code == 404 and "没有这个页面" in page.text
    assert person.get("/nowhere", headers={"accept": "text/html"}).json()["error"]["code"] == "not_found"
    assert desk.stranger().get(f"{desk.url}/nowhere", headers={"accept": "text/html"}).headers["location"] == "/sign-in?next=/nowhere"


def test_every_word_of_a_template_is_there_in_both_languages():
    used = {key for path in (_DESK / "templates").glob("*.html") for key in re.findall(r'\bt\("(\w+)"', path.read_text("utf-8"))}
    assert {"brand", "show_more"} <= used
    for key in used:
        for language in Language:
            assert key.endswith("_") or text(f"desk.{key}", language)


def test_both_languages_have_the_same_words_each_in_its_own():
    for chinese in sorted((_DESK / "strings" / "zh").glob("*.js")):
        english = _DESK / "strings" / "en" / chinese.name
        names = [re.findall(r"^ +(\w+):", path.read_text("utf-8"), re.M) for path in (chinese, english)]
        assert names[0] == names[1], chinese.name
        assert re.findall(r"[\u4e00-\u9fff]+", english.read_text("utf-8").replace("'中文'", "")) == [], english.name
