"""What people send about conversations, checked before anything is done with it."""
import re
from typing import Any, Callable, Iterator, Optional, Type

from pydantic import BaseModel, Extra, StrictBool, conint, conlist, constr, root_validator

from bot.conversations.text import clean
from bot.errors import InvalidInput, NotFound
from bot.http.bodies import LARGEST
from bot.settings import settings

_Id = conint(strict=True, ge=1, le=LARGEST)
_Key = constr(strict=True, regex=r"^[A-Za-z0-9_.:-]{1,48}\Z")  # leaves room for where it comes from
_Name = constr(strict=True, regex=r"^[^\u0000-\u001f\u007f-\u009f\ud800-\udfff]{1,32}\Z")
_CONVERSATION = re.compile(r"[A-Za-z0-9_-]{1,32}")
_LONGEST = 5000


class Words(str):
    """Words to be written down: cleaned, and something is left of them."""

    longest = _LONGEST

    @classmethod
    def __get_validators__(cls) -> Iterator[Callable[[Any], str]]:
        yield cls._checked

    @classmethod
    def _checked(cls, given: Any) -> str:
        if not isinstance(given, str) or len(given) > 4 * cls.longest or not 0 < len(clean(given)) <= cls.longest:
            raise ValueError("words")
        return clean(given)


class Title(Words):
    """A short line."""

    longest = 80


class _Body(BaseModel):
    class Config:
        extra = Extra.forbid


class EmptyBody(_Body):
    """Nothing but the wish itself."""


class TransferBody(_Body):
    """To a colleague or to a team, with words for them."""

    agent_id: Optional[_Id] = None  # type: ignore[valid-type]
    team: Optional[_Name] = None  # type: ignore[valid-type]
    words: Optional[Words] = None

    @root_validator(skip_on_failure=True)
    def _one_of_both(cls, values: dict) -> dict:
        if (values["agent_id"] is None) == (values["team"] is None):
            raise ValueError("agent_id")
        return values


class SayBody(_Body):
    """A text, attachments or both."""

    client_message_id: _Key  # type: ignore[valid-type]
    text: constr(strict=True) = ""  # type: ignore[valid-type]
    attachment_ids: conlist(constr(strict=True, regex=r"^[0-9a-f]{32}\Z"), max_items=100, unique_items=True) = []  # type: ignore[valid-type]


class ReadBody(_Body):
    """Up to where she has read."""

    sequence: conint(strict=True, ge=0, le=LARGEST)  # type: ignore[valid-type]


class NoteBody(_Body):
    """A note for colleagues."""

    text: Words


class AvailabilityBody(_Body):
    """Whether she takes conversations."""

    available: StrictBool


class CannedBody(_Body):
    """An answer in both languages, for a team or for all."""

    title: Title
    zh: Words
    en: Words
    team: Optional[_Name] = None  # type: ignore[valid-type]


class OutcomeBody(_Body):
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


def known_callback(given: str) -> str:
    """A callback's number from an address; NotFound for what is none."""
    return _fitting(re.compile(r"B[0-9]{8}[A-Z0-9]{6}"), given, "unknown_callback")


def _fitting(form: "re.Pattern[str]", given: str, code: str, kind: Type[Exception] = NotFound) -> str:
    if not form.fullmatch(given):
        raise kind(code)
    return given
