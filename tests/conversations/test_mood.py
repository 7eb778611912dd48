"""Anger at us is heard; words that only look like it are not."""
import pytest

from bot.conversations.mood import is_angry


@pytest.mark.parametrize("text", [
    "你们这群骗子", "什么破软件", "还我钱", "凭什么扣我的钱", "太过分了", "垃圾客服", "滚", "去死吧", "SB客服", "你们这帮sb", "tmd又失败了", "nmd", "傻逼",
    "气死我了", "钱呢！！！", "you crooks", "this is BULLSHIT", "useless app", "wtf", "I'm furious", "you people stole my money", "where is it!!!",
    "ripped off again", "what the fuck", "fucking thieves", "absolutely ridiculous",
])
def test_blame_and_curses_are_heard(text: str):
    assert is_angry(text)


@pytest.mark.parametrize("text", [
    "付款失败了", "你好", "怎么退款？", "谢谢！", "太好了！！", "my payment failed", "please help", "My husband sent me money", "USB 支付盾用不了", "Lisbon",
    "页面滚动不了", "滚动条", "I was robbed of sleep", "the cheapest plan", "a trashy novel", "it's classy", "I live in Scunthorpe", "",
])
def test_ordinary_words_are_not_taken_for_anger(text: str):
    assert not is_angry(text)
