"""Whether she speaks of ending her life. Pure.

By patterns, not by the model: it must not depend on what was learned last, and a word too many costs a kind answer, a word too few perhaps a life.
"""
import re

from bot.conversations.text import simplify

_TOLD = re.compile(
    # left out: 急死 气死 去死吧, the curses and sighs of every day; 不想活动; 跳楼价
    r"不想(?:再|继续)?活(?!动|期|跃)|(?:活|撑|熬)不下去|怎么活下去|没法(?:再)?活|活够了|活着(?:[还也真都又就])?(?:没|有什么|有啥|干嘛|干什么|无|好累)|"
    r"(?<![急气累烦笑吓热冷困卡冻爱丑])想死(?!你|他|她|机|我)|我(?:想|要|就|只想|只好)?去死|让我死|死了算了|(?:不如|还是)死了?|一死了之|一了百了|死给(?:你|他)|"
    r"寻死|寻短见|轻生|自杀|割腕|上吊|想不开|喝农?药|跳(?:楼|河|江|桥|海)(?!价)|跳下去|(?:站|坐|爬)(?:在|到|上)?(?:了)?(?:阳台|楼顶|天台|桥上|窗台)|"
    r"(?:结束|了结)(?:我|自己|这|了)?.{0,2}(?:生命|一生|一切|性命)|遗书|不想(?:待|留|活)?在这个?世(?:上|界)|"
    r"\bkill(?:ing)? my ?self|\bsuicid\w*|\b(?:want|wanna|going|gonna|rather|ready) (?:to )?die\b|\bwish i (?:was|were) dead\b|"
    r"\bend(?:ing)? (?:my|this) life\b|\bend it all\b|"
    r"\btak(?:e|ing) my (?:own )?life\b|\b(?:do not|don'?t|dont|no longer) (?:want|wanna) (?:to )?(?:live(?! (?:in|at|here|with)\b)|be alive|exist|wake up)\b|"
    r"\bno (?:reason|point) (?:left )?(?:to|in|for) (?:live|living|go on|going on)\b|\bbetter off dead\b|\bcan'?t go on (?:living|like this|any ?more)\b|"
    r"\bjump(?:ing)? off (?:a|the|my) \w+|\bhang my ?self\b|\bcut my wrists?\b")


def is_told(text: str) -> bool:
    """Whether a text, in any script and case, says so or hints at it."""
    return _TOLD.search(simplify(text)) is not None
