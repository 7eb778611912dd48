"""What SMS and push receivers get, and what their answers lead to."""
import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Any

import pytest

from bot.notices import push as push_sender
from bot.notices import sending
from bot.notices import sms as sms_sender
from bot.notices.kinds import Channel
from bot.notices.sending import Undelivered
from tests.notices.conftest import KEY
from tests.notices.receivers import Receiver
from tests.notices.sent import job
from tests.services import free_port


def send(phone: str = "+8613800138000", **how: Any) -> None:
    sms_sender.send(job(channel=Channel.SMS, **how), phone)


def undelivered(**how: Any) -> Undelivered:
    with pytest.raises(Undelivered) as raised:
        send(**how)
    return raised.value


def test_a_receiver_can_tell_that_it_was_us_and_which_message_it_is(sms: Receiver):
    send()
    got = sms.requests[0]
    at, known_by = got.headers["webhook-timestamp"], got.headers["webhook-id"]
    expected = base64.b64encode(hmac.new(KEY.encode(), f"{known_by}.{at}.".encode() + got.body, hashlib.sha256).digest()).decode()
    assert got.headers["webhook-signature"] == f"v1,{expected}"
    assert (known_by, got.json["id"], got.path) == ("a" * 32, "a" * 32, "/notices?team=1")
    assert got.headers["content-type"] == "application/json; charset=utf-8"


def test_a_short_message_says_that_there_is_news_and_never_which(sms: Receiver):
    send(kind="complaint_decided_rejected", words="您的账户涉嫌赌博", more="", days=30)
    body = sms.requests[0].body.decode()
    assert "赌博" not in body and "rejected" not in body and "decided" not in body
    assert {key: value for key, value in sms.requests[0].json.items() if key != "created_at"} == {
        "id": "a" * 32, "type": "sms", "to": "+8613800138000", "number": "C20261103AB12CD", "locale": "zh-CN",
        "text": "【U钱包】C20261103AB12CD 有新进展，请打开 U钱包 App 的客服查看。我们从不索要密码和验证码。"}


def test_the_app_gets_a_title_a_text_and_whom_it_is_for(push: Receiver):
    push_sender.send(job(channel=Channel.PUSH, kind="complaint_reply", words="在查了"), "demo-chen")
    got = push.requests[0].json
    assert (got["type"], got["customer"], got["title"]) == ("push", "demo-chen", "U钱包客服")
    assert "C20261103AB12CD" in got["text"] and "在查了" not in push.requests[0].body.decode()


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_every_2xx_is_a_yes(sms: Receiver, status: int):
    sms.answers = [status]
    send()


@pytest.mark.parametrize("status, for_good", [
    (400, True), (410, True), (413, True), (422, True), (401, False), (403, False), (404, False), (409, False), (429, False), (500, False), (503, False)])
def test_what_can_be_put_right_is_tried_again_and_what_cannot_is_not(sms: Receiver, status: int, for_good: bool):
    sms.answers = [status]
    error = undelivered()
    assert (error.code, error.for_good) == (f"status_{status}", for_good)


def test_no_redirect_is_followed(sms: Receiver):
    sms.answers = [(302, {"location": sms.url})]
    assert undelivered().code == "status_302" and len(sms.requests) == 1


@pytest.mark.parametrize("given, expected", [("120", timedelta(minutes=2)), ("999999", timedelta(hours=1)), ("soon", None), ("-5", None), ("Wed, 21 Oct 2026 07:28:00 GMT", None)])
def test_a_receivers_wish_to_wait_is_heard_for_an_hour_at_most(sms: Receiver, given: str, expected: Any):
    sms.answers = [(503, {"retry-after": given})]
    assert undelivered().after == expected


def test_of_two_answers_to_one_request_the_first_counts(sms: Receiver):
    sms.answers = ["twice"]
    send()
    assert len(sms.requests) == 1


def test_a_receiver_that_says_nothing_is_left(sms: Receiver, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sending, "STEP_SECONDS", 0.2)
    sms.answers = ["hang"]
    assert undelivered().code == "http_TimeoutError"


def test_a_receiver_that_drips_is_cut_off(sms: Receiver, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sending, "WHOLE_SECONDS", 0.5)
    sms.answers = ["drip"]  # each byte comes in time: only the whole takes too long
    error = undelivered()
    assert error.code.startswith("http_") and not error.for_good


def test_a_receiver_that_hangs_up_has_not_taken_it(sms: Receiver):
    sms.answers = ["close"]
    assert undelivered().code == "http_RemoteDisconnected"


def test_a_receiver_that_is_not_there_is_tried_again(sms: Receiver, configure: Any):
    configure(SMS_URL=f"http://127.0.0.1:{free_port()}/")
    error = undelivered()
    assert (error.code, error.for_good) == ("http_ConnectionRefusedError", False)
