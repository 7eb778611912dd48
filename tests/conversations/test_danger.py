"""Who speaks of ending her life is heard, whatever else she says; the curses and sighs of every day are not that."""
import pytest

from bot.conversations import danger, handoffs, queries, urgency
from bot.conversations.reasons import Reason, Risk
from bot.db import Database
from tests.conversations.agents import NOW, hired, told, waiting


@pytest.mark.parametrize("text", [
    "我不想活了", "被骗光了 我不想活了", "活着没意思", "真的想死", "钱全没了 不知道怎么活下去", "我站在阳台上", "不如死了算了", "我去死好了", "想跳楼", "活不下去了",
    "我已经写好遗书了", "我想自殺", "一了百了吧", "我妈被骗想不开", "撑不下去了 活着还有什么意思", "活够了", "喝农药算了", "想结束自己的生命",
    "i want to die", "I don't want to live anymore", "im going to kill myself", "thinking about suicide", "there is no point in living", "better off dead", "I can't go on like this",
    "gonna end it all", "i wish i was dead", "I'll jump off a bridge", "I no longer want to live"])
def test_it_is_heard(text: str):
    assert danger.is_told(text)


@pytest.mark.parametrize("text", [
    "急死我了", "气死人了", "卡死了", "你们去死吧", "骗子去死", "不想活动了", "活期怎么存", "app 死机了", "跳楼价买的", "我爸去世了 他的钱怎么取", "想死你们了", "累死了", "转账过桥费",
    "不想再等了", "我不想要了", "结束对话", "生活费全没了", "活动什么时候结束", "i'm dying of laughter", "my phone died", "the deadline", "end the chat", "i don't want to live in china",
    "kill the process", "can't go on to the next step", "dead link"])
def test_everyday_words_are_not_that(text: str):
    assert not danger.is_told(text)


def test_who_waits_comes_first_and_is_told_once_whom_to_call(database: Database):
    earlier, conversation_id = waiting(database, reason=Reason.ANGER), waiting(database)
    for _ in range(2):
        with database.transaction() as session:
            urgency.raise_risk(session, conversation_id, Risk.IN_DANGER, now=NOW)
    with database.reading() as session:
        handoff = queries.open_handoff(session, conversation_id)
        assert (handoff.priority, handoff.risk) == (0, ["in_danger"]) and queries.open_handoff(session, earlier).priority > 0
    assert sum("12356" in each for each in told(database, conversation_id)) == 1


def test_an_agent_who_is_there_sees_it_and_speaks_herself(database: Database):
    conversation_id, zhou = waiting(database), hired(database)
    with database.transaction() as session:
        handoffs.take(session, conversation_id, actor=zhou, now=NOW)
        urgency.raise_risk(session, conversation_id, Risk.IN_DANGER, now=NOW)
        assert queries.open_handoff(session, conversation_id).risk == ["in_danger"]
    assert not any("12356" in each for each in told(database, conversation_id))
