"""Every environment variable, typed and read once. `.env.example` describes them."""
from functools import lru_cache
from ipaddress import ip_network
from typing import Any, Dict, List, Optional, Tuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from limits import parse_many
from pydantic import BaseSettings, Field, ValidationError, validator

from bot import mail
from bot.errors import SettingError
from bot.hours import Hours, read_week
from bot.origins import exact_origin, is_safe_address
from bot.working_time import known_calendar

IN_PROCESS = "memory://"


_ROLES = ("agent", "supervisor", "auditor", "administrator")  # bot.agents.roles.Role, which settings cannot import


class Settings(BaseSettings):
    """The settings of one process; `load` turns what is wrong into one clear line."""

    database_url: str = "sqlite:///var/support.db"
    host: str = "127.0.0.1"
    chat_port: int = Field(5005, ge=1, le=65535)
    desk_port: int = Field(5006, ge=1, le=65535)
    endpoints: str = "endpoints.yml"
    models: str = "models"
    log_level: str = "INFO"
    log_format: str = "text"
    drain_seconds: int = Field(0, ge=0, le=300)
    metrics_port: int = Field(0, ge=0, le=65535)
    metrics_host: str = "127.0.0.1"
    otel_exporter_otlp_endpoint: str = ""
    with_tensorflow: bool = False

    demo_mode: bool = False
    wallet_token_key: str = ""
    wallet_token_public_key: str = ""
    wallet_token_jwks: str = ""
    wallet_token_audience: str = "wallet-support"
    wallet_url: str = ""
    wallet_api_key: str = ""

    desk_url: str = ""
    desk_key: str = ""
    desk_idle_minutes: int = Field(60, ge=1)
    desk_session_hours: int = Field(12, ge=1)
    desk_sign_in_tries: int = Field(5, ge=1)
    desk_sign_in_tries_per_address: int = Field(50, ge=1)
    desk_lock_minutes: int = Field(15, ge=1)
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_role_claim: str = ""
    oidc_roles: str = ""
    oidc_default_role: str = ""

    public_url: str = ""
    allowed_sites: str = ""
    session_minutes: int = Field(15, ge=1)
    attachments: str = "var/attachments"
    s3_endpoint_url: str = ""
    attachment_day_megabytes: int = Field(100, ge=10)

    session_hours: int = Field(24, ge=1)
    message_characters: int = Field(2000, ge=100)
    time_zone: str = "Asia/Shanghai"

    agent_silence_seconds: int = Field(120, ge=10)
    queue_patience_seconds: int = Field(120, ge=10)
    opening_hours: str = "mon-fri 09:00-21:00, sat-sun 10:00-18:00"
    holiday_calendar: str = "CN"
    callback_hours: int = Field(4, ge=1)

    first_reply_hours: int = Field(48, ge=1)
    final_reply_days: int = Field(15, ge=1)
    final_reply_working_days: int = Field(0, ge=0)
    extension_days: int = Field(30, ge=1)
    reopen_days: int = Field(30, ge=0)
    large_amount: int = Field(5_000, ge=1)
    external_route: str = ""
    follow_up_days: int = Field(3, ge=0)
    follow_up_share: int = Field(10, ge=0, le=100)
    audit_key: str = ""
    link_key: str = ""
    rise_warning: int = Field(5, ge=2)
    rise_emergency: int = Field(20, ge=2)
    lookup_tries_per_hour: int = Field(5, ge=1)
    largest_amount: int = Field(10_000_000, ge=1)
    oldest_complaint_days: int = Field(3 * 366, ge=1)

    smtp_url: str = ""
    smtp_from: str = ""
    sms_url: str = ""
    push_url: str = ""
    notice_key: str = ""
    notice_give_up_hours: int = Field(24, ge=1, le=24 * 30)
    notice_quiet_hours: str = "22-8"
    notice_outbox: str = "var/outbox"
    webhook_private_networks: str = ""
    webhook_seconds: int = Field(10, ge=1, le=30)
    webhook_give_up_hours: int = Field(72, ge=1)
    webhook_keep_days: int = Field(30, ge=1)

    retention_messages_days: int = Field(0, ge=0)
    retention_events_days: int = Field(0, ge=0)
    retention_notices_days: int = Field(0, ge=0)
    retention_complaints_days: int = Field(0, ge=0)

    redis_url: str = ""
    limits_url: str = IN_PROCESS
    trusted_proxies: int = Field(0, ge=0, le=10)
    limit_requests_per_address: str = "1000/10second"
    limit_sessions_per_address: str = "120/minute,3000/hour"
    limit_sessions_per_customer: str = "30/minute"
    limit_requests_per_conversation: str = "600/minute"
    limit_messages_per_conversation: str = "30/minute,300/hour"
    limit_messages_per_customer: str = "60/minute,1000/day"
    limit_attachments_per_conversation: str = "20/minute"
    limit_urgent_per_conversation: str = "60/minute"
    streams_per_conversation: int = Field(10, ge=1)

    class Config:
        env_file = ".env"
        extra = "ignore"

    @validator("database_url")
    def _known_database(cls, url: str) -> str:
        if not url.startswith(("sqlite:///", "postgresql://", "postgresql+")):
            raise ValueError("sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE")
        return url

    @validator("limits_url")
    def _known_counter(cls, url: str) -> str:
        if url != IN_PROCESS and not _is_redis(url):
            raise ValueError("memory:// or redis://:PASSWORD@HOST:PORT/NUMBER (rediss:// with TLS)")
        return url

    @validator("redis_url")
    def _known_redis(cls, url: str) -> str:
        if url and not _is_redis(url):
            raise ValueError("redis://:PASSWORD@HOST:PORT/NUMBER (rediss:// with TLS), or empty")
        return url

    @validator("limit_requests_per_address", "limit_sessions_per_address", "limit_sessions_per_customer", "limit_requests_per_conversation",
               "limit_messages_per_conversation", "limit_messages_per_customer", "limit_attachments_per_conversation",
               "limit_urgent_per_conversation")
    def _readable_limit(cls, amounts: str) -> str:
        try:
            usable = all(item.amount > 0 for item in parse_many(amounts))
        except ValueError:
            usable = False
        if not usable:
            raise ValueError('amounts over time, like "30/minute,300/hour" or "5/10second"')
        return amounts

    @validator("attachments")
    def _folder_or_bucket(cls, place: str) -> str:
        scheme, separator, bucket = place.partition("://")
        if not place or (separator and (scheme != "s3" or not bucket.strip("/"))):
            raise ValueError("a folder or s3://BUCKET/PREFIX")
        return place

    @validator("s3_endpoint_url")
    def _web_address(cls, url: str) -> str:
        if url and not url.startswith(("https://", "http://")):
            raise ValueError("https://HOST, or empty for AWS")
        return url

    @validator("time_zone")
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"unknown time zone {name!r}") from error
        return name

    @validator("opening_hours")
    def _readable_week(cls, written: str) -> str:
        read_week(written)
        return written

    @validator("holiday_calendar")
    def _known_calendar(cls, name: str) -> str:
        if name and not known_calendar(name):
            raise ValueError("a country's code, as CN, or empty")
        return name

    @validator("log_level")
    def _known_level(cls, level: str) -> str:
        if level.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("one of DEBUG, INFO, WARNING, ERROR")
        return level.upper()

    @validator("otel_exporter_otlp_endpoint")
    def _collector(cls, url: str) -> str:
        if url and not (url.startswith(("http://", "https://")) and urlsplit(url).hostname):
            raise ValueError("the http address of a collector, like http://collector:4318")
        return url

    @validator("log_format")
    def _known_format(cls, form: str) -> str:
        if form not in {"text", "json"}:
            raise ValueError("text or json")
        return form

    @validator("smtp_url")
    def _known_mail_server(cls, url: str) -> str:
        if url:
            mail.smtp_server(url)
        return url

    @validator("smtp_from", always=True)
    def _one_sender(cls, given: str, values: Dict[str, Any]) -> str:
        if values.get("smtp_url") and not given:
            raise ValueError("is needed with SMTP_URL: the address that e-mails come from")
        if given:
            mail.sender(given)
        return given

    @validator("sms_url", "push_url")
    def _safe_receiver(cls, url: str) -> str:
        if url and not is_safe_address(url):
            raise ValueError("an https address (http on this machine only)")
        return url

    @validator("notice_key", always=True)
    def _key_for_receivers(cls, key: str, values: Dict[str, Any]) -> str:
        if (values.get("sms_url") or values.get("push_url")) and not key:
            raise ValueError("is needed with SMS_URL and PUSH_URL: what they receive is signed with it")
        return key

    @validator("notice_quiet_hours")
    def _two_hours(cls, given: str) -> str:
        hours = given.split("-") if given else []
        if given and not (len(hours) == 2 and all(hour.isascii() and hour.isdigit() and int(hour) < 24 for hour in hours) and hours[0] != hours[1]):
            raise ValueError("two different hours of the day, like 22-8, or empty for none")
        return given

    @validator("wallet_token_key", "audit_key", "link_key", "notice_key", "desk_key")
    def _long_enough(cls, key: str) -> str:
        if key and len(key) < 32:
            raise ValueError("32 characters or more: a shorter key can be guessed")
        if "-----BEGIN" in key:
            raise ValueError("a secret of your own; the file of a public key goes into WALLET_TOKEN_PUBLIC_KEY")
        return key

    @validator("wallet_token_public_key", "wallet_token_jwks")
    def _only_key(cls, given: str, values: Dict[str, Any]) -> str:
        others = [name.upper() for name in ("wallet_token_key", "wallet_token_public_key") if values.get(name)]
        if given and others:
            raise ValueError(f"{others[0]} is set too; only one of them may be")
        return given

    @validator("wallet_token_jwks")
    def _safe_place(cls, place: str) -> str:
        if "://" in place and not is_safe_address(place):
            raise ValueError("a file or an https address")
        return place

    @validator("public_url", "desk_url")
    def _one_site(cls, given: str) -> str:
        return exact_origin(given) if given else given

    @validator("oidc_issuer")
    def _safe_issuer(cls, url: str) -> str:
        if url and not is_safe_address(url):
            raise ValueError("an https address, exactly as the provider writes its issuer")
        return url

    @validator("oidc_client_id", always=True)
    def _client_of_issuer(cls, given: str, values: Dict[str, Any]) -> str:
        if values.get("oidc_issuer") and not given:
            raise ValueError("is needed with OIDC_ISSUER")
        return given

    @validator("oidc_roles")
    def _readable_roles(cls, given: str) -> str:
        if any(role not in _ROLES or not group for group, role in role_pairs(given)):
            raise ValueError(f'groups and roles, like "support-leads=supervisor,support=agent"; the roles are {", ".join(_ROLES)}')
        return given

    @validator("oidc_default_role")
    def _known_role(cls, given: str) -> str:
        if given and given not in _ROLES:
            raise ValueError(f"one of {', '.join(_ROLES)}, or empty: only people you have invited come in")
        return given

    @validator("allowed_sites")
    def _exact_sites(cls, given: str) -> str:
        return ",".join(exact_origin(site.strip()) for site in given.split(",") if site.strip())

    @validator("webhook_private_networks")
    def _known_networks(cls, given: str) -> str:
        return ",".join(str(ip_network(network.strip())) for network in given.split(",") if network.strip())

    @property
    def webhook_networks(self) -> Tuple[str, ...]:
        """The networks of our own that events may be sent into."""
        return tuple(self.webhook_private_networks.split(",")) if self.webhook_private_networks else ()

    @property
    def sites(self) -> Tuple[str, ...]:
        """The foreign origins whose pages may use the API and frame the embed page."""
        return tuple(self.allowed_sites.split(",")) if self.allowed_sites else ()

    @property
    def desk_address(self) -> str:
        """Where browsers find the desk; without DESK_URL on this machine."""
        return self.desk_url or f"http://{self.host}:{self.desk_port}"

    @property
    def desk_is_https(self) -> bool:
        """Whether browsers reach the desk over https."""
        return self.desk_url.startswith("https:")

    @property
    def hours(self) -> Hours:
        """When people are there to talk to."""
        return Hours(read_week(self.opening_hours), self.holiday_calendar, self.zone)

    @property
    def zone(self) -> ZoneInfo:
        """The company's time zone: dates a customer reads and complaint numbers are in it."""
        return ZoneInfo(self.time_zone)


def _is_redis(url: str) -> bool:
    parts = urlsplit(url)  # its port raises ValueError for anything but a number
    return bool(parts.scheme in {"redis", "rediss"} and parts.hostname and parts.port != 0)


def role_pairs(written: str) -> List[Tuple[str, str]]:
    """The groups of OIDC_ROLES with the role of each, in their order."""
    parts = (pair.rpartition("=") for pair in written.split(",") if pair.strip())
    return [(group.strip(), role.strip()) for group, _, role in parts]


def load(env_file: Optional[str] = ".env") -> Settings:
    """Read the environment (and `.env`); raise SettingError naming the first odd variable."""
    try:
        found = Settings(_env_file=env_file)  # type: ignore[call-arg]
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper()
        raise SettingError("setting", variable=name, reason=first["msg"]) from error
    return found


@lru_cache(maxsize=None)
def settings() -> Settings:
    """The settings of this process, read at first use."""
    return load()
