"""Every route and every role: who is let in and who is not, from the live table of routes."""

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Mount

from duban.console.permits import Permit
from duban.services.roles import Role
from tests.console.conftest import Browse

ROLES = {
    "operator": {Role.operator},
    "leader": {Role.leader},
    "director": {Role.operator, Role.leader},
    "liaison": {Role.liaison},
    "auditor": {Role.auditor},
    "system": {Role.system_admin},
    "security": {Role.security_admin},
    "audit": {Role.audit_admin},
}
"""Account → what it is, as its posts and grants make it."""
MOUNTED = {"/static", "/assets"}
ENDS_SESSION = {"/sign-out", "/api/session/end"}
REFUSES = 403


def _filled(path: str) -> str:
    for name, value in (("code", "2026-000001"), ("handle:path", "1")):
        path = path.replace(f"{{{name}}}", value)
    return "/".join("1" if part.startswith("{") else part for part in path.split("/"))


def test_every_live_route_has_a_permit(app: FastAPI) -> None:
    routes = [route for route in app.routes if isinstance(route, APIRoute)]
    live = {(method, route.path) for route in routes for method in route.methods or ()}
    assert live == set(app.state.permits)
    others = [route for route in app.routes if not isinstance(route, APIRoute)]
    assert {route.path for route in others if isinstance(route, Mount)} == MOUNTED
    assert [route for route in others if not isinstance(route, Mount)] == []


@pytest.mark.parametrize("name", ROLES)
def test_roles_open_their_routes_and_no_others(name: str, app: FastAPI, browse: Browse) -> None:
    somebody = browse(name)
    wrong = []
    for (method, path), permit in sorted(app.state.permits.items()):
        if path in ENDS_SESSION or permit.public:
            continue
        token = {"X-CSRF-Token": somebody.csrf}
        answer = somebody.client.request(method, _filled(path), headers=token, follow_redirects=False)
        admitted = permit.admits(frozenset(ROLES[name]))
        if (answer.status_code != REFUSES) != admitted or answer.status_code >= 500:
            wrong.append(f"{method} {path}: {answer.status_code}")
    assert wrong == []


def test_nobody_gets_in_without_signing_in(app: FastAPI, browse: Browse) -> None:
    client = browse("operator").client
    client.cookies.clear()
    wrong = []
    for (method, path), permit in app.state.permits.items():
        if permit.public:
            continue
        answer = client.request(method, _filled(path), follow_redirects=False)
        turned_away = answer.status_code == 401 if path.startswith("/api/") else answer.status_code == 303
        if not turned_away:
            wrong.append(f"{method} {path}: {answer.status_code}")
    assert wrong == []


def test_what_is_posted_without_the_token_is_refused(app: FastAPI, browse: Browse) -> None:
    director = browse("director").client
    posts = [path for (method, path), permit in app.state.permits.items() if method == "POST" and not permit.public]
    answered = {path: director.post(_filled(path), follow_redirects=False).status_code for path in posts}
    assert {path: status for path, status in answered.items() if status != REFUSES} == {}


def test_only_signing_in_and_the_probe_are_public(app: FastAPI) -> None:
    public = {path for (_, path), permit in app.state.permits.items() if permit.public}
    through_provider = {"/sign-in/provider", "/sign-in/provider/back", "/sign-in/provider/leave"}
    assert public == {"/sign-in", "/api/session", "/healthz", *through_provider}


def test_no_permit_opens_business_to_an_administrator(app: FastAPI) -> None:
    """三权分立: who administers accounts and grants neither reads nor does the office's business."""
    administrators = frozenset({Role.system_admin, Role.security_admin, Role.audit_admin})
    acts = {path: permit for (_, path), permit in app.state.permits.items() if "/act/" in path}
    business: dict[str, Permit] = {path: permit for path, permit in acts.items() if "/act/account" not in path}
    assert [path for path, permit in business.items() if permit.roles & administrators or permit.anybody] == []
