"""What the customer API accepts, checked before anything is done with it."""
from typing import Dict, Optional

from pydantic import BaseModel, StrictBool, conint, conlist, constr, root_validator, validator

from bot.conversations.text import clean
from bot.errors import InvalidInput
from bot.http.bodies import LARGEST
from bot.notices.kinds import Channel
from bot.settings import settings

_Id = constr(strict=True, regex=r"^[A-Za-z0-9_.:-]{1,64}\Z")
_Tag = constr(strict=True, regex=r"^[A-Za-z0-9-]{1,35}\Z")


class SessionBody(BaseModel):
    """POST sessions."""

    wallet_token: Optional[constr(strict=True, regex=r"^[A-Za-z0-9_.=-]{1,4096}\Z")] = None  # type: ignore[valid-type]
    locale: Optional[_Tag] = None  # type: ignore[valid-type]


class LocaleBody(BaseModel):
    """PUT locale."""

    locale: _Tag  # type: ignore[valid-type]


class MessageBody(BaseModel):
    """POST messages: a text, attachments or both, or the id of a choice."""

    client_message_id: _Id  # type: ignore[valid-type]
    text: Optional[constr(strict=True)] = None  # type: ignore[valid-type]
    choice_id: Optional[_Id] = None  # type: ignore[valid-type]
    attachments: conlist(_Id, max_items=100, unique_items=True) = []  # type: ignore[valid-type]

    @root_validator(skip_on_failure=True)
    def _one_of_both(cls, values: dict) -> dict:
        typed = values.get("text") is not None or bool(values["attachments"])
        if typed == (values.get("choice_id") is not None):
            raise ValueError("text")
        return values


class PreferencesBody(BaseModel):
    """PUT preferences: ways to turn on or off; a visitor's for one complaint."""

    ways: Dict[Channel, StrictBool]
    number: Optional[constr(strict=True, max_length=64)] = None  # type: ignore[valid-type]

    @validator("ways")
    def _some_to_choose(cls, ways: Dict[Channel, bool]) -> Dict[Channel, bool]:
        if not ways or Channel.INBOX in ways:
            raise ValueError("email, sms or push")
        return ways


class HandoffBody(BaseModel):
    """POST handoff; a client that may have to send it again gives an id, as with messages."""

    client_message_id: Optional[_Id] = None  # type: ignore[valid-type]


class ReadBody(BaseModel):
    """POST read: the last sequence she has seen."""

    sequence: conint(strict=True, ge=0, le=LARGEST)  # type: ignore[valid-type]


class DemoTokenBody(BaseModel):
    """POST /demo/wallet-token."""

    customer: constr(strict=True, regex=r"^[\w-]{1,64}\Z")  # type: ignore[valid-type]


def read_text(typed: str, *, alone: bool = True) -> str:
    """A customer's words, cleaned; InvalidInput where they are too long or, standing `alone`, nothing is left of them."""
    limit = settings().message_characters
    if len(typed) > 4 * limit:  # before the work of cleaning
        raise InvalidInput("message_too_long", limit=limit)
    words = clean(typed)
    if alone and not words:
        raise InvalidInput("empty_message")
    if len(words) > limit:
        raise InvalidInput("message_too_long", limit=limit)
    return words
