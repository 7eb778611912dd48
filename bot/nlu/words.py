"""How a text falls into words: one for each Han character, each Latin word, each number. Pure."""
import re
from typing import List

TOKEN = re.compile(r"[\u3400-\u9fff]|[A-Za-z]+(?:['’][A-Za-z]+)?|\d+(?:[.,]\d+)*|[^\w\s]")
_HAN = r"[\u3400-\u9fff]"
_SPACED = re.compile(rf"(?<!\S)(?:{_HAN} ){{2,}}{_HAN}(?!\S)")
_PICTURE = re.compile("[\u2190-\u2bff\u2600-\u27bf\U0001f000-\U0001faff\ufe0f\u200d]+")
_APOSTROPHE = str.maketrans("’‘`´", "''''")


def tidy(text: str) -> str:
    """A simplified text without what carries no meaning: pictures beside words, blanks between all characters, odd apostrophes."""
    text = text.translate(_APOSTROPHE)
    if TOKEN.search(_PICTURE.sub("", text)):
        text = re.sub(rf"(?<={_HAN}){_PICTURE.pattern}(?={_HAN})", "", text)
        text = " ".join(_PICTURE.sub(" ", text).split())
    return _SPACED.sub(lambda match: match[0].replace(" ", ""), text)


def split(text: str) -> List[str]:
    """The tokens of a text; every number reads `0`, for which number it is teaches nothing."""
    return ["0" if token[0].isdigit() else token for token in TOKEN.findall(text)]
