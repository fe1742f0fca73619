"""How refusals are answered: a page for people, a document for programs, each with its status."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from duban.console.guarding import FIRST_OF_ALL, Forged, NotPermitted, NotSignedIn, PasswordFirst
from duban.console.provider import NotVouchedFor, ProviderDown
from duban.console.visits import Console, Visit
from duban.console.wording import on_screen
from duban.core.errors import AlreadyMoved, BadUsage, DubanError, JustTaken, LedgerUnusable, NotFound, NotShown
from duban.services.signing_in import SignInRefused

STATUS: tuple[tuple[type[DubanError], HTTPStatus], ...] = (
    (NotSignedIn, HTTPStatus.UNAUTHORIZED),
    (SignInRefused, HTTPStatus.UNAUTHORIZED),
    (NotVouchedFor, HTTPStatus.UNAUTHORIZED),
    (ProviderDown, HTTPStatus.SERVICE_UNAVAILABLE),
    (NotPermitted, HTTPStatus.FORBIDDEN),
    (Forged, HTTPStatus.FORBIDDEN),
    (PasswordFirst, HTTPStatus.FORBIDDEN),
    (NotShown, HTTPStatus.FORBIDDEN),
    (NotFound, HTTPStatus.NOT_FOUND),
    (LedgerUnusable, HTTPStatus.SERVICE_UNAVAILABLE),
    (AlreadyMoved, HTTPStatus.CONFLICT),
    (JustTaken, HTTPStatus.CONFLICT),
    (BadUsage, HTTPStatus.UNPROCESSABLE_ENTITY),
    (DubanError, HTTPStatus.CONFLICT),
)
HEADINGS = {
    HTTPStatus.UNAUTHORIZED: "请登录",
    HTTPStatus.FORBIDDEN: "您不能使用这一页",
    HTTPStatus.NOT_FOUND: "没有找到",
    HTTPStatus.METHOD_NOT_ALLOWED: "这一页不能这样打开",
    HTTPStatus.CONFLICT: "没有办理",
    HTTPStatus.UNPROCESSABLE_ENTITY: "请改正后再办",
    HTTPStatus.SERVICE_UNAVAILABLE: "台账暂时不可用",
}


def status_of(error: DubanError) -> HTTPStatus:
    """The status that a refusal is answered with."""
    return next(status for kind, status in STATUS if isinstance(error, kind))


def install(app: FastAPI, console: Console) -> None:
    """Every error that the application meets is answered here."""

    def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, DubanError)  # noqa: S101 - registered for it below
        return answer(console, request, error)

    def unknown(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for it below
        status = HTTPStatus(error.status_code)
        says = "没有这一页，或它已经移走。" if status is HTTPStatus.NOT_FOUND else HEADINGS.get(status, status.phrase)
        return _told(console, request, status, says, {})

    def unreadable(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it below
        faults = [{"field": str(each["loc"][-1]), "says": fault_in_words(each)} for each in error.errors()]
        says = "；".join(f"{each['field']}：{each['says']}" for each in faults)
        return _told(console, request, HTTPStatus.UNPROCESSABLE_ENTITY, says, {"faults": faults})

    handlers: dict[type[Exception], Callable[[Request, Exception], Response]] = {
        DubanError: refused,
        HTTPException: unknown,
        RequestValidationError: unreadable,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def answer(console: Console, request: Request, error: DubanError) -> Response:
    """A refusal, as whoever asked can read it."""
    status = status_of(error)
    if not is_program(request):
        if isinstance(error, NotSignedIn):
            return _to(request, _sign_in(error.kept or back_to(request), kept=bool(error.kept)))
        if isinstance(error, PasswordFirst):
            return _to(request, FIRST_OF_ALL)
    return _told(console, request, status, str(error), error.fields())


def _sign_in(onward: str, *, kept: bool) -> str:
    return f"/sign-in?next={quote(onward)}{'&kept=' if kept else ''}"


def is_program(request: Request) -> bool:
    """Whether a document is wanted, not a page."""
    return request.url.path.startswith("/api/")


def back_to(request: Request) -> str:
    """Where somebody goes on after signing in: the page, or the form that they had posted."""
    path = request.url.path
    return f"{path}?{request.url.query}" if request.url.query else path


def _to(request: Request, address: str) -> Response:
    if request.headers.get("hx-request"):
        return HTMLResponse("", HTTPStatus.OK, {"HX-Redirect": address})
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


def _told(console: Console, request: Request, status: HTTPStatus, says: str, fields: dict[str, Any]) -> Response:
    if is_program(request):
        plain = {name: value for name, value in fields.items() if name != "error"}
        return JSONResponse(_plain({"error": says, **plain}), status)
    says = on_screen(says)
    if request.headers.get("hx-request"):
        made = console.templates.get_template("_refused.html").render(says=says)
        return HTMLResponse(made, HTTPStatus.OK, {"HX-Retarget": "#told", "HX-Reswap": "innerHTML"})
    visit = getattr(request.state, "visit", None) or Visit(console, request, None)
    heading = HEADINGS.get(status, "没有办理")
    return visit.page("refused", status=status, says=says, heading=heading, kept=fields.get("kept", ""))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(each) for each in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


def fault_in_words(fault: Any) -> str:
    """What is wrong with one value, in Chinese, from what pydantic found."""
    kind, bounds = fault["type"], fault.get("ctx", {})
    for start, words in WORDS.items():
        if kind.startswith(start):
            return words.format(**bounds)
    return "这样写读不懂，请检查"


WORDS = {
    "missing": "必须填写",
    "string_too_short": "必须填写",
    "too_short": "至少要有一个",
    "too_long": "太多了",
    "string_too_long": "太长，最多{max_length}字",
    "greater_than_equal": "不能小于{ge}",
    "less_than_equal": "不能大于{le}",
    "greater_than": "须大于{gt}",
    "int": "请写整数",
    "float": "请写数字",
    "decimal": "请写数字",
    "bool": "请选择是或否",
    "date": "请写成 2026-11-23 这样确实存在的日期",
    "enum": "请从所列中选",
    "literal_error": "请从所列中选",
    "extra_forbidden": "没有这个字段",
    "json_invalid": "不是正确的 JSON",
}
"""How a fault's type begins → what is said."""
