"""Whether words typed in the queue mean "I stop waiting". Pure.

Whoever is taken out of the queue by mistake loses her place, whoever stays by mistake is asked
after a while: so only a whole clause that says nothing else counts, and a question never does.
"""
import re
from typing import List, Optional

from bot.conversations.text import simplify

_CLAUSE = re.compile(r"[^\n,，.。;；!！?？~～…、]+[?？]?")
_PERSON_ZH = r"(?:(?:人工|真人)(?:客服|服务)?|客服|同事|专员|坐席)"
_ZH = re.compile(
    r"(?:(?:算了|罢了|好吧|行吧|行了|那么?|我们?|俺|咱|还是|就|先|暂时|真的?|实在|也|都|唉|哎|嗯|哦|要不|干脆)*(?:"
    rf"(?:不|懒得|没空|没时间)(?:想|用|要|打算|愿意?|必|需要)?(?:再|继续)*(?:在这)?(?:等待?|排队?|耗)(?:{_PERSON_ZH}|你们|你|他们|队|着)?(?:下去)?"
    rf"|(?:取消|退出|离开|结束|停止|放弃|撤销)(?:掉|了)?(?:这个|这次|当前|刚才的?|我的)?(?:排队|等待|等候|队列|队伍|(?:转|等|找|接)?{_PERSON_ZH}|转接)(?:的?(?:请求|排队|申请|服务))?"
    rf"|(?:不|没必要)(?:想|用|要|必|需要)?(?:再)?(?:转|找|接|叫|麻烦|打扰|联系|要|用)*{_PERSON_ZH}"
    r"|(?:不|没必要)(?:想|用|要|必|需要)?(?:再)?(?:转接?|接入|接)(?=了|啦|吧)"
    r"|(?:算了|罢了)不(?:用|要|必|需要)(?=了|啦|吧|$)"
    r"|(?:把我)?(?:回到?|返回|切回|换回|转回|退回|切换到|换成|换|找|让|跟|和|用|还是)(?:智能客服|智能助手|机器客服|机器人|ai|助手)(?:来|聊|说|那里?|就行|就好)*"
    r")(?:了|啦|咯|喽|吧|哈|啊|呀|哦|嘞|得了|好了|谢谢)*)+", re.I)
_ENDLESS = r"(?: (?:any ?more|any ?longer|now|at all|for (?:this|that|you|them|an agent|a person|a human|somebody|someone|a colleague|support)|here|in (?:the )?(?:queue|line)))*"
_PERSON_EN = r"(?:person|human|agent|colleague|advisor|adviser|representative|rep|operator)"
_EN = re.compile(
    r"(?:(?:ok(?:ay)?|alright|well|fine|actually|sorry|so|no|nah|look|then|please|just|never ?mind|forget it|you know what|and|but|i think|i guess|think) )*(?:"
    rf"(?:i(?:['’]ll| will|['’]m going to| am going to|['’]m gonna|['’]d (?:like|rather) (?:to )?| want to| would like to)? ?)?(?:stop|quit|give up(?: on)?) waiting{_ENDLESS}"
    rf"|i(?: do|['’]m| am| will|['’]?ll| wo)?(?:n['’]?t| not| no longer) (?:going to |gonna )?(?:(?:want to|wanna|need to|feel like|intend to) )?(?:keep )?"
    rf"(?:wait(?:ing)?|queue|stay(?:ing)? in (?:the |this )?(?:queue|line)){_ENDLESS}"
    rf"|(?:i['’]?a?m |i am )?(?:done|finished|not|no more) waiting{_ENDLESS}"
    r"|(?:i(?:['’]ll| will| want to|['’]d like to)? ?)?(?:cancel|leave|exit|quit|stop|end|drop)(?: my| the| this)? ?(?:(?:place in the |waiting )?(?:queue|line)|waiting|wait|handoff|request for an? " + _PERSON_EN + rf"|{_PERSON_EN} request)"
    r"|(?:please )?(?:take|get|remove) me (?:out of|off|from) the (?:queue|line|waiting list)"
    rf"|(?:there(?:['’]s| is) )?(?:no (?:more )?need (?:for|of)|i (?:don['’]?t|do not|no longer) (?:need|want)(?: to (?:talk|speak) (?:to|with))?) (?:a |an |the |any )?(?:real |live )?{_PERSON_EN}(?: any ?more| any ?longer| now)?"
    r"|(?:(?:i(?:['’]ll| will|['’]d like to| want to)? )?(?:go|switch|return|take me|put me|send me|get me|let me go|let['’]s go) )?back to the (?:(?:virtual |ai )?assistant|chat ?bot|bot|robot|machine)"
    r")(?: (?:please|thanks|thank you|then|now))*", re.I)
_NOTHING = re.compile(
    r"(?:算了|罢了|好吧|行吧|谢谢|多谢|麻烦了|抱歉|不好意思|再见|拜拜|嗯+|哦+|唉|哎|ok(?:ay)?|well|fine|alright|never ?mind|forget it|(?:no )?thanks|thank you|sorry|bye|goodbye|please)(?:了|啦|吧|啊)*", re.I)
_STAYING = re.compile(
    rf"{_PERSON_ZH}|人来|来人|有人|快点|等着|\b(?:{_PERSON_EN}|someone|somebody|anyone|hurry)\b", re.I)


def besides_leaving(text: str) -> Optional[str]:
    """What else a message says that ends the waiting, empty if nothing; None for a message that does not end it."""
    clauses = [clause.strip() for clause in _CLAUSE.findall(simplify(text)) if clause.strip()]
    rest = [clause for clause in clauses if not _leaves(clause)]
    if len(rest) == len(clauses) or any(_STAYING.search(clause) for clause in rest):
        return None
    return " ".join(_said(rest))


def _leaves(clause: str) -> bool:
    return bool(_ZH.fullmatch(clause.replace(" ", "")) or _EN.fullmatch(re.sub(r"\s+", " ", clause)))


def _said(clauses: List[str]) -> List[str]:
    return [clause for clause in clauses if not _NOTHING.fullmatch(clause)]
