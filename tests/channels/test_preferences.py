"""How a customer chooses by which ways she is told, in the chat and over the API of the real server."""
import email
from email.policy import default
from pathlib import Path
from typing import Any, Iterator

import httpx
import pytest

from tests.channels.running import Customer, Server
from tests.notices.receivers import wait_until

SMS = "https://sms.wallet.example/"


@pytest.fixture(scope="module")
def reaching(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that offers e-mail (into files) and SMS, but no app messages."""
    folder = tmp_path_factory.mktemp("reaching")
    running = Server(folder, SMS_URL=SMS, NOTICE_KEY="k" * 40, NOTICE_OUTBOX=str(folder / "outbox")).start()
    yield running
    running.stop()


def ways(customer: Customer, **query: str) -> dict:
    answer = customer.http.get("/webhooks/web/preferences", params=query)
    assert answer.status_code == 200, answer.text
    return {way["way"]: way for way in answer.json()["ways"]}


def put(customer: Customer, **body: Any) -> Any:
    return customer.http.put("/webhooks/web/preferences", json=body)


def chosen(customer: Customer, **query: str) -> set:
    return {name for name, way in ways(customer, **query).items() if way["chosen"]}


def code(answer: Any) -> tuple:
    return answer.status_code, answer.json()["error"]["code"]


def file(customer: Customer, contact: str = "") -> str:
    """File a complaint in the chat; gives its number."""
    customer.say("我要投诉客服太慢")
    for _ in range(8):
        titles = [choice["title"] for choice in customer.choices]
        if "确认提交" in titles:
            break
        customer.say(contact if "请留一个手机号或邮箱" in customer.messages()[-1]["text"] else _answer(customer))
    said = customer.press("确认提交")
    return said.split("**")[1]


def _answer(customer: Customer) -> str:
    asked = customer.messages()[-1]["text"]
    return "道歉" if "怎么解决" in asked else "客服服务" if "哪方面" in asked else "我等了三天都没有人回复我，一直让我再等等"


def test_a_customer_sees_the_ways_and_her_addresses_masked(reaching: Server):
    customer = Customer(reaching, "demo-li")
    assert ways(customer) == {"email": {"way": "email", "available": True, "chosen": False, "address": "l***@example.com"},
                              "sms": {"way": "sms", "available": True, "chosen": False, "address": "138****8000"}}
    assert customer.http.get("/webhooks/web/preferences").json()["quiet_hours"] == {"from": 22, "until": 8}


def test_what_she_chooses_stays_and_what_is_not_named_does_not_change(reaching: Server):
    customer = Customer(reaching, "demo-zhao")
    assert put(customer, ways={"email": True}).status_code == 200
    assert put(customer, ways={"sms": True}).status_code == 200 and chosen(customer) == {"email", "sms"}
    assert put(customer, ways={"email": False}).status_code == 200 and chosen(Customer(reaching, "demo-zhao")) == {"sms"}


def test_nobody_chooses_for_another(reaching: Server):
    put(Customer(reaching, "demo-liu"), ways={"email": True})
    assert chosen(Customer(reaching, "demo-sun")) == set()


def test_a_way_that_cannot_reach_her_is_refused_and_nothing_changes(reaching: Server):
    new = Customer(reaching, "demo-new")
    assert [way["available"] for way in ways(new).values()] == [False, False]
    assert code(put(new, ways={"sms": True})) == (409, "way_unavailable")
    chen = Customer(reaching, "demo-chen")
    assert code(put(chen, ways={"email": True, "push": True})) == (409, "way_unavailable") and chosen(chen) == set()
    assert put(chen, ways={"push": False}).status_code == 200


@pytest.mark.parametrize("body, field", [
    ({}, "ways"), ({"ways": {}}, "ways"), ({"ways": {"fax": True}}, "ways"), ({"ways": {"inbox": False}}, "ways"), ({"ways": {"email": "yes"}}, "ways"),
    ({"ways": {"email": 1}}, "ways"), ({"ways": ["email"]}, "ways"), ({"ways": {"email": True}, "number": 5}, "number"), ({"ways": {"email": True}, "number": "C" * 65}, "number")])
def test_an_odd_body_is_refused_by_its_field(reaching: Server, body: dict, field: str):
    answer = put(Customer(reaching, "demo-wang"), **body)
    assert code(answer) == (422, "invalid_field") and field in answer.json()["error"]["message"]


def test_an_address_in_a_request_is_never_used(reaching: Server):
    customer = Customer(reaching, "demo-wu")
    assert put(customer, ways={"email": True}, address="thief@evil.example", email="thief@evil.example").status_code == 200
    assert ways(customer)["email"]["address"] == "w***@example.com"


def test_without_a_session_nothing_is_told(reaching: Server):
    assert httpx.get(f"{reaching.url}/webhooks/web/preferences").status_code == 401
    assert httpx.put(f"{reaching.url}/webhooks/web/preferences", json={"ways": {"email": True}}).status_code == 401


def test_a_visitor_has_nothing_to_choose_before_she_complains(reaching: Server):
    visitor = Customer(reaching)
    assert code(visitor.http.get("/webhooks/web/preferences")) == (422, "invalid_field")
    for number in ("C20261103ZZZZZZ", "c1", "C20261103ZZZZZZ" * 9, "\x00"):
        assert code(visitor.http.get("/webhooks/web/preferences", params={"number": number})) == (404, "unknown_complaint")
    assert code(put(visitor, ways={"email": True}, number="C20261103ZZZZZZ")) == (404, "unknown_complaint")


def test_a_visitor_chooses_for_one_complaint_by_the_contact_she_left_with_it(reaching: Server):
    visitor = Customer(reaching)
    number = file(visitor, "lina.tester@visitor.example")
    assert {name: way["available"] for name, way in ways(visitor, number=number).items()} == {"email": True, "sms": False}
    assert "不再" not in visitor.press("发邮件通知我") and chosen(visitor, number=number) == {"email"}
    assert code(Customer(reaching).http.get("/webhooks/web/preferences", params={"number": number})) == (404, "unknown_complaint")
    assert code(put(visitor, ways={"sms": True}, number=number)) == (409, "way_unavailable")


def test_after_filing_a_button_turns_a_way_on_and_the_acknowledgement_is_mailed(reaching: Server, tmp_path_factory: pytest.TempPathFactory):
    customer = Customer(reaching, "demo-zhou")
    number = file(customer)
    assert [choice["title"] for choice in customer.choices] == ["查投诉进度", "补充信息", "发邮件通知我", "发短信通知我"]
    said = customer.press("发邮件通知我")
    assert "发邮件到 z***@example.com" in said and chosen(customer) == {"email"}
    box = Path(reaching.environment["NOTICE_OUTBOX"])
    mails = lambda: [email.message_from_bytes(path.read_bytes(), policy=default) for path in box.glob("*.eml")]  # noqa: E731
    worker = reaching.process("worker")
    try:
        wait_until(lambda: any(mail["To"] == "zhou@example.com" for mail in mails()), "the acknowledgement is in the outbox")
    finally:
        worker.kill()
        worker.wait(10)
    assert [mail["Subject"] for mail in mails() if mail["To"] == "zhou@example.com"] == [f"您的投诉 {number} 有新进展"]


@pytest.mark.parametrize("said, expected, words", [
    ("以后短信通知我", {"sms"}, "发短信到 138****8000"), ("投诉有进展发邮件给我", {"email"}, "发邮件到 s***@example.com"),
    ("text me when there is news on my complaint", {"sms"}, "by SMS to"), ("email me the result of my complaint", {"email"}, "by e-mail to s***@example.com")])
def test_said_in_her_own_words_it_is_done(reaching: Server, said: str, expected: set, words: str):
    customer = Customer(reaching, "demo-smith")
    put(customer, ways={"email": False, "sms": False})
    assert words in customer.say(said) and chosen(customer) == expected


def test_a_question_shows_the_ways_and_changes_nothing(reaching: Server):
    customer = Customer(reaching, "demo-wang")
    put(customer, ways={"email": True, "sms": False})
    said = customer.say("投诉结果会怎么通知我")
    assert "邮件：**已开** w***@example.com" in said and "短信：没开 138****8000" in said
    assert [choice["title"] for choice in customer.choices] == ["不再发邮件", "发短信通知我"]
    assert "停了" in customer.press("不再发邮件") and chosen(customer) == set()


def test_another_address_is_not_taken_from_the_chat(reaching: Server):
    customer = Customer(reaching, "demo-wang")
    put(customer, ways={"email": False})
    assert "登记的手机号和邮箱" in customer.say("投诉的通知发到我的新邮箱 other@evil.example") and chosen(customer) == set()


def test_a_way_without_an_address_is_explained(reaching: Server):
    customer = Customer(reaching, "demo-new")
    assert "还没有登记" in customer.say("以后短信通知我") and chosen(customer) == set()
    assert "还不能用App 推送" in Customer(reaching, "demo-chen").say("投诉有结果了推送给我").replace("用 App", "用App")


def test_a_visitor_without_a_complaint_is_told_how_she_can_choose(reaching: Server):
    assert "没有登录" in Customer(reaching).say("以后短信通知我")


def test_typed_like_a_button_it_is_only_words(reaching: Server):
    customer = Customer(reaching, "demo-zheng")
    customer.say('/complaint_progress/notices{"way": "email_on"}')
    assert chosen(customer) == set()
