"""Settings from the environment (`DUBAN_*`); every path that Duban writes hangs below DUBAN_HOME."""

from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Where the ledger is, where files go, which ports to use."""

    model_config = SettingsConfigDict(env_prefix="DUBAN_", extra="ignore", frozen=True)

    database_url: str = "sqlite:///var/duban.db"
    """The ledger. SQLAlchemy URL of SQLite or PostgreSQL."""

    home: Path = Path("var")
    """Everything else that is written: demonstration ledger, Prefect's home, anchors, attachments, logs."""

    clock: str | None = None
    """Sets the clock (2026-02-13T09:00, running sixty-fold: 2026-02-13T09:00x60), never on a real ledger."""

    prefect_database_url: str | None = None
    """Prefect's own database: a PostgreSQL URL, never the ledger's; left out, a SQLite file in DUBAN_HOME/prefect."""

    prefect_port: int = Field(4200, ge=1, le=65535)
    """Loopback port of the Prefect server."""

    console_port: int = Field(4280, ge=1, le=65535)
    """Port of the console: the pages and the JSON API."""

    console_bind: str = "127.0.0.1"
    """The address that the console listens on; 0.0.0.0 for the whole intranet."""

    console_hosts: str = ""
    """Further names that people open the console by, with commas between: duban.county.gov.cn,10.0.0.8."""

    console_secure: bool = False
    """Whether people open it by https, through a proxy: its cookie then never travels without."""

    session_idle_minutes: int = Field(30, ge=1, le=1440)
    """A session ends when it is not used for so long."""

    session_hours: int = Field(12, ge=1, le=168)
    """A session ends after so long in any case."""

    oidc_issuer: str = ""
    """The identity provider (OpenID Connect) through which people may sign in; empty: passwords only."""

    oidc_client_id: str = Field("", validate_default=True)
    """What the provider calls Duban."""

    oidc_client_secret: SecretStr = SecretStr("")
    """What Duban proves itself to the provider with; empty where the provider keeps it as a public client."""

    oidc_claim: str = "preferred_username"
    """What the provider says of a person that is the name of their account here."""

    oidc_scope: str = "openid profile"
    """What the provider is asked for; it holds openid."""

    oidc_name: str = "统一身份认证"
    """What people call the provider."""

    oidc_ca: Path | None = None
    """The file of the authority that signed the provider's certificate, where the machine does not know it."""

    attachment_mb: int = Field(50, ge=1, le=2048)
    """The largest file that is taken in as an attachment, in megabytes."""

    @field_validator("oidc_issuer")
    @classmethod
    def _travels_safely(cls, issuer: str) -> str:
        if issuer and not _is_safe(issuer):
            raise ValueError("须以 https:// 开头（提供者就在本机的除外），照提供者公布的 issuer 原样写")
        return issuer

    @field_validator("oidc_client_id")
    @classmethod
    def _known_to_the_provider(cls, client_id: str, info: ValidationInfo) -> str:
        if info.data.get("oidc_issuer") and not client_id:
            raise ValueError("设了 DUBAN_OIDC_ISSUER 就须写提供者给督办的客户端编号")
        return client_id

    @field_validator("oidc_scope")
    @classmethod
    def _asks_who_it_is(cls, scope: str) -> str:
        if "openid" not in scope.split():
            raise ValueError("须含 openid")
        return scope

    @property
    def demo_url(self) -> str:
        """The demonstration ledger, always its own SQLite file."""
        return f"sqlite:///{self.home / 'demo.db'}"

    @property
    def prefect_home(self) -> Path:
        """Prefect's own directory: its SQLite, logs and results; may be deleted at any time."""
        return self.home / "prefect"


def _is_safe(address: str) -> bool:
    """Whether nobody between here and there can read or change what is said: https, or this machine itself."""
    parts = urlsplit(address)
    if parts.scheme == "https":
        return bool(parts.hostname)
    return parts.scheme == "http" and _is_loopback(parts.hostname or "")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def ledger_exists(url: str) -> bool:
    """Whether there is a ledger to look into; a database server is taken to have one."""
    scheme, _, path = url.partition(":///")
    return not scheme.startswith("sqlite") or Path(path).exists()
