"""Whether money that is not where it should be went to somebody else by her own slip. Pure; asked only of messages about money that has not arrived.

Kept apart because it wants another answer: such a payment has arrived, and only its receiver can give it back.
"""
import re

from bot.conversations.text import simplify

_SLIP = re.compile(
    r"[转打汇付发给充扫]错|(?:选|点|输|填|写|按)(?:错|反)(?:了)?(?!密码)|错(?:人|账户|账号|卡号|号)|手滑|同名|"
    r"(?:账号|账户|卡号|手机号|号码|收款人|户名|名字).{0,4}(?:错|按反|不对)|"
    r"[转打汇付发](?:给|到)(?:了)?.{0,6}(?:陌生人|不认识的人|前任|前房东|不熟的人)|转给别人了|到别人(?:的)?(?:账|卡)|"
    r"\bwrong (?:person|account|number|recipient|phone|contact|name|one|guy|shop|merchant|store|seller|people|friend|user|transfer|qr|amount|code)\b|"
    r"\bwrong \w+ in my contacts\b|\b(?:to the )?wrong [a-z]+$|"
    r"\b(?:sent|paid|transferred|transfer|send|pay)\b.*\b(?:by (?:mistake|accident)|stranger)\b|\baccidentally (?:paid|sent|transferred)\b|"
    r"\bi made a mistake\b|\bby (?:mistake|accident)$|\b(?:typed|one digit|digit) wrong\b|\bgone? to (?:a )?(?:stranger|someone)\b")
# Not her slip: what others were to send her, a word in the note, and the trick in which a stranger has "sent too much" and wants it back.
_NOT_HERS = re.compile(
    r"[转打汇付发](?:账|钱|款|了)*给我|(?:公司|单位|老板).{0,6}(?:工资|发薪|[打发]错)|发薪|人事|备注|(?:让|叫|要求?)我.{0,4}[退还转]|"
    r"\b(?:to me|wages?|salary|boss|payroll|note)\b|\basks? me to\b")


def is_told(text: str) -> bool:
    """Whether a text, in any script and case, says that she sent it to the wrong one."""
    simple = simplify(text)
    return _SLIP.search(simple) is not None and _NOT_HERS.search(simple) is None
