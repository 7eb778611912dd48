"""Every article is whole in both languages, and every answer that helps somebody is an article."""
import re
from pathlib import Path
from typing import Dict

import pytest
import yaml

from bot.errors import SettingError
from bot.help.articles import RESPONSES, TOPICS, Article, HelpCentre, load
from bot.language import Language

CENTRES = load()
ZH, EN = CENTRES[Language.ZH], CENTRES[Language.EN]
BOTH = [(language, article) for language, centre in CENTRES.items() for article in centre.articles.values()]
PLAN = yaml.safe_load(TOPICS.read_text("utf-8"))


def test_both_languages_have_the_same_articles_in_the_same_order():
    assert [topic.slug for topic in ZH.topics] == [topic.slug for topic in EN.topics]
    assert list(ZH.articles) == list(EN.articles) and len(ZH.articles) > 30
    assert len(ZH.urgent) == len(EN.urgent) == 3 and len(ZH.popular) == 8


def test_no_answer_of_the_plan_is_left_out():
    assert len(ZH.articles) == sum(len(topic["articles"]) for topic in PLAN["topics"])


@pytest.mark.slow
@pytest.mark.parametrize(("language", "article"), BOTH, ids=[f"{article.path}-{language.value}" for language, article in BOTH])
def test_an_article_is_the_bots_own_answer_in_its_language(language: Language, article: Article):
    responses: Dict[str, list] = {}
    for path in Path("data/responses").glob("*.yml"):
        responses.update(yaml.safe_load(path.read_text("utf-8"))["responses"])
    said = next(v["text"] for v in responses[f"utter_{article.asked_as[0]}"] if v["metadata"]["language"] == language.value)
    assert article.text == said
    for words in (article.title, article.keywords, article.text):
        assert words.strip() and bool(re.search(r"[\u4e00-\u9fff]", words)) is (language is Language.ZH)
    assert "**" not in article.html and "{" not in article.html and "<" in article.html
    assert 50 < len(article.summary) <= 150 and not re.search(r"\*|\n|  |^\d", article.summary)


def test_every_button_that_leads_to_an_article_is_a_link_and_small_talk_is_left_out():
    steps = {step.title: step for step in ZH.articles["payments/failed-payment"].next_steps}
    assert steps["怎么看交易状态"].path == "payments/transaction-status"
    assert steps["投诉这笔付款"].path is None and steps["投诉这笔付款"].question == "我要投诉"
    assert "已经解决了" not in steps
    assert all(step.path in ZH.articles for article in ZH.articles.values() for step in article.next_steps if step.path)


@pytest.mark.parametrize("word", ["点“", "tap \""])
def test_a_button_that_an_answer_speaks_of_is_on_its_page(word: str):
    named = [(article.path, name, [step.title for step in article.next_steps])
             for _, article in BOTH for name in re.findall(re.escape(word) + r"([^”\"]+)", article.text)]
    assert len(named) > 5
    assert [case for case in named if case[1] not in case[2] and case[1] != "转人工"] == []


def test_every_guiding_answer_has_a_page():
    pages = {article.asked_as[0] for article in ZH.articles.values()}
    aspects = {entry["intent"] for path in Path("data/nlu").rglob("*.yml") for entry in yaml.safe_load(path.read_text("utf-8"))["nlu"]
               if path.parent.name != "smalltalk"}
    by_talking_only = {"file_complaint/file", "complaint_progress/status", "complaint_progress/notices", "supplement_complaint", "withdraw_complaint", "human_agent",
                       "bot_challenge", "out_of_scope", "feedback/suggestion", "feedback/praise"}
    assert aspects - by_talking_only == pages


def plan(tmp_path: Path, answer: str) -> Path:
    path = tmp_path / "topics.yml"
    words = {"zh": "题目", "en": "title"}
    path.write_text(yaml.safe_dump({"urgent": [], "popular": [], "topics": [
        {"topic": "one", "icon": "pay", "title": words, "about": words, "articles": [{"answer": answer, "title": words, "keywords": words}]}]}), "utf-8")
    return path


def written(tmp_path: Path, responses: str) -> Path:
    folder = tmp_path / "responses"
    folder.mkdir()
    (folder / "topic.yml").write_text(responses, "utf-8")
    return folder


def test_a_missing_response_is_named_at_the_start(tmp_path: Path):
    with pytest.raises(SettingError, match="utter_no_such_answer in zh"):
        load(plan(tmp_path, "no_such_answer"), RESPONSES)


def test_a_response_in_one_language_only_is_named_at_the_start(tmp_path: Path):
    folder = written(tmp_path, "responses:\n  utter_half:\n  - text: 一半\n    metadata: {language: zh}\n")
    with pytest.raises(SettingError, match="utter_half in en"):
        load(plan(tmp_path, "half"), folder)


def test_an_answer_with_a_value_only_a_conversation_knows_is_no_page(tmp_path: Path):
    centre: HelpCentre = load(plan(tmp_path, "complaint_filed"), RESPONSES)[Language.EN]
    assert centre.articles == {} and centre.topics[0].articles == ()


def test_markup_in_an_answer_is_shown_as_text(tmp_path: Path):
    folder = written(tmp_path, "responses:\n  utter_odd:\n" + "".join(
        f"  - text: '<script>alert(1)</script> [x](javascript:alert(1)) ![y](//evil.example)'\n    metadata: {{language: {tag}}}\n" for tag in ("zh", "en")))
    html = load(plan(tmp_path, "odd"), folder)[Language.ZH].articles["one/odd"].html
    assert "<script" not in html and "<a " not in html and "<img" not in html
