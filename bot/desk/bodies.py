"""Kinds of values that people send to the desk."""
from typing import Any, Callable, Dict, Iterator

from pydantic import BaseModel, ConstrainedStr, Extra, root_validator

from bot.conversations.text import clean

# What no name or sentence holds: control and direction marks, halves of characters, what is invisible.
_ODD = "\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff0-\uffff"


class Line(ConstrainedStr):
    """One line of visible words; subclass it for another length."""

    strict = True
    strip_whitespace = True
    min_length = 1
    max_length = 64
    regex = rf"^[^\u0000-\u001f{_ODD}]+\Z"


class Passage(ConstrainedStr):
    """Several lines of visible words."""

    strict = True
    strip_whitespace = True
    min_length = 1
    max_length = 4000
    regex = rf"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f{_ODD}]+\Z"


class Typed(ConstrainedStr):
    """Words that are never stored as they are: passwords, codes, tokens."""

    strict = True
    max_length = 1000


class Words(str):
    """Words to be written down: cleaned, and something is left of them."""

    longest = 5000

    @classmethod
    def __get_validators__(cls) -> Iterator[Callable[[Any], str]]:
        yield cls._checked

    @classmethod
    def _checked(cls, given: Any) -> str:
        if not isinstance(given, str) or len(given) > 4 * cls.longest:
            raise ValueError("words")
        words = clean(given)
        if not 0 < len(words) <= cls.longest:
            raise ValueError("words")
        return words


class Body(BaseModel):
    """What a request says: fields we do not know are refused, for whoever sends `role` where she may not shall not think it worked."""

    class Config:
        extra = Extra.forbid


class Change(Body):
    """Fields to change; those left out stay as they are. Only a field that is `nullable` may be null."""

    class Config:
        use_enum_values = True

    @root_validator(pre=True)
    def _no_null(cls, values: Dict[str, Any]) -> Dict[str, Any]:
        for name, value in values.items():
            if value is None and name in cls.__fields__ and not cls.__fields__[name].field_info.extra.get("nullable"):
                raise ValueError(name)
        return values

    def given(self) -> Dict[str, Any]:
        """What is to be changed."""
        return self.dict(exclude_unset=True)
