"""E-mails as a real server takes them."""
import socket
import ssl
import threading
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Iterator, Tuple

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.language import Language
from bot.notices import email as sender
from bot.notices import sending
from bot.notices.sending import Undelivered
from tests.notices.receivers import MailServer, mail_server
from tests.notices.sent import job
from tests.services import free_port

HERS = "chen@example.com"


def sent(mail: MailServer, **how: Any) -> EmailMessage:
    sender.send(job(**how), HERS)
    return mail.messages[-1]


def undelivered(address: str = HERS) -> Undelivered:
    with pytest.raises(Undelivered) as raised:
        sender.send(job(), address)
    return raised.value


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return body.get_content().replace("\r\n", "\n")


def test_an_email_is_text_and_html_with_the_same_words(mail: MailServer):
    message = sent(mail, kind="complaint_reply", words="钱在路上了，\n明天到。")
    assert message.get_content_type() == "multipart/alternative"
    assert "钱在路上了，\n明天到。" in part(message, "plain") and "钱在路上了，<br>明天到。" in part(message, "html")
    assert (message["From"], message["To"]) == ("U钱包 <no-reply@wallet.example>", HERS)
    assert mail.recipients == [[HERS]]


def test_the_subject_names_the_number_and_nothing_private(mail: MailServer):
    assert sent(mail, kind="complaint_decided_rejected", words="涉嫌赌博", more="", days=30)["Subject"] == "您的投诉 C20261103AB12CD 有新进展"
    assert sent(mail, kind="complaint_reply", language=Language.EN, words="x")["Subject"] == "News on your complaint C20261103AB12CD"
    assert sent(mail, kind="something", subject=None)["Subject"] == "U钱包客服有消息告诉您"


def test_machines_that_answer_machines_keep_still(mail: MailServer):
    message = sent(mail)
    assert (message["Auto-Submitted"], message["X-Auto-Response-Suppress"]) == ("auto-generated", "All")


def test_the_same_notice_is_the_same_message_at_every_attempt(mail: MailServer):
    first, second = sent(mail), sent(mail)
    assert first["Message-ID"] == second["Message-ID"] == "<" + "a" * 32 + "@wallet.example>"
    assert first.as_bytes() == second.as_bytes()


def test_an_email_fetches_nothing_and_runs_nothing(mail: MailServer):
    html = part(sent(mail), "html")
    assert not any(word in html for word in ("<img", "<script", "url(", "<link", "@import", "http"))
    assert "prefers-color-scheme: dark" in html


def test_words_of_a_colleague_are_text_and_never_markup(mail: MailServer):
    html = part(sent(mail, words='<script>alert(1)</script> <a href="https://evil.example">x</a> {number} {0.__class__} {{ 7*7 }}'), "html")
    assert "<script>" not in html and "<a href" not in html and "&lt;script&gt;" in html
    assert "{number} {0.__class__} {{ 7*7 }}" in html


def test_what_a_colleague_wrote_stays_one_quote_with_its_blank_lines(mail: MailServer):
    html = part(sent(mail, words="第一段\n\n第二段"), "html")
    assert html.count("<blockquote") == 1 and "第一段<br><br>第二段" in html


def test_an_empty_paragraph_is_left_out(mail: MailServer):
    without = part(sent(mail, kind="complaint_decided_upheld", words="好", more="", days=30), "plain")
    with_more = part(sent(mail, kind="complaint_decided_upheld", words="好", more="\n\n补偿 ¥5.00", days=30), "plain")
    assert "\n\n\n" not in without and "补偿 ¥5.00" in with_more


def test_every_email_says_how_to_answer_and_how_to_change_the_way(mail: MailServer):
    for language, words in ((Language.ZH, ["收不到回复", "从不在邮件里索要密码", "通知方式"]), (Language.EN, ["reach nobody", "never ask for passwords", "notifications"])):
        message = sent(mail, language=language)
        assert all(word in part(message, kind) for word in words for kind in ("plain", "html"))
        assert f'lang="{language.tag}"' in part(message, "html") and message["Content-Language"] == language.tag


@pytest.mark.parametrize("language, link", [(Language.ZH, "https://support.example/#support"), (Language.EN, "https://support.example/en/#support")])
def test_a_button_leads_into_the_chat_where_it_has_an_address(mail: MailServer, configure: Any, language: Language, link: str):
    configure(PUBLIC_URL="https://support.example")
    message = sent(mail, language=language)
    assert f'href="{link}"' in part(message, "html") and link in part(message, "plain")


@pytest.mark.parametrize("address", ["a@b.example\r\nBcc: all@example.com", "a@b.example\n", "x, y@b.example", "<a@b.example>", "a b@c.example", "ä@b.example", "@b.example", "a@b", ""])
def test_no_address_can_add_a_header_or_a_recipient(mail: MailServer, address: str):
    assert (undelivered(address).code, undelivered(address).for_good) == ("bad_address", True)
    assert mail.messages == []


def test_no_value_can_add_a_header(mail: MailServer):
    with pytest.raises(ValueError):
        sender.send(job(subject="C1\r\nBcc: all@example.com"), HERS)
    assert mail.messages == []


@pytest.mark.parametrize("line, for_good", [("550 no such user", True), ("450 try later", False)])
def test_a_refused_address_is_given_up_and_a_busy_one_is_not(mail: MailServer, line: str, for_good: bool):
    mail.refused[HERS] = line
    error = undelivered()
    assert (error.code, error.for_good) == (f"smtp_{line[:3]}", for_good)


@pytest.mark.parametrize("line, for_good", [("554 spam", True), ("451 out of space", False)])
def test_a_refused_message_is_given_up_and_a_delayed_one_is_not(mail: MailServer, line: str, for_good: bool):
    mail.answers = [line]
    error = undelivered()
    assert (error.code, error.for_good) == (f"smtp_{line[:3]}", for_good)


def test_a_server_that_is_not_there_is_tried_again(mail: MailServer, configure: Any):
    configure(SMTP_URL=f"smtp+plain://127.0.0.1:{free_port()}")
    error = undelivered()
    assert (error.code, error.for_good) == ("smtp_ConnectionRefusedError", False)


def test_a_server_that_says_nothing_is_left(mail: MailServer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sending, "STEP_SECONDS", 0.3)
    mail.hold = "before"
    assert undelivered().code.startswith("smtp_")
    assert mail.held.is_set() and mail.messages == []


def test_a_server_that_drips_its_greeting_is_cut_off(configure: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sending, "WHOLE_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        configure(SMTP_URL=f"smtp+plain://127.0.0.1:{listening.getsockname()[1]}", SMTP_FROM="no-reply@wallet.example")
        threading.Thread(target=_drip, args=(listening,), daemon=True).start()
        assert undelivered().code.startswith("smtp_")


def _drip(listening: socket.socket) -> None:
    connection, _ = listening.accept()
    stopped = threading.Event()
    try:
        while not stopped.wait(0.05):
            connection.send(b"2")
    except OSError:
        return


@pytest.fixture()
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tuple[str, str]]:
    """A certificate of this machine that this process trusts, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")])
    now = datetime.now(timezone.utc)
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
            .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False).sign(key, hashes.SHA256()))
    files = tmp_path / "mail.pem", tmp_path / "mail.key"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    monkeypatch.setenv("SSL_CERT_FILE", str(files[0]))
    yield str(files[0]), str(files[1])


def tls(certificate: Tuple[str, str]) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    return context


class _Accounts:
    def __init__(self) -> None:
        self.seen: list = []

    def __call__(self, server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        self.seen.append((given.login, given.password))
        return AuthResult(success=given.password == b"p@ss/word", handled=False)


def test_a_password_goes_over_starttls_only(certificate: Tuple[str, str], configure: Any):
    accounts = _Accounts()
    with mail_server(scheme="smtp", tls_context=tls(certificate), authenticator=accounts, require_starttls=True, auth_required=True) as mail:
        configure(SMTP_URL=mail.url.replace("127", "me%40wallet.example:p%40ss%2Fword@127", 1), SMTP_FROM="no-reply@wallet.example")
        assert sent(mail)["To"] == HERS and accounts.seen == [(b"me@wallet.example", b"p@ss/word")]
        configure(SMTP_URL=mail.url.replace("127", "me:wrong@127", 1))
        error = undelivered()
        assert (error.code, error.for_good) == ("smtp_535", False)  # a password can be put right meanwhile


def test_tls_from_the_first_byte(certificate: Tuple[str, str], configure: Any):
    with mail_server(scheme="smtps", ssl_context=tls(certificate)) as mail:
        configure(SMTP_URL=mail.url, SMTP_FROM="no-reply@wallet.example")
        assert sent(mail)["To"] == HERS


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_server_that_cannot_prove_who_it_is_gets_nothing(certificate: Tuple[str, str], configure: Any, monkeypatch: pytest.MonkeyPatch, scheme: str):
    options = {"ssl_context": tls(certificate)} if scheme == "smtps" else {"tls_context": tls(certificate)}
    with mail_server(scheme=scheme, **options) as mail:
        monkeypatch.delenv("SSL_CERT_FILE")
        configure(SMTP_URL=mail.url, SMTP_FROM="no-reply@wallet.example")
        assert undelivered().code == "smtp_SSLCertVerificationError" and mail.messages == []


def test_where_starttls_is_not_offered_nothing_goes_in_the_clear(mail: MailServer, configure: Any):
    configure(SMTP_URL=mail.url.replace("smtp+plain", "smtp"))
    assert undelivered().code == "smtp_no_tls_or_login" and mail.messages == []


def test_a_demonstration_without_a_server_writes_files(configure: Any, tmp_path: Path):
    configure(NOTICE_OUTBOX=str(tmp_path / "outbox"))
    sender.send(job(), HERS)
    sender.send(job(), HERS)
    assert [path.name for path in (tmp_path / "outbox").iterdir()] == ["a" * 32 + ".eml"]
    assert b"Subject:" in (tmp_path / "outbox" / ("a" * 32 + ".eml")).read_bytes()
