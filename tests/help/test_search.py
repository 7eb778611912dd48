"""What customers type leads to the right article: on queries written for this, and on lines nobody tuned it with."""
from pathlib import Path
from typing import List, Set, Tuple

import pytest

from bot.help import phrases
from bot.help.articles import load
from bot.help.search import LONGEST_QUERY, Search
from bot.language import Language

CENTRES = load()
ARTICLES = CENTRES[Language.ZH].articles.values()
SEARCH = Search(CENTRES, phrases.load())
QUERIES: List[Tuple[str, str]] = [tuple(line.split("\t")) for line in Path(__file__).with_name("queries.tsv").read_text("utf-8").splitlines()  # type: ignore[misc]
                                  if line and not line.startswith("#")]
# The questions that the handbooks of wallets answer, in their own words.
HANDBOOK = [
    ("如何保护自己的数字钱包安全", "wallet_safety_tips/tips"), ("如果遭遇诈骗该如何处理", "fraud/victim"),
    ("数字钱包为什么会突然被冻结", "account_freeze/why"), ("数字钱包的未来发展趋势是怎样的", "wallet_vs_bank/future"),
    ("数字钱包与传统银行有哪些区别", "wallet_vs_bank/difference"), ("在使用数字钱包时如何确保账户安全", "wallet_safety_tips/tips"),
    ("用户如何提交U钱包投诉", "file_complaint/how"), ("U钱包是如何保护用户账户安全的", "wallet_safety_tips/protection"),
    ("用户在遇到不可抗力事件时如何与U钱包沟通", "outage/force_majeure"), ("U钱包如何进行用户满意度调查", "feedback/survey"),
    ("数字钱包的安全性如何保障", "wallet_safety_tips/protection"), ("在投诉过程中应该注意哪些事项", "file_complaint/how"),
    ("如何进行用户反馈的收集", "feedback/survey"), ("投诉与欺诈行为之间的关系", "fraud/relation"), ("如何建立有效的用户信任机制", "feedback/survey"),
    ("如何增强用户体验", "feedback/survey"), ("账户注册问题", "registration_problem"), ("资金未到账", "money_not_arrived"),
    ("客服响应慢", "slow_support"), ("支付失败 商家反馈未收到款项", "failed_payment"), ("异常扣款", "unrecognised_deduction"),
    ("充值失败 金额被扣除", "topup_problem"), ("提现延迟", "withdrawal_problem"), ("个人信息被第三方获取", "privacy_concern/leaked"),
    ("修改密码", "change_password"), ("启用双重认证", "enable_2fa"), ("检查交易状态", "transaction_status"), ("未授权的交易", "account_compromised"),
    ("申请解冻", "account_freeze/unfreeze"),
]


def first_three(query: str) -> Set[str]:
    return set(SEARCH.find(query)[:3])


def path_of(answer: str) -> str:
    return next(article.path for article in ARTICLES if article.asked_as[0] == answer)


def development_lines(language: str) -> List[Tuple[str, Set[str]]]:
    """Whole messages with their intent, none of which is in the training data."""
    pages = {name.partition("/")[0]: {a.path for a in ARTICLES if any(n.partition("/")[0] == name.partition("/")[0] for n in a.asked_as)}
             for article in ARTICLES for name in article.asked_as}
    lines = (line.split("\t") for line in Path(f"tests/nlu/dev.{language}.tsv").read_text("utf-8").splitlines())
    return [(line[0], pages[line[1].partition("/")[0]]) for line in lines if line[1].partition("/")[0] in pages]


def test_nine_of_ten_queries_have_their_article_among_the_first_three():
    missed = [(query, answer) for query, answer in QUERIES if path_of(answer) not in first_three(query)]
    assert len(QUERIES) >= 60 and len(missed) <= len(QUERIES) // 10, missed


@pytest.mark.parametrize(("query", "answer"), HANDBOOK)
def test_what_handbooks_answer_is_found(query: str, answer: str):
    assert path_of(answer) in first_three(query)


@pytest.mark.parametrize(("language", "least"), [("zh", 0.95), ("en", 0.90)])
def test_whole_messages_it_was_not_tuned_with_find_their_article(language: str, least: float):
    lines = development_lines(language)
    found = sum(bool(pages & first_three(line)) for line, pages in lines)
    assert len(lines) > 300 and found / len(lines) >= least


@pytest.mark.parametrize("query", ["", " ", "今天天气怎么样", "weather tomorrow", "asdfgh", "推荐一本小说", "🙂", "!!!", "\x00\u200b", "%%%", "best pizza nearby"])
def test_what_is_no_matter_of_ours_finds_nothing(query: str):
    assert SEARCH.find(query) == []


def test_a_query_counts_only_up_to_its_longest():
    assert SEARCH.find("q" * LONGEST_QUERY + "退款") == []
    assert SEARCH.find("退款" * 100_000)


def test_the_best_fit_comes_first():
    for query, answer in [("注销", "data_deletion"), ("2FA", "enable_2fa"), ("验证码收不到", "login_problem"), ("how long refund", "refund_status")]:
        assert SEARCH.find(query)[0] == path_of(answer)


def test_traditional_script_and_full_width_letters_find_the_same():
    assert SEARCH.find("賬戶被凍結")[:3] == SEARCH.find("账户被冻结")[:3]
    assert SEARCH.find("ＡＰＰ打不开")[:3] == SEARCH.find("app打不开")[:3]
