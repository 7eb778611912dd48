"""Settings are typed, have defaults, and what is wrong is one line that names the variable."""
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.errors import SettingError
from bot.settings import Settings, load, role_pairs, settings


def test_the_defaults_are_the_promises_made_to_customers(monkeypatch: pytest.MonkeyPatch):
    for name in ("DATABASE_URL", "DEMO_MODE"):
        monkeypatch.delenv(name)
    found = load(env_file=None)
    assert (found.first_reply_hours, found.final_reply_days, found.reopen_days, found.lookup_tries_per_hour) == (48, 15, 30, 5)
    assert (found.final_reply_working_days, found.extension_days, found.external_route, found.audit_key) == (0, 30, "", "")
    assert (found.chat_port, found.desk_port, found.time_zone, found.demo_mode) == (5005, 5006, "Asia/Shanghai", False)
    assert found.database_url.startswith("sqlite:///") and found.host == "127.0.0.1"


@pytest.mark.parametrize("variable, value", [
    ("CHAT_PORT", "http"), ("CHAT_PORT", "0"), ("DESK_PORT", "65536"), ("DEMO_MODE", "perhaps"), ("LOG_LEVEL", "loud"), ("TIME_ZONE", "Mars/Olympus"),
    ("TIME_ZONE", "../etc/passwd"), ("TIME_ZONE", ""), ("FIRST_REPLY_HOURS", "0"), ("FINAL_REPLY_DAYS", "two weeks"), ("REOPEN_DAYS", "-1"),
    ("LOOKUP_TRIES_PER_HOUR", "0"), ("LARGEST_AMOUNT", "0"), ("SESSION_HOURS", "0"), ("MESSAGE_CHARACTERS", "99"), ("OLDEST_COMPLAINT_DAYS", "0"),
    ("TRUSTED_PROXIES", "-1"), ("TRUSTED_PROXIES", "all"), ("STREAMS_PER_CONVERSATION", "0"), ("LIMIT_REQUESTS_PER_ADDRESS", "many"),
    ("LIMIT_SESSIONS_PER_ADDRESS", "0/minute"), ("LIMIT_SESSIONS_PER_CUSTOMER", "5 minutes"), ("LIMIT_REQUESTS_PER_CONVERSATION", "30"),
    ("LIMIT_MESSAGES_PER_CONVERSATION", "30/minute;"), ("LIMIT_MESSAGES_PER_CUSTOMER", "5/fortnight"), ("LIMIT_URGENT_PER_CONVERSATION", ""), ("LIMIT_ATTACHMENTS_PER_CONVERSATION", "-5/minute"),
    ("REDIS_URL", "memory://"), ("REDIS_URL", "redis://host:port"), ("LIMITS_URL", "redis://"), ("LIMITS_URL", "redis://host:port"), ("LIMITS_URL", "http://localhost"), ("LIMITS_URL", ""),
    ("SESSION_MINUTES", "0"), ("WALLET_TOKEN_KEY", "short"), ("WALLET_TOKEN_KEY", "-----BEGIN PUBLIC KEY-----\nMIIB" + "x" * 40),
    ("WALLET_TOKEN_JWKS", "http://wallet.example/jwks.json"), ("WALLET_TOKEN_JWKS", "ftp://wallet.example/jwks.json"), ("WALLET_TOKEN_JWKS", "https://"),
    ("PUBLIC_URL", "support.example"), ("PUBLIC_URL", "http://support.example"),
    ("ATTACHMENTS", ""), ("ATTACHMENTS", "gs://bucket"), ("ATTACHMENTS", "s3://"), ("S3_ENDPOINT_URL", "minio:9000"), ("ATTACHMENT_DAY_MEGABYTES", "9"),
    ("PUBLIC_URL", "help.example.com"), ("PUBLIC_URL", "https://help.example.com/"), ("PUBLIC_URL", "javascript:alert(1)"),
    ("FINAL_REPLY_WORKING_DAYS", "-1"), ("EXTENSION_DAYS", "0"), ("WEBHOOK_PRIVATE_NETWORKS", "intranet"), ("WEBHOOK_PRIVATE_NETWORKS", "10.0.0.1/8"), ("WEBHOOK_SECONDS", "31"), ("WEBHOOK_GIVE_UP_HOURS", "0"), ("LARGE_AMOUNT", "0"), ("AUDIT_KEY", "too short"), ("LINK_KEY", "too short"), ("FOLLOW_UP_SHARE", "101"), ("FOLLOW_UP_DAYS", "-1"),
    ("DESK_KEY", "too short"), ("DESK_URL", "desk.example"), ("DESK_URL", "https://desk.example/"), ("DESK_IDLE_MINUTES", "0"), ("DESK_SESSION_HOURS", "0"), ("DESK_SIGN_IN_TRIES", "0"),
    ("DESK_LOCK_MINUTES", "0"), ("OIDC_ISSUER", "http://id.example"), ("OIDC_ROLES", "leads=root"), ("OIDC_ROLES", "leads"), ("OIDC_ROLES", "=agent"), ("OIDC_DEFAULT_ROLE", "root"),
    ("SMTP_URL", "mail.example"), ("SMTP_URL", "http://mail.example"), ("SMTP_URL", "smtp://"), ("SMTP_URL", "smtp://me@mail.example"), ("SMTP_URL", "smtp://mail.example:x"),
    ("SMTP_URL", "smtp+plain://me:secret@mail.example"), ("SMTP_URL", "smtp://mail.example/path"), ("SMTP_FROM", "nobody"), ("SMTP_FROM", "a@b.example, c@d.example"),
    ("SMTP_FROM", "X\nBcc: c@d.example <a@b.example>"), ("SMS_URL", "http://sms.example/"), ("SMS_URL", "ftp://sms.example"), ("PUSH_URL", "push.example"), ("NOTICE_KEY", "short"),
    ("NOTICE_GIVE_UP_HOURS", "0"), ("NOTICE_QUIET_HOURS", "22"), ("NOTICE_QUIET_HOURS", "8-8"), ("NOTICE_QUIET_HOURS", "22-24"), ("NOTICE_QUIET_HOURS", "x-y"),
    ("OPENING_HOURS", "always"), ("OPENING_HOURS", ""), ("HOLIDAY_CALENDAR", "XX"), ("HOLIDAY_CALENDAR", "China"), ("CALLBACK_HOURS", "0"),
    ("AGENT_SILENCE_SECONDS", "9"), ("METRICS_PORT", "65536"), ("METRICS_PORT", "metrics"), ("DRAIN_SECONDS", "-1"), ("LOG_FORMAT", "xml"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://"), ("RETENTION_MESSAGES_DAYS", "-1"), ("RETENTION_COMPLAINTS_DAYS", "a year"), ("QUEUE_PATIENCE_SECONDS", "0"),
    ("RISE_WARNING", "1"), ("RISE_EMERGENCY", "0"),
])
def test_an_odd_value_is_refused_by_the_name_of_its_variable(monkeypatch: pytest.MonkeyPatch, variable: str, value: str):
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingError) as refused:
        load(env_file=None)
    assert refused.value.values["variable"] == variable and refused.value.values["reason"]


@pytest.mark.parametrize("sites", [
    "*", "null", "https://*.example", "https://wallet.example/", "https://wallet.example/app", "http://wallet.example", "wallet.example", "//wallet.example",
    "https://user@wallet.example", "https://wallet.example:443", "http://localhost:80", "https://wallet.example:99999", "https://Wallet.example",
    "HTTPS://wallet.example", "https://wallet.example?x", "https://钱包.example", "https://a.example https://b.example", "https://a.example;script-src *",
    "https://a.example\nhttps://b.example", "https://ok.example,*", "javascript://x", "http://localhost.evil.example", "file://",
])
def test_only_exact_https_origins_are_sites(monkeypatch: pytest.MonkeyPatch, sites: str):
    monkeypatch.setenv("ALLOWED_SITES", sites)
    with pytest.raises(SettingError) as refused:
        load(env_file=None)
    assert refused.value.values["variable"] == "ALLOWED_SITES"


@pytest.mark.parametrize("given, missing", [
    ({"SMTP_URL": "smtps://mail.example"}, "SMTP_FROM"), ({"SMS_URL": "https://sms.example"}, "NOTICE_KEY"), ({"PUSH_URL": "http://localhost:9/push"}, "NOTICE_KEY")])
def test_what_belongs_to_a_way_of_telling_customers_is_asked_for(monkeypatch: pytest.MonkeyPatch, given: dict, missing: str):
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingError) as refused:
        load(env_file=None)
    assert refused.value.values["variable"] == missing and "is needed with" in refused.value.values["reason"]


@pytest.mark.parametrize("url", ["smtps://me%40x.example:p%40ss@mail.example", "smtp://mail.example:2525", "smtp+plain://10.0.0.1", "smtp+plain://[::1]:25"])
def test_any_mail_provider_can_be_named(monkeypatch: pytest.MonkeyPatch, url: str):
    monkeypatch.setenv("SMTP_URL", url)
    monkeypatch.setenv("SMTP_FROM", "U钱包 <no-reply@wallet.example>")
    assert load(env_file=None).smtp_url == url


def test_sites_are_kept_as_browsers_send_them(monkeypatch: pytest.MonkeyPatch):
    assert load(env_file=None).sites == ()
    sites = ("https://wallet.example", "https://a-b.wallet.example:8443", "http://localhost:8000", "http://127.0.0.1:3000", "http://[::1]:3000")
    monkeypatch.setenv("ALLOWED_SITES", " , ".join(sites))
    assert load(env_file=None).sites == sites


@pytest.mark.parametrize("names", [("KEY", "PUBLIC_KEY"), ("KEY", "JWKS"), ("PUBLIC_KEY", "JWKS"), ("KEY", "PUBLIC_KEY", "JWKS")])
def test_wallet_tokens_are_verified_in_one_way_only(monkeypatch: pytest.MonkeyPatch, names: tuple):
    for name in names:
        monkeypatch.setenv(f"WALLET_TOKEN_{name}", "x" * 32)
    with pytest.raises(SettingError) as refused:
        load(env_file=None)
    assert "only one of them" in refused.value.values["reason"]


@pytest.mark.parametrize("variable, value, field, read", [
    ("CHAT_PORT", "1", "chat_port", 1), ("DESK_PORT", "65535", "desk_port", 65535), ("LOG_LEVEL", "debug", "log_level", "DEBUG"),
    ("DEMO_MODE", "1", "demo_mode", True), ("DEMO_MODE", "no", "demo_mode", False), ("REOPEN_DAYS", "0", "reopen_days", 0),
    ("LIMITS_URL", "rediss://:secret@redis.internal:6380/2", "limits_url", "rediss://:secret@redis.internal:6380/2"),
    ("LIMIT_MESSAGES_PER_CUSTOMER", "5/10 seconds", "limit_messages_per_customer", "5/10 seconds"),
])
def test_a_value_is_read_as_its_type(monkeypatch: pytest.MonkeyPatch, variable: str, value: str, field: str, read: object):
    monkeypatch.setenv(variable, value)
    assert getattr(load(env_file=None), field) == read


def test_the_environment_is_stronger_than_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / ".env").write_text("CHAT_PORT=6001\nDESK_PORT=6002\nSOMETHING_ELSE=1\n")
    monkeypatch.setenv("DESK_PORT", "7002")
    found = load(env_file=str(tmp_path / ".env"))
    assert (found.chat_port, found.desk_port) == (6001, 7002)


def test_the_settings_are_read_once(monkeypatch: pytest.MonkeyPatch):
    before = settings()
    monkeypatch.setenv("CHAT_PORT", "6001")
    assert settings() is before


def test_the_zone_is_the_companys(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TIME_ZONE", "Europe/Zurich")
    assert load(env_file=None).zone.key == "Europe/Zurich"


def test_a_wrong_setting_ends_a_command_with_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture):
    monkeypatch.setenv("TIME_ZONE", "Mars/Olympus")
    assert main(["migrate"]) == 2
    assert capsys.readouterr().err == "TIME_ZONE: unknown time zone 'Mars/Olympus'\n"


def test_the_example_file_names_only_variables_that_exist():
    lines = Path(".env.example").read_text("utf-8").splitlines()
    named = {line.lstrip("# ").partition("=")[0] for line in lines if "=" in line and " " not in line.lstrip("# ").partition("=")[0]}
    assert named and {name.lower() for name in named} <= set(Settings.__fields__)


@pytest.mark.parametrize("url", ["nonsense", "mysql://root@localhost/x", ""])
def test_a_database_we_do_not_speak_is_named_at_the_start(monkeypatch: pytest.MonkeyPatch, url: str):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(SettingError) as error:
        load(env_file=None)
    assert error.value.values["variable"] == "DATABASE_URL"


def test_a_provider_needs_to_know_who_the_desk_is(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OIDC_ISSUER", "https://id.example/realm")
    with pytest.raises(SettingError) as error:
        load(env_file=None)
    assert error.value.values["variable"] == "OIDC_CLIENT_ID"


def test_groups_and_roles_are_read_in_their_order(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OIDC_ROLES", "cn=leads,ou=support=supervisor , support = agent")
    with pytest.raises(SettingError):
        load(env_file=None)  # a comma parts groups
    monkeypatch.setenv("OIDC_ROLES", "leads=1=supervisor , support = agent")
    assert role_pairs(load(env_file=None).oidc_roles) == [("leads=1", "supervisor"), ("support", "agent")]
