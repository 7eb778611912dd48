"""Why somebody is handed to a person: what a button says, else what she has just told."""
from types import SimpleNamespace
from typing import Any, List, Optional

import pytest
from rasa_sdk import Tracker

from actions.handoff import reason_of
from bot.conversations.reasons import Reason


def why(*said: "tuple[str, str]", button: Optional[str] = None, beside: Optional[str] = None, answer: Optional[str] = None) -> Reason:
    events: List[Any] = [{"event": "user", "text": text, "parse_data": {"intent": {"name": intent}}} for text, intent in said]
    events += [{"event": "bot", "metadata": {"utter_action": answer}}] if answer else []
    tracker = Tracker("s", {}, {}, events, False, None, {}, "action_listen")
    turn = SimpleNamespace(values=lambda name: [button] if button and name == "reason" else [], beside=beside)
    return reason_of(tracker, SimpleNamespace(turn=turn))  # type: ignore[arg-type]


@pytest.mark.parametrize(("said", "reason"), [
    ([("转人工", "human_agent")], Reason.ASKED_FOR),
    ([("有人登录了我的账户", "account_compromised"), ("转人工", "human_agent")], Reason.COMPROMISED),
    ([("手机丢了快冻结", "freeze_request"), ("转人工", "human_agent")], Reason.COMPROMISED),
    ([("我被骗了两万", "fraud"), ("转人工", "human_agent")], Reason.FRAUD),
    ([("我被骗了两万", "fraud"), ("好", "affirm"), ("嗯", "affirm"), ("转人工", "human_agent")], Reason.ASKED_FOR),  # long past
])
def test_what_she_told_last_is_the_reason(said: List[Any], reason: Reason):
    assert why(*said) is reason


def test_a_button_under_what_failed_says_so_whatever_was_told():
    assert why(("我被骗了两万", "fraud"), button="failed_action") is Reason.FAILED_ACTION


def test_not_understood_twice_is_a_reason():
    assert why(("嘎嘎", "nlu_fallback"), answer="utter_fallback_twice") is Reason.FALLBACK_TWICE


@pytest.mark.parametrize(("moods", "reason"), [(["dissatisfied"], Reason.ANGER), (["abusive"], Reason.ANGER), (["urgent"], Reason.ASKED_FOR), ([], Reason.ASKED_FOR)])
def test_discontent_just_before_is_a_reason(moods: List[str], reason: Reason):
    before: Any = {"event": "user", "text": "又让我等", "parse_data": {"intent": {"name": "slow_support"}, "moods": moods}}
    asked: Any = {"event": "user", "text": "转人工", "parse_data": {"intent": {"name": "human_agent"}, "moods": []}}
    tracker = Tracker("s", {}, {}, [before, asked], False, None, {}, "action_listen")
    assert reason_of(tracker, SimpleNamespace(turn=SimpleNamespace(values=lambda name: [], beside=None))) is reason  # type: ignore[arg-type]


def test_a_second_need_of_the_same_message_counts():
    assert why(("转人工 我被盗了", "human_agent"), beside="account_compromised") is Reason.COMPROMISED
