"""The application that uvicorn serves: Prefect's own, with its scheduler made to work on SQLAlchemy 2.1."""

from collections.abc import MutableMapping
from typing import Any

from fastapi import FastAPI
from prefect.server.api.server import create_app
from prefect.server.database.orm_models import FlowRun
from sqlalchemy.ext.hybrid import hybrid_property


def application() -> FastAPI:
    """What `uvicorn --factory` calls."""
    let_scheduler_insert_runs()
    return create_app(final=True)


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
