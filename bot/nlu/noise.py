"""How real messages are misspelled, each way by itself: for training on it, and for measuring what it costs. Pure."""
import random
import re
from functools import cache
from typing import Any, Callable, Dict, List

from bot.nlu.sounds import sound

Noise = Callable[[str, random.Random], str]
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LOOK_ALIKE = ("账帐胀", "己已巳", "未末", "人入", "冻陈", "款歇", "付什", "扣拍", "钱线浅", "转传", "余佘", "额颌", "提堤", "现观", "退腿", "登凳", "录隶",
               "密蜜", "码妈玛", "验检险", "证征", "投没", "诉拆", "客容", "服报", "骗编", "被披", "盗盔", "申甲由", "银很", "行仃", "收攻", "到倒", "没设",
               "怎恁", "为办", "什仟", "么公", "时对", "候侯", "还坏", "失夫", "败贩", "不丕", "处外", "理埋", "消销", "息恳", "请清情", "订汀", "单革")
_NEXT_KEYS = {"q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok", "o": "ipl", "p": "ol", "a": "qsz", "s": "adw",
              "d": "sfe", "f": "dgr", "g": "fht", "h": "gjy", "j": "hku", "k": "jli", "l": "ko", "z": "ax", "x": "zcs", "c": "xvd", "v": "cbf", "b": "vng",
              "n": "bmh", "m": "nj"}
_EMOJI = "😭😡🙏😂🤔👍💰😢🔥❗"


def homophone(text: str, chance: random.Random) -> str:
    """One character in eight, at least one, is another of the same sound."""
    return _some(text, chance, lambda c: chance.choice(_alike().get(sound(c), [c])) if _HAN.match(c) else c, _HAN.match)


def shape(text: str, chance: random.Random) -> str:
    """One in eight of the characters that have a look-alike, at least one, is that other one."""
    return _some(text, chance, lambda c: chance.choice(look_alikes(c)), look_alikes)


def dropped(text: str, chance: random.Random) -> str:
    """One character is missing of each eight, or of each twenty-four Latin letters; at least one, but in few characters none can."""
    return _some(text, chance, lambda c: "", str.isalnum) if len(text) > 5 else text


def doubled(text: str, chance: random.Random) -> str:
    """One character is there twice of each eight, or of each twenty-four Latin letters; at least one."""
    return _some(text, chance, lambda c: c + c, str.isalpha)


def slipped(text: str, chance: random.Random) -> str:
    """One Latin letter in twenty-four, at least one, is its neighbour on the keyboard."""
    return _some(text, chance, lambda c: chance.choice(_NEXT_KEYS[c.lower()]), lambda c: c.lower() in _NEXT_KEYS)


def spaced(text: str, chance: random.Random) -> str:
    """A blank between all Han characters."""
    return re.sub(r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])", " ", text)


def traditional(text: str, chance: random.Random) -> str:
    """In traditional script."""
    return _to_traditional().convert(text)


def full_width(text: str, chance: random.Random) -> str:
    """Letters, digits and marks in full width."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def emoji(text: str, chance: random.Random) -> str:
    """Two emoji between words or characters, or at the end."""
    for _ in range(2):
        place = chance.choice([*(m.start() for m in re.finditer(r"(?=[\u4e00-\u9fff\s])|$", text))])
        text = text[:place] + chance.choice(_EMOJI) + text[place:]
    return text


def upper(text: str, chance: random.Random) -> str:
    """All capitals."""
    return text.upper()


def lower(text: str, chance: random.Random) -> str:
    """No capitals."""
    return text.lower()


def pinyin(text: str, chance: random.Random) -> str:
    """Pinyin for the characters, a blank after each, or after every second as many write."""
    if not _HAN.search(text):
        return text
    pair = chance.random() < 0.5
    spelled: List[str] = []
    for place, character in enumerate(text):
        spelled.append(sound(character) + ("" if pair and place % 2 == 0 else " ") if _HAN.match(character) else character)
    return " ".join("".join(spelled).split())


def look_alikes(character: str) -> str:
    """The characters that look like this one."""
    return _shapes().get(character, "").replace(character, "")


NOISES: Dict[str, Noise] = {noise.__name__: noise for noise in (
    homophone, shape, dropped, doubled, slipped, spaced, traditional, full_width, emoji, upper, lower, pinyin)}


def _some(text: str, chance: random.Random, change: Callable[[str], str], may: Callable[[str], Any]) -> str:
    places = [place for place, character in enumerate(text) if may(character)]
    chosen = set(chance.sample(places, min(len(places), max(1, len(places) // (8 if _HAN.search(text) else 24)))))
    return "".join(change(c) if place in chosen else c for place, c in enumerate(text))


@cache
def _alike() -> Dict[str, List[str]]:
    """The common characters (first level of GB 2312) of each sound."""
    found: Dict[str, List[str]] = {}
    for first in range(0xB0, 0xD8):
        for second in range(0xA1, 0xFF):
            character = bytes((first, second)).decode("gb2312", "ignore")
            if character:
                found.setdefault(sound(character), []).append(character)
    return found


@cache
def _shapes() -> Dict[str, str]:
    return {character: group for group in _LOOK_ALIKE for character in group}


@cache
def _to_traditional() -> Any:
    from opencc import OpenCC
    return OpenCC("s2t")
