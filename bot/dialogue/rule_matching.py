"""A rule is looked for once in each prediction, not twice.

rasa/core/policies/rule_policy.py:1116 first matches the rules against the message's text, for rules that are written with
whole sentences instead of intents, and replays the session for it. We have no such rule.
"""
from typing import Any, Optional, Text, Tuple

from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.constants import USER
from rasa.shared.nlu.constants import TEXT

Found = Tuple[Optional[Text], Optional[Text], bool]
_original = RulePolicy._find_action_from_rules


def install() -> None:
    """Leave out the search by text where no rule holds one."""
    RulePolicy._find_action_from_rules = _find_action_from_rules  # type: ignore[method-assign]


def _find_action_from_rules(self: RulePolicy, tracker: Any, domain: Any, use_text_for_last_user_input: bool) -> Found:
    if use_text_for_last_user_input and not _has_texts(self):
        return None, None, False
    return _original(self, tracker, domain, use_text_for_last_user_input)


def _has_texts(policy: RulePolicy) -> bool:
    known: Optional[bool] = getattr(policy, "_has_texts", None)
    if known is None:
        states = (state for rules in policy.lookup.values() if isinstance(rules, dict) for key in rules for state in policy._rule_key_to_state(key))
        known = policy._has_texts = any(TEXT in (state.get(USER) or {}) for state in states)  # type: ignore[attr-defined]
    return known
