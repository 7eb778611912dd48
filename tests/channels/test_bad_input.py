"""Wrong input gets a clear answer and leaves nothing behind; never a 5xx."""
import socket
import time

import httpx
import jwt
import pytest

from tests.channels.running import Customer, Server

NOT_ACCEPTED = [
    ({"text": ""}, 422, "empty_message"),
    ({"text": " \t\n "}, 422, "empty_message"),
    ({"text": "\u0000\u0007\u200b\u202e"}, 422, "empty_message"),
    ({"text": "////"}, 422, "empty_message"),
    ({"text": "长" * 10_000}, 422, "message_too_long"),
    ({"text": 5}, 422, "invalid_field"),
    ({"text": None}, 422, "invalid_field"),
    ({"text": "a", "choice_id": "b"}, 422, "invalid_field"),
    ({"choice_id": "nobodys-choice"}, 404, "unknown_choice"),
    ({"text": "a", "client_message_id": "x" * 65}, 422, "invalid_field"),
    ({"text": "a", "client_message_id": "a b"}, 422, "invalid_field"),
]


@pytest.mark.parametrize(("body", "status", "code"), NOT_ACCEPTED)
def test_what_cannot_be_accepted_says_why_and_stores_nothing(server: Server, body, status, code):
    customer = Customer(server)
    refused = customer.post(**body)
    assert (refused.status_code, refused.json()["error"]["code"]) == (status, code)
    assert customer.messages() == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"text": "a"}', b"[" * 60_000])
def test_a_body_that_is_no_message_is_refused(server: Server, body: bytes):
    customer = Customer(server)
    refused = customer.http.post("/webhooks/web/messages", content=body)
    assert refused.status_code in {400, 422} and refused.json()["error"]["message"]


@pytest.mark.parametrize("length", ["-5", "abc", "1e3"])
def test_an_odd_content_length_is_refused_and_the_server_lives_on(server: Server, length: str):
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as raw:
        raw.sendall(f"POST /webhooks/web/sessions HTTP/1.1\r\nhost: x\r\ncontent-length: {length}\r\n\r\n{{}}".encode())
        assert b" 400 " in raw.recv(200)
    assert httpx.get(f"{server.url}/webhooks/web/health", timeout=10).status_code == 200


@pytest.mark.parametrize("head", ["Transfer-Encoding: gzip", "Transfer-Encoding: Chunked", "Content-Length: " + "9" * 5000, "Content-Length: 2\r\nContent-Length: 5",
                                  "Content-Length: 2\r\nTransfer-Encoding: chunked"])
def test_a_head_that_cannot_be_read_is_refused_as_the_clients_fault(server: Server, head: str):
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as raw:
        raw.sendall(f"POST /webhooks/web/sessions HTTP/1.1\r\nhost: x\r\n{head}\r\n\r\n{{}}".encode())
        assert b" 400 " in raw.recv(200)
    assert httpx.get(f"{server.url}/webhooks/web/health", timeout=10).status_code == 200


@pytest.mark.parametrize("path", ["/help/", "/widget/", "/demo/", "/widget/nothing.js"])
def test_a_folder_is_no_page(server: Server, path: str):
    assert httpx.get(f"{server.url}{path}").status_code == 404


def test_a_bearer_token_of_odd_bytes_is_no_token(server: Server):
    answer = httpx.get(f"{server.url}/webhooks/web/messages", headers=[(b"authorization", b"Bearer \xff\xfe")])
    assert answer.status_code == 401


def test_a_body_beyond_the_limit_is_refused(server: Server):
    customer = Customer(server)
    assert customer.http.post("/webhooks/web/messages", content=b"x" * 70_000).status_code == 413


@pytest.mark.parametrize("text", ["/restart", "／restart", "\u200b/restart", '/file_complaint{"complaint_amount":"1"}', "/affirm@1.0"])
def test_a_typed_command_is_plain_text(server: Server, text: str):
    customer = Customer(server)
    customer.say("我要投诉")
    customer.press("客服服务")
    customer.say(text)
    assert customer.http.get("/webhooks/web/complaints").json() == {"complaints": []}
    stored = [m["text"] for m in customer.messages() if m["author"] == "customer"][-1]
    assert not stored.startswith(("/", "／"))


@pytest.mark.parametrize("text", ["😀😀😀", "<script>alert(1)</script>", "\u202e付款失败\u202c", "a" * 2000, "NaN", "';DROP TABLE messages;--", "\ud83d"])
def test_odd_text_still_gets_an_answer(server: Server, text: str):
    customer = Customer(server)
    response = customer.http.post("/webhooks/web/messages", content=b'{"client_message_id": "1", "text": %s}' % _json(text))
    assert response.status_code in {202, 422}
    if response.status_code == 202:
        assert customer.wait_for("")["author"] == "bot"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nonsense", "Basic abc", "Bearer " + "x" * 4000])
def test_without_a_valid_token_nothing_opens(server: Server, header: str):
    for method, path in (("GET", "messages"), ("POST", "messages"), ("GET", "events"), ("GET", "complaints")):
        answer = httpx.request(method, f"{server.url}/webhooks/web/{path}", headers={"authorization": header}, timeout=10)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "unauthorised")


def _token(**changes: object) -> str:
    claims = {"sub": "demo-chen", "aud": "wallet-support", "exp": int(time.time()) + 300, **changes}
    return jwt.encode({k: v for k, v in claims.items() if v is not None}, "not-the-key" * 4, algorithm="HS256")


@pytest.mark.parametrize("token", [_token(), _token(exp=1), _token(aud="other"), "a.b.c", "x",
                                   jwt.encode({"sub": "demo-chen", "aud": "wallet-support", "exp": int(time.time()) + 300}, "", algorithm="none")])
def test_a_forged_wallet_token_opens_no_session(server: Server, token: str):
    answer = httpx.post(f"{server.url}/webhooks/web/sessions", json={"wallet_token": token}, headers={"accept-language": "en"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "wallet_token")
    assert "sign in" in answer.json()["error"]["message"]


def test_another_conversations_choice_means_nothing(server: Server):
    owner, thief = Customer(server), Customer(server)
    owner.say("我要投诉")
    assert thief.post(choice_id=owner.choices[0]["id"]).json()["error"]["code"] == "unknown_choice"


def test_another_customers_transaction_and_complaint_are_as_unknown_as_none(server: Server):
    owner, thief = Customer(server, "demo-zhao"), Customer(server, "demo-new")
    owner.say("充值扣了钱没到账")
    owner.press("投诉")
    number = _file(owner)
    foreign = thief.http.get(f"/webhooks/web/complaints/{number}")
    absent = thief.http.get("/webhooks/web/complaints/C20260101AAAAAA")
    assert (foreign.status_code, foreign.json()) == (absent.status_code, absent.json())
    assert "没有找到" in thief.say(number)
    transaction = owner.http.get(f"/webhooks/web/complaints/{number}").json()
    assert transaction["number"] == number


def test_the_same_message_twice_is_stored_once_and_answered_alike(server: Server):
    customer = Customer(server)
    first = customer.post(text="你好", client_message_id="same")
    second = customer.post(text="你好", client_message_id="same")
    assert (first.status_code, second.status_code) == (202, 200)
    assert first.json() == second.json()
    customer.wait_for("")
    assert [m["author"] for m in customer.messages()] == ["customer", "bot"]


def test_the_same_confirmation_twice_files_one_complaint(server: Server):
    customer = Customer(server)
    customer.say("我要投诉")
    customer.press("客服服务")
    customer.say("等了很久都没有人回答我的问题")
    customer.press("道歉")
    customer.say("13812345678")
    confirm = next(choice for choice in customer.choices if "确认" in choice["title"])
    customer.post(choice_id=confirm["id"])
    customer.post(choice_id=confirm["id"])
    customer.wait_for("编号")
    time.sleep(1)
    assert len(customer.http.get("/webhooks/web/complaints").json()["complaints"]) == 1


def test_a_password_is_neither_stored_nor_logged_and_the_bot_says_so(server: Server):
    customer = Customer(server)
    assert "不要把密码" in customer.say("我的密码是hunter2xyz 帮我看看为什么登录不了")
    assert "hunter2xyz" not in str(customer.messages()) and "hunter2xyz" not in server.log


@pytest.mark.parametrize("query", ["after=-1", "after=abc", "after=99999999999999", "limit=0x1", "limit=100000"])
def test_odd_paging_is_refused(server: Server, query: str):
    assert Customer(server).http.get(f"/webhooks/web/messages?{query}").status_code == 422


def test_unknown_paths_and_methods_answer_in_the_apis_form(server: Server):
    assert httpx.get(f"{server.url}/webhooks/web/nothing").json()["error"]["code"] == "not_found"
    assert httpx.delete(f"{server.url}/webhooks/web/messages").json()["error"]["code"] == "method_not_allowed"
    assert httpx.get(f"{server.url}/widget/../../.env.example").status_code == 404


def _file(customer: Customer) -> str:
    customer.say("银行卡已经扣款了 钱包余额一直没有变化 已经等了半天")
    customer.press("退款")
    customer.press("确认提交")
    return customer.http.get("/webhooks/web/complaints").json()["complaints"][0]["number"]


def _json(text: str) -> bytes:
    import json
    return json.dumps(text).encode()
