"""Signing in through the identity provider, where one is set up: there, back, and out of it again."""

from http import HTTPStatus

from fastapi.responses import RedirectResponse, Response

from duban.console import provider
from duban.console.pages.sign_in import arrived, form_page, inside, whence
from duban.console.permits import PUBLIC, Screen
from duban.console.visits import Visit, Visiting
from duban.core.errors import DubanError, NotFound
from duban.services.signing_in import SignInRefused, Vouched, sign_in_vouched
from duban.store.unit_of_work import unit_of_work

SCREEN = Screen()
HERE, BACK = "/sign-in/provider", "/sign-in/provider/back"
JOURNEY = "duban_journey"
SECONDS = 600
LONGEST = 1000
"""A longer address is not carried along: the cookie has four thousand characters."""


@SCREEN.get(HERE, permit=PUBLIC, include_in_schema=False)
def depart(visit: Visiting) -> Response:
    """To the provider; the browser keeps what it needs when it is back."""
    _require_provider(visit)
    onward = inside(visit.request.query_params.get("next", "/"))
    settings = visit.console.settings
    try:
        address, journey = provider.depart(settings, _ours(visit, BACK), onward if len(onward) <= LONGEST else "/")
    except DubanError as error:
        return form_page(visit, error, onward=onward)
    answer = RedirectResponse(address, HTTPStatus.SEE_OTHER)
    answer.set_cookie(
        JOURNEY, journey.packed(), max_age=SECONDS, path=HERE, httponly=True, samesite="lax",
        secure=settings.console_secure,
    )  # fmt: skip
    return answer


@SCREEN.get(BACK, permit=PUBLIC, include_in_schema=False)
def arrive(visit: Visiting) -> Response:
    """Back from the provider with its word; the account is the one of that name, and must be there already."""
    _require_provider(visit)
    journey = provider.unpacked(visit.request.cookies.get(JOURNEY, ""))
    onward = inside(journey.onward) if journey else "/"
    try:
        name = provider.arrive(visit.console.settings, journey, visit.request.query_params)
        answer = _signed_in(visit, name, onward)
    except DubanError as error:
        answer = form_page(visit, error, onward=onward)
    answer.delete_cookie(JOURNEY, path=HERE)
    return answer


@SCREEN.get("/sign-in/provider/leave", permit=PUBLIC, include_in_schema=False)
def leave(visit: Visiting) -> Response:
    """Out of the provider as well, for whoever shares the machine with others."""
    _require_provider(visit)
    back = _ours(visit, "/sign-in")
    try:
        address = provider.departure(visit.console.settings, back)
    except DubanError as error:
        return form_page(visit, error)
    return RedirectResponse(address or back, HTTPStatus.SEE_OTHER)


def _signed_in(visit: Visit, name: str, onward: str) -> Response:
    console = visit.console
    with unit_of_work(console.engine) as uow:
        vouched = Vouched(name, console.settings.oidc_name, *whence(visit))
        begun = sign_in_vouched(uow.session, vouched, now=console.machine.now())
        uow.commit()
    if isinstance(begun, SignInRefused):
        raise begun
    return arrived(visit, begun, onward)


def _require_provider(visit: Visit) -> None:
    if not visit.console.settings.oidc_issuer:
        raise NotFound("登录方式", "统一身份认证", "本系统没有启用，请用账号和口令登录")


def _ours(visit: Visit, path: str) -> str:
    """An address of ours as the browser knows it; the host is one that the service answers to."""
    url = visit.request.url.replace(path=path, query="")
    return str(url.replace(scheme="https") if visit.console.settings.console_secure else url)
