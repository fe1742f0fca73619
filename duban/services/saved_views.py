"""Ways of looking at the ledger that people name: a convenience of theirs like drafts, and no act.

Whoever opens one sees by it what they may see; only its owner changes it.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from duban.core.errors import InvalidValue, NotFound
from duban.services.records_view import local_text
from duban.store import saved_views as store
from duban.store.rows import add_rows, read_id, set_values

MOST, LONGEST_NAME, LONGEST = 30, 30, 4_000


@dataclass(frozen=True)
class View:
    """One view as its reader sees it; `owner` is empty for one's own."""

    id: int
    name: str
    asked: str
    landing: bool
    shared: bool
    saved_at: str
    owner: str = ""


def list_views(session: Session, account_id: int, institution: str) -> list[View]:
    """One's own, then what others share with the institution."""
    own = [_view(row) for row in store.views_of(session, account_id)]
    return own + [_view(row, row["owner"]) for row in store.views_shared(session, institution, account_id)]


def landing_of(session: Session, account_id: int) -> View | None:
    """What the account comes to when it signs in, if it chose a view."""
    row = store.landing_of(session, account_id)
    return _view(row) if row else None


def save_view(session: Session, account_id: int, name: str, asked: str, *, now: datetime) -> None:
    """Keeps the view under the name; one of that name is replaced and stays shared and landed on as it was.

    Raises InvalidValue for a name that is empty or too long, for too many views, and for one that is too long.
    """
    name = _named(name)
    if len(asked) > LONGEST:
        raise InvalidValue("条件", f"{len(asked)} 字", "太长，不能存为视图，请减少条件")
    own = {row["name"]: row["id"] for row in store.views_of(session, account_id, lock=True)}
    if name in own:
        set_values(session, store.VIEW, [own[name]], {"asked": asked, "saved_at": now})
        return
    if len(own) >= MOST:
        raise InvalidValue("视图", name, f"最多存 {MOST} 个，请先删去不用的")
    kept = {"account_id": account_id, "name": name, "asked": asked, "saved_at": now}
    add_rows(session, store.VIEW, [{**kept, "landing": False, "shared_with": None}])


def rename_view(session: Session, account_id: int, view_id: str, name: str) -> None:
    """Gives one's own view another name. Raises InvalidValue for a bad name and for one that another view has."""
    row, name = _own(session, account_id, view_id), _named(name)
    if any(other["name"] == name and other["id"] != row["id"] for other in store.views_of(session, account_id)):
        raise InvalidValue("视图名称", name, "已有同名的视图，请换一个名称")
    set_values(session, store.VIEW, [row["id"]], {"name": name})


def delete_view(session: Session, account_id: int, view_id: str) -> None:
    """Forgets one's own view."""
    store.delete_view(session, _own(session, account_id, view_id)["id"])


def land_on(session: Session, account_id: int, view_id: str, *, landing: bool) -> None:
    """Makes it what one comes to when one signs in, in place of any other; or not any more."""
    row = _own(session, account_id, view_id)
    before = [other["id"] for other in store.views_of(session, account_id) if other["landing"]]
    set_values(session, store.VIEW, before, {"landing": False})
    if landing:
        set_values(session, store.VIEW, [row["id"]], {"landing": True})


def share_view(session: Session, account_id: int, view_id: str, institution: str | None) -> None:
    """Lets everyone of the institution open it; None: nobody else any more."""
    set_values(session, store.VIEW, [_own(session, account_id, view_id)["id"]], {"shared_with": institution})


def _own(session: Session, account_id: int, view_id: str) -> sa.RowMapping:
    """The account's view of that id. Raises NotFound for another's as for none."""
    wanted = read_id(view_id)
    for row in store.views_of(session, account_id, lock=True):
        if row["id"] == wanted:
            return row
    raise NotFound("视图", view_id, "它可能已经删去，请回到视图页看看现有的")


def _named(name: str) -> str:
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise InvalidValue("视图名称", name, f"请写 1 至 {LONGEST_NAME} 个字")
    return name


def _view(row: sa.RowMapping, owner: str = "") -> View:
    shared, saved_at = row["shared_with"] is not None, local_text(row["saved_at"])
    return View(row["id"], row["name"], row["asked"], row["landing"], shared, saved_at, owner)
