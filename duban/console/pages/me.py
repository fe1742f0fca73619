"""One's own account: password, posts, where one is signed in; and the forms that wait to be sent."""

from http import HTTPStatus
from typing import Any

from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from duban.console.permits import ANYBODY, Screen
from duban.console.unsent import name_of, typed
from duban.console.visits import Visit, Visiting
from duban.console.wording import on_screen
from duban.core.errors import DubanError, InvalidValue
from duban.services import drafts
from duban.services.accounts import change_password
from duban.services.acts import LEDGER_CHAIN
from duban.services.passwords import verified
from duban.services.records_view import local_text
from duban.services.signing_in import sessions_of
from duban.store.accounts import secret_of
from duban.store.evidence import find_act
from duban.store.unit_of_work import reading, unit_of_work

SCREEN = Screen()


@SCREEN.get("/my", permit=ANYBODY)
def my_account(visit: Visiting) -> Response:
    """Posts, sessions and drafts."""
    with reading(visit.console.engine) as session:
        rows = sessions_of(session, visit.me.account_id, visit.console.lasting, now=visit.console.machine.now())
        waiting = drafts.list_of(session, visit.me.account_id)
    sessions = [
        {
            "began": local_text(row["began_at"]),
            "seen": local_text(row["seen_at"]),
            "address": row["address"],
            "agent": row["agent"],
            "how": visit.console.settings.oidc_name if row["vouched"] else "口令",
            "this": row["id"] == visit.me.session_id,
        }
        for row in rows
    ]
    return visit.page("my", sessions=sessions, drafts=waiting)


@SCREEN.get("/my/password", permit=ANYBODY)
def password_page(visit: Visiting) -> Response:
    """The form."""
    return visit.page("password", says="")


@SCREEN.post("/my/password", permit=ANYBODY)
def password(visit: Visiting) -> Response:
    """The new password, told twice, behind the old one."""
    try:
        _change(visit)
    except DubanError as error:
        return visit.page("password", status=HTTPStatus.UNPROCESSABLE_ENTITY, says=on_screen(str(error)))
    return RedirectResponse("/", HTTPStatus.SEE_OTHER)


def _change(visit: Visit) -> None:
    old, new, again = (str(visit.form.get(name, "")) for name in ("old", "new", "again"))
    if new != again:
        raise InvalidValue("再写一遍", "（不显示）", "两次写的新口令不一样")
    with reading(visit.console.engine) as session:
        secret = secret_of(session, visit.me.account_id)
    if not verified(old, secret["hash"] if secret else None)[0]:
        raise InvalidValue("现在的口令", "（不显示）", "不对，请重写")
    with visit.office.write() as (uow, asked):
        change_password(uow.session, visit.me.account_id, new, keep=visit.me.session_id, asked=asked)
        uow.commit()


@SCREEN.post("/my/draft", permit=ANYBODY)
def save_draft(visit: Visiting) -> dict[str, Any]:
    """What stands in a form now; the page sends it every few seconds while somebody types."""
    with unit_of_work(visit.console.engine) as uow:
        now = visit.console.machine.now()
        if not _was_sent(uow.session, visit):
            drafts.save(uow.session, visit.me.account_id, name_of(visit), typed(visit.form), now=now)
        uow.commit()
    return {"saved_at": local_text(now)}


def _was_sent(session: Session, visit: Visit) -> bool:
    """Whether the form has become an act meanwhile: a draft that comes late must not bring it back."""
    key = str(visit.form.get("key", ""))
    return bool(key) and any(find_act(session, chain, key) for chain in (visit.me.institution, LEDGER_CHAIN))


@SCREEN.post("/my/draft/forget", permit=ANYBODY)
def forget_draft(visit: Visiting) -> Response:
    """A draft that is not wanted any more."""
    with unit_of_work(visit.console.engine) as uow:
        drafts.forget(uow.session, visit.me.account_id, str(visit.form.get("form", "")))
        uow.commit()
    return RedirectResponse("/my", HTTPStatus.SEE_OTHER)
