"""Whole conversations over HTTP, with the real model."""
import re
from typing import Optional

import pytest

from tests.channels.desk import Desk
from tests.channels.running import Customer, Server, at_the_confirmation

CALLBACK = re.compile(r"B\d{8}[2-9A-Z]{6}")
NUMBER = re.compile(r"C\d{8}[2-9A-Z]{6}")


def test_a_signed_in_customer_files_a_complaint_about_her_failed_payment_and_follows_it(server: Server):
    chen = Customer(server, "demo-chen")
    assert "哪一笔" in chen.say("付款失败了 钱却扣了")
    assert "正在原路退回" in chen.press("优衣库")
    assert "经过" in chen.press("投诉这一笔")
    assert "怎么解决" in chen.say("结账的时候一直转圈 后来显示失败 店员说没收到")
    summary = chen.press("退款")
    assert "付款失败" in summary and "退款" in summary
    filed = chen.press("确认提交")
    number = NUMBER.search(filed).group()
    assert "48" in filed or "最晚" in filed
    assert number in chen.say("怎么样了")
    listed = chen.http.get("/webhooks/web/complaints").json()["complaints"]
    assert [c["number"] for c in listed] == [number] and listed[0]["next_deadline"]["kind"] == "first_reply"


def test_an_operators_reply_and_result_reach_the_customer_who_is_in_the_chat(server: Server):
    wang = Customer(server, "demo-wang")
    wang.say("有一笔扣款我不认识")
    wang.press("HZKJ")
    wang.press("投诉这一笔")
    wang.say("我从来没有在这家买过东西 手机也没有借给别人")
    wang.press("给个说法")
    number = NUMBER.search(wang.press("确认提交")).group()
    server.command("complaints", "reply", number, "已经联系商户核实", "--operator", "amy")
    assert wang.wait_for("已经联系商户核实")["author"] == "system"
    assert "正在处理" in wang.say("我的投诉进度")
    server.command("complaints", "resolve", number, "已全额退款")
    assert number in wang.wait_for("已全额退款")["text"]
    assert "已有结果" in wang.say("投诉怎么样了")
    assert "重新处理吗" in wang.say("我对结果不满意 要求重新处理这个投诉")
    assert "已经重新处理" in wang.say("是的")


def test_a_customer_accepts_a_decision_by_its_button_and_the_button_pressed_again_shows_how_things_are(server: Server):
    li = Customer(server, "demo-li")
    li.say("同一家店扣了我两次钱")
    li.press("老王火锅")
    li.press("投诉这一笔")
    li.say("老王火锅 我只吃了一顿 扣了两次")
    li.press("退款")
    number = NUMBER.search(li.press("确认提交")).group()
    server.command("complaints", "decide", number, "upheld", "重复的一笔已退回")
    decision = li.wait_for("重复的一笔已退回")
    assert "您说得对" in decision["text"] and "接受的话" in li.say("投诉怎么样了")
    for _ in range(2):
        li.choices = decision["choices"]
        assert f"{number}** 就按这个结果结束了" in li.press("接受这个结果")
    assert li.say("投诉怎么样了").count("您接受了处理决定") == 1
    assert "重新处理吗" in li.say("我对结果不满意 要求重新处理这个投诉") and "已经重新处理" in li.say("是的")
    li.choices = decision["choices"]
    assert "重新处理中" in li.press("接受这个结果")


def test_a_visitor_complains_in_english_and_corrects_the_amount(server: Server):
    visitor = Customer(server, locale="en")
    visitor.say("a restaurant charged me twice for the same dinner")
    visitor.press("Complain")
    visitor.press("I don't have it")
    assert "can't record" in visitor.say("-5 yuan")
    visitor.say("500 yuan")
    assert "still to come" in visitor.say("2031-01-01")
    visitor.say("yesterday at 8 pm")
    visitor.say("the waiter scanned my code twice and both of them went through")
    visitor.press("A refund")
    assert "doesn't look complete" in visitor.say("12")
    assert "¥500.00" in visitor.say("li.wei@example.com")
    corrected = visitor.say("the amount was 50, not 500")
    assert "¥50.00" in corrected and "¥500.00" not in corrected
    assert NUMBER.search(visitor.press("Submit"))


def test_a_question_in_the_middle_is_answered_and_the_form_goes_on(server: Server):
    li = Customer(server, "demo-li")
    li.say("同一家火锅店扣了我两次钱")
    li.press("老王火锅")
    li.press("投诉这一笔")
    answer = li.say("对了 怎么修改登录密码?")
    assert "修改登录密码" in answer and "请说说经过" in answer
    assert "怎么解决" in li.say("点了一次单 付款码扫了一下 结果扣了两次68")
    assert "不提交" in li.say("不投诉了")


def test_a_complaint_can_be_stopped_and_nothing_is_filed(server: Server):
    visitor = at_the_confirmation(server)
    assert "不提交" in visitor.press("不投诉了")
    assert visitor.http.get("/webhooks/web/complaints").json() == {"complaints": []}


def test_a_visitor_comes_back_with_number_and_contact(server: Server):
    first = Customer(server)
    first.say("我要投诉")
    first.press("隐私问题")
    first.say("我的手机号被泄露了 天天接到推销电话")
    first.press("给个说法")
    first.say("13912345678")
    number = NUMBER.search(first.press("确认提交")).group()
    later = Customer(server)
    later.say("查一下投诉进度")
    later.say(number)
    assert "对不上" in later.say("0000")
    assert "已受理" in later.say("5678")
    assert "加到" in later.say("我要补充一些情况")
    assert number in later.say("今天又接到了三个电话 对方知道我的名字")


def test_a_guesser_is_stopped_after_five_tries(server: Server):
    guesser = Customer(server)
    guesser.say("查投诉进度")
    guesser.say("C20261103AAAAAA")
    for guess in ("1234", "2345", "3456", "4567", "5678"):
        assert "对不上" in guesser.say(guess)
    assert "试得太多" in guesser.say("6789")


def test_an_account_is_frozen_at_once_when_the_customer_confirms(server: Server):
    smith = Customer(server, "demo-smith", locale="en")
    assert "Shall I freeze it" in smith.say("freeze my account now please")
    assert "it is frozen" in smith.say("yes")
    assert "you asked us to" in smith.say("why is my account frozen?")


def test_each_frozen_customer_learns_her_own_reason(server: Server):
    for demo, words in (("demo-sun", "身份验证没有通过"), ("demo-zhou", "密码连续输错"), ("demo-wu", "有风险的交易"), ("demo-zheng", "合规审查")):
        assert words in Customer(server, demo).say("我的账户为什么被冻结了")


def test_neither_a_question_nor_a_refusal_is_taken_for_consent(server: Server):
    new = Customer(server, "demo-new")
    for answer in ("先等一下", "冻结了还能收钱吗", "不冻", "hold on", "冻结要多久才能解"):
        assert "确认冻结" in new.say("帮我冻结账户")
        assert "已经冻结了" not in new.say(answer)

    visitor = Customer(server)
    visitor.say("我要投诉")
    visitor.press("客服服务")
    visitor.say("等了一个下午都没有人回复我的问题")
    visitor.press("道歉")
    visitor.say("13812345678")
    for question in ("可以不提交吗", "没问题吧？", "提交以后能撤吗"):
        assert "请您过目" in visitor.say(question)
    assert visitor.http.get("/webhooks/web/complaints").json() == {"complaints": []}


def test_anger_is_met_with_an_apology_and_the_offer_to_complain(server: Server):
    angry = Customer(server, locale="en")
    said = angry.say("you crooks, my money is gone!!!")
    assert "sorry" in said.lower()
    assert any("omplain" in choice["title"] for choice in angry.choices)


def test_with_two_needs_the_urgent_one_is_met_first(server: Server):
    said = Customer(server).say("被骗了两千块 帮我冻结 我要投诉")
    assert "冻结账户" in said and "投诉" in said


def test_a_second_need_is_offered_after_the_first_is_met(server: Server):
    visitor = Customer(server)
    visitor.say("充值没到账，另外怎么改登录密码")
    said = visitor.wait_for("您还提到了另一件事")
    assert [choice["title"] for choice in said["choices"]] == ["充值问题"]


@pytest.mark.parametrize(("customer", "text", "said"), [
    (None, "转错人了怎么办", "转回您自己的账户"), ("demo-chen", "钱转给同名的人了 能追回吗", "转回您自己的账户"), (None, "I sent money to the wrong account", "send it back")])
def test_who_sent_it_to_the_wrong_one_hears_how_to_get_it_back_and_not_that_it_is_on_its_way(server: Server, customer: Optional[str], text: str, said: str):
    answer = Customer(server, customer).say(text)
    assert said in answer and "24" not in answer


def test_the_same_long_answer_is_not_read_out_twice_but_given_again_to_a_button_or_later(server: Server):
    visitor = Customer(server)
    answer = visitor.say("怎么修改登录密码")
    again = visitor.say("密码怎么改")
    assert len(again) < 100 < len(answer) and "卡在哪一步" in again
    assert "转人工" in [choice["title"] for choice in visitor.messages()[-1]["choices"]]
    assert "卡在哪一步" in visitor.say("怎么改密码啊")
    visitor.say("手续费怎么收")
    assert visitor.say("怎么修改登录密码") == answer


@pytest.mark.parametrize("text", ["优衣库那笔", "优衣库", "第几笔"])
def test_a_transaction_that_was_listed_is_named_in_words_as_well(server: Server, text: str):
    chen = Customer(server, "demo-chen")
    assert "哪一笔" in chen.say("付款失败了 钱却扣了")
    titles = [choice["title"] for choice in chen.messages()[-1]["choices"]]
    assert len([title for title in titles if " · " in title]) > 1
    assert "优衣库" in chen.say(text if text != "第几笔" else f"第{[n for n, title in enumerate(titles, 1) if '优衣库' in title][0]}笔")


def test_an_order_that_names_a_listed_transaction_stays_an_order(server: Server):
    chen = Customer(server, "demo-chen")
    chen.say("付款失败了 钱却扣了")
    assert "投诉" in chen.say("我要投诉优衣库那笔")


def test_a_listed_transaction_that_is_said_not_to_be_meant_is_not_shown(server: Server):
    chen = Customer(server, "demo-chen")
    chen.say("付款失败了 钱却扣了")
    assert "正在原路退回" not in chen.say("不是优衣库")


def test_a_form_asks_its_question_as_often_as_it_takes(server: Server):
    visitor = Customer(server)
    visitor.say("我要投诉")
    asked = visitor.say("嗯")
    assert visitor.say("嗯") == asked


def test_discontent_without_the_word_is_met_with_an_apology(server: Server):
    assert "抱歉" in Customer(server).say("说好24小时到账 现在都第四天了 提现还没到")


def test_a_wish_for_a_person_goes_into_the_queue_with_the_transcript_and_is_answered_in_the_chat(server: Server):
    desk, liu = Desk(server), Customer(server, "demo-liu")
    liu.say("我的退款到哪了")
    assert re.search(r"排在第 \*\*\d+\*\* 位", liu.say("转人工"))
    row = next(line for line in server.command("handoffs", "list").splitlines() if liu.session["conversation_id"] in line)
    assert "我的退款到哪了" in server.command("handoffs", "show", row.split()[0])
    server.command("handoffs", "reply", row.split()[0], "您好，我是客服小周")
    assert liu.wait_for("客服小周")["author"] == "agent"
    desk.be_there(False)


def test_with_nobody_on_duty_a_callback_is_promised_with_number_and_time_and_the_bot_goes_on(server: Server):
    liu = Customer(server, "demo-wu")
    promised = liu.say("转人工")
    number = CALLBACK.search(promised).group()
    assert re.search(r"最晚 \*\*\d+月\d+日 \d\d:\d\d\*\* 联系您（138\*\*\*\*8000）", promised)
    assert liu.http.get("/webhooks/web/state").json()["owner"] == "bot"
    assert number in liu.say("人工客服") and number in liu.say("怎么还没有人理我")
    assert "提现" in liu.say("提现多久到账")
    standing = liu.say(f"{number.lower()} 到哪了")
    assert number in standing and "最晚" in standing
    assert "没有编号" in Customer(server).say(number)  # another's is unknown


def test_a_visitor_is_asked_for_a_contact_before_a_callback_is_promised(server: Server):
    visitor = Customer(server)
    assert "手机号或邮箱" in visitor.say("转人工")
    assert "不完整" in visitor.say("12345")
    promised = visitor.say("13912345678")
    assert CALLBACK.search(promised) and "139****5678" in promised
    other = Customer(server, locale="en")
    other.say("talk to a person please")
    assert "nothing was written down" in other.press("No, thanks")


def test_a_button_in_the_queue_leads_out_of_it_to_a_callback_and_typed_words_back_to_the_bot(server: Server):
    desk, wang = Desk(server), Customer(server, "demo-wang")
    wang.say("转人工")
    assert CALLBACK.search(wang.press("留言"))
    assert wang.http.get("/webhooks/web/state").json()["owner"] == "bot"
    visitor = Customer(server, locale="en")
    visitor.say("I want to talk to a person")
    assert "no need to wait" in visitor.say("i'll stop waiting")
    assert visitor.http.get("/webhooks/web/state").json()["owner"] == "bot"
    desk.be_there(False)


def test_misunderstood_twice_in_a_row_a_person_is_offered_first_and_a_yes_takes_it(server: Server):
    desk, visitor = Desk(server), Customer(server)
    visitor.say("那张图变灰了咋整")
    assert visitor.choices[-1]["title"] == "转人工"
    assert "请同事来帮您" in visitor.say("那张图变灰了咋整")
    assert visitor.choices[0]["title"] == "好，转人工"
    assert "正在为您转人工" in visitor.say("好的")
    assert "fallback_twice" in next(line for line in server.command("handoffs", "list").splitlines() if visitor.session["conversation_id"] in line)
    desk.be_there(False)


@pytest.mark.parametrize(("words", "reason"), [("你们这群骗子 提现一直不到账!!!", "anger"), ("我被人骗走了两千块", "fraud")])
def test_who_is_angry_or_was_cheated_is_offered_a_person_beside_the_answer(server: Server, words: str, reason: str):
    desk, visitor = Desk(server), Customer(server)
    visitor.say(words)
    assert visitor.http.get("/webhooks/web/state").json()["owner"] == "bot"
    assert sum("转人工" in choice["title"] for choice in visitor.choices) == 1
    visitor.press("转人工")
    assert reason in next(line for line in server.command("handoffs", "list").splitlines() if visitor.session["conversation_id"] in line)
    desk.be_there(False)


def test_the_language_follows_the_customer_and_stays_where_she_chose_it(server: Server):
    guest = Customer(server)
    assert re.search(r"[A-Za-z]{4}", guest.say("my payment failed at the supermarket"))
    assert "中文" in guest.say("说中文")
    assert re.search(r"[\u4e00-\u9fff]", guest.say("payment failed"))
