"""What betrays a secret by its name: passports, a card's back and date, one-time codes, as people type them.

In every pattern group 2 is the secret; groups 1 and 3, where there is one, are the words around it.
"""
import re

from bot.conversations.spelling import BEGIN, END, HAN, in_pieces, in_words

# The words between a name and its secret: 密码是, 密码改成了, "password is", "pin:". Bounded, for each may be read in two ways.
IS = (
    r"(?:\s{0,3}(?:[又都]?(?:重新)?(?:改|设|换|设置|修改|填|输|写|用)(?:成|为|的是|的|了)了?"
    r"|[是为成]|就是|叫|从|输[入对成]了?|[:：=]|" + BEGIN + r"(?:is|was|are|shi|used to be|has been)" + END + r"|['’]s" + END + r")){1,4}"
    r"\s{0,3}[:：]?\s{0,3}[\"'“‘「]?"
)
# Not what is counted: sums of any length, times and days of up to four digits (验证码2026年, not 密码123456人家知道了).
TIMES = (
    r"(?![元块]|(?<!\d{5})(?:[次个位天年月日号秒遍条岁字人笔%]|小时|分钟)"
    r"|\s?(?:times?|digits?|characters?|days?|hours?|min|minutes?|sec|seconds?|attempts?|yuan|rmb|usd|dollars?|bucks)" + END + ")"
)
ENDS = rf"(?![0-9A-Za-z{HAN}]|[-/:.]\d)" + TIMES
NO_DATE = r"(?!(?:19|20)\d\d[-/.年]\d)"
_NO_PRICE = r"(?<![0-9.¥$€£])"
# Another name between the secret's and the number takes the number to itself: 验证码没收到，错误码5001.
_THINGS = (
    r"订单|單|单号|流水|尾号|电话|電話|热线|(?:找|联系|问)[了过]?客服|拨|打[了过]?\s{0,3}$|错误|报错|提示|(?<!器)(?<!器上)显示|代码|错"
    r"|扣|转|(?<!支)付|充|提现|金额|余额|邮编|版本|型号|编号|投诉|房|快递|机型|工号"
    r"|\b(?:order|err|error|ending|phone|mobile|call|paid|pay|amount|balance|charged|transferr?ed|lost|version|postal|zip|account|agent|badge"
    r"|ticket|case|complaint|transaction|reference|ref|iphone|android|email|room|extension|ext|hotline|windows)\b")
THINGS = re.compile(_THINGS, re.I)
OTHER = re.compile(_THINGS + r"|手机|手機|\b(?:since|in|from|of|after)\b", re.I)

PASSPORT_NAME = r"(?:护照|護照|通行[证證]|" + BEGIN + r"passport)"
PASSPORT = re.compile(
    "(" + PASSPORT_NAME + r"[^0-9\n]{0,16}?)"
    r"(?<![A-Za-z])([A-Z]{1,2} ?\d{3,4}[ -]?\d{3,4}\d?|\d{9}|\d{3} \d{3} \d{3})(?![0-9A-Za-z])", re.I)
DOCUMENT = re.compile(
    r"((?:台胞[证證]|回[乡鄉][证證]|[军軍]官[证證]|居[留住][证證]|[驾駕](?:[驶駛][证證]|照)|"
    + BEGIN + r"(?:driv\w{2,3}['’]?s? licen[cs]e|residence permit))[^0-9\n]{0,16}?)(?<![A-Za-z0-9])([A-Z]{0,3}\d{7,17}[0-9X])(?![0-9A-Za-z])", re.I)
PASSPORT_BEFORE = re.compile(
    r"()(?<![0-9A-Za-z])([A-Z]{1,2}\d{7,8})(\s{0,3}(?:这?个?是|就是|is|was)\s{0,3}(?:我的?|my)?\s{0,3}(?:护照|護照|passport))", re.I)

CVV_NAME = (
    r"(?:" + BEGIN + in_pieces("c", "v", "vcn") + "2?" + END + r"|安全[码碼]"
    r"|(?:背面|后面|背后|反面|卡背)的?(?:那?个?末尾|那?个?最后)?的?(?:那?[三3][位个]数?字?|数字|号码|[码碼])"
    r"|(?:卡的|背面|背后|(?<![单号机码的]))(?:后|末|最后)[三3][位码碼]"
    r"|" + BEGIN + r"(?:security|card verification) (?:code|number)"
    r"|(?:three|3)[ -]?digit(?:s| number| code)?(?: (?:on|at|from) the (?:back|reverse)(?: of (?:the|my) card)?)?"
    r"|(?:on|at) the back(?: of (?:the|my) card)?)"
)
CVV = re.compile("(" + CVV_NAME + r"[^0-9\n]{0,14}?)" + _NO_PRICE + rf"(\d{{3,4}}|\d \d \d|[{HAN}]{{3,4}}|{in_words(3, 4)})" + ENDS, re.I)
CVV_BACK = re.compile(r"\bback of (?:the|my|his|her) card( [a-z :]{0,14}?)(\d{3,4})" + ENDS, re.I)
CVV_BEFORE = re.compile(
    r"()(?<![0-9A-Za-z.-])(?<!\*{4} )(?<!error )(?<!尾号)(\d{3,4})"
    r"(\s{0,3}[,，]?\s{0,3}(?:(?:是|is|was|as) ?)?(?:我的|卡的|the |my )?cv[vc]2?" + END + r"(?!\D{0,8}\d))", re.I)
# A card's month and year stand behind it, often with its three digits: 12/27, 有效期0928, |12|27|123.
_DATE_AND_CVV = r"(?:[ ,，/|:;]{1,3}\d{3,4}(?!\d))?)(?![0-9]|[-/.:]\d|[元块日号])"
_MONTH, _YEAR = r"((?:0?[1-9]|1[0-2])", r"(?:20)?[2-4]\d月?"
CARD_DATE = re.compile(rf"(\*{{4}} \d{{4}}[^0-9A-Za-z\n*]{{1,3}}?){_MONTH}\s?[-/|:.]\s?{_YEAR}" + _DATE_AND_CVV)
CARD_DATE_NAMED = re.compile(
    rf"(\*{{4}}(?: \d{{4}}(?!\d)|\*\*)[^0-9\n*]{{0,16}}?(?:有效|到期|exp|valid|thru)"
    rf"[^0-9\n*]{{0,10}}?){_MONTH}\s?[-/|:.年]?\s?{_YEAR}" + _DATE_AND_CVV, re.I)

CARD_DATE_FIRST = re.compile(
    rf"((?:有效期?|到期|exp|valid|thru)[^0-9\n*]{{0,10}}?){_MONTH}\s?[-/|:.年]?\s?{_YEAR}" + r")([^0-9\n*]{1,16}\*{6})", re.I)

CODE_NAME = (
    r"(?:(?:登[录陆]|授[权權]|[认認][证證]|激活|随机|確認|确认)[码碼]|"
    + in_pieces("验驗", "证證正", "码碼") + r"|校[验驗][码碼]|[动動][态態](?:[码碼]|密[码碼]|口令)|短信[码碼]|短信[验驗][证證]|令牌|[验驗][证證]器"
    r"|" + BEGIN + r"(?:otp|yzm|yanzhengma|2fa|authenticator"
    r"|(?:verification|verify|one[- ]?time|security|sms|text|auth\w*|log-?in|confirmation|access)[ -](?:pass)?(?:code|password|pin)"
    r"|(?:the|my|this|that|your|a)(?: \w+)? code)" + END + ")"
)
_SIX = r"(?:\d{6}|\d{3}[ -]\d{3})"
_FIGURES = rf"(?:[A-Z]-)?\d(?:[ -]?\d){{3,7}}|[{HAN}]{{4,8}}"
_NO_LETTER = r"(?:(?<=otp)|(?<=yzm)|(?<=code)|(?<=ma)|(?<=is)|(?<=shi)|(?<![A-Za-z])(?<![A-Za-z]-))"
CODE = re.compile("(" + CODE_NAME + r"(?:[^0-9\n。]|\n(?=\s{0,3}\d)){0,24}?)" + _NO_PRICE + _NO_LETTER + f"{NO_DATE}({_FIGURES}|{in_words(4, 8)})" + ENDS, re.I)
CODE_MIXED = re.compile("(" + CODE_NAME + IS + r")((?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{4,10})(?![0-9A-Za-z-])", re.I)
_OTHER_CODES = ("error postal post zip area promo coupon bar bank branch product item swift pickup invite invitation referral gift qr exit status country "
                "discount voucher booking").split()
CODE_BARE = re.compile(
    "(" + "".join(rf"(?<!{word}[ _])" for word in _OTHER_CODES) + BEGIN + rf"code(?: is| was|['\"]?\s?[:=])? ?['\"]?)({_SIX})(?![0-9A-Za-z])" + TIMES, re.I)
_MINE = r"(?:我刚?收到的?|我的|给我的|您的|你的|他要的|(?:the|my|your)\s(?:(?!not|no|never)[A-Za-z]+\s){0,3}?)*"
CODE_BEFORE = re.compile(
    rf"()(?<![0-9A-Za-z.-])(?<![{HAN}]){NO_DATE}({_FIGURES})(?![ -]?\d|[{HAN}])"
    r"(\s{0,3}[,，]?\s{0,3}(?:(?:这|那)?个?(?:就?是|为)(?:[^0-9\n。,，！？!?没未不错]{0,16}?)"
    r"|这个|is|was|as|[(（]|(?<=\d{6})\s?的)?\s{0,3}"
    + _MINE + r"\s{0,3}(?:登[录陆]|支付|注册|交易|转账|绑[定卡]|付款)?(?!(?:\w+ ){0,2}(?:" + "|".join(_OTHER_CODES) + ") code)"
    + CODE_NAME + r"(?!\s{0,3}(?:没|未|收不|不|错)))", re.I)
# The code without its name: 短信里那六位数是, "the six digits they texted me are", "482913 is what came by sms".
CODE_TEXTED = re.compile(
    r"((?:(?:短信|信息|手机|收到|发来|发给)[^0-9\n。]{0,10}?(?:[六6四4][位个](?:数字?)?|数字|[一那]串|的码)|[六6]位(?:数字?|数码|号码|的?[码碼]))[^0-9\n。]{0,16}?"
    r"|" + BEGIN + r"(?:six|6|four|4)[ -]?(?:digits?|figures?|numbers?)" + END + r"[^0-9\n.]{0,40}?"
    r"|" + BEGIN + r"(?:read|said|told|gave)" + END + r"[^0-9\n.]{0,24}\bnumbers?\b[^0-9\n.]{0,20}?"
    r"|\bnumber\b[^0-9\n.]{0,12}\b(?:get|got|received?)\b[^0-9\n.]{0,20}?"
    r"|\b(?:use|enter|type) (?=\d{3}[ -]?\d{3} to (?:verify|log|sign|confirm|complete|reset|continue|authori[sz]e))"
    r"|" + BEGIN + r"(?:texted|messaged|sms|text(?: message)?)" + END + r"(?! from)[^0-9\n.]{0,16}?)"
    rf"(?<![0-9.¥$€£])({_SIX}|\d(?: \d){{5}}|\d{{4}}(?=\D*$))" + ENDS, re.I)
CODE_TEXTED_BEFORE = re.compile(
    rf"()(?<![0-9A-Za-z.-])({_SIX})(\s(?:is|was) (?:(?:the|a) (?:number|one|thing)|what)[^.\n]{{0,24}}?\b(?:text\w*|sms|sent|message))", re.I)
