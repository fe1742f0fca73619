"""Settings from the environment (`DUBAN_*`); every path that Duban writes hangs below DUBAN_HOME."""

from pathlib import Path

from pydantic import Field
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

    attachment_mb: int = Field(50, ge=1, le=2048)
    """The largest file that is taken in as an attachment, in megabytes."""

    @property
    def demo_url(self) -> str:
        """The demonstration ledger, always its own SQLite file."""
        return f"sqlite:///{self.home / 'demo.db'}"

    @property
    def prefect_home(self) -> Path:
        """Prefect's own directory: its SQLite, logs and results; may be deleted at any time."""
        return self.home / "prefect"


def ledger_exists(url: str) -> bool:
    """Whether there is a ledger to look into; a database server is taken to have one."""
    scheme, _, path = url.partition(":///")
    return not scheme.startswith("sqlite") or Path(path).exists()
