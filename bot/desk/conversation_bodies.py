"""What people send about conversations, checked before anything is done with it."""
import re
from typing import Optional

from pydantic import StrictBool, conint, conlist, constr, root_validator

from bot.conversations.text import clean
from bot.desk.bodies import Body, Line, Words
from bot.errors import InvalidInput, NotFound
from bot.http.bodies import LARGEST
from bot.settings import settings

_Id = conint(strict=True, ge=1, le=LARGEST)
_Key = constr(strict=True, regex=r"^[A-Za-z0-9_.:-]{1,48}\Z")  # leaves room for where it comes from
_CONVERSATION = re.compile(r"[A-Za-z0-9_-]{1,32}")


class Team(Line):
    """A team's name."""

    max_length = 32


class Title(Line):
    """What an answer is found by."""

    max_length = 80


class Answer(Words):
    """What is sent to customers."""

    longest = 2000


class EmptyBody(Body):
    """Nothing but the wish itself."""


class TransferBody(Body):
    """To a colleague or to a team, with words for them."""

    agent_id: Optional[_Id] = None  # type: ignore[valid-type]
    team: Optional[Team] = None
    words: Optional[Words] = None

    @root_validator(skip_on_failure=True)
    def _one_of_both(cls, values: dict) -> dict:
        if (values["agent_id"] is None) == (values["team"] is None):
            raise ValueError("agent_id")
        return values


class SayBody(Body):
    """A text, attachments or both."""

    client_message_id: _Key  # type: ignore[valid-type]
    text: constr(strict=True) = ""  # type: ignore[valid-type]
    attachment_ids: conlist(constr(strict=True, regex=r"^[0-9a-f]{32}\Z"), max_items=100, unique_items=True) = []  # type: ignore[valid-type]


class ReadBody(Body):
    """Up to where she has read."""

    sequence: conint(strict=True, ge=0, le=LARGEST)  # type: ignore[valid-type]


class NoteBody(Body):
    """A note for colleagues."""

    text: Words


class AvailabilityBody(Body):
    """Whether she takes conversations."""

    available: StrictBool


class CannedBody(Body):
    """An answer in both languages, for a team or for all."""

    title: Title
    zh: Answer
    en: Answer
    team: Optional[Team] = None


class OutcomeBody(Body):
    """What came of a callback."""

    outcome: Words


def said(body: SayBody) -> str:
    """An agent's words, cleaned; InvalidInput where they are too long, or nothing is left of them and no file goes with them."""
    limit = settings().message_characters
    words = clean(body.text) if len(body.text) <= 4 * limit else body.text
    if len(words) > limit:
        raise InvalidInput("message_too_long", limit=limit)
    if not words and not body.attachment_ids:
        raise InvalidInput("empty_message")
    return words


def known_conversation(given: str) -> str:
    """A conversation's id from an address; NotFound for what is none."""
    return _fitting(_CONVERSATION, given, "unknown_conversation")


def known_attachment(given: str) -> str:
    """A file's id from an address; NotFound for what is none."""
    return _fitting(re.compile(r"[0-9a-f]{32}"), given, "unknown_attachment")


def known_callback(given: str) -> str:
    """A callback's number from an address; NotFound for what is none."""
    return _fitting(re.compile(r"B[0-9]{8}[A-Z0-9]{6}"), given, "unknown_callback")


def _fitting(form: "re.Pattern[str]", given: str, code: str) -> str:
    if not form.fullmatch(given):
        raise NotFound(code)
    return given
