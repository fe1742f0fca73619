"""The application that uvicorn serves as the console: the ledger of this process, with Prefect as its bell."""

from fastapi import FastAPI

from deployments.server import ui_address
from duban.console.app import create_app
from duban.core.settings import Settings
from duban.store.opening import open_ledger
from flows.bell import PrefectBell


def application() -> FastAPI:
    """What `uvicorn --factory` calls."""
    settings = Settings()
    bell = PrefectBell(f"{ui_address(settings)}/api", ui_address(settings))
    return create_app(open_ledger(settings.database_url), settings, bell=bell)
