"""What betrays a secret by its name: passports, CVV, one-time codes and passwords, as people type them.

In every pattern group 1 stays and group 2 is the secret.
"""
import re

from bot.conversations.secret_numbers import BEGIN, END, HAN

# The words between a name and its secret: 密码是, 密码改成了, "password is", "pin:".
_IS = (
    r"(?:\s*(?:[又都]?(?:重新)?(?:改|设|换|设置|修改|填|输|写|用)(?:成|为|的是|的|了)了?"
    r"|[是为成]|就是|叫|从|输[入对成]了?|[:：=]|" + BEGIN + r"(?:is|was|are|shi)" + END + r"|['’]s" + END + r"))+"
    r"\s*[:：]?\s*[\"'“‘「]?"
)
# Not what is counted: sums of any length, times and days of up to four digits (验证码2026年, not 密码123456人家知道了).
_TIMES = (
    r"(?![元块]|(?<!\d{5})(?:[次个位天年月日号秒遍条岁字人笔%]|小时|分钟)"
    r"|\s?(?:times?|digits?|characters?|days?|hours?|min|minutes?|sec|seconds?|attempts?|yuan|rmb|usd|dollars?|bucks)" + END + ")"
)
_ENDS = r"(?![0-9A-Za-z]|[-/:.]\d)" + _TIMES
_NO_DATE = r"(?!(?:19|20)\d\d[-/.年]\d)"
_NO_PRICE = r"(?<![0-9.¥$€£])"
# Another name between the secret's and the number takes the number to itself: 验证码没收到，错误码5001.
OTHER = re.compile(
    r"订单|單|单号|流水|尾号|手机|电话|手機|電話|热线|(?:找|联系|问)[了过]?客服|拨|打[了过]?\s*$|错误|报错|提示|显示|代码|错"
    r"|扣|转|付|充|提现|金额|余额|邮编|版本|型号|编号|投诉|房|快递|机型|工号"
    r"|\b(?:order|err|error|ending|phone|mobile|call|paid|pay|amount|balance|charged|transferr?ed|lost|since|in|from|of|version|postal|zip"
    r"|ticket|case|complaint|transaction|reference|ref|iphone|android|email|after|room|extension|ext|hotline|windows)\b", re.I)

PASSPORT = re.compile(
    r"((?:护照|護照|通行[证證]|" + BEGIN + r"passport)[^0-9\n]{0,16}?)"
    r"(?<![A-Za-z])([A-Z]{1,2} ?\d{3,4}[ -]?\d{3,4}\d?|\d{9}|\d{3} \d{3} \d{3})(?![0-9A-Za-z])", re.I)
PASSPORT_BEFORE = re.compile(
    r"()(?<![0-9A-Za-z])([A-Z]{1,2}\d{7,8})(?=\s*(?:这?个?是|就是|is|was)\s*(?:我的?|my)?\s*(?:护照|護照|passport))", re.I)

_CVV_NAME = (
    r"(?:" + BEGIN + r"cv[vcn]2?" + END + r"|安全[码碼]"
    r"|(?:背面|后面|背后|反面|卡背)的?(?:那?个?末尾|那?个?最后)?的?(?:那?[三3][位个]数?字?|数字|号码|[码碼])"
    r"|" + BEGIN + r"(?:security|card verification) (?:code|number)"
    r"|(?:three|3)[ -]?digit(?:s| number| code)?(?: (?:on|at|from) the (?:back|reverse)(?: of (?:the|my) card)?)?"
    r"|(?:on|at) the back(?: of (?:the|my) card)?)"
)
CVV = re.compile("(" + _CVV_NAME + r"[^0-9\n]{0,14}?)" + _NO_PRICE + r"(\d{3,4}|\d \d \d)" + _ENDS, re.I)
CVV_BEFORE = re.compile(
    r"()(?<![0-9A-Za-z.-])(?<!\*{4} )(?<!error )(?<!尾号)(\d{3,4})"
    r"(?=\s*[,，]?\s*(?:(?:是|is|was|as) ?)?(?:我的|卡的|the |my )?cv[vc]2?" + END + r"(?!\D{0,8}\d))", re.I)

_CODE_NAME = (
    r"(?:[验驗][证證][码碼]|校[验驗][码碼]|[动動][态態](?:[码碼]|密[码碼]|口令)|短信[码碼]|短信[验驗][证證]|令牌|[验驗][证證]器"
    r"|" + BEGIN + r"(?:otp|yzm|yanzhengma|2fa|authenticator"
    r"|(?:verification|verify|one[- ]?time|security|sms|text|auth\w*|log-?in|confirmation|access)[ -](?:pass)?(?:code|password|pin)"
    r"|(?:the|my|this|that|your|a)(?: \w+)? code)" + END + ")"
)
_CODE_DIGITS = _NO_DATE + r"((?:[A-Z]-)?\d(?:[ -]?\d){3,7}|[" + HAN + r"]{4,8})"
_NO_LETTER = r"(?:(?<=otp)|(?<=yzm)|(?<=code)|(?<=ma)|(?<=is)|(?<=shi)|(?<![A-Za-z])(?<![A-Za-z]-))"
CODE = re.compile("(" + _CODE_NAME + r"(?:[^0-9\n。]|\n(?=\s*\d)){0,24}?)" + _NO_PRICE + _NO_LETTER + _CODE_DIGITS + _ENDS, re.I)
CODE_MIXED = re.compile("(" + _CODE_NAME + _IS + r")((?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{4,10})(?![0-9A-Za-z-])", re.I)
CODE_BARE = re.compile(
    r"((?<!error )(?<!postal )(?<!post )(?<!zip )(?<!area )(?<!promo )(?<!coupon )(?<!bar )(?<!bank )(?<!branch )(?<!product )"
    r"(?<!item )(?<!swift )" + BEGIN + r"code(?: is| was|[:=])? ?)(\d{6})(?![0-9A-Za-z])" + _TIMES, re.I)
CODE_BEFORE = re.compile(
    r"()(?<![0-9A-Za-z.-])" + _CODE_DIGITS + r"(?=\s*[,，]?\s*(?:(?:这|那)?个?(?:是|就是)|is|was|as|[(（为]|(?<=\d{6})的)?\s*"
    r"(?:我刚?收到的?|我的|给我的|the|my|your|您的|你的|他要的)*\s*" + _CODE_NAME + ")", re.I)

_PASSWORD_NAME = (
    r"(?:密[码碼]|口令|" + BEGIN + r"(?:pass ?w(?:or|ro)ds?|pasword|passcode|passphrase|passwd|pwd|pw|pass(?=\s?[:=])"
    r"|pin(?:[ -]?(?:code|number|no))?|mima)" + END + r")[码碼]?"
)
# "my password for this app is", "the pin i set was"
_ON = (
    r"(?:\s(?:for|on|of|to|here|there|that|i|we|you|he|she|they)(?: (?:my|the|this|your|it|i use|i used|i set)){0,2}"
    r"(?: (?!is\b|was\b)[A-Za-z]+){0,2})?"
)
_STRONG = r"(?=[\x21-\x7e]*\d)[A-Za-z0-9!@#$%^&*._+-]{4,}"
_STRONG_ENDS = r"(?![A-Za-z0-9!@#$%^&*_+-]|\.\d)" + _TIMES
_DIGITS = r"(?<![¥$€£])" + _NO_DATE + r"\d(?:[ -]?\d){2,11}(?!\d)"
PASSWORD = re.compile(
    "(" + _PASSWORD_NAME + _ON + r"(?:[^\x00-\x7f\n。！？]|\*){0,12}?" + _IS + r")([\x21-\x7e]{3,})(?![\x21-\x7e])(?:(?<!\d)|" + _TIMES + ")", re.I)
# 就是手机号后六位138000: here the other name is no excuse.
PASSWORD_PART = re.compile(
    "(" + _PASSWORD_NAME + r"[^0-9A-Za-z\n。]{0,4}?" + _IS + r"[^0-9A-Za-z\n。，]{0,8}(?:生日|[后前][四六八468]位数?)\s?)(\d{4,8})(?!\d)", re.I)
PASSWORD_DIGITS = re.compile(
    "(" + _PASSWORD_NAME + r"(?:[^0-9A-Za-z\n。]{0,10}?" + _IS + r"[^0-9A-Za-z\n。，]{0,8}|(?: to)?[ ,，:：\n\"'“「『(（]{0,3}))"
    "(" + _DIGITS + "|[" + HAN + r"]{6,12})" + _ENDS, re.I)
PASSWORD_BARE = re.compile(
    "(" + _PASSWORD_NAME + r"(?: to| everywhere| again| here)?[ ,，:：\"'“「『(（]{0,2})"
    + _NO_DATE + r"((?=[\x21-\x7e]*[\d!@#$%^&*])[A-Za-z0-9!@#$%^&*._+-]{4,})" + _STRONG_ENDS, re.I)
PASSWORD_CHANGED = re.compile(
    r"((?:change|set|reset|update)d? (?:my |the )?(?:pass ?word|pwd|pin) to )([\x21-\x7e]{3,}?)"
    r"(?=[.,!]?\s*(?:$|and\b|but\b|yesterday|today|now|then|[.,!\n]))", re.I)
PASSWORD_NEXT = re.compile(
    "(" + _PASSWORD_NAME + r"[^\n。]{0,24}\*{6} ?(?:and|or|和|或者?|还有|、|,|，|/) ?)(" + _STRONG + ")" + _STRONG_ENDS, re.I)
PASSWORD_WORD = re.compile(r"(密[码碼]\s?)([A-Za-z]{5,})(?![A-Za-z0-9])")
_TOLD = (
    r"(?:告诉|告訴|给了|发给|发了|报给|报了|说了|说出|输了|输入了|填了|填的|泄露|知道|念给|用的"
    r"|" + BEGIN + r"(?:told|gave|give|sent|typed|entered|shared|texted|said|use|using|leaked|knows?)" + END + ")"
)
PASSWORD_TOLD = re.compile(
    "(" + _PASSWORD_NAME + r"[^0-9\n。]{0,16}?" + _TOLD + r"[^0-9\n。]{0,16}?)(?<![A-Za-z0-9])"
    "(" + _STRONG + r"|\d(?:[ -]?\d){3,11})" + _STRONG_ENDS, re.I)

# What follows "password is" in a plain sentence.
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
""".split())
