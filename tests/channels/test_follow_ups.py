"""What she asks back is answered for the trouble she told before; the same words alone, or in a form, are not."""
import pytest

from tests.channels.running import Customer, Server


@pytest.mark.parametrize(("locale", "trouble", "asked", "answered"), [
    ("zh-CN", "我被骗了两千块", "能追回来吗", "越早动手"),
    ("zh-CN", "有一笔扣款不是我花的", "我好害怕", "错不在您"),
    ("zh-CN", "账户被冻结了", "为什么", "冻结通知上写着"),
    ("zh-CN", "付款失败了 钱扣了", "那我现在该干嘛", "先别再付一次"),
    ("zh-CN", "转账对方没收到", "要等多久啊", "周末和节假日顺延"),
    ("zh-CN", "怎么开启双重验证", "找不到啊 没有这个选项", "截图发来"),
    ("zh-CN", "骗子打电话让我共享屏幕", "挂了", "别再听他的"),
    ("zh-CN", "我被骗了", "没有他电话", "别再听他的"),
    ("zh-CN", "转账对方没收到", "八百块", "同事看得到"),
    ("en", "I got scammed", "already froze it", "isn't done yet"),
    ("en", "I got scammed", "will I get it back", "the sooner you act"),
    ("en", "my payment failed but the money is gone", "how long will that take", "3 working days")])
def test_it_is_answered_for_the_trouble_before(server: Server, locale: str, trouble: str, asked: str, answered: str):
    customer = Customer(server, locale=locale)
    customer.say(trouble)
    assert answered in customer.say(asked)


def test_the_topic_stands_through_thanks_and_several_questions_and_ends_with_another(server: Server):
    customer = Customer(server)
    customer.say("我被骗了")
    customer.say("谢谢")
    assert "按这个顺序" in customer.say("然后呢")
    assert "头几个小时" in customer.say("要多久")
    customer.say("我的信息被泄露了")
    assert "来路不明" in customer.say("要多久")


def test_fear_is_met_before_anything_is_known_and_offers_what_it_may_be(server: Server):
    customer = Customer(server)
    assert "别怕，我在" in customer.say("我好害怕")
    assert "马上停手" in customer.press("我被骗了")
    customer.say("我手一直在抖")
    assert "按这个顺序" in customer.press("接下来怎么办")  # a button knows the topic, too


def test_without_a_topic_a_question_stands_for_itself(server: Server):
    assert "一般 24 小时内" in Customer(server).say("退款什么时候到")
    customer = Customer(server)
    customer.say("我被骗了")
    assert "退款" in customer.say("退款什么时候到")


@pytest.mark.parametrize(("said", "answered"), [("再见", "慢走"), ("不用了", "不打扰"), ("好的 谢谢", "不客气"), ("我不想活了", "12356")])
def test_a_farewell_a_no_and_thanks_are_what_they_are_and_danger_comes_before_all(server: Server, said: str, answered: str):
    customer = Customer(server)
    customer.say("我被骗了")
    assert answered in customer.say(said)


def test_danger_is_heard_in_a_form_too_which_then_goes_on(server: Server):
    customer = Customer(server)
    customer.say("我要投诉")
    customer.press("客服服务")
    assert "12356" in customer.say("钱全没了 活着没意思")
    assert "怎么解决" in customer.say("等了一个小时没有人回复我")


def test_an_order_and_an_answer_to_a_form_stay_what_they_are(server: Server):
    customer = Customer(server)
    customer.say("我被骗了")
    assert "冻结" in customer.say("帮我冻结账户")
    customer.say("我要投诉被骗")
    customer.say("2000元")
    assert "越早动手" not in customer.say("还能追回来吗")


@pytest.mark.parametrize(("locale", "said", "answered"), [("zh-CN", "提交", "没有立案"), ("en", "submit", "no complaint has been filed")])
def test_nobody_goes_in_the_belief_that_she_has_filed(server: Server, locale: str, said: str, answered: str):
    assert answered in Customer(server, locale=locale).say(said)
