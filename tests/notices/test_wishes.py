"""Which ways a message asks for."""
import pytest

from bot.notices.kinds import Channel
from bot.notices.wishes import wishes

E, S, P = Channel.EMAIL, Channel.SMS, Channel.PUSH


@pytest.mark.parametrize("said, expected", [
    ("以后短信通知我", {S: True}), ("有进展发邮件给我", {E: True}), ("用App推送告诉我", {P: True}), ("App里提醒我就行", {P: True}), ("短信和邮件都通知我", {S: True, E: True}),
    ("别再发短信了", {S: False}), ("不要给我发邮件", {E: False}), ("短信不要了", {S: False}), ("把短信通知关掉", {S: False}), ("取消邮件通知", {E: False}),
    ("用邮件，别发短信", {E: True, S: False}), ("用邮件不用短信", {E: True, S: False}), ("不要发短信了，改发邮件", {S: False, E: True}), ("短信换成邮件", {S: False, E: True}), ("通知方式改成短信", {S: True}),
    ("不要短信和邮件", {S: False, E: False}), ("不要短信、邮件、推送", {S: False, E: False, P: False}), ("关闭App推送", {P: False}), ("有消息发到我邮箱", {E: True}),
    ("text me when there is news", {S: True}), ("text me about my complaint", {S: True}), ("dont email me", {E: False}), ("please email me the result", {E: True}), ("send me a push notification", {P: True}), ("notify me in the app", {P: True}),
    ("by sms from now on", {S: True}), ("stop texting me", {S: False}), ("no more emails please", {E: False}), ("turn off SMS", {S: False}), ("turn SMS off", {S: False}),
    ("don't email me, text me", {E: False, S: True}), ("email me instead of texting", {E: True, S: False}), ("I don't want texts or emails", {S: False, E: False}),
    ("by e-mail and text", {E: True, S: True}), ("unsubscribe me from emails", {E: False}), ("switch from sms to email", {S: False, E: True}), ("from now on text me", {S: True}), ("not by SMS but by e-mail", {S: False, E: True}), ("email only, not sms", {E: True, S: False}),
    ("以后怎么通知我", {}), ("my complaint", {}), ("textile shop", {}), ("", {}),
])
def test_a_message_names_ways_and_wants_them_or_not(said: str, expected: dict):
    assert wishes(said) == expected
