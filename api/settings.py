"""What a deployment may set, read from MSP_* variables and a .env file."""

from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

from pydantic import (
    AfterValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.destination import Destination, read_destination

SHORTEST_KEY = 32


class StartRefused(SystemExit):
    """The service will not start. Its text is one plain sentence for the person at the terminal."""


def is_loopback(host: str) -> bool:
    """True when `host` can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _long_enough(key: SecretStr) -> SecretStr:
    if len(key.get_secret_value().strip()) < SHORTEST_KEY:
        raise ValueError(f"must be a secret of at least {SHORTEST_KEY} characters")
    return key


Key = Annotated[SecretStr, AfterValidator(_long_enough)]


class Settings(BaseSettings):
    """One deployment's settings. Raises pydantic's ValidationError when one is missing or weak."""

    model_config = SettingsConfigDict(
        env_prefix="MSP_", env_file=".env", extra="ignore", hide_input_in_errors=True
    )

    home: Path = Path("var")
    database_url: str = ""
    redis_url: str | None = None

    api_host: str = "127.0.0.1"
    api_port: int = Field(default=8000, ge=0, le=65535)
    bot_port: int = Field(default=5005, ge=0, le=65535)
    actions_port: int = Field(default=5055, ge=0, le=65535)

    bot_key: Key
    turn_key: Key

    session_idle_minutes: int = Field(default=30, gt=0)
    session_absolute_hours: int = Field(default=10, gt=0)
    secure_cookies: bool | None = None
    device_storage: bool = True

    # Off unless an address is given (docs/webhook.md).
    webhook_hosts: str = ""
    webhook_secret: Key | None = None
    webhook_url: str = ""

    @field_validator("webhook_url")
    @classmethod
    def _usable(cls, url: str, others: ValidationInfo) -> str:
        if url and others.data.get("webhook_secret") is None:
            raise ValueError("needs MSP_WEBHOOK_SECRET beside it")
        if url:
            read_destination(url, others.data.get("webhook_hosts", ""), "")
        return url

    @property
    def webhook_destination(self) -> Destination | None:
        """Where finished summaries may be sent; None while the webhook is off."""
        if not self.webhook_url or self.webhook_secret is None:
            return None
        secret = self.webhook_secret.get_secret_value()
        return read_destination(self.webhook_url, self.webhook_hosts, secret)

    @model_validator(mode="after")
    def _fill_in(self) -> "Settings":
        self.home = self.home.expanduser().absolute()
        if not self.database_url:
            self.database_url = f"sqlite:///{self.home / 'aide.sqlite'}"
        if self.secure_cookies is None:
            self.secure_cookies = not is_loopback(self.api_host)
        return self


def refusal_sentence(error: ValidationError) -> str:
    """One sentence that names each setting to put right, without any value."""
    faults = []
    for fault in error.errors(include_input=False, include_context=False, include_url=False):
        name = "MSP_" + "_".join(str(part) for part in fault["loc"]).upper()
        said = fault["msg"].removeprefix("Value error, ")
        faults.append(f"{name} is missing" if fault["type"] == "missing" else f"{name} {said}")
    return (
        "The service cannot start: " + "; ".join(faults) + ". Set it in the environment or .env,"
        " or run ./msp up, which makes the keys for you."
    )


@lru_cache
def get_settings() -> Settings:
    """The settings of this process. Raises StartRefused when one is missing or weak."""
    try:
        return Settings()
    except ValidationError as error:
        raise StartRefused(refusal_sentence(error)) from None
