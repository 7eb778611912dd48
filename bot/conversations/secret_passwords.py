"""Passwords and PINs as people type them: behind their name, before it, in another sentence.

In every pattern group 2 is the secret; groups 1 and 3, where there is one, are the words around it.
"""
import re

from bot.conversations.secret_names import ENDS, IS, NO_DATE, TIMES
from bot.conversations.spelling import BEGIN, END, HAN, in_pieces, in_words

_PASS = in_pieces(*"pass")
NAME = (
    r"(?:" + in_pieces("密蜜", "码碼马") + r"|口令|" + BEGIN + "(?:" + _PASS + r"[ *._-]?(?:" + in_pieces(*"word") + r"|wrods?)s?|pasword|passcode|passphrase"
    r"|passwd|pwd|pw|pass(?=\s?(?:[:=]|is\b))|pin(?:[ -]?(?:code|number|no))?|mima|mm(?=\s?[是:：=]))" + END + r")[码碼]?"
)
# "my password for this app is", "the pin i set was", "my pin, it was"
_ON = (
    r"(?:\s(?:for|on|of|to|here|there|that|i|we|you|he|she|they)(?: (?:my|the|this|your|it|i use|i used|i set)){0,2}"
    r"(?: (?!is\b|was\b)[A-Za-z]+){0,3}|[,，.;] ?(?:it|which|that|this))?"
)
_STRONG = r"(?=[\x21-\x7e]{0,99}\d)[A-Za-z0-9!@#$%^&*._+-]{4,}"
_STRONG_ENDS = r"(?![A-Za-z0-9!@#$%^&*_+-]|\.\d)" + TIMES
_DIGITS = r"(?<![¥$€£])" + NO_DATE + r"\d(?:[ -]?\d){2,11}(?!\d)"
_SPELLED = rf"[{HAN}]{{6,12}}|{in_words(4, 12)}"
PASSWORD = re.compile(
    "(" + NAME + _ON + r"(?:[^\x00-\x7f\n。！？]|\*){0,12}?" + IS + r")([\x21-\x7e]{3,})(?![\x21-\x7e])(?:(?<!\d)|" + TIMES + ")", re.I)
# 就是手机号后六位138000: here the other name is no excuse.
PART = re.compile(
    "(" + NAME + r"[^0-9A-Za-z\n。]{0,4}?" + IS + r"[^0-9A-Za-z\n。，]{0,8}(?:生日|[后前][四六八468]位数?)\s?)(\d{4,8})(?!\d)", re.I)
DIGITS = re.compile(
    "(" + NAME + rf"(?=[^\n。]{{0,60}}?[0-9{HAN}zotfsen])" + "(?:" + _ON + r"[^0-9A-Za-z\n。]{0,10}?" + IS
    + r"[^0-9A-Za-z\n。，]{0,8}|(?: to)?[ ,，:：\n\"'“「『(（]{0,3}))"
    "(" + _DIGITS + "|" + _SPELLED + ")" + ENDS, re.I)
BARE = re.compile(
    "(" + NAME + r"(?: to| everywhere| again| here)?[ ,，:：\"'“「『(（]{0,2})"
    + NO_DATE + r"((?=[\x21-\x7e]{0,99}[\d!@#$%^&*])[A-Za-z0-9!@#$%^&*._+-]{4,})" + _STRONG_ENDS, re.I)
CHANGED = re.compile(
    r"((?:change|set|reset|update)d? (?:my |the )?(?:pass ?word|pwd|pin) to )([\x21-\x7e]{3,}?)"
    r"(?=[.,!]?\s{0,3}(?:$|and\b|but\b|yesterday|today|now|then|[.,!\n]))", re.I)
NEXT = re.compile(
    "(" + NAME + r"[^\n。]{0,24}\*{6} ?(?:and|or|(?:,|and)? ?now(?: it'?s| it is| is)?|和|或者?|还有|、|,|，|/|现在[是改为]?成?) ?)"
    "(" + _STRONG + ")" + _STRONG_ENDS, re.I)
WORD = re.compile(r"(密[码碼]\s?)([A-Za-z]{5,})(?![A-Za-z0-9])")
_TOLD = (
    r"(?:告诉|告訴|给了|发给|发了|报给|报了|说了|说出|输了|输入了|填了|填的|泄露|知道|念给|用的|好像"
    r"|" + BEGIN + r"(?:told|gave|give|sent|typed|entered|shared|texted|said|use|using|leaked|knows?)" + END + ")"
)
TOLD = re.compile(
    "(" + NAME + r"[^0-9\n。]{0,16}?" + _TOLD + r"[^0-9\n。]{0,16}?)(?<![A-Za-z0-9])"
    "(" + _STRONG + r"|\d(?:[ -]?\d){3,11})" + _STRONG_ENDS, re.I)
# The secret first: "Plm105x is my password", abc123是我的密码, 拿abc123当密码.
_NOT_ITS_NAME = r"(?!管理|本|的?问题|错|不|没|有|页|吗|设置|锁)"
BEFORE = re.compile(
    r"()(?<![\x21-\x7e])([\x21-\x7e]{3,}?)(,?\s(?:is|was|as|=)\s(?:(?:still|also|actually|just|now)\s)?(?:(?:my|the|our|his|her|your)\s)(?:[a-z]+\s){0,2}?"
    + NAME + r"(?!\s(?:problem|manager|page|hint|reset|issue)))", re.I)
BEFORE_HAN = re.compile(
    r"()(?<![\x21-\x7e])((?=[\x21-\x7e]{0,99}[0-9!@#$%^&*])[\x21-\x7e]{4,}|[A-Za-z]{4,}(?=\s{0,3}[就]?是我的))(\s{0,3}[,，]?\s?[这那]?个?\s{0,3}(?:就?是|为)"
    r"[^0-9\n。，,！？!?没无不忘错有]{0,8}?" + NAME + _NOT_ITS_NAME + ")", re.I)
MADE = re.compile(
    r"([拿用把以]\s?)([\x21-\x7e]{4,})(\s?(?:来?[当做作设]|做的|设成|设为|当成|作为)[^0-9\n。]{0,4}?" + NAME + ")", re.I)
_NO_DEVICE = r"(?!iphone|ipad|ios|android|macbook|windows|huawei|xiaomi|galaxy)"
# Letters of both cases or signs among digits look like nothing else: "the password that worked yesterday, Sunny9!day, fails".
_LOOKS_LIKE_ONE = (
    r"(" + _NO_DEVICE + r"(?=[\x21-\x7e]{0,40}\d)(?=[\x21-\x7e]{0,40}[a-z])"
    r"(?=[\x21-\x7e]{0,40}(?-i:[A-Z]|[!#$%^&*]))(?-i:[A-Za-z0-9!#$%^&*_+-]{7,40}))(?![\x21-\x2b\x2d\x2f-\x7e])")
NEAR = re.compile("(" + NAME + r"[^\n。!?！？]{0,32}?)(?<![\x21-\x7e])" + _LOOKS_LIKE_ONE, re.I)
NEAR_BEFORE = re.compile(r"()(?<![\x21-\x7e])" + _LOOKS_LIKE_ONE + r"([^\n。!?！？0-9]{0,16}?" + NAME + ")", re.I)
FREE = re.compile(
    "(" + NAME + r"[^0-9A-Za-z\n。！？]{0,20}?)" + _NO_DEVICE + r"((?-i:[a-z])[A-Za-z]{2,20}\d{2,12}[!@#$%^&*]{0,3})(?![\x21-\x2b\x2d\x2f-\x7e]|\.\w)", re.I)
IN_QUOTES = re.compile(r"([\"“”「'])((?=[\x21-\x7e]{0,40}\d)[!#-&(-~]{4,40})([\"“”」'][^\n。0-9]{0,16}?" + NAME + ")", re.I)

# What follows "password is" in a plain sentence, or stands before "is my password".
NO_PASSWORDS = frozenset("""
wrong incorrect not being too always never still the same correct right invalid weak expired lost forgotten stolen
leaked safe changed reset blocked locked required missing different on in at to for from with and but ok fine good
bad old new compromised rejected accepted known unknown gone set saved hacked working something someone what why how
asked wanted needed sent shown it they you she he my your their that this there here very so also now already
case insecure secure long longer short shorter strong simple easy hard only just really actually probably maybe both
six four eight ten none empty error login forgot unlock help please again when where which who because since if app
wallet alipay wechat manager mine his her our ours yours theirs okay all about between used kept one two three unable
impossible necessary important private secret confidential valid useless broken showing sms email phone number account
face fingerprint faceid touchid id visible hidden displayed written stored disabled enabled correctly incorrectly exactly
failing failed expiring loading changing asking getting going coming pending keeping causing matching matched showing
denied declined typed entered updated deleted removed cracked guessed shared exposed encrypted protected refused
recognised recognized confirmed verified mistyped supposed based linked ignored breached detected submitted limited
restricted suspended frozen revealed noticed checked tested used copied pasted autofilled displaying blinking
null undefined true false nil issue problem reason question thing concern worry birthday such digit digits letters
""".split())
