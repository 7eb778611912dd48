"""Whether words typed in the queue mean "I stop waiting". Pure.

Whoever is taken out of the queue by mistake loses her place, whoever stays by mistake is asked
after a while: so only a whole clause that says nothing else counts, and a question never does.
"""
import re
from typing import Optional

from bot.conversations.text import simplify


def _any(*choices: str) -> str:
    return f"(?:{'|'.join(choices)})"


_CLAUSE = re.compile(r"[^\n,，.。;；!！?？~～…、]+[?？]?")

_PERSON = r"(?:(?:人工|真人)(?:客服|服务)?|客服|同事|专员|坐席)"
_NOT = r"(?:不|没必要)(?:想|用|要|打算|愿意?|必|需要)?(?:再|继续)*"
_ZH_OPENING = r"(?:算了|罢了|好吧|行吧|行了|那么?|我们?|俺|咱|还是|就|先|暂时|真的?|实在|也|都|唉|哎|嗯|哦|要不|干脆)*"
_ZH_ENDING = r"(?:了|啦|咯|喽|吧|哈|啊|呀|哦|嘞|得了|好了|谢谢)*"
_ZH_LEAVING = _any(
    rf"{_any(_NOT, '懒得', '没空', '没时间')}(?:等待?|排队?|耗)(?:{_PERSON}|你们|你|他们|队|着)?(?:下去)?",
    rf"(?:取消|退出|离开|结束|停止|放弃|撤销)[掉了]?(?:这[个次]|当前|刚才的?|我的)?(?:排队|等待|等候|队[列伍]|[转等找接]?{_PERSON}|转接)(?:的?(?:请求|排队|申请|服务))?",
    rf"{_NOT}(?:转|找|接|叫|麻烦|打扰|联系)*{_PERSON}",
    rf"{_NOT}(?:转接?|接入|接)(?=了|啦|吧)",
    r"(?:算了|罢了)不(?:用|要|必|需要)(?=了|啦|吧|$)",
    r"(?:把我)?(?:回到?|返回|[切换转退]回|切换到|换成|[换找让跟和用]|还是)(?:智能客服|智能助手|机器客服|机器人|ai|助手)(?:来|聊|说|那里?|就行|就好)*")
_ZH = re.compile(f"(?:{_ZH_OPENING}{_ZH_LEAVING}{_ZH_ENDING})+")

_SOMEONE = r"(?:person|human|agent|colleague|advis[eo]r|representative|rep|operator)"
_EN_OPENING = (r"(?:(?:ok(?:ay)?|alright|well|fine|actually|sorry|so|no|nah|look|then|please|just|never ?mind|forget it"
               r"|you know what|and|but|i think|i guess|think) )*")
_EN_ENDING = r"(?: (?:please|thanks|thank you|then|now))*"
_I_WILL = r"(?:i(?:['’]ll| will|['’]m going to| am going to|['’]m gonna|['’]d (?:like|rather)(?: to)?| want to| would like to)? ?)?"
_I_WONT = r"i(?: do|['’]m| am| will|['’]?ll| wo)?(?:n['’]?t| not| no longer) (?:going to |gonna )?(?:(?:want to|wanna|need to|feel like|intend to) )?"
_ENDLESS = (r"(?: (?:any ?more|any ?longer|now|at all|here|in (?:the )?(?:queue|line)"
            r"|for (?:this|that|you|them|an? (?:agent|person|human|colleague)|some(?:body|one)|support)))*")
_EN_LEAVING = _any(
    rf"{_I_WILL}(?:stop|quit|give up(?: on)?) waiting{_ENDLESS}",
    rf"{_I_WONT}(?:keep )?(?:wait(?:ing)?|queue|stay(?:ing)? in (?:the |this )?(?:queue|line)){_ENDLESS}",
    rf"(?:i['’]?m |i am )?(?:done|finished|not|no more) waiting{_ENDLESS}",
    rf"{_I_WILL}(?:cancel|leave|exit|quit|stop|end|drop)(?: my| the| this)? ?"
    rf"(?:(?:place in the |waiting )?(?:queue|line)|waiting|wait|handoff|request for an? {_SOMEONE}|{_SOMEONE} request)",
    r"(?:take|get|remove) me (?:out of|off|from) the (?:queue|line|waiting list)",
    rf"(?:(?:there(?:['’]s| is) )?no (?:more )?need (?:for|of)|i (?:don['’]?t|do not|no longer) (?:need|want)(?: to (?:talk|speak) (?:to|with))?)"
    rf" (?:a |an |the |any )?(?:real |live )?{_SOMEONE}(?: any ?more| any ?longer| now)?",
    rf"(?:{_I_WILL}(?:(?:go|switch|return)|(?:take|put|send|get) me|let me go|let['’]s go) )?"
    r"back to the (?:(?:virtual |ai )?assistant|chat ?bot|bot|robot|machine)")
_EN = re.compile(_EN_OPENING + _EN_LEAVING + _EN_ENDING)

_NOTHING = re.compile(
    r"(?:算了|罢了|好吧|行吧|谢谢|多谢|麻烦了|抱歉|不好意思|再见|拜拜|嗯+|哦+|唉|哎)[了啦吧啊]*"
    r"|ok(?:ay)?|well|fine|alright|never ?mind|forget it|(?:no )?thanks|thank you|sorry|bye|goodbye|please")
_WANTS_SOMEONE = re.compile(rf"{_PERSON}|人来|来人|有人|快点|等着|\b(?:{_SOMEONE}|someone|somebody|anyone|hurry)\b")


def besides_leaving(text: str) -> Optional[str]:
    """What else a message says that ends the waiting, empty if nothing; None for a message that does not end it."""
    clauses = [clause.strip() for clause in _CLAUSE.findall(simplify(text)) if clause.strip()]
    rest = [clause for clause in clauses if not _leaves(clause)]
    if len(rest) == len(clauses) or any(map(_WANTS_SOMEONE.search, rest)):
        return None
    return " ".join(clause for clause in rest if not _NOTHING.fullmatch(clause))


def _leaves(clause: str) -> bool:
    return bool(_ZH.fullmatch(clause.replace(" ", "")) or _EN.fullmatch(re.sub(r"\s+", " ", clause)))
