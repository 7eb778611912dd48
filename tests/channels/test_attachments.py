"""Pictures and PDFs over HTTP: what is taken, what is refused and in which words, who may read them, and what the bot does with them."""
import signal
import socket
import time
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from typing import Any, Dict, List

import httpx
import pytest
from PIL import Image

from tests.attachments.files import SECRET, bomb, label, noise, pdf, photo, picture
from tests.channels.running import Customer, Server

URL = "/webhooks/web/attachments"
MEGABYTE = 2**20


def upload(customer: Customer, content: bytes, name: str = "小票.jpg", declared: str = "image/jpeg") -> httpx.Response:
    return customer.http.post(URL, files={"file": (name, content, declared)})


def kept(customer: Customer, content: bytes = b"", name: str = "小票.jpg", declared: str = "image/jpeg") -> Dict[str, Any]:
    answer = upload(customer, content or photo(), name, declared)
    assert answer.status_code == 201, answer.text
    return answer.json()


def send(customer: Customer, *attachments: Dict[str, Any], text: str = "") -> str:
    body: Dict[str, Any] = {"attachments": [each["id"] for each in attachments], **({"text": text} if text else {})}
    return customer._answer(customer.post(**body))


def code(answer: httpx.Response) -> tuple:
    return answer.status_code, answer.json()["error"]["code"]


def test_a_photo_is_rebuilt_sent_listed_and_downloaded_without_the_place_it_was_taken(server: Server):
    customer = Customer(server)
    given = photo(orientation=6)
    assert SECRET in given
    attachment = kept(customer, given)
    assert {**attachment, "id": "", "size": 0} == {"id": "", "name": "小票.jpg", "media_type": "image/jpeg", "size": 0, "width": 40, "height": 60}
    send(customer, attachment, text="付款失败了")
    [message] = [m for m in customer.messages() if m["author"] == "customer"]
    assert message["attachments"] == [attachment] and message["text"] == "付款失败了"
    assert all(m["attachments"] == [] for m in customer.messages() if m["author"] == "bot")
    got = customer.http.get(f"{URL}/{attachment['id']}")
    assert SECRET not in got.content and not Image.open(BytesIO(got.content)).getexif() and len(got.content) == attachment["size"]
    assert got.headers["content-disposition"] == "attachment; filename*=UTF-8''%E5%B0%8F%E7%A5%A8.jpg"
    assert (got.headers["content-type"], got.headers["x-content-type-options"]) == ("image/jpeg", "nosniff")
    assert (got.headers["content-security-policy"], got.headers["cache-control"]) == ("default-src 'none'; sandbox", "private, no-store")


def test_the_stream_tells_of_attachments_too(server: Server):
    customer = Customer(server)
    attachment = kept(customer, pdf(dangerous=True), "账单.pdf", "application/pdf")
    send(customer, attachment)
    with customer.http.stream("GET", "/webhooks/web/events") as stream:
        line = next(line for line in stream.iter_lines() if line.startswith("data:") and "sequence" in line)
    assert attachment["id"] in line and '"width": null' in line
    got = customer.http.get(f"{URL}/{attachment['id']}").content
    assert got.startswith(b"%PDF") and b"evil" not in got


@pytest.mark.parametrize("locale, words", [("zh-CN", "HEIC 照片请截屏"), ("en", "send a JPG, PNG")])
@pytest.mark.parametrize("content", [b"<html><script>alert(1)</script></html>", b"PK\x03\x04" + b"\0" * 60, b"MZ" + b"\0" * 99,
                                     b"<svg xmlns='http://www.w3.org/2000/svg'/>", pdf()], ids=["html", "zip", "exe", "svg", "pdf"])
def test_a_file_that_lies_about_its_type_is_refused_in_clear_words(server: Server, content: bytes, locale: str, words: str):
    answer = upload(Customer(server, locale=locale), content)
    assert code(answer) == (422, "attachment_type") and words in answer.json()["error"]["message"]


@pytest.mark.parametrize("content, name, declared, expected", [
    (picture(size=(600, 400))[:-900], "a.jpg", "image/jpeg", "attachment_broken"), (bomb(), "a.png", "image/png", "attachment_pixels"),
    (pdf(password="1"), "a.pdf", "application/pdf", "attachment_locked"), (pdf()[:100], "a.pdf", "application/pdf", "attachment_broken"),
    (b"", "a.jpg", "image/jpeg", "attachment_type")], ids=label)
def test_what_cannot_be_opened_says_why(server: Server, content: bytes, name: str, declared: str, expected: str):
    assert code(upload(Customer(server), content, name, declared)) == (422, expected)


def test_a_picture_of_almost_ten_megabytes_is_taken(server: Server):
    large = noise(1860)
    assert 9.89 * MEGABYTE < len(large) < 9.99 * MEGABYTE
    assert kept(Customer(server), large, "a.png", "image/png")["width"] == 1860


@pytest.mark.parametrize("size", [10.1, 40])
def test_a_larger_file_is_refused_in_words_the_client_can_read(server: Server, size: float):
    customer = Customer(server)
    answer = upload(customer, photo() + b"\0" * int(size * MEGABYTE))
    assert code(answer) == (413, "attachment_too_large") and "10 MB" in answer.json()["error"]["message"]
    assert customer.messages() == []  # and the next request is answered


def test_a_file_sent_in_chunks_is_held_to_the_same_size(server: Server):
    customer = Customer(server)
    head = b'--BOUNDARY\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'

    def post(content: bytes) -> httpx.Response:
        body = head + content + b"\r\n--BOUNDARY--\r\n"
        return customer.http.post(URL, content=(body[at:at + 50_000] for at in range(0, len(body), 50_000)),
                                  headers={"content-type": "multipart/form-data; boundary=BOUNDARY"})

    assert post(photo()).status_code == 201
    assert code(post(photo() + b"\0" * 11 * MEGABYTE)) == (413, "attachment_too_large")


def test_elsewhere_a_body_stays_small(server: Server):
    answer = Customer(server).http.post("/webhooks/web/messages", content=b'{"client_message_id": "1", "text": "' + b"x" * 65 * 1024 + b'"}')
    assert code(answer) == (413, "payload_too_large")


def test_without_a_token_the_answer_is_read_though_the_file_is_still_coming(server: Server):
    stranger = httpx.Client(base_url=server.url, timeout=30)
    assert code(stranger.post(URL, files={"file": ("a.jpg", b"\0" * 9 * MEGABYTE)})) == (401, "unauthorised")


def _part(name: str, *, content: bytes = b"x") -> bytes:
    return b'--BOUNDARY\r\ncontent-disposition: form-data; ' + name.encode() + b'\r\n\r\n' + content + b"\r\n"


@pytest.mark.parametrize("body", [
    b"", b"--BOUNDARY--\r\n", b"rubbish", _part('name="file"; filename="a.jpg"') * 10_000 + b"--BOUNDARY--\r\n", _part('filename="a.jpg"') + b"--BOUNDARY--\r\n",
    _part('name="file"') + b"--BOUNDARY--\r\n", _part('name="other"; filename="a.jpg"') + b"--BOUNDARY--\r\n", b"--BOUNDARY\r\nno colon\r\n\r\nx\r\n--BOUNDARY--\r\n",
    b"--BOUNDARY\r\n" + b"a: b\r\n" * 100_000 + b"\r\nx\r\n--BOUNDARY--\r\n", b"--BOUNDARY\r\ncontent-disposition: \xff\xfe\r\n\r\nx\r\n--BOUNDARY--\r\n",
    _part('name="file"; filename="a.jpg"', content=photo()), b"x\r\n\r\n" + _part('name="file"; filename="a.jpg"') + b"--BOUNDARY--\r\n",
    _part('name="file"; filename=""') + b"--BOUNDARY--\r\n",
], ids=label)
def test_a_form_that_is_not_one_file_is_refused(server: Server, body: bytes):
    answer = Customer(server).http.post(URL, content=body, headers={"content-type": "multipart/form-data; boundary=BOUNDARY"})
    assert code(answer) == (422, "invalid_field") and "file" in answer.json()["error"]["message"]


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=é", ""])
def test_another_kind_of_body_is_refused(server: Server, kind: str):
    answer = Customer(server).http.post(URL, content=b"{}", headers=[(b"content-type", kind.encode())])
    assert code(answer) == (422, "invalid_field")


def test_a_client_that_leaves_in_the_middle_leaves_nothing(server: Server):
    customer = Customer(server)
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as raw:
        raw.sendall(f"POST {URL} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {customer.session['token']}\r\ncontent-length: 5000000\r\n"
                    "content-type: multipart/form-data; boundary=BOUNDARY\r\n\r\n--BOUNDARY\r\n".encode())
    assert kept(customer)["id"] and customer.messages() == []


def test_another_customers_attachment_is_as_unknown_as_none(server: Server):
    owner, thief = Customer(server), Customer(server)
    attachment = kept(owner)
    foreign, absent = thief.http.get(f"{URL}/{attachment['id']}"), thief.http.get(f"{URL}/nonsense")
    assert code(foreign) == (404, "unknown_attachment") and foreign.json() == absent.json()
    assert code(thief.post(attachments=[attachment["id"]])) == (404, "unknown_attachment")
    assert httpx.get(f"{server.url}{URL}/{attachment['id']}").status_code == 401
    assert thief.messages() == [] and owner.http.get(f"{URL}/{attachment['id']}").status_code == 200


def test_five_are_taken_and_six_are_refused_in_clear_words(server: Server):
    customer = Customer(server)
    six = [kept(customer) for _ in range(6)]
    refused = customer.post(attachments=[each["id"] for each in six])
    assert code(refused) == (422, "too_many_attachments") and "5" in refused.json()["error"]["message"]
    assert customer.messages() == []
    send(customer, *six[:5])
    assert [m["attachments"] for m in customer.messages()][0] == six[:5]
    assert code(customer.post(attachments=[six[0]["id"]])) == (404, "unknown_attachment")  # sent before


@pytest.mark.parametrize("body", [{"attachments": "a"}, {"attachments": [1]}, {"attachments": None, "text": "a"}, {"attachments": []}, {"attachments": ["../a"]},
                                  {"attachments": ["a", "a"]}, {"attachments": ["a"], "choice_id": "b"}, {"attachments": ["a"] * 2000}], ids=str)
def test_an_odd_list_of_attachments_is_refused(server: Server, body: Dict[str, Any]):
    assert code(Customer(server).post(**body)) == (422, "invalid_field")


def test_the_same_message_again_has_the_same_answer(server: Server):
    customer = Customer(server)
    body = {"attachments": [kept(customer)["id"]], "client_message_id": "same", "text": " "}
    first, second = customer.post(**body), customer.post(**body)
    assert (first.status_code, second.status_code) == (202, 200) and first.json() == second.json()


def test_a_card_number_in_a_name_is_not_kept(server: Server):
    customer = Customer(server)
    assert kept(customer, name="卡号6222021234567890128.jpg")["name"] == "卡号**** 0128.jpg"
    assert "6222021234567890128" not in server.log


def test_pictures_alone_are_answered_with_what_can_be_done(server: Server):
    customer = Customer(server)
    assert "同事可以看" in send(customer, kept(customer), kept(customer))
    assert [choice["title"] for choice in customer.choices] == ["我要投诉", "转人工"]
    english = Customer(server, locale="en")
    assert "a colleague can" in send(english, kept(english))


def test_a_text_with_pictures_is_answered_as_the_text_and_the_pictures_are_mentioned(server: Server):
    customer = Customer(server, "demo-chen")
    said = send(customer, kept(customer), text="付款失败了 钱却扣了")
    assert "附件也收到了（1 个）" in said and "哪一笔" in said


def filing(customer: Customer) -> None:
    customer.say("我要投诉")
    customer.press("客服服务")


def test_pictures_sent_while_a_complaint_is_filed_go_in_with_it(server: Server):
    customer = Customer(server)
    sent: List[Dict[str, Any]] = [kept(customer) for _ in range(4)]
    send(customer, sent[0])  # just before she complains
    customer.press("我要投诉")
    customer.press("客服服务")
    said = send(customer, sent[1])
    assert "收到 1 个附件，会和投诉一起提交" in said and "经过" in said
    said = send(customer, sent[2], text="等了很久都没有人回答我的问题")
    assert "一起提交" in said and "怎么解决" in said and "附件也收到了" not in said
    customer.press("道歉")
    assert "**附件**：3 个" in customer.say("13812345678")
    assert "**附件**：4 个" in send(customer, sent[3])
    customer.press("确认提交")
    [row] = customer.http.get("/webhooks/web/complaints").json()["complaints"]
    assert customer.http.get(f"/webhooks/web/complaints/{row['number']}").json()["attachments"] == sent
    shown = server.command("complaints", "show", row["number"])
    assert all(f"attachment {each['id']}" in shown for each in sent)
    filing(customer)  # another complaint takes none of them along
    customer.say("这一次也是等了很久都没有人理我")
    customer.press("道歉")
    assert "附件" not in customer.say("13812345678")


def test_a_question_with_a_picture_in_the_form_is_answered_and_the_picture_still_counts(server: Server):
    customer = Customer(server)
    filing(customer)
    said = send(customer, kept(customer), text="转账手续费是多少？")
    assert "手续费" in said and "附件也收到了" in said and "经过" in said
    customer.say("等了很久都没有人回答我的问题")
    customer.press("道歉")
    assert "**附件**：1 个" in customer.say("13812345678")


def test_a_supplement_may_be_pictures_alone_or_with_words(server: Server):
    customer = Customer(server)
    filing(customer)
    customer.say("等了很久都没有人回答我的问题")
    customer.press("道歉")
    assert "附件" not in customer.say("13812345678")
    customer.press("确认提交")
    [row] = customer.http.get("/webhooks/web/complaints").json()["complaints"]
    sent = [kept(customer), kept(customer)]
    customer.say("我要补充材料")
    assert "附件 1 个" in send(customer, sent[0])
    customer.say("我要补充材料")
    assert "附件 1 个" in send(customer, sent[1], text="谢谢")
    whole = customer.http.get(f"/webhooks/web/complaints/{row['number']}").json()
    assert whole["attachments"] == sent
    assert [step["text"] for step in whole["timeline"] if "text" in step] == ["附件 1 个", "谢谢"]


def test_a_crash_or_a_store_that_is_away_leaves_nothing_and_the_days_bytes_are_counted(tmp_path: Path):
    server = Server(tmp_path, ATTACHMENT_DAY_MEGABYTES="10").start()
    try:
        customer, large, folder = Customer(server), noise(1300), tmp_path / "attachments"
        folder.rmdir()
        folder.write_text("no folder")  # the store is away
        for _ in range(3):
            assert code(upload(customer, large, "a.png", "image/png")) == (503, "attachment_store")
        folder.unlink()
        folder.mkdir()
        attachment = kept(customer, large, "a.png", "image/png")  # what failed does not count
        server.stop(signal.SIGKILL)
        server.start()
        assert customer.messages() == []
        send(customer, attachment)  # she may still send it
        assert [m["attachments"] for m in customer.messages() if m["author"] == "customer"] == [[attachment]]
        kept(customer, large, "a.png", "image/png")
        refused = upload(customer, large, "a.png", "image/png")
        assert code(refused) == (429, "attachment_quota") and 85_000 < int(refused.headers["retry-after"]) <= 86_400
        assert "10 MB" in refused.json()["error"]["message"]
    finally:
        server.stop()


def test_one_conversation_cannot_hold_all_the_places(server: Server):
    greedy, other = Customer(server), Customer(server)
    with ExitStack() as stalled:
        for _ in range(6):  # those beyond the third are refused at once
            line = stalled.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=10))
            line.sendall(f"POST /webhooks/web/attachments HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {greedy.session['token']}\r\n"
                         "content-type: multipart/form-data; boundary=b\r\ncontent-length: 100000\r\n\r\n--b".encode())
        time.sleep(1)  # a try of ours must not take a place before theirs
        for _ in range(10):
            if (refused := greedy.http.post(URL, files={"file": ("a.png", b"x", "image/png")})).status_code == 429:
                break
            time.sleep(0.3)
        assert refused.json()["error"]["code"] == "attachments_busy"
        assert other.http.post(URL, files={"file": ("a.png", b"x", "image/png")}).status_code == 422
