"""What a message tells beside what it asks: blame, discontent without the word complaint, a loss under way. Both languages. Pure."""
import re
from enum import Enum
from typing import List

_ABUSIVE = re.compile(
    r"骗子(?:公司|平台|软件|集团)|一群骗子|一帮骗子|废物|垃圾(?:平台|公司|软件|客服|app|玩意|东西|服务|机器人)|(?:平台|公司|客服|软件|服务|真|太|"
    r"真是|都是)垃圾|倒闭|黑心|良心.{0,4}狗|狗(?:屁|东西|娘|日)|"
    r"[草操艹日肏](?:你|泥|尼|他)|尼玛|你妈|妈[的逼比]|他妈|去死|不得好死|王八|混蛋|混账|畜生|人渣|傻[逼比xX叉*]|煞笔|沙比|脑残|脑子(?:有病|进水|"
    r"坏)|智障|弱智|白痴|蠢|是猪|猪(?:吗|脑)|"
    r"不要脸|臭不|无耻|贱人|吸血|吃人|什么(?:破|烂)?玩意|(?<![翻摇打])滚(?=$|[蛋开出吧远啊!！。 ]|你)|(?<![a-z])(?:tmd|nmd|cnm|sb|mlgb|wcnm)(?![a-z])|"
    r"\b(?:f+u*[*c@#]+k?\w*|f\*+|fu+ck\w*|bullshit|shit(?:ty|head)?|crap|screw you|go to hell|burn in hell|shut up|idiots?|morons?|imbeciles?|"
    r"assholes?|bastards?|scum(?:bags?)?|"
    r"bloody (?:crooks|thieves|useless|idiots)|(?:you|they)(?:'re| are)? (?:all )?(?:thieves|crooks|liars|scammers|useless|a joke)|"
    r"(?:stupid|dumb|useless|pathetic) (?:bot|app|company|machine|robot|people|support|service|thing|idiot|piece|wallet))\b", re.I)
_ANGRY = re.compile(
    r"骗子|骗钱|坑钱|坑人|垃圾|黑心|无良|无耻|不要脸|(?<![翻摇])滚(?![动轮屏])|去死|妈的|他妈|(?<![a-z])(?:tmd|nmd|sb)(?![a-z])|傻逼|强盗|土匪|抢钱|"
    r"吸血|太过分|什么破|破软件|破钱包|气死|恶心|耍我|耍人|"
    r"凭什么|还我钱|还我血汗|吃人|流氓|忽悠|坑爹|投诉你们|曝光|告你们|"
    r"\b(?:crooks?|thie(?:f|ves)|scammers?|robbers?|robbed me|liars?|cheats?|rip ?off|ripped off|bullshit|f+u+c*k\w*|wtf|damn|shit\w*|garbage|trash|"
    r"useless|pathetic|disgusting|outrageous|ridiculous|furious|fed up|sick of|you people|how dare|stole my|stolen my)\b|[!！]{3,}", re.I)
_DISSATISFIED = re.compile(
    r"不满|失望|受够|无语|心寒|寒心|离谱|过分|有完没完|没完没了|敷衍|推[来卸脱]|踢皮球|答非所问|形同虚设|说辞|等于(?:没|白)|白(?:说|等|跑|问|费)|"
    r"浪费.{0,6}(?:时间|上午|下午|一天|半天|早上|晚上)|没人(?:管|理|给|负责|回)|"
    r"谁(?:来)?负责|管不管|给(?:个|我)?说法|什么态度|服务态度|(?:再也|以后)不(?:会)?用|不敢用|谁还(?:敢)?用|早知道|"
    r"[三四五六七八九十百千0-9两几多](?:百)?遍|打了.{1,4}个?电话|"
    r"(?:三|四|五|几|好几)个客服|说好.{0,12}(?:现在|还|都|第)|(?:每次|总是|老是|又)(?:都|是)?(?:这样|这套|说|让我等|一样)|然后就没|耽误|影子都没|"
    r"(?:一|两|三|半|几|好几)个?(?:多)?(?:月|星期|礼拜|周)了|"
    r"都(?:快)?[^，。 ]{1,5}(?:天|月|周|年)了|拖(?:了|我|到|着)|没一次|这么办事|怎么办事|"
    r"\b(?:(?:third|fourth|fifth|second|tenth|umpteenth|\d(?:rd|th|nd)) time|over and over|again and again|round in circles|in circles|"
    r"still (?:nothing|no|waiting|not)|nobody (?:ever|cares|answers|helps)|no one (?:ever|cares|answers|helps)|"
    r"(?:not|un)\s?(?:happy|satisfied|acceptable)|dissatisfied|disappoint\w*|frustrat\w*|fed up|sick of|annoyed|expected better|let down|"
    r"poor service|terrible|awful|horrible|"
    r"what kind of (?:service|company|support)|same (?:answer|reply|thing|message)|different (?:story|answer)|(?:was|were) promised|you (?:said|"
    r"promised)|wast(?:ed?|ing) (?:my|of)|didn'?t help|not helpful|unhelpful|"
    r"done with (?:this|you)|(?:moving|switch\w*|go\w*) to (?:another|a different)|because of you|read my messages|you people|never (?:again|using|"
    r"get an answer)|(?:been )?waiting (?:for )?(?:\w+ )?(?:days|weeks|months|hours|forever|ages))\b", re.I)
_NOW = (r"正在|现在就?|刚刚?|刚才|马上|赶紧|赶快|快[点，, ]|^快|立刻|立即|火速|救命|急|还在|分钟|半小时|越来越|一笔一笔|"
        r"\b(?:right now|now|just|still|immediately|hurry|asap|help|as we speak|this minute|minutes?|at once|quick(?:ly)?|urgent\w*|about to|"
    r"another)\b|!!|！！")
_LOSS = (r"骗|诈骗|盗刷|被盗|被偷|偷了|摸走|抢走|被抢|转走|刷走|被刷|在刷|刷了.{0,3}笔|拉黑|安全账户|共享|公安|警察|(?:点|填)了.{0,8}(?:链接|密码)|"
         r"验证码.{0,3}(?:告诉|给|发|报)|(?:告诉|给|发|报).{0,6}验证码|"
         r"不是我(?:操作|本人|弄|刷|转)|有人.{0,4}(?:登|用|刷|转|动)|冻结|锁(?:账户|账号|住|卡)|往外转|拦(?:下|住|截)|钱.{0,2}没了|(?:他|对方|骗子|"
    r"那边).{0,6}(?:让|叫|要)我|余额.{0,4}少|"
         r"\b(?:scam\w*|fraud\w*|fake|thief|stolen|stole|robbed|hack\w*|drain\w*|freeze|lock it|block my|someone (?:has|is|else)|somebody (?:is|has|"
    r"else)|not me|wasn'?t me|gave (?:him|her|them|the|my)|"
         r"(?:telling|told|asked|asking|wants) me to|shar\w+ my screen|clicked? (?:a|the|on)|typed my password|leaving my|blocked me|(?:charges|"
    r"payments?) (?:just )?(?:went|in the|going))\b")
_URGENT = re.compile(rf"(?=.*(?:{_NOW}))(?=.*(?:{_LOSS}))", re.I | re.S)
_NOT_NOW = re.compile(r"(?:怎么|如何|怎样)(?:才能)?(?:防|避免|识别|预防|解冻)|什么是|是什么|解冻|为什么.{0,6}冻结|how (?:to|can i|do i) (?:avoid|"
        r"protect|recogni[sz]e|prevent|unfreeze)|unfreeze|what is", re.I)


class Mood(str, Enum):
    """What a message tells of the customer beside what it asks."""

    DISSATISFIED = "dissatisfied"  # she is let down, whether or not she says complaint
    URGENT = "urgent"  # money is being lost, or was a moment ago
    ABUSIVE = "abusive"  # she insults us


def moods(text: str) -> List[Mood]:
    """All that a message tells, in the order of the enum."""
    told = {Mood.DISSATISFIED: _DISSATISFIED.search(text) is not None or is_angry(text),
            Mood.URGENT: _URGENT.match(text) is not None and not _NOT_NOW.search(text),
            Mood.ABUSIVE: _ABUSIVE.search(text) is not None}
    return [mood for mood in Mood if told[mood]]


def is_angry(text: str) -> bool:
    """Whether a message blames or curses us; the answer to it begins with an apology."""
    return _ANGRY.search(text) is not None
