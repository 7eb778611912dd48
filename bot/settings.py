"""Every environment variable, typed and read once. `.env.example` describes them."""
from functools import lru_cache
from typing import Optional
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseSettings, Field, ValidationError, validator

from bot.errors import SettingError


class Settings(BaseSettings):
    """The settings of one process; `load` turns what is wrong into one clear line."""

    database_url: str = "sqlite:///var/support.db"
    host: str = "127.0.0.1"
    chat_port: int = Field(5005, ge=1, le=65535)
    desk_port: int = Field(5006, ge=1, le=65535)
    endpoints: str = "endpoints.yml"
    models: str = "models"
    log_level: str = "INFO"

    demo_mode: bool = False
    wallet_token_key: str = ""
    wallet_token_audience: str = "wallet-support"
    wallet_url: str = ""
    wallet_api_key: str = ""

    session_hours: int = Field(24, ge=1)
    message_characters: int = Field(2000, ge=100)
    time_zone: str = "Asia/Shanghai"

    first_reply_hours: int = Field(48, ge=1)
    final_reply_days: int = Field(15, ge=1)
    final_reply_working_days: int = Field(0, ge=0)
    extension_days: int = Field(30, ge=1)
    reopen_days: int = Field(30, ge=0)
    large_amount: int = Field(5_000, ge=1)
    external_route: str = ""
    audit_key: str = ""
    lookup_tries_per_hour: int = Field(5, ge=1)
    largest_amount: int = Field(10_000_000, ge=1)
    oldest_complaint_days: int = Field(3 * 366, ge=1)

    class Config:
        env_file = ".env"
        extra = "ignore"

    @validator("database_url")
    def _known_database(cls, url: str) -> str:
        if not url.startswith(("sqlite:///", "postgresql://", "postgresql+")):
            raise ValueError("sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE")
        return url

    @validator("time_zone")
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"unknown time zone {name!r}") from error
        return name

    @validator("log_level")
    def _known_level(cls, level: str) -> str:
        if level.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("one of DEBUG, INFO, WARNING, ERROR")
        return level.upper()

    @validator("wallet_token_key", "audit_key")
    def _long_enough(cls, key: str) -> str:
        if key and len(key) < 32:
            raise ValueError("32 characters or more: a shorter key can be guessed")
        return key

    @property
    def zone(self) -> ZoneInfo:
        """The company's time zone: dates a customer reads and complaint numbers are in it."""
        return ZoneInfo(self.time_zone)


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
