"""What makes a conversation risky: words of fraud, a large sum, a new device."""
import re
from datetime import datetime, timedelta
from typing import Collection, List, Set

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversations import danger, devices
from bot.conversations.models import Author, Conversation, Handoff, Message
from bot.conversations.reasons import Reason, Risk, priority
from bot.entities.amounts import find_amounts
from bot.settings import settings

_LOOKED_BACK = timedelta(days=1)
_MESSAGES = 200
_FRAUD = re.compile(
    r"诈骗|被骗|骗了我|骗走|骗子.{0,8}(?:让|叫|要|说|转|打电话)|(?:遇|碰)到.{0,4}骗|盗刷|被盗|盗用|盗号|冒充|冒名|假冒|假客服|安全账户|刷单|共享屏幕|屏幕共享|远程控制|"
    r"公检法|洗钱|勒索|钓鱼|(?<!是)不是(?:我|本人)(?:操作|转|付|登录)|异地登录|有人登录|"
    r"\b(?:scam\w*|fraud\w*|phish\w*|stolen|hack(?:ed|er)|unauthori[sz]ed|impersonat\w+|identity theft|took over my|blackmail\w*|screen shar\w+|remote control|"
    r"(?:wasn'?t|was not|not) me)\b", re.I)


def in_words(text: str) -> Set[Risk]:
    """What the words of a message show."""
    found = {Risk.FRAUD_WORDS} if _FRAUD.search(text) else set()
    if danger.is_told(text):
        found.add(Risk.IN_DANGER)
    if any(amount.value >= settings().large_amount for amount in find_amounts(text)):
        found.add(Risk.LARGE_AMOUNT)
    return found


def of(session: Session, conversation: Conversation, *, now: datetime) -> List[Risk]:
    """The risks of a conversation by what she wrote within a day and what she signed in with."""
    texts = session.execute(select(Message.text).where(
        Message.conversation_id == conversation.id, Message.author == Author.CUSTOMER.value, Message.created_at > now - _LOOKED_BACK)
        .order_by(Message.sequence.desc()).limit(_MESSAGES)).scalars()
    found = set().union(*map(in_words, texts))
    if devices.is_new(session, conversation.id, now=now):
        found.add(Risk.NEW_DEVICE)
    return ordered(found)


def note(handoff: Handoff, found: Collection[Risk]) -> bool:
    """Add risks to a request, which moves up in the queue if they are grave; whether any was new."""
    known = {Risk(risk) for risk in handoff.risk or ()}
    handoff.risk = [risk.value for risk in ordered(known | set(found))]
    handoff.priority = min(handoff.priority, priority(Reason(handoff.reason), found))
    return not set(found) <= known


def ordered(found: Set[Risk]) -> List[Risk]:
    """Always in the same order, the gravest first."""
    return [risk for risk in Risk if risk in found]
