"""The two languages customers are served in."""
import re
from enum import Enum
from typing import Optional

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+")
_LATIN_WORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2,}(?![A-Za-z0-9])")
_IN_BOTH_LANGUAGES = {"app", "ok", "okay", "id", "pos", "atm", "nfc", "wifi", "vip", "qq", "cny", "rmb", "usd"}


class Language(str, Enum):
    """A language with a full set of texts."""

    ZH = "zh"
    EN = "en"

    @property
    def tag(self) -> str:
        """The BCP 47 tag that pages and clients use."""
        return "zh-CN" if self is Language.ZH else "en"


def from_tag(tag: Optional[str]) -> Language:
    """The language nearest to a BCP 47 tag; Chinese where nothing says otherwise."""
    if not tag or tag.lower().startswith("zh"):
        return Language.ZH
    return Language.EN


def detect(text: str, current: Language) -> Language:
    """The language of one message; `current` where it shows none (numbers, an id, "ok").

    A single Han character is Chinese even among Latin words ("我的app login不了").
    """
    if _HAN.search(text):
        return Language.ZH
    words = {word.lower() for word in _LATIN_WORD.findall(_ADDRESS.sub(" ", text))}
    return Language.EN if words - _IN_BOTH_LANGUAGES else current
