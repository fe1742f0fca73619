"""Signing in and out, on the page and for programs."""

from http import HTTPStatus
from typing import Any

from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from duban.console.errors import status_of
from duban.console.guarding import COOKIE
from duban.console.pages.views import address_of
from duban.console.permits import ANYBODY, PUBLIC, Screen
from duban.console.visits import Visit, Visiting
from duban.core.errors import DubanError
from duban.services import signing_in
from duban.services.saved_views import landing_of
from duban.services.signing_in import Attempt, SignedIn, SignInRefused
from duban.store.unit_of_work import reading, unit_of_work

SCREEN = Screen()
DESK = "/"


class SignIn(BaseModel):
    """What a program signs in with."""

    name: str = Field(title="账号", max_length=100)
    password: str = Field(title="口令", max_length=1000)


@SCREEN.get("/sign-in", permit=PUBLIC)
def sign_in_page(visit: Visiting) -> Response:
    """The form."""
    if visit.reader:
        return RedirectResponse("/", HTTPStatus.SEE_OTHER)
    asked = visit.request.query_params
    return form_page(visit, onward=inside(asked.get("next", "/")), left="left" in asked, kept="kept" in asked)


@SCREEN.post("/sign-in", permit=PUBLIC)
def sign_in(visit: Visiting) -> Response:
    """The form that was filled in."""
    name, onward = str(visit.form.get("name", "")).strip(), inside(str(visit.form.get("next", "/")))
    begun = _begin(visit, name, str(visit.form.get("password", "")))
    if isinstance(begun, SignInRefused):
        return form_page(visit, begun, name=name, onward=onward)
    return arrived(visit, begun, onward)


@SCREEN.post("/sign-out", permit=ANYBODY)
def sign_out(visit: Visiting) -> Response:
    """This session, or everyone of the account, ends."""
    with unit_of_work(visit.console.engine) as uow:
        if visit.form.get("everywhere"):
            signing_in.sign_out_everywhere(uow.session, visit.me.account_id)
        else:
            signing_in.sign_out(uow.session, visit.me.session_id)
        uow.commit()
    gone = RedirectResponse("/sign-in?left=" if visit.me.vouched else "/sign-in", HTTPStatus.SEE_OTHER)
    gone.delete_cookie(COOKIE)
    return gone


@SCREEN.post("/api/session", permit=PUBLIC, tags=["session"], summary="登录")
def begin_session(visit: Visiting, given: SignIn) -> Response:
    """登录：得到会话的 Cookie 和随每次提交在 X-CSRF-Token 中送回的令牌。"""
    begun = _begin(visit, given.name, given.password)
    if isinstance(begun, SignInRefused):
        raise begun
    with reading(visit.console.engine) as session:
        row = signing_in.session_of(session, begun.token, visit.console.lasting, now=visit.console.machine.now())
    return with_cookie(visit, JSONResponse({"csrf": row["csrf"] if row else None}), begun)


@SCREEN.post("/api/session/end", permit=ANYBODY, tags=["session"], summary="退出")
def end_session(visit: Visiting) -> dict[str, Any]:
    """退出：这次会话结束。"""
    with unit_of_work(visit.console.engine) as uow:
        signing_in.sign_out(uow.session, visit.me.session_id)
        uow.commit()
    return {"ended": True}


def form_page(
    visit: Visit,
    refusal: DubanError | None = None,
    *,
    name: str = "",
    onward: str = "/",
    left: bool = False,
    kept: bool = False,
) -> Response:
    """The form, with why somebody was refused; `left` where they have signed out of this and not of the provider.

    `kept` where what they sent waits as a draft.
    """
    settings = visit.console.settings
    provider = settings.oidc_name if settings.oidc_issuer else ""
    status, says = (status_of(refusal), str(refusal)) if refusal else (HTTPStatus.OK, "")
    return visit.page(
        "sign_in", status=status, says=says, name=name, onward=onward, provider=provider, left=left and provider,
        kept=kept,
    )  # fmt: skip


def _begin(visit: Visit, name: str, password: str) -> SignedIn | SignInRefused:
    console, now = visit.console, visit.console.machine.now()
    attempt = Attempt(name, password, *whence(visit))
    with reading(console.engine) as session:
        judged = signing_in.judge(session, attempt, now=now)
    with unit_of_work(console.engine) as uow:
        begun = signing_in.sign_in(uow.session, attempt, judged, now=now)
        uow.commit()
    return begun


def whence(visit: Visit) -> tuple[str, str]:
    """The browser and the address that somebody signs in from."""
    request = visit.request
    return request.headers.get("user-agent", ""), request.client.host if request.client else ""


def arrived(visit: Visit, begun: SignedIn, onward: str) -> Response:
    """Onward with the session; who is sent to no page of its own comes to the view that they chose, or to the desk."""
    if onward == DESK:
        with reading(visit.console.engine) as session:
            landing = landing_of(session, begun.account_id)
        onward = address_of(landing) if landing else DESK
    return with_cookie(visit, RedirectResponse(onward, HTTPStatus.SEE_OTHER), begun)


def with_cookie(visit: Visit, answer: Response, begun: SignedIn) -> Response:
    """The answer with the cookie of the session that has begun."""
    secure = visit.console.settings.console_secure
    answer.set_cookie(COOKIE, begun.token, httponly=True, samesite="lax", secure=secure, path="/")
    return answer


def inside(path: str) -> str:
    """A place of ours, never another site's."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
