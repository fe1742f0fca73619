"""The console as a part of the service: one uvicorn process over the ledger, ready when it has read it."""

import json
import sys
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from typing import Any

from deployments.child import Part
from deployments.guard import LOOPBACK
from deployments.server import client_environment, log_directory, service_environment
from duban.core.settings import Settings

ANYWHERE = "0.0.0.0"  # noqa: S104 - what an operator writes to mean every address of the machine
PROGRAM = "deployments.console_app:application"


def console_address(settings: Settings) -> str:
    """Where people open the console."""
    host = LOOPBACK if settings.console_bind == ANYWHERE else settings.console_bind
    return f"http://{host}:{settings.console_port}"


def console_part(settings: Settings, ledger_url: str) -> Part:
    """uvicorn with the console; a proxy before it may say who asks, nobody else."""
    address = ("--host", settings.console_bind, "--port", str(settings.console_port))
    quiet = ("--log-level", "warning", "--no-access-log", "--no-server-header", "--timeout-graceful-shutdown", "2")
    return Part(
        name="控制台",
        argv=(sys.executable, "-m", "uvicorn", "--factory", PROGRAM, *address, *quiet),
        env=service_environment(settings, ledger_url, client_environment(settings)),
        log=log_directory(settings) / "console.log",
        is_ready=lambda: console_answers(settings),
    )


def console_answers(settings: Settings) -> bool:
    """Whether it serves pages and can read its ledger."""
    return bool(_ask(settings, "/healthz") == {"ok": True})


def _ask(settings: Settings, path: str) -> Any:
    host = LOOPBACK if settings.console_bind == ANYWHERE else settings.console_bind
    connection = HTTPConnection(host, settings.console_port, timeout=5)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return json.loads(answer.read()) if answer.status == HTTPStatus.OK else None
    except (OSError, HTTPException, ValueError):
        return None
    finally:
        connection.close()
