"""What a notice says by each way: an e-mail in full, SMS and app only that there is news."""
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Dict, List, Optional

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.language import Language
from bot.notices.deliveries import Job
from bot.settings import settings

_FOLDER = Path(__file__).parent / "templates"
_CHAT = {Language.ZH: "/#support", Language.EN: "/en/#support"}


@dataclass(frozen=True)
class Letter:
    """An e-mail's subject and its text, plain and as HTML."""

    subject: str
    plain: str
    html: str


@dataclass(frozen=True)
class Paragraph:
    """Some lines; a quote where a colleague wrote them."""

    text: str
    is_quote: bool

    @property
    def lines(self) -> List[str]:
        return self.text.split("\n")


def letter(job: Job) -> Letter:
    """The e-mail of a notice."""
    say = partial(_words, job.language)
    heading, *paragraphs = (part for part in (_filled(part, job) for part in _template(job).split("\n\n")) if part.text)
    values = {"lang": job.language.tag, "heading": heading.text, "paragraphs": paragraphs, "t": say, **_way_on(job)}
    return Letter(subject=_about(job, "subject"), plain=_templates().get_template("email.txt").render(values),
                  html=_templates().get_template("email.html").render(values))


def short(job: Job) -> str:
    """What SMS and app say: never more than that there is news, and on what number."""
    return _about(job, "short")


def push_title(language: Language) -> str:
    """Who speaks, on a lock screen."""
    return _words(language, "push_title")


def chat_link(language: Language) -> Optional[str]:
    """The page that holds the chat, where customers are served at a public address."""
    return settings().public_url + _CHAT[language] if settings().public_url else None


def kinds() -> List[str]:
    """The kinds of notices that have an e-mail of their own."""
    texts = _texts()
    return [name for name in texts if "\n" in texts[name]["zh"]]


def _way_on(job: Job) -> Dict[str, Optional[str]]:
    """Where the button of an e-mail leads and what it says: the notice's own page, else the chat."""
    own = job.values.get("link")
    return {"link": own or chat_link(job.language), "button": _words(job.language, "open_rating" if own else "open_chat")}


def _about(job: Job, name: str) -> str:
    return _words(job.language, name, number=job.subject) if job.subject else _words(job.language, f"{name}_without_number")


def _template(job: Job) -> str:
    return _texts().get(job.kind, _texts()["any"])[job.language.value]


def _filled(part: str, job: Job) -> Paragraph:
    # Filled one by one: blank lines of what a colleague wrote stay inside its quote.
    is_quote = part.startswith("> ")
    return Paragraph(part.removeprefix("> ").format(**{"number": job.subject, **job.values}).strip(), is_quote)


def _words(language: Language, name: str, **values: Any) -> str:
    return _texts()[name][language.value].format(**values)


@lru_cache(maxsize=None)
def _texts() -> Dict[str, Dict[str, str]]:
    return yaml.safe_load((_FOLDER / "words.yml").read_text("utf-8"))


@lru_cache(maxsize=None)
def _templates() -> Environment:
    return Environment(loader=FileSystemLoader(_FOLDER), autoescape=lambda name: bool(name and name.endswith(".html")), undefined=StrictUndefined,
                       trim_blocks=True, lstrip_blocks=True)
