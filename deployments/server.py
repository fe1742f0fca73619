"""The Prefect server of this machine: one uvicorn process on loopback, own home and SQLite, nothing sent outside."""

import json
import os
import sys
from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from deployments.child import Part
from deployments.guard import LOOPBACK, MARKER
from deployments.prefect_database import prefect_database_url
from deployments.prefect_store import PrefectStore
from duban.core.clock import SHANGHAI
from duban.core.settings import Settings

DAYS_AHEAD = 30
"""How far the scheduler creates the coming runs, so that an operator sees them."""


def ui_address(settings: Settings) -> str:
    """Where the operator opens Prefect."""
    return f"http://{LOOPBACK}:{settings.prefect_port}"


def log_directory(settings: Settings) -> Path:
    """Where every part of the service writes its log."""
    return settings.home.resolve() / "log"


def client_environment(settings: Settings) -> dict[str, str]:
    """What any process needs to speak with this server and with nobody else."""
    return {
        "PREFECT_HOME": str(settings.prefect_home.resolve()),
        "PREFECT_API_URL": f"{ui_address(settings)}/api",
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
        "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
        "PREFECT_LOGGING_COLORS": "false",
        "DO_NOT_TRACK": "1",
        "NO_PROXY": f"{LOOPBACK},localhost",
        "no_proxy": f"{LOOPBACK},localhost",
    }


def server_environment(settings: Settings) -> dict[str, str]:
    """The server's own settings on top of the client's. Raises InvalidValue for a database that it cannot take."""
    database = prefect_database_url(settings)
    named = {"PREFECT_SERVER_DATABASE_CONNECTION_URL": database} if database else {}
    return (
        client_environment(settings)
        | named
        | {
            "PREFECT_SERVER_API_HOST": LOOPBACK,
            "PREFECT_SERVER_API_PORT": str(settings.prefect_port),
            "PREFECT_SERVER_UI_API_URL": "/api",
            "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
            "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": ui_address(settings),
            "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "true",
            "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
            "PREFECT_SERVER_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME": f"P{DAYS_AHEAD}D",
        }
    )


def service_environment(settings: Settings, ledger_url: str, own: Mapping[str, str]) -> dict[str, str]:
    """The environment of a part: the person's own less PREFECT_ settings, the ledger, its clock, our mark."""
    inherited = {name: value for name, value in os.environ.items() if not name.upper().startswith("PREFECT_")}
    home = str(settings.home.resolve())
    ours = {"DUBAN_DATABASE_URL": ledger_url, "DUBAN_HOME": home, "DUBAN_CLOCK": settings.clock or "", MARKER: home}
    return inherited | ours | {"PYTHONUNBUFFERED": "1", "TZ": SHANGHAI.key} | dict(own)


def server_part(settings: Settings, ledger_url: str) -> Part:
    """uvicorn itself, without `prefect server start` around it: the process that is killed is the one that serves."""
    program = "deployments.prefect_app:application"
    address = ("--host", LOOPBACK, "--port", str(settings.prefect_port))
    own_file = None if settings.prefect_database_url else settings.prefect_home.resolve() / "prefect.db"
    store = PrefectStore(own_file, partial(api_status, settings))
    quiet = ("--log-level", "warning", "--no-access-log", "--timeout-graceful-shutdown", "2")
    return Part(
        name="Prefect 服务",
        argv=(sys.executable, "-m", "uvicorn", "--factory", program, *address, *quiet),
        env=service_environment(settings, ledger_url, server_environment(settings)),
        log=log_directory(settings) / "prefect-server.log",
        is_ready=lambda: api_get(settings, "/ready") is not None,
        prepare=store.prepare,
        is_sound=store.is_sound,
        unsound="的数据库被删除或清空",
    )


def api_get(settings: Settings, path: str) -> Any:
    """The JSON answer of the server, or None when it does not answer with 200. For probes, without loading Prefect."""
    status, body = _ask(settings, path)
    try:
        return json.loads(body) if status == HTTPStatus.OK else None
    except ValueError:
        return None


def api_status(settings: Settings, path: str) -> int | None:
    """The status of the server's answer, or None when there is none."""
    return _ask(settings, path)[0]


def _ask(settings: Settings, path: str) -> tuple[int | None, bytes]:
    connection = HTTPConnection(LOOPBACK, settings.prefect_port, timeout=5)
    try:
        connection.request("GET", f"/api{path}")
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, HTTPException):
        return None, b""
    finally:
        connection.close()
