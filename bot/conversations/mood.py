"""Whether a customer is angry with us, in either language. Pure."""
import re

_ANGRY = re.compile(
    r"骗子|骗钱|坑钱|坑人|垃圾|黑心|无良|无耻|不要脸|(?<![翻摇])滚(?![动轮屏])|去死|妈的|他妈|(?<![a-z])(?:tmd|nmd|sb)(?![a-z])|傻逼|强盗|土匪|抢钱|吸血|太过分|什么破|破软件|破钱包|气死|恶心|耍我|耍人|"
    r"凭什么|还我钱|还我血汗|吃人|流氓|忽悠|坑爹|投诉你们|曝光|告你们|"
    r"\b(?:crooks?|thie(?:f|ves)|scammers?|robbers?|robbed me|liars?|cheats?|rip ?off|ripped off|bullshit|f+u+c*k\w*|wtf|damn|shit\w*|garbage|trash|"
    r"useless|pathetic|disgusting|outrageous|ridiculous|furious|fed up|sick of|you people|how dare|stole my|stolen my)\b|[!！]{3,}", re.I)


def is_angry(text: str) -> bool:
    """Whether a message blames or curses us; the answer to it begins with an apology."""
    return _ANGRY.search(text) is not None
