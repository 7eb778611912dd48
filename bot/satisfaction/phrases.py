"""A rating that is typed and not pressed. Pure."""
import re
from typing import Optional

_AROUND = re.compile(r"^[\s,，。.!！~～、:：]+|[\s,，。.!！~～、]+$")
_BEFORE = (r"(?:(?:我|就|那就|那)?(?:给|打|评|选)(?:个|你们|你|他|她)?|(?:i\s+(?:would\s+|'d\s+)?|i'd\s+)?(?:give|say|rate)(?:\s+(?:it|you|that|a))*|rating)?"
           r"\s*[:：]?\s*")
_AFTER = r"\s*(?:吧|啊|呀|哦|啦|了|好评|please)*"
_UNIT = r"\s*(?:分|颗星|个星|星级?|/\s*5|stars?|points?|out of (?:5|five))?"
_NUMBERS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_NUMBER = re.compile(rf"{_BEFORE}([1-5]|{'|'.join(_NUMBERS)}){_UNIT}{_AFTER}", re.I)
_ROW_OF_STARS = re.compile(r"(?:[★⭐🌟]\s*){1,5}")
_VERY = r"(?:非常|十分|特别|超级?|太|很|极其?|完全|相当)"
_WORDS = tuple((stars, re.compile(rf"{_BEFORE}(?:{words}){_AFTER}", re.I)) for stars, words in (
    (5, rf"{_VERY}(?:满意|好)|满分|(?:very|really|extremely|totally|completely|so)\s+(?:satisfied|happy|good)|excellent|perfect|great"),
    (4, r"(?:比较|挺|还算?|基本)?满意的?|挺好的?|不错|satisfied|happy|(?:quite|pretty|fairly)\s+(?:satisfied|happy|good)|good"),
    (3, r"一般般?|还行|还可以|凑合|马马虎虎|中等|so[- ]so|average|neutral|neither"),
    (2, r"(?:不太|不怎么|不大|不是很|有点不|不)满意|不好|(?:not\s+(?:very\s+|so\s+|really\s+)?|dis|un)(?:satisfied|happy)|poor|bad"),
    (1, rf"(?:{_VERY}不|一点都?不|一点也不)满意|{_VERY}差|差评|(?:very|really|extremely|totally|completely|so)\s+(?:dissatisfied|unsatisfied|unhappy|bad)"
        r"|not\s+at\s+all\s+(?:satisfied|happy)|terrible|awful|worst"),
))


def stars_in(words: str) -> Optional[int]:
    """The stars that a message gives, if that is all it says; None for any other message."""
    said = _AROUND.sub("", words)
    number = _NUMBER.fullmatch(said)
    if number:
        return _NUMBERS.get(number.group(1).lower()) or int(number.group(1))
    if _ROW_OF_STARS.fullmatch(said):
        return len(re.sub(r"\s", "", said))
    return next((stars for stars, pattern in _WORDS if pattern.fullmatch(said)), None)
