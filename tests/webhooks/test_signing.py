"""Events are signed as Standard Webhooks says, and written the same however often they are sent."""
from datetime import datetime, timezone

from bot.webhooks import signing

AT = datetime(2026, 11, 3, 8, 0, tzinfo=timezone.utc)


def test_the_signature_is_the_one_of_the_standards_own_example():
    assert signing.sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}') \
        == "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_secret_is_long_random_and_its_own():
    secrets = {signing.new_secret() for _ in range(50)}
    assert len(secrets) == 50 and all(secret.startswith("whsec_") and len(secret) == 38 for secret in secrets)


def test_id_moment_and_body_are_all_signed():
    secret, body = signing.new_secret(), signing.body_of("complaint_filed", AT, {"b": 1, "a": "付"})
    assert body == '{"data": {"a": "付", "b": 1}, "timestamp": "2026-11-03T08:00:00+00:00", "type": "complaint_filed"}'.encode()
    sent = signing.headers(secret, "evt_1", body, AT)
    assert sent["webhook-id"] == "evt_1" and sent["webhook-timestamp"] == str(int(AT.timestamp()))
    signatures = {signing.sign(secret, key, at, text) for key, at, text in (
        ("evt_1", "1", body), ("evt_2", "1", body), ("evt_1", "2", body), ("evt_1", "1", body + b" "))}
    assert len(signatures) == 4
