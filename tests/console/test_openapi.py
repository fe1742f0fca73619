"""Every operation of the OpenAPI document, asked what its schema allows and forbids: no 5xx, no ignored key."""

from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import ignored_auth, response_schema_conformance, status_code_conformance

from tests.console.conftest import Browse, Browser

pytestmark = pytest.mark.slow
CHECKS: list[Callable[..., Any]] = [
    not_a_server_error,
    ignored_auth,
    status_code_conformance,
    response_schema_conformance,
]
WORKING, GUARDING = ("operator", "leader", "liaison"), ("system", "security", "audit")
REAL = {"code": "2026-000001", "unit": "县水务局", "paper": "1", "handle": "1", "name": "liaison"}
"""Subjects that there are: half of the examples are about them, so that acts go past the look-up."""
ENDING = ("/api/session", "/api/session/end")
"""What ends or begins the caller's own session is tested in test_sessions."""


@pytest.mark.parametrize(
    ("account", "examples"),
    [
        ("operator", 2),
        *(pytest.param(account, 10, marks=pytest.mark.soak) for account in (*WORKING, *GUARDING)),
    ],
)
def test_operations_refuse_what_they_forbid_and_never_fail(
    account: str, examples: int, app: FastAPI, browse: Browse
) -> None:
    keys = _keys(browse(account))
    document = schemathesis.openapi.from_asgi("/api/openapi.json", app, **keys)
    asked = 0
    for found in document.exclude(path=list(ENDING)).get_all_operations():
        operation: Any = found
        _ask(operation.ok().as_strategy(), keys, examples)
        asked += 1
    assert asked > 50


def _ask(cases: Any, keys: dict[str, Any], examples: int) -> None:
    @settings(max_examples=examples, suppress_health_check=list(HealthCheck), database=None)
    @given(case=cases)
    def asks(case: Any) -> None:
        if isinstance(case.body, dict) and len(case.body) % 2:
            case.body.update({name: REAL[name] for name in case.body.keys() & REAL.keys()})
        case.call_and_validate(checks=CHECKS, **keys)

    asks()


def _keys(browser: Browser) -> dict[str, Any]:
    return {"cookies": dict(browser.client.cookies), "headers": {"X-CSRF-Token": browser.csrf}}
