"""The help centre's articles: the answers of data/responses that topics.yml names, in one language each."""
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Tuple

import yaml
from markdown_it import MarkdownIt

from bot.errors import SettingError
from bot.language import Language
from bot.texts import has, text

TOPICS = Path(__file__).parent / "topics.yml"
RESPONSES = Path(__file__).parent.parent.parent / "data" / "responses"
_LIST_MARK = re.compile(r"^(?:\d+\.|-) +")
_VALUE = re.compile(r"\{[a-z_]+\}")


@dataclass(frozen=True)
class NextStep:
    """What an answer's button leads to: another article's path, or else what to say in the chat."""

    title: str
    path: Optional[str]
    question: str = ""


@dataclass(frozen=True)
class Article:
    """One answer as a page.

    `path` is the same in both languages; `asked_as` names the intents whose lines ask for it; `html` comes from our
    own Markdown, with raw HTML switched off.
    """

    path: str
    title: str
    keywords: str
    asked_as: Tuple[str, ...]
    text: str
    html: str
    next_steps: Tuple[NextStep, ...]

    @property
    def summary(self) -> str:
        """The beginning of the answer in plain words, at most 150 characters."""
        plain = " ".join(_LIST_MARK.sub("", line) for line in self.text.replace("**", "").splitlines() if line)
        return plain if len(plain) <= 150 else plain[:149] + "…"


@dataclass(frozen=True)
class Topic:
    """A subject with its articles in reading order."""

    slug: str
    icon: str
    title: str
    about: str
    articles: Tuple[Article, ...]


@dataclass(frozen=True)
class HelpCentre:
    """All that can be read in one language."""

    topics: Tuple[Topic, ...]
    urgent: Tuple[Article, ...]
    popular: Tuple[Article, ...]
    articles: Dict[str, Article] = field(repr=False)

    def topic(self, slug: str) -> Optional[Topic]:
        """The topic of that name, or None."""
        return next((topic for topic in self.topics if topic.slug == slug), None)


def load(topics: Path = TOPICS, responses: Path = RESPONSES) -> Dict[Language, HelpCentre]:
    """Read every article in both languages; SettingError naming the response that is missing in one.

    An answer with a value that only a conversation knows ({number}) cannot be a page and is left out.
    """
    plan = yaml.safe_load(topics.read_text("utf-8"))
    answers = {language: _answers(responses, language) for language in Language}
    _check(plan, answers, topics)
    return {language: _centre(plan, answers[language], language) for language in Language}


def _answers(folder: Path, language: Language) -> Dict[str, Dict[str, Any]]:
    read = (yaml.safe_load(path.read_text("utf-8"))["responses"] for path in sorted(folder.glob("*.yml")))
    return {name.removeprefix("utter_"): variation for responses in read for name, variations in responses.items()
            for variation in variations if variation.get("metadata", {}).get("language") == language.value}


def _check(plan: Dict[str, Any], answers: Dict[Language, Dict[str, Any]], topics: Path) -> None:
    planned = [entry["answer"] for topic in plan["topics"] for entry in topic["articles"]]
    for language in Language:
        for name in planned:
            if name not in answers[language]:
                raise SettingError("setting", variable=topics.name, reason=f"there is no response utter_{name} in {language.value}")
    for name in plan["urgent"] + plan["popular"]:
        if name not in planned:
            raise SettingError("setting", variable=topics.name, reason=f"{name} is named for the first page but is no article")


def _centre(plan: Dict[str, Any], answers: Dict[str, Any], language: Language) -> HelpCentre:
    paths = {entry["answer"]: f"{topic['topic']}/{_slug(entry['answer'])}" for topic in plan["topics"] for entry in topic["articles"]
             if not _VALUE.search(answers[entry["answer"]]["text"])}
    articles = {entry["answer"]: _article(entry, answers[entry["answer"]], paths, language)
                for topic in plan["topics"] for entry in topic["articles"] if entry["answer"] in paths}
    return HelpCentre(
        topics=tuple(_topic(topic, articles, language) for topic in plan["topics"]),
        urgent=tuple(articles[name] for name in plan["urgent"] if name in articles),
        popular=tuple(articles[name] for name in plan["popular"] if name in articles),
        articles={article.path: article for article in articles.values()})


def _topic(topic: Dict[str, Any], articles: Dict[str, Article], language: Language) -> Topic:
    held = tuple(articles[entry["answer"]] for entry in topic["articles"] if entry["answer"] in articles)
    return Topic(topic["topic"], topic["icon"], topic["title"][language.value], topic["about"][language.value], held)


def _article(entry: Dict[str, Any], answer: Dict[str, Any], paths: Dict[str, str], language: Language) -> Article:
    return Article(
        path=paths[entry["answer"]], title=entry["title"][language.value], keywords=entry["keywords"][language.value],
        asked_as=(entry["answer"], *entry.get("asked_as", [])), text=answer["text"], html=_html(answer["text"]),
        next_steps=tuple(_next_steps(answer.get("buttons", []), paths, language)))


def _html(text: str) -> str:
    return MarkdownIt("commonmark", {"html": False}).disable(["image", "link", "autolink"]).render(text)


def _next_steps(buttons: List[Dict[str, str]], paths: Dict[str, str], language: Language) -> Iterator[NextStep]:
    # The answers speak of their buttons ("tap ..."), so a page needs them under the same names. A title alone is
    # too short to be understood when it is said ("Do it now"), hence a sentence for each order a page may pass on.
    for button in buttons:
        order = button["payload"].lstrip("/").partition("{")[0]
        if order in paths:
            yield NextStep(button["title"], paths[order])
        elif has(f"help.say_{order}"):
            yield NextStep(button["title"], None, text(f"help.say_{order}", language))


def _slug(answer: str) -> str:
    return answer.replace("/", "-").replace("_", "-")
