"""The application that uvicorn serves: Prefect's own, kept to this host and mended where it does not fit our stack."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from fastapi import FastAPI, Request, Response
from prefect.server.api.server import create_app
from prefect.server.database.orm_models import FlowRun
from sqlalchemy.ext.hybrid import hybrid_property

from deployments.retrying import RetryWhileBusy

STAY_HERE = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:"
"""Prefect's pages ask an analytics host for instructions whatever the server's settings say; browsers now refuse to."""


def application() -> FastAPI:
    """What `uvicorn --factory` calls."""
    let_scheduler_insert_runs()
    app = create_app(final=True)
    app.middleware("http")(_keep_browser_here)
    app.add_middleware(RetryWhileBusy)
    return app


def let_scheduler_insert_runs() -> None:
    """Prefect 3.8.8 inserts scheduled runs in bulk with a `state` key, which is a hybrid attribute, not a column.

    SQLAlchemy 2.0 passed over such keys. 2.1 refuses them ("Can't evaluate bulk DML statement"), so that no schedule
    ever creates a run. A bulk setter that does nothing restores the behaviour that Prefect counts on.
    """
    hybrid = vars(FlowRun)["state"]
    if not isinstance(hybrid, hybrid_property):
        raise TypeError(hybrid)
    hybrid.inplace.bulk_dml(_pass_over)


def _pass_over(cls: Any, mapping: MutableMapping[str, Any], value: Any) -> None:
    """The state is inserted by the statement that follows."""


async def _keep_browser_here(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await answer(request)
    response.headers["Content-Security-Policy"] = STAY_HERE
    return response
