"""Which ways a message names, and whether it wants them or not. Pure."""
import re
from typing import Dict, List, Tuple

from bot.notices.kinds import Channel

_NAMES: Tuple[Tuple[Channel, str], ...] = (
    (Channel.EMAIL, r"邮件|邮箱|电邮|电子信箱|伊妹儿|\be-?mail(?:s|ed|ing)?\b|\bmail(?:s|ed)?\b(?! server)"),
    (Channel.SMS, r"短信|短讯|简讯|信息到手机|\bsms(?:es)?\b|\btext(?:s|ed|ing)?\b(?: messages?)?|\bmessage me\b"),
    (Channel.PUSH, r"推送|推消息|app(?:里|内|上|中)?(?:的)?(?:通知|提醒|消息|弹窗)|(?:通知|提醒)栏|\bpush(?:es)?\b(?: (?:notifications?|messages?))?"
                   r"|\b(?:in[- ])?app (?:notifications?|alerts?|messages?)\b|notif\w+ (?:in|on|through|via|by) (?:the |your |my )?app\b|\bin the app\b"))
_MENTION = re.compile("|".join(f"(?P<{channel.value}>{names})" for channel, names in _NAMES), re.I)
_CLAUSE = re.compile(r"[，,。.;；!！\n]|\bbut\b|\binstead of\b|但是?|(?=改[成为用发]|换成|改走)", re.I)
_REFUSING = re.compile(
    r"不要|不用|不想|不需要|不必|不再|别|勿|取消|关|停|退订|没必要|拒|\bnot\b|\bno\b|\b(?:do|does|did|would|wo|ca|should|need)n['’]?t\b|\bstop|\bnever\b|\bunsubscribe|\boff\b"
    r"|\bdisable|\bcancel|\bwithout\b|\bquit\b|\brather than\b|\bfrom\s*$", re.I)


def wishes(said: str) -> Dict[Channel, bool]:
    """Each way that a message names, with whether it is wanted: of "用邮件，别发短信" e-mail is and SMS is not."""
    found: Dict[Channel, bool] = {}
    for clause, refused in _clauses(said):
        mentions = list(_MENTION.finditer(clause))
        ends = [0, *(mention.end() for mention in mentions)]
        for place, mention in enumerate(mentions):
            before = clause[ends[place]: mention.start()]
            behind = clause[mention.end():] if place == len(mentions) - 1 else ""
            # "不要短信和邮件": what refuses the first of a list refuses the ones that are joined to it.
            joined = place > 0 and re.fullmatch(r"\s*(?:和|跟|与|及|、|或者?|还有|and|or|nor|&|/)\s*(?:by |via )?", before, re.I) is not None
            off = not found[_channel(mentions[place - 1])] if joined else refused or bool(_REFUSING.search(before))
            found[_channel(mention)] = not (off or _REFUSING.search(behind))
    return found


def _clauses(said: str) -> List[Tuple[str, bool]]:
    """The clauses of a message; the second says whether the words that led to it refuse it: "instead of"."""
    parts, last, refused = [], 0, False
    for cut in _CLAUSE.finditer(said):
        parts.append((said[last:cut.start()], refused or not cut.group(0)))  # nothing but "改成": what stands before it is what is left
        last, refused = cut.end(), "instead" in cut.group(0).lower()
    return [*parts, (said[last:], refused)]


def _channel(mention: "re.Match[str]") -> Channel:
    return Channel(mention.lastgroup)
