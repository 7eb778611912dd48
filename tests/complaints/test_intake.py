"""What each answer to the complaint's questions means, in both languages, read as the bot itself reads it."""
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Dict, List, Optional
from zoneinfo import ZoneInfo

import pytest

from bot.complaints.intake.draft import CANCELLED, CONFIRMED, NONE, UNKNOWN, Field, missing, required
from bot.complaints.intake.reading import read
from bot.complaints.intake.turns import Reading, Rules, Turn
from bot.complaints.kinds import Category, Remedy
from bot.entities.reading import read as read_entities
from bot.wallet.protocol import Kind, State, Transaction

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 3, 16, 0, tzinfo=ZONE)
HERS, FOREIGN = "T2026110312345678", "T2026110387654321"
RULES = Rules(now=NOW, largest_amount=Decimal(10_000_000), oldest=timedelta(days=3 * 366), owns=lambda number: number == HERS)
STORY = "我在便利店用钱包付款的时候系统一直转圈最后提示失败但是钱已经扣了到现在也没有退回来"
ENGLISH_STORY = "I paid at the corner shop with the wallet, the app showed a spinner and failed, but the money was taken all the same."


def transaction(number: int, amount: str, counterparty: str) -> Transaction:
    return Transaction(id=f"T202611030000000{number}", kind=Kind.PAYMENT, state=State.SUCCEEDED, amount=Decimal(amount), currency="CNY",
                       counterparty=counterparty, created_at=NOW - timedelta(hours=number))


COFFEE, HOTPOT, SUBWAY, NAILS = (transaction(*row) for row in (
    (1, "26.00", "瑞幸咖啡"), (2, "68.00", "老王火锅"), (3, "15.00", "地铁出行"), (4, "75.00", "Jade Nails Shanghai")))
CANDIDATES = [COFFEE, HOTPOT, SUBWAY, NAILS]


def said(text: str, intent: str = "inform") -> Turn:
    return Turn(text=text, intent=intent, entities=[
        {"entity": e.kind, "start": e.start, "end": e.end, "value": e.value} for e in read_entities(text, NOW)])


def pressed(title: str = "按钮", intent: str = "inform", **entities: str) -> Turn:
    return Turn(text=title, intent=intent, pressed=True, entities=[
        {"entity": kind, "value": value, "start": 0, "end": 0} for kind, value in entities.items()])


def answer(field: Optional[Field], turn: Turn, draft: Optional[Dict[Field, Any]] = None,
           candidates: Optional[List[Transaction]] = None) -> Reading:
    return read(turn, field, draft or {}, candidates or [], RULES)


def cny(value: str) -> Dict[str, str]:
    return {"value": value, "currency": "CNY"}


def day(month: int, day: int) -> Dict[str, str]:
    return {"at": datetime(2026, month, day, tzinfo=ZONE).isoformat(), "exact": "false"}


# Orders amid the questions

@pytest.mark.parametrize("text", ["重新选", "上一步", "返回上一步", "选错了", "我要重新选一下", "go back", "Back", "choose again", "I picked the wrong one"])
def test_one_step_back_asks_the_last_question_again(text: str):
    begun = {Field.CATEGORY: "failed_payment"}
    assert answer(Field.TRANSACTION, said(text), begun, CANDIDATES).values == {Field.CATEGORY: None}
    lost = {**begun, Field.TRANSACTION: NONE, Field.AMOUNT: cny("5.00"), Field.TIME: UNKNOWN}
    assert answer(Field.DESCRIPTION, said(text), lost).values == {Field.TIME: None}
    assert answer(Field.CONFIRM, said(text), {**lost, Field.DESCRIPTION: STORY, Field.REMEDY: "refund"}).values == {Field.REMEDY: None}
    assert answer(Field.CATEGORY, said(text)) == Reading(problem="category_unclear")


@pytest.mark.parametrize("text", ["商家让我选错了规格又不退", "返回上一步就卡死 钱扣了", "it took me back to the start and charged me"])
def test_a_story_that_holds_such_words_is_a_story(text: str):
    assert answer(Field.DESCRIPTION, said(text), {Field.CATEGORY: "slow_support"}).values == {Field.DESCRIPTION: text}


@pytest.mark.parametrize("text", ["查我的投诉", "看一下我的投诉", "查询投诉进度", "check my complaint", "Show my complaints"])
@pytest.mark.parametrize("field", [Field.CATEGORY, Field.TRANSACTION, Field.DESCRIPTION, Field.REMEDY, Field.CONTACT])
def test_an_order_to_show_her_complaints_is_no_answer(field: Field, text: str):
    assert answer(field, said(text, "complaint_progress"), {Field.CATEGORY: "slow_support"}) == Reading()


@pytest.mark.parametrize("text, added", [("再加一句：店员态度很差", "店员态度很差"), ("补充，他们还挂我电话", "他们还挂我电话"), ("还要说一下: 等了三天", "等了三天"),
                                         ("add: the clerk was rude", "the clerk was rude")])
def test_what_is_added_at_the_summary_stands_behind_what_was_told(text: str, added: str):
    known = {Field.CATEGORY: "slow_support", Field.DESCRIPTION: STORY, Field.REMEDY: "apology"}
    assert answer(Field.CONFIRM, said(text), known).values[Field.DESCRIPTION] == f"{STORY}\n{added}"


# What is asked, and in which order

@pytest.mark.parametrize("category", [c for c in Category if c.about_money])
def test_a_complaint_about_money_asks_for_the_transaction(category: Category):
    assert Field.TRANSACTION in required({Field.CATEGORY: category.value}, signed_in=True)


@pytest.mark.parametrize("category", ["account_freeze", "privacy_concern", "slow_support", "other"])
def test_a_complaint_about_something_else_never_asks_for_sum_or_time(category: str):
    assert required({Field.CATEGORY: category, Field.TRANSACTION: NONE}, signed_in=True) == [
        Field.CATEGORY, Field.DESCRIPTION, Field.REMEDY, Field.CONFIRM]


def test_sum_and_time_are_asked_only_where_no_transaction_holds_them():
    without = required({Field.CATEGORY: "fraud", Field.TRANSACTION: NONE}, signed_in=True)
    assert without == [Field.CATEGORY, Field.TRANSACTION, Field.AMOUNT, Field.TIME, Field.DESCRIPTION, Field.REMEDY, Field.CONFIRM]
    named = required({Field.CATEGORY: "fraud", Field.TRANSACTION: HERS}, signed_in=True)
    assert Field.AMOUNT not in named and Field.TIME not in named


def test_only_a_visitor_is_asked_for_a_contact():
    assert Field.CONTACT in required({}, signed_in=False)
    assert Field.CONTACT not in required({}, signed_in=True)


def test_questions_are_asked_one_by_one_until_nothing_is_missing():
    draft: Dict[Field, Any] = {}
    asked = []
    while (field := missing(draft, signed_in=False)) is not None:
        asked.append(field)
        draft[field] = {Field.CATEGORY: "fraud", Field.TRANSACTION: NONE}.get(field, "x")
    assert asked == list(Field)


# Category

@pytest.mark.parametrize("text, intent, category", [
    ("付款失败了", "failed_payment", "failed_payment"), ("charged twice", "duplicate_charge", "duplicate_charge"),
    ("退款的事", "refund_status", "refund_status"), ("其他问题", "inform", "other"), ("别的", "nlu_fallback", "other"),
    ("something else", "inform", "other"), ("Other", "inform", "other"),
])
def test_a_category_is_read_from_what_the_problem_is(text: str, intent: str, category: str):
    assert answer(Field.CATEGORY, said(text, intent)).values == {Field.CATEGORY: category}


@pytest.mark.parametrize("text", ["my brother's account", "嗯", "don't bother"])
def test_words_that_name_no_category_are_told_what_is_needed(text: str):
    assert answer(Field.CATEGORY, said(text)) == Reading(problem="category_unclear")


# Transaction

@pytest.mark.parametrize("text, meant", [
    ("第一笔", COFFEE), ("第二笔", HOTPOT), ("第2笔", HOTPOT), ("是第三个", SUBWAY), ("最后一笔", NAILS), ("最后那笔", NAILS),
    ("the second one", HOTPOT), ("second", HOTPOT), ("The first transaction please", COFFEE), ("the third one", SUBWAY), ("the last one", NAILS),
    ("不是第一笔，是第二笔", HOTPOT), ("not the first one, the second one", HOTPOT),
])
def test_a_transaction_is_named_by_its_place(text: str, meant: Transaction):
    assert answer(Field.TRANSACTION, said(text), candidates=CANDIDATES).values[Field.TRANSACTION] == meant.id


@pytest.mark.parametrize("text, meant", [
    ("68块那笔", HOTPOT), ("26元", COFFEE), ("15", SUBWAY), ("the 75 yuan one", NAILS), ("六十八块", HOTPOT), ("不是26，是68", HOTPOT), ("15.00", SUBWAY),
])
def test_a_transaction_is_named_by_its_sum(text: str, meant: Transaction):
    assert answer(Field.TRANSACTION, said(text), candidates=CANDIDATES).values[Field.TRANSACTION] == meant.id


@pytest.mark.parametrize("text, meant", [
    ("瑞幸咖啡那笔", COFFEE), ("瑞幸那笔", COFFEE), ("火锅", HOTPOT), ("老王火锅", HOTPOT), ("the Jade one", NAILS), ("jade nails", NAILS), ("nails", NAILS),
    ("地铁", SUBWAY),
])
def test_a_transaction_is_named_by_its_shop(text: str, meant: Transaction):
    assert answer(Field.TRANSACTION, said(text), candidates=CANDIDATES).values == {Field.TRANSACTION: meant.id}


@pytest.mark.parametrize("text", ["an", "第七笔", "99块", "那个", "at first", "this one"])
def test_an_answer_that_points_at_no_transaction_is_told_what_is_needed(text: str):
    assert answer(Field.TRANSACTION, said(text), candidates=CANDIDATES) == Reading(problem="transaction_unclear")


def test_a_sum_that_two_transactions_share_names_neither():
    twins = [HOTPOT, transaction(5, "68.00", "小店")]
    assert answer(Field.TRANSACTION, said("68块"), candidates=twins) == Reading(problem="transaction_unclear")


@pytest.mark.parametrize("text, intent", [
    ("没有", "deny"), ("都不是", "inform"), ("我不记得了", "inform"), ("None of these", "inform"), ("I don't know", "inform"),
    ("I don’t remember", "inform"), ("can’t find it", "inform"), ("nope", "deny"), ("找不到单号", "inform"), ("not sure", "nlu_fallback"),
])
def test_she_may_go_on_without_naming_a_transaction(text: str, intent: str):
    assert answer(Field.TRANSACTION, said(text, intent), candidates=CANDIDATES).values == {Field.TRANSACTION: NONE}


@pytest.mark.parametrize("text", [HERS, f"单号 {HERS}", f"it's {HERS.lower()}"])
def test_a_transaction_number_of_hers_is_taken(text: str):
    assert answer(Field.TRANSACTION, said(text)).values == {Field.TRANSACTION: HERS}


def test_anothers_transaction_number_is_refused():
    assert answer(Field.TRANSACTION, said(FOREIGN)) == Reading(problem="wrong_transaction")


@pytest.mark.parametrize("field", [None, *Field])
def test_a_button_cannot_name_anothers_transaction_whatever_was_asked(field: Optional[Field]):
    assert answer(field, pressed(transaction_id=FOREIGN)) == Reading(problem="wrong_transaction")


def test_without_a_list_sum_and_day_stand_for_the_transaction():
    assert answer(Field.TRANSACTION, said("昨天付了50块")).values == {
        Field.TRANSACTION: NONE, Field.AMOUNT: cny("50.00"), Field.TIME: day(11, 2)}


# Amount

@pytest.mark.parametrize("text, stated", [
    ("500", cny("500.00")), ("500元", cny("500.00")), ("¥12.5", cny("12.50")), ("一百二十块", cny("120.00")), ("two hundred yuan", cny("200.00")),
    ("$20", {"value": "20.00", "currency": "USD"}), ("1.2万", cny("12000.00")), ("大概五百吧", cny("500.00")), ("0.01", cny("0.01")),
    ("10000000元", cny("10000000.00")),
    ("是50不是500", cny("50.00")), ("不是500，是50", cny("50.00")), ("50, not 500", cny("50.00")), ("it wasn't 500, it was 50", cny("50.00")),
    ("500错了，是50", cny("50.00")), ("500 should be 50", cny("50.00")), ("50 yuan instead of 500", cny("50.00")),
])
def test_an_amount_is_read_from_an_answer(text: str, stated: Dict[str, str]):
    assert answer(Field.AMOUNT, said(text)).values == {Field.AMOUNT: stated}


@pytest.mark.parametrize("text", ["-5", "负50元", "-¥20", "0", "0元", "0.001", "0.001元", "1e999", "99999999999999元", "10000000.01", "不是500", "很多钱"])
def test_an_impossible_amount_is_refused(text: str):
    assert answer(Field.AMOUNT, said(text)) == Reading(problem="wrong_amount")


@pytest.mark.parametrize("value", ["NaN", "-NaN", "sNaN", "Infinity", "-Infinity", "1E+400"])
def test_what_is_no_number_is_refused_and_breaks_nothing(value: str):
    odd = Turn(text="?", intent="inform", entities=[{"entity": "amount", "value": cny(value), "start": 0, "end": 1}])
    assert answer(Field.AMOUNT, odd) == Reading(problem="wrong_amount")


@pytest.mark.parametrize("text", ["不记得了", "忘了多少", "I don’t know", "not sure", "记不清"])
def test_a_forgotten_amount_is_unknown(text: str):
    assert answer(Field.AMOUNT, said(text)).values == {Field.AMOUNT: UNKNOWN}


# Time

@pytest.mark.parametrize("text, stated", [
    ("昨天", day(11, 2)), ("11月1号", day(11, 1)), ("yesterday", day(11, 2)), ("today", day(11, 3)),
    ("昨天下午三点", {"at": "2026-11-02T15:00:00+08:00", "exact": "true"}), ("刚才", {"at": NOW.isoformat(), "exact": "true"}),
    ("不是昨天，是前天", day(11, 1)), ("前天，不是昨天", day(11, 1)), ("11月1日，不是11月2日", day(11, 1)), ("not yesterday, on November 1", day(11, 1)),
])
def test_a_time_is_read_from_an_answer(text: str, stated: Dict[str, str]):
    assert answer(Field.TIME, said(text)).values == {Field.TIME: stated}


@pytest.mark.parametrize("text, problem", [
    ("明天", "time_in_future"), ("2030年1月1日", "time_in_future"), ("今天晚上8点", "time_in_future"), ("2026-11-03 17:00", "time_in_future"),
    ("1900年1月1日", "time_too_old"), ("2019年5月1日", "time_too_old"), ("很久", "wrong_time"), ("blue", "wrong_time"),
])
def test_an_impossible_time_is_explained(text: str, problem: str):
    assert answer(Field.TIME, said(text)) == Reading(problem=problem)


def test_the_oldest_time_allowed_is_the_last_one_taken():
    def at(moment: datetime) -> Reading:
        return answer(Field.TIME, Turn("x", "inform", [{"entity": "time", "value": {"at": moment.isoformat(), "exact": "true"}, "start": 0, "end": 1}]))
    assert at(NOW - RULES.oldest).values and at(NOW).values
    assert at(NOW - RULES.oldest - timedelta(seconds=1)).problem == "time_too_old"
    assert at(NOW + timedelta(seconds=1)).problem == "time_in_future"


def test_a_forgotten_time_is_unknown():
    assert answer(Field.TIME, said("忘了")).values == answer(Field.TIME, said("no idea")).values == {Field.TIME: UNKNOWN}


# Description

@pytest.mark.parametrize("text, intent", [
    ("付款失败钱没退", "failed_payment"), ("money gone", "inform"), (STORY, "greet"), ("你们什么都没做", "slow_support"), ("客服一直不回", "slow_support"),
])
def test_her_words_are_the_description(text: str, intent: str):
    assert answer(Field.DESCRIPTION, said(text, intent)).values == {Field.DESCRIPTION: text}


@pytest.mark.parametrize("text", ["嗯", "...", "？！", "abc", "😡😡😡😡"])
def test_a_description_of_nothing_is_too_short(text: str):
    assert answer(Field.DESCRIPTION, said(text)) == Reading(problem="description_short")


# Remedy

@pytest.mark.parametrize("text, remedy", [
    ("退款", "refund"), ("把钱还我", "refund"), ("赔偿损失", "refund"), ("my money back", "refund"), ("I want a refund", "refund"),
    ("refund to my card", "refund"),
    ("赔礼道歉", "apology"), ("给我赔个不是", "apology"), ("an apology", "apology"), ("要道歉", "apology"), ("不要退款，要道歉", "apology"),
    ("I don’t want a refund, I want an apology", "apology"), ("not a refund, an explanation", "explanation"),
    ("给我一个说法", "explanation"), ("我要知道为什么", "explanation"), ("an explanation", "explanation"),
    ("解冻账户", "correction"), ("fix it", "correction"), ("尽快到账", "correction"),
])
def test_a_remedy_is_read_from_what_she_wishes(text: str, remedy: str):
    assert answer(Field.REMEDY, said(text)).values == {Field.REMEDY: remedy}


@pytest.mark.parametrize("text", ["开除那个员工", "a free coffee"])
def test_a_wish_of_her_own_is_kept_in_her_words(text: str):
    assert answer(Field.REMEDY, said(text)).values == {Field.REMEDY: f"other:{text}"}


def test_a_remedy_without_words_is_unclear():
    assert answer(Field.REMEDY, said("！")) == Reading(problem="remedy_unclear")


# Contact

@pytest.mark.parametrize("text, contact", [
    ("13800138000", "+8613800138000"), ("我的手机是 138 0013 8000", "+8613800138000"), ("+44 20 7946 0958", "+442079460958"),
    ("Zhang@Example.com", "zhang@example.com"), ("mail me: a.b@c.io thanks", "a.b@c.io"),
    ("不是13800138000，是13900139000", "+8613900139000"), ("a@c.io, not b@c.io", "a@c.io"),
])
def test_a_contact_is_a_telephone_number_or_an_e_mail_address(text: str, contact: str):
    assert answer(Field.CONTACT, said(text)).values == {Field.CONTACT: contact}


@pytest.mark.parametrize("text", ["12345", "foo@bar", "11111111111", "不想留", "@", "微信号 abc"])
def test_a_bad_contact_is_refused(text: str):
    assert answer(Field.CONTACT, said(text)) == Reading(problem="wrong_contact")


# Confirmation

@pytest.mark.parametrize("text, intent", [
    ("确认", "inform"), ("好的，提交吧", "inform"), ("是的！", "nlu_fallback"), ("没错", "deny"), ("yes", "inform"), ("Correct", "inform"),
    ("right.", "inform"), ("ok", "nlu_fallback"), ("submit", "inform"), ("please go ahead", "affirm"), ("可以了，尽快解决", "affirm"), ("是的，500元没错", "affirm"),
])
def test_a_yes_confirms_and_changes_nothing(text: str, intent: str):
    draft = {Field.REMEDY: "refund", Field.AMOUNT: cny("500.00")}
    assert answer(Field.CONFIRM, said(text, intent), draft).values == {Field.CONFIRM: CONFIRMED}


@pytest.mark.parametrize("text", ["不对", "no"])
def test_a_no_leaves_the_confirmation_open(text: str):
    assert answer(Field.CONFIRM, said(text, "deny")).values == {Field.CONFIRM: None}


def test_what_is_neither_yes_nor_no_is_asked_again():
    assert answer(Field.CONFIRM, said("嗯哼大概", "nlu_fallback")) == Reading(problem="confirm_unclear")


@pytest.mark.parametrize("text, intent, changed", [
    ("金额是50不是500", "inform", {Field.AMOUNT: cny("50.00")}), ("the amount was 50, not 500", "inform", {Field.AMOUNT: cny("50.00")}),
    ("对，但金额是50不是500", "affirm", {Field.AMOUNT: cny("50.00")}), ("50元", "inform", {Field.AMOUNT: cny("50.00")}),
    ("从500改成50", "inform", {Field.AMOUNT: cny("50.00")}), ("不是昨天，是前天", "deny", {Field.TIME: day(11, 1)}),
    ("前天，不是昨天", "inform", {Field.TIME: day(11, 1)}), ("换个手机 13900139000", "inform", {Field.CONTACT: "+8613900139000"}),
    ("不对，我要道歉", "deny", {Field.REMEDY: "apology"}), ("I want an explanation", "inform", {Field.REMEDY: "explanation"}),
    ("no, 50 yuan, on November 1", "deny", {Field.AMOUNT: cny("50.00"), Field.TIME: day(11, 1)}),
])
def test_at_the_end_anything_can_still_be_put_right(text: str, intent: str, changed: Dict[Field, Any]):
    draft = {Field.REMEDY: "refund", Field.AMOUNT: cny("500.00"), Field.TIME: day(11, 2), Field.CONTACT: "+8613800138000"}
    assert answer(Field.CONFIRM, said(text, intent), draft).values == changed


# Corrections while something else is asked

@pytest.mark.parametrize("asked", [Field.TIME, Field.DESCRIPTION, Field.REMEDY, Field.CONTACT, Field.CONFIRM])
@pytest.mark.parametrize("text", [
    "金额是50不是500", "金额是50，不是500", "the amount was 50, not 500", "不是500，是50", "应该是50元", "it wasn't 500, it was 50", "it should be 50 yuan",
])
def test_an_amount_is_corrected_whatever_is_asked(asked: Field, text: str):
    draft = {Field.CATEGORY: "failed_payment", Field.TRANSACTION: NONE, Field.AMOUNT: cny("500.00")}
    assert answer(asked, said(text), draft).values == {Field.AMOUNT: cny("50.00")}


def test_a_correction_and_an_answer_in_one_message_are_both_taken():
    draft = {Field.TRANSACTION: NONE, Field.AMOUNT: cny("500.00")}
    assert answer(Field.TIME, said("昨天，金额是50不是500"), draft).values == {Field.TIME: day(11, 2), Field.AMOUNT: cny("50.00")}
    assert answer(Field.REMEDY, said("金额是50不是500，我要退款"), draft).values == {Field.REMEDY: "refund", Field.AMOUNT: cny("50.00")}


def test_a_correction_out_of_bounds_changes_nothing():
    draft = {Field.AMOUNT: cny("500.00"), Field.TIME: day(11, 2)}
    assert answer(Field.CONFIRM, said("应该是-5元"), draft).values == {}
    assert answer(Field.CONFIRM, said("不是昨天，是明天"), draft).values == {}


def test_a_story_with_sums_in_it_stays_a_description():
    text = "我付了50不是500，商家却说收到的是别的数目，客服来回推了三天谁都不肯查，钱也没有退"
    assert answer(Field.DESCRIPTION, said(text), {Field.TRANSACTION: NONE, Field.AMOUNT: cny("500.00")}).values == {Field.DESCRIPTION: text}


# What is overheard along the way

def test_the_first_words_already_tell_sum_day_and_story():
    text = "昨天付款50元失败了，" + STORY
    assert answer(None, said(text, "file_complaint")).values == {
        Field.AMOUNT: cny("50.00"), Field.TIME: day(11, 2), Field.DESCRIPTION: text}


@pytest.mark.parametrize("text", [STORY, ENGLISH_STORY])
def test_a_story_told_with_another_answer_is_kept_as_the_description(text: str):
    assert answer(Field.CATEGORY, said(text, "failed_payment")).values[Field.DESCRIPTION] == text


@pytest.mark.parametrize("text", ["付款失败", "my payment failed"])
def test_a_few_words_are_no_story(text: str):
    assert answer(Field.CATEGORY, said(text, "failed_payment")).values == {Field.CATEGORY: "failed_payment"}


def test_two_sums_in_one_message_are_not_guessed_between():
    assert Field.AMOUNT not in answer(None, said("付了50元又扣了60元", "file_complaint")).values


def test_what_is_known_is_not_overheard_again():
    draft = {Field.AMOUNT: cny("500.00"), Field.DESCRIPTION: "已经说过"}
    assert answer(Field.CATEGORY, said(STORY + "50元", "failed_payment"), draft).values == {Field.CATEGORY: "failed_payment"}


def test_a_sum_is_not_overheard_where_the_transaction_holds_it():
    assert answer(Field.TRANSACTION, said("68块那笔"), candidates=CANDIDATES).values == {Field.TRANSACTION: HOTPOT.id}


def test_an_impossible_sum_or_time_is_not_overheard():
    assert answer(None, said("明天要付-50元", "file_complaint")).values == {}


def test_a_buttons_title_is_never_taken_for_a_story():
    assert answer(Field.CATEGORY, pressed(title=STORY, intent="failed_payment")).values == {Field.CATEGORY: "failed_payment"}


# Questions and other business: passed over, so that they are answered elsewhere

@pytest.mark.parametrize("field", list(Field))
@pytest.mark.parametrize("text, intent", [
    ("转人工", "human_agent"), ("talk to a person", "human_agent"), ("马上冻结我的账户", "freeze_request"), ("English please", "switch_language"),
    ("要多久？", "complaint_progress"), ("how long does it take?", "complaint_progress"), ("怎么改密码", "change_password"),
    ("what are the fees?", "fees_and_limits"), ("你好", "greet"), ("thanks", "thanks"),
])
def test_a_question_is_never_an_answer(field: Field, text: str, intent: str):
    assert answer(field, said(text, intent), candidates=CANDIDATES) == Reading()


@pytest.mark.parametrize("text", ["提现要几天", "退款多久到账？", "how long does a refund take"])
def test_a_question_about_refunds_is_no_wish_for_one(text: str):
    assert answer(Field.REMEDY, said(text, "refund_status")) == Reading()


# Stopping

@pytest.mark.parametrize("field", list(Field))
@pytest.mark.parametrize("text", ["算了，不投诉了", "cancel", "never mind"])
def test_she_can_stop_at_every_question(field: Field, text: str):
    assert answer(field, said(text, "cancel")).values == {Field.CONFIRM: CANCELLED}


def test_a_long_story_that_sounds_like_stopping_is_not_thrown_away():
    assert answer(Field.DESCRIPTION, said(STORY, "cancel")).values == {Field.DESCRIPTION: STORY}


def test_the_words_that_open_the_form_cannot_cancel_it():
    assert answer(None, said("算了我要投诉", "cancel")).values == {}


# Buttons

@pytest.mark.parametrize("entities, values", [
    ({"category": "fraud"}, {Field.CATEGORY: "fraud"}), ({"remedy": "apology"}, {Field.REMEDY: "apology"}),
    ({"skip": "amount"}, {Field.AMOUNT: UNKNOWN}), ({"skip": "time"}, {Field.TIME: UNKNOWN}),
    ({"change": "amount"}, {Field.AMOUNT: None, Field.CONFIRM: None}), ({"transaction_id": NONE}, {Field.TRANSACTION: NONE}),
    ({"transaction_id": HERS, "category": "refund_status"}, {Field.TRANSACTION: HERS, Field.CATEGORY: "refund_status"}),
])
@pytest.mark.parametrize("field", [None, Field.DESCRIPTION, Field.CONFIRM])
def test_a_button_means_what_it_carries_whatever_was_asked(field: Optional[Field], entities: Dict[str, str], values: Dict[Field, Any]):
    assert answer(field, pressed(**entities)).values == values


@pytest.mark.parametrize("meant", [CONFIRMED, CANCELLED])
def test_a_button_that_ends_the_form_counts_only_where_the_summary_was_shown(meant: str):
    assert answer(Field.CONFIRM, pressed(confirm=meant)).values == {Field.CONFIRM: meant}
    for field in (None, Field.DESCRIPTION, Field.REMEDY):
        assert answer(field, pressed(confirm=meant)).values == {}


def test_a_button_to_change_something_asks_for_it_again():
    draft = {Field.CATEGORY: "other", Field.DESCRIPTION: "x", Field.REMEDY: "refund", Field.CONFIRM: None}
    changed = {**draft, **answer(Field.CONFIRM, pressed(change="remedy"), draft).values}
    assert missing(changed, signed_in=True) is Field.REMEDY


@pytest.mark.parametrize("field", [Field.TRANSACTION, Field.AMOUNT, Field.TIME])
def test_what_happened_told_where_a_sum_or_day_was_asked_is_kept_and_the_question_stands(field: Field):
    story = "网上买手机付了款人就不见了"
    assert answer(field, said(story, "fraud")) == Reading({Field.DESCRIPTION: story})
    assert answer(field, said(story, "fraud"), draft={Field.DESCRIPTION: "已经说过了"}).problem  # once is enough: then she is told what is needed


def test_a_wish_told_where_a_day_was_asked_is_kept():
    assert answer(Field.TIME, said("退钱", "inform")) == Reading({Field.REMEDY: Remedy.REFUND.value})
