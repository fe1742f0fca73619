"""The application: every screen and act mounted behind its guard, with the headers and errors that all share."""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache

import sqlalchemy as sa
from fastapi import APIRouter, Depends, FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import BaseRoute
from starlette.staticfiles import StaticFiles

from duban.console import acting, errors
from duban.console.describing import described
from duban.console.guarding import guard
from duban.console.pages.all import PAGES
from duban.console.permits import Screen, table_of_permits
from duban.console.rendering import ASSETS, STATIC, environment
from duban.console.security import Guarded, allowed_hosts
from duban.console.visits import Console
from duban.core.clock import Clock, SystemClock
from duban.core.settings import Settings
from duban.services.bell import Bell
from duban.services.signing_in import Lasting

MEGABYTE = 1 << 20
FILES_AT_ONCE = 5
"""So many of the largest attachments may come in one request."""


def create_app(
    engine: sa.Engine, settings: Settings, machine: Clock | None = None, bell: Bell | None = None
) -> FastAPI:
    """The console of one ledger; `bell` is who rings its flows, None where nobody does.

    `machine` is the clock of sessions; a test may stand it still.
    """
    lasting = Lasting(timedelta(minutes=settings.session_idle_minutes), timedelta(hours=settings.session_hours))
    console = Console(engine, settings, machine or SystemClock(), lasting, environment(), bell)
    app = FastAPI(title="督办", version="1", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.console = console
    app.router.routes.extend(routes())
    app.state.permits = table_of_permits(screens())
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.mount("/assets", StaticFiles(directory=ASSETS, check_dir=False), name="assets")
    errors.install(app, console)
    hosts = allowed_hosts(name.strip() for name in settings.console_hosts.split(",") if name.strip())
    app.add_middleware(Guarded, most_bytes=settings.attachment_mb * MEGABYTE * FILES_AT_ONCE)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=hosts)
    return app


@cache
def screens() -> tuple[Screen, ...]:
    """Everything that has routes: the pages, and the acts of the catalogue."""
    return (*PAGES, acting.screen())


@cache
def routes() -> Sequence[BaseRoute]:
    """The declared routes, each behind the guard of its own permit.

    They belong to no application: whose ledger is meant, a request's application says. They are made once, since
    reading the signatures of all of them takes a second.
    """
    router = APIRouter()
    for screen in screens():
        for entry in screen.entries:
            options = {**described(entry), **entry.options}
            router.add_api_route(
                entry.path,
                entry.endpoint,
                methods=[entry.method],
                dependencies=[Depends(guard(entry.permit))],
                response_model=None,
                **options,
            )
    return tuple(router.routes)
