"""A throw-away PostgreSQL server for tests and benchmarks: on a Unix socket, run by an account that initdb accepts."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
}


@dataclass(frozen=True)
class PostgresServer:
    """A running cluster; `socket` is the directory of its Unix socket."""

    socket: Path

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of one of its databases."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.socket}"


class PostgresMissing(RuntimeError):
    """No PostgreSQL binaries were found on this machine."""


def find_binaries() -> Path:
    """The directory that holds initdb and pg_ctl. Raises PostgresMissing."""
    candidates = [Path(found).resolve().parent for name in ("initdb", "pg_ctl") if (found := shutil.which(name))]
    if config := shutil.which("pg_config"):
        told = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=True)
        candidates.append(Path(told.stdout.strip()))
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    candidates += sorted(Path("/usr/local").glob("pgsql*/bin"), reverse=True)
    for candidate in candidates:
        if (candidate / "initdb").exists() and (candidate / "pg_ctl").exists():
            return candidate
    raise PostgresMissing("install PostgreSQL 15 (Debian: postgresql-15) or put its bin directory on PATH")


@contextmanager
def running_server(settings: dict[str, str] | None = None) -> Iterator[PostgresServer]:
    """A fresh cluster, stopped and removed at the end whatever happens."""
    binaries = find_binaries()
    home = Path(tempfile.mkdtemp(prefix="duban-pg-", dir="/tmp"))
    try:
        if os.geteuid() == 0:
            shutil.chown(home, "postgres", "postgres")
        _run(binaries / "initdb", "-D", home / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C")
        options = " ".join(f"-c {name}={value}" for name, value in (SETTINGS | (settings or {})).items())
        control = (binaries / "pg_ctl", "-D", home / "data", "-w", "-l", home / "log")
        _run(*control, "-o", f"-k {home} {options}", "start")
        try:
            yield PostgresServer(home)
        finally:
            _run(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _run(*command: Path | str) -> None:
    """Runs a server program; as root through the postgres account, since initdb refuses root."""
    arguments = [str(part) for part in command]
    if os.geteuid() == 0:
        arguments = ["runuser", "-u", "postgres", "--", *arguments]
    done = subprocess.run(arguments, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{arguments}: {done.stderr}")


def execute_outside(server: PostgresServer, statement: str) -> None:
    """Runs a statement that no transaction may hold, such as CREATE DATABASE."""
    server_wide = sa.create_engine(server.url("postgres"), isolation_level="AUTOCOMMIT")
    with disposing(server_wide) as engine, engine.connect() as connection:
        connection.exec_driver_sql(statement)


@contextmanager
def disposing(engine: sa.Engine) -> Iterator[sa.Engine]:
    """The engine, with its connections closed at the end."""
    try:
        yield engine
    finally:
        engine.dispose()
