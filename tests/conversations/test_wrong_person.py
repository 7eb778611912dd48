"""Money that she sent to the wrong one has an answer of its own."""
import pytest

from bot.conversations import wrong_person


@pytest.mark.parametrize("text", [
    "转错人了", "轉錯人了怎麼辦", "手滑转错了", "把钱转给了同名的另一个王丽", "选错联系人了，把给老板的钱发给前任了", "对方把我删了，我转错的八百块怎么追回", "手机号输错了转给了别人",
    "我给儿子转生活费，手机号最后两位按反了", "我把他一个月的钱转给一个不认识的人了", "扫错码付给别的店了", "收款账号写错了钱能退吗", "转错了 能退给我吗", "号码输错一位，两千块转给陌生人了",
    "我不敢跟老公说，我把他一个月工资转给一个不认识的人了", "钱转给别人了怎么拿回来", "I made a mistake and sent money to someone else", "wrong person", "I sent money to the WRONG account", "sent it to my ex by mistake", "drunk me sent 500 to the wrong Alex", "typed one digit wrong and 800 went to a stranger",
    "I accidentally paid the previous landlord", "tapped the wrong Wang in my contacts", "can I take back money that I sent to somebody by mistake"])
def test_it_is_heard(text: str):
    assert wrong_person.is_told(text)


@pytest.mark.parametrize("text", [
    "别人转给我的钱没到", "转账备注写错没事吧，但是他真的没收到", "朋友说转错了给我，让我退回去", "公司发薪人事把手机号填错了", "转账一直处理中", "对方说没收到", "昨天转的钱今天还没到", "红包没收到", "我转给别人的钱不见了", "转账到别人银行卡没到账",
    "it still has not arrived", "my friend sent money to me but nothing is there", "my boss typed my phone wrong maybe, so the wage went to someone else?", "what is wrong with my transfer",
    "a stranger sent me money and asks me to return it"])
def test_money_that_is_on_its_way_or_somebody_elses_is_not_that(text: str):
    assert not wrong_person.is_told(text)
