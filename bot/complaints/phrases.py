"""Words by which an answer to a question of the complaint is known, in both languages. Pure."""
import re
from typing import Dict, Pattern, Tuple

from bot.complaints.kinds import Remedy


def _words(*parts: str) -> Pattern[str]:
    return re.compile("".join(parts), re.I)


ASKING = _words(
    r"[?？]|吗|呢$|怎么|咋|如何|多久|什么|为啥|哪|几天|多少",
    r"|^(?:how|what|why|when|where|who|which|can|could|do|does|is|are|will|should)\b")
ASIDE = _words(r"^(?:对了|顺便|问一下|请问|另外问|by the way|btw|quick question)")
WORD = re.compile(r"[\u3400-\u9fff]|[A-Za-z0-9']+")
NO_ANSWER = _words(
    r"没有|没(?:交易)?(?:编|单|流水)号|找不着|查不到|不记得|记不|不知道|不清楚|都不是|找不到|忘了|不确定|\bnone\b|no idea|don['’]?t (?:know|remember|have)",
    r"|not sure|can['’]?t (?:find|remember)|forgot|\bskip\b|^no\b")
YES = _words(
    r"^(?:确认|提交|确定|是的?|对的?|好的?|可以|没问题|没错|嗯+|行|submit|confirm|yes|yep|ok|okay|correct|right|send it|file it)",
    r"[\s!！。.,，了吧啊呀提交投诉]*$")
CORRECTING = _words(
    r"不是|不对|错了|说错|写错|改成|改为|应该是|更正|其实是|\bnot\b|\b(?:is|was)n['’]t\b|should be|actually|i meant|meant|wrong|correct|rather|instead")
# Orders that stand alone: one step back, and what is known of her complaints.
BACK = _words(
    r"^(?:我(?:要|想)|请|能不能)?(?:返回|回到?|退回)?(?:上一步|上一个|上一题|上个问题)(?:吧|吗)?$",
    r"|^(?:我(?:要|想)|让我)?(?:重新|重)(?:选择?|填)(?:一[下次遍])?(?:吧|了)?$",
    r"|^(?:刚才|刚刚|我)*(?:选|点|按)错了?$|^(?:please )?(?:go )?back$|^(?:the )?previous (?:one|step|question)$|^(?:choose|pick|select) again$",
    r"|^i (?:chose|picked|selected|tapped) (?:the )?wrong(?: one)?$")
MY_COMPLAINTS = _words(
    r"^(?:我(?:要|想)|帮我|先)?(?:查询?|看)(?:看|一下|下)?(?:我的?)?投诉(?:进度|记录|处理到哪了?)?$",
    r"|^(?:please )?(?:check|show|see|track)(?: me)? my complaints?(?: status| progress)?$")
ADDING = _words(
    r"^(?:我(?:要|想)?)?(?:再|还要?|另外|补充)(?:再)?(?:加|补充|说|写)?(?:上)?(?:一)?(?:句|点|下|条)?\s*[:：,，]\s*(.+)",
    r"|^(?:also )?(?:add|please add)\s*[:,]?\s+(.+)")
WISHING = _words(r"我要|我想|希望|给我|帮我|请你|请您|麻烦|\bi want\b|i['’]?d like|please|give me")

# "not 500", "500 is wrong", "no refund": before or behind the value that is taken back.
NEGATED = _words(r"(?:不是|并非|\bnot|\b(?:is|was)n['’]t|instead of|rather than)\s*(?:on\s+)?(?:the\s+)?$")
REPLACED = _words(r"^\s*(?:是?错|不对|写错|改成|改为|应该|(?:is|was) wrong|should be|to\b)")
UNWANTED = _words(r"(?:不是?要?|不想要?|不需要|不用|别|\bnot|\bno|don['’]?t (?:want|need))\s*(?:an?\s+|the\s+|any\s+)?$")

ORDINAL = _words(
    r"第([一二三四五六七1-7])[笔个条项]",
    r"|(?<!at )(?<!\ba )(?:the )?\b(first|second|third|fourth|fifth)(?=\s*(?:one|transaction|payment|charge|[.,!]|$))",
    r"|(最后[一那]?[笔个条]|\blast one\b)")
PLACES: Dict[str, int] = {
    **{c: n for n, c in enumerate("一二三四五六七")}, **{str(n + 1): n for n in range(7)},
    **{w: n for n, w in enumerate(("first", "second", "third", "fourth", "fifth"))}}

REMEDIES: Tuple[Tuple[Remedy, Pattern[str]], ...] = (
    (Remedy.REFUND, _words(
        r"退款|退钱|退回|退给|还我|还钱|赔(?!礼|罪|个?不是)|返还|要回|追回|refund|money back|return (?:it|my|the)|compensat|pay me back")),
    (Remedy.APOLOGY, _words(r"道歉|赔(?:礼|罪|个?不是)|apolog|say sorry")),
    (Remedy.EXPLANATION, _words(r"解释|说法|说明|原因|为什么|怎么回事|搞清楚|查清|explain|explanation|\bwhy\b|reason|answer")),
    (Remedy.CORRECTION, _words(
        r"改正|更正|纠正|解冻|恢复|修复|处理好|补上|到账|入账|解决|correct|fix|unfreeze|unlock|restore|put (?:it )?right|credit")),
)

_LATIN_BEGINNING = re.compile(r"(?!bank\b)[a-z]{4,}\b")
_HAN_BEGINNING = re.compile(r"[\u4e00-\u9fff]{2}")


def names(said: str, counterparty: str) -> bool:
    """Whether a text holds a counterparty's name or how it begins (瑞幸那笔), or is itself words of the name."""
    said, counterparty = said.lower(), counterparty.lower()
    latin, han = _LATIN_BEGINNING.match(counterparty), _HAN_BEGINNING.match(counterparty)
    if counterparty in said or (latin and re.search(rf"\b{latin[0]}\b", said)) or (han and han[0] in said):
        return True
    words = re.escape(said.strip(" .,!?。，！？"))
    return len(words) > 1 and re.search(rf"\b{words}\b" if words.isascii() else words, counterparty) is not None
