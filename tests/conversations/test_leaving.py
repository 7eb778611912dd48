"""Words typed in the queue: which of them end the waiting."""
import pytest

from bot.conversations.leaving import besides_leaving

LEAVING = """
不等了
我不等了
不等啦
算了不等了
算了，不等了。
我不想等了
我不想再等下去了
不想排队了
不排了
不用等了，谢谢
实在不想等了！
懒得等了
没时间等了
不等你们了
不等人工了
取消排队
取消排队吧
退出排队
取消转人工
取消人工请求
不用转人工了
不转人工了
不用转了
不用人工了
不要人工客服了
不找人工了
不用麻烦同事了
算了不用了
回到机器人
还是机器人吧
回到智能客服
换回智能客服吧
还是跟机器人说吧
不 等 了
不等了不等了
我不等了,再见
不排隊了
我不等了，謝謝
i'll stop waiting
I’ll stop waiting
I will stop waiting.
ill not wait any longer
I don't want to wait
I don't want to wait any more
i dont wanna wait anymore
I'm not waiting any longer
I am not going to wait
I won't wait
done waiting
I'm done waiting, thanks
stop waiting
cancel the wait
leave the queue
I want to leave the queue
please take me out of the queue
take me off the waiting list
I don't need a person anymore
no need for an agent
never mind, I don't need a human
back to the bot
take me back to the assistant please
ok, I'd rather stop waiting
quit waiting
""".strip().splitlines()

STAYING = """
还要等多久
等了半小时了
不等了吗
不等了？
我等不了了
我等不及了
等不了了快来人
不能再等了
别让我等了
不要让我等
快点啊我不想等退款了
商家说不等了
他不等了把钱转走了
退款我不等了可以吗
为什么要排队
不是人工吗
没有人工吗
人工呢
不要机器人
别让机器人来
我不要机器人
我不用机器人
不用了
算了
好吧我等
我再等等
继续等
等吧
没人吗
不等了，快点叫人来
不等于没有扣款
我取消了订单
取消订单
取消自动续费
我要取消投诉
不要客服只要退款
退出登录
离开了一下，现在回来了
怎么取消排队
可以取消排队吗
不转账了
不转了吗
还是不行
I can't wait any longer
I cannot wait
stop making me wait
don't make me wait
I'm tired of waiting
how do I stop waiting?
should I stop waiting?
I don't want to wait for my refund any longer
I won't wait three days for my money
I've stopped waiting for the parcel
how long do I have to wait
I am still waiting
I'm not waiting for a refund, I'm waiting for a transfer
cancel my subscription
cancel the order
leave me a message
I want to cancel the payment
no
never mind
ok thanks
I don't need a refund anymore
stop the payment
I don't want a bot
no more waiting, get me a person
is there a person
""".strip().splitlines()


@pytest.mark.parametrize("words", LEAVING)
def test_these_words_end_the_waiting_and_say_nothing_else(words: str):
    assert besides_leaving(words) == ""


@pytest.mark.parametrize("words", STAYING)
def test_these_words_keep_the_place(words: str):
    assert besides_leaving(words) is None


@pytest.mark.parametrize(("words", "rest"), [
    ("不等了，我要投诉", "我要投诉"), ("算了不等了。帮我查一下退款", "帮我查一下退款"), ("I'll stop waiting, check my refund", "check my refund"),
    ("不等了\n你们太慢", "你们太慢")])
def test_what_else_is_said_is_left_for_the_bot(words: str, rest: str):
    assert besides_leaving(words) == rest


def test_a_very_long_text_is_read_in_time():
    for words in ("不", "我", "no ", "不等了我", "再", "ok i will "):
        assert besides_leaving(words * (2000 // len(words)) + "x") is None
