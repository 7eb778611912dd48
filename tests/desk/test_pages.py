"""The desk's pages: only for people who are signed in, in their language, under a strict policy, kept by no cache."""
import re
from pathlib import Path

import pytest

from bot.desk.pages import _VIEWS
from bot.language import Language
from bot.texts import text
from tests.desk.running import Desk

PATHS = [re.sub(r"<\w+:str>", "C20261103K7WQ2M", path) for path in _VIEWS]
_DESK = Path("bot/web/desk")


@pytest.mark.parametrize("path", PATHS)
def test_a_page_opens_for_a_person_in_her_language(desk: Desk, path: str):
    page = desk("supervisor", name="<周>", locale="en").get(f"{desk.url}{path}")
    assert page.status_code == 200 and '<html lang="en">' in page.text
    assert "&lt;周&gt;" in page.text and "<周>" not in page.text
    assert re.findall(r"[\u4e00-\u9fff]+", page.text.replace("&lt;周&gt;", "")) == []
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", PATHS)
def test_a_stranger_is_sent_to_sign_in_and_back(desk: Desk, path: str):
    answer = desk.stranger().get(f"{desk.url}{path}")
    assert (answer.status_code, answer.headers["location"]) == (302, f"/sign-in?next={path}")


@pytest.mark.parametrize("path", PATHS)
def test_a_page_runs_no_script_and_no_style_of_its_own(desk: Desk, path: str):
    page = desk().get(f"{desk.url}{path}")
    assert "script-src 'self';" in page.headers["content-security-policy"] and "unsafe" not in page.headers["content-security-policy"]
    assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=", page.text)


def test_what_a_person_chose_for_her_eyes_is_in_the_page_from_the_start(desk: Desk):
    person = desk()
    assert 'data-theme="dark"' in person.get(f"{desk.url}/", headers={"cookie": f"desk_session={person.cookies['desk_session']}; desk_theme=dark"}).text
    odd = person.get(f"{desk.url}/", headers={"cookie": f"desk_session={person.cookies['desk_session']}; desk_theme=\"><script>"}).text
    assert "data-theme" not in odd and "<script>" not in odd


def test_administration_is_for_those_who_lead(desk: Desk):
    assert "/administration" in desk("administrator").get(f"{desk.url}/").text
    assert "/administration" not in desk("agent").get(f"{desk.url}/").text


def test_every_file_a_page_names_is_served(desk: Desk):
    person = desk()
    for path in PATHS:
        for file in re.findall(r'(?:src|href)="(/desk/[^"#]+)', person.get(f"{desk.url}{path}").text):
            assert person.get(f"{desk.url}{file}").status_code == 200, file


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
