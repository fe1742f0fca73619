"""What waits on somebody's desk today, by what their posts have to do. Decides nothing: a line leads to its page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from duban.core.workdays import ONE_DAY
from duban.services.beginning import Looked
from duban.services.desk import papers_waiting
from duban.services.item_pages import ItemQuery, cutoffs, item_page
from duban.services.occurrence_view import Wanted, list_occurrences
from duban.services.order_desk import paper_name
from duban.services.order_view import list_papers
from duban.services.roles import Role, Standing
from duban.store.coming import issues_until
from duban.store.item_filter import ItemSort
from states.item import ItemState, LimitKind
from states.labels import LIMIT_LABELS, ORDER_EVENT_LABELS, STATE_LABELS
from states.light import Cutoffs, Light
from states.order import OrderEvent, OrderState

MOST = 100
DAYS_A_WEEK = 7


@dataclass(frozen=True)
class Line:
    """One thing that waits: `of` is item, order or occurrence, `event` what is to be done with it where one step is."""

    of: str
    handle: str
    title: str
    unit: str
    says: str
    due_on: str | None = None
    light: str | None = None
    event: str | None = None
    post: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The line as plain values."""
        return dict(vars(self))


@dataclass(frozen=True)
class Pile:
    """Lines of one sort, under their heading; `empty` says what is so when there is none."""

    name: str
    title: str
    empty: str
    lines: tuple[Line, ...] = field(default=())
    how_many: str = ""
    """How many there are, where more are known of than are listed: 100+."""


def desk_of(looked: Looked, standing: Standing) -> list[Pile]:
    """The piles of whoever stands so, what is most pressing first."""
    found = [_papers(looked, standing)] if standing.roles & {Role.leader, Role.operator} else []
    if Role.operator in standing.roles:
        found += [_going_out(looked), *_of_office(looked)]
    if Role.liaison in standing.roles:
        found += _of_unit(looked, standing)
    if standing.roles & {Role.leader, Role.operator, Role.liaison}:
        found += [turning(looked, standing), _meetings(looked)]
    return found


def _papers(looked: Looked, standing: Standing) -> Pile:
    """The papers whose next step is one of these posts', the oldest first."""
    mine = {held.post: held.name for held in standing.posts}
    waiting = papers_waiting(looked.session, looked.running.pack.code, mine, MOST)
    lines = [_waiting(row, each.step, mine[each.post]) for each in waiting for row in each.oldest]
    count = str(sum(each.count for each in waiting))
    return Pile("papers", "等您审批的文书", "没有等您提出、同意或签发的文书。", tuple(lines), count)


def _waiting(row: sa.RowMapping, step: OrderEvent, post: str) -> Line:
    return _paper({**row, "name": paper_name(row)}, ORDER_EVENT_LABELS[step], event=step.value, post=post)


def _going_out(looked: Looked) -> Pile:
    states = (OrderState.signed, OrderState.issued)
    says = {OrderState.signed: OrderEvent.issue, OrderState.issued: OrderEvent.serve}
    rows = list_papers(looked.session, looked.running.pack.code, states, MOST)
    lines = [
        _paper(row, ORDER_EVENT_LABELS[says[OrderState(row["state"])]], event=says[OrderState(row["state"])].value)
        for row in rows
    ]
    return Pile("going-out", "等着编号、送达的文书", "没有已签发而未送达的文书。", tuple(lines))


def _of_office(looked: Looked) -> list[Pile]:
    return [
        _items(looked, Standing(frozenset()), ItemState.checking, "checking", ("等您核查的反馈", "没有待核查的反馈。")),
        _items(looked, Standing(frozenset()), ItemState.checked, "checked", ("等着销号的事项", "没有待销号的事项。")),
        _items(looked, Standing(frozenset()), ItemState.returned, "returned", ("被退办的事项", "没有单位退办。")),
        _items(looked, Standing(frozenset()), ItemState.drafted, "drafted", ("还没有下发的拟办", "没有待下发的拟办。")),
    ]


def _of_unit(looked: Looked, standing: Standing) -> list[Pile]:
    served = list_papers(looked.session, looked.running.pack.code, (OrderState.served,), MOST, standing.sight)
    lines = tuple(_paper(row, "答复", event="answer", looked=looked) for row in served if row["answer_due_on"])
    return [
        _items(looked, standing, ItemState.issued, "issued", ("等您签收的事项", "没有待签收的事项。")),
        Pile("served", "等您答复的文书", "没有待答复的文书。", lines),
    ]


def _items(looked: Looked, standing: Standing, state: ItemState, name: str, words: tuple[str, str]) -> Pile:
    query = ItemQuery(states=(STATE_LABELS[state],), seen_by=standing.sight.unit_ids if standing.posts else None)
    page = item_page(looked.session, looked.running, query, looked.asked.on, size=MOST, counting=MOST)
    title, empty = words
    lines = tuple(
        Line("item", row["code"], row["title"], row["unit"], row["label"], row["due_on"], row["light"])
        for row in page.items
    )
    return Pile(name, title, empty, lines, page.how_many)


def turning(looked: Looked, standing: Standing) -> Pile:
    """The items whose next limit is past or falls within the next working days, the oldest first.

    They are a page of the ledger, so that a desk costs the same whatever is late.
    """
    days, sight = cutoffs(looked.running, looked.asked.on), standing.sight
    query = ItemQuery(lights=(Light.red, Light.yellow), sort=ItemSort.due, seen_by=sight.unit_ids)
    page = item_page(looked.session, looked.running, query, days.today, size=MOST, counting=MOST)
    late = issues_until(looked.session, looked.running.pack.code, days.soon_on, sight, MOST)
    lines = [
        Line("item", row["code"], row["title"], row["unit"], LIMIT_LABELS[_owed(row)], row["due_on"], row["light"])
        for row in page.items
    ] + [_unissued(row, days) for row in late]
    lines.sort(key=lambda line: (line.due_on or "", line.handle))
    count = (page.count or 0) + len(late)
    empty = "今后三个工作日没有到期的时限，也没有逾期。"
    how_many = str(count) if page.is_counted and len(late) < MOST else f"{count}+"
    return Pile("turning", "已红和将红的时限", empty, tuple(lines[:MOST]), how_many)


def _owed(row: Mapping[str, Any]) -> LimitKind:
    """Which limit of the item is its next one."""
    if row["completion_due_on"] == row["due_on"]:
        return LimitKind.completion
    return LimitKind.answer if row["rung"] else LimitKind.feedback


def _unissued(row: sa.RowMapping, days: Cutoffs) -> Line:
    says, light = LIMIT_LABELS[LimitKind.issue], days.light(row["limit_on"])
    return Line("item", row["code"], row["title"], row["name"], says, row["limit_on"].isoformat(), light)


def _meetings(looked: Looked) -> Pile:
    """The meetings of this week."""
    monday = looked.asked.on - ONE_DAY * looked.asked.on.weekday()
    wanted = Wanted(first=monday, last=monday + ONE_DAY * (DAYS_A_WEEK - 1))
    rows = list_occurrences(looked.session, looked.running.pack.code, wanted)
    lines = tuple(
        Line("occurrence", row["code"], f"{row['cycle']}（{row['period']}）", "", row["label"], row["meeting_on"])
        for row in rows
    )
    return Pile("meetings", "本周的会议", "本周没有列入周期的会议。", lines)


def _paper(
    row: dict[str, Any], says: str, *, event: str, post: str | None = None, looked: Looked | None = None
) -> Line:
    due_on, light = _due(looked, row["answer_due_on"]) if looked else (None, None)
    more = f"等{row['items']}件" if row["items"] > 1 else ""
    title = f"{row['name']} {row['matter'] or '所列事项已全部划去'}{more}"
    return Line("order", str(row["id"]), title, row["unit"], f"待{says}", due_on, light, event, post)


def _due(looked: Looked, day: str | None) -> tuple[str | None, str | None]:
    due_on = date.fromisoformat(day) if day else None
    return day, cutoffs(looked.running, looked.asked.on).light(due_on)
