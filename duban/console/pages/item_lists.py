"""Lists over all items: key nodes that are not done, points that are proposed, outcomes of the specialised bodies."""

from dataclasses import dataclass
from typing import Any

from fastapi.responses import Response

from duban.console.permits import EVERYONE_AT_WORK, Screen
from duban.console.visits import Visit, Visiting
from duban.services.item_nodes import list_nodes
from duban.services.item_points import proposed_points
from duban.services.item_results import list_results

SCREEN = Screen()
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class ItemList:
    """One list: its heading, what it is, its columns, and what stands there while it is empty."""

    title: str
    says: str
    columns: dict[str, str]
    empty: str
    path: str | None = None
    """Where it is narrowed to a unit, if it can be."""


OF_ITEM = {"code": "事项", "title": "内容", "unit": "主办单位"}
NODES = ItemList(
    "关键节点",
    "还没有完成的，先到期的在前；完成的在“反馈”里报",
    OF_ITEM | {"on": "节点时限", "says": "节点", "light": "灯", "late": "逾期"},
    "没有要完成的关键节点。拟办时写明时序进度的事项，节点列在这里。",
    "/nodes",
)
POINTS = ItemList(
    "建议扣分",
    "由逾期、文书和制度得出，供考评机构确认；逾期核销的不再扣",
    {"code": "事项", "unit": "单位", "points": "建议分值", "limit": "时限", "limit_on": "逾期于", "paper": "文书"}
    | {"clause": "依据", "attributed_from": "归责自", "reason": "归责理由"},
    "没有建议扣分。逾期并经文书督办的事项，按制度列在这里。",
    "/points",
)
RESULTS = ItemList(
    "落实结果",
    "专门机构议定事项经核查认可的结果，新的在前",
    OF_ITEM
    | {"says": "落实结果", "office": "专门机构", "report_to": "上报", "accepted_at": "认可时间", "label": "状态"},
    "还没有落实结果。专门机构议定的事项经核查认可后列在这里。",
)


@SCREEN.get("/nodes", permit=EVERYONE_AT_WORK)
def nodes(visit: Visiting, unit: str = "") -> Response:
    """What is to be done next, by its day."""
    return _page(visit, NODES, _nodes(visit, unit), unit)


@SCREEN.get("/api/nodes", permit=EVERYONE_AT_WORK, tags=["item"], summary="还没有完成的关键节点")
def nodes_json(visit: Visiting, unit: str = "") -> Rows:
    """先到期的在前；单位联络员只见本单位主办、协办的。"""
    return _nodes(visit, unit)


@SCREEN.get("/points", permit=EVERYONE_AT_WORK)
def points(visit: Visiting, unit: str = "") -> Response:
    """What missed limits would cost, before the assessment decides."""
    return _page(visit, POINTS, _points(visit, unit), unit)


@SCREEN.get("/api/points", permit=EVERYONE_AT_WORK, tags=["item"], summary="未按期完成的建议扣分")
def points_json(visit: Visiting, unit: str = "") -> Rows:
    """由逾期、文书和制度得出；单位联络员只见本单位的。"""
    return _points(visit, unit)


@SCREEN.get("/results", permit=EVERYONE_AT_WORK)
def results(visit: Visiting) -> Response:
    """What came of the matters of specialised bodies."""
    return _page(visit, RESULTS, _results(visit))


@SCREEN.get("/api/results", permit=EVERYONE_AT_WORK, tags=["item"], summary="专门机构议定事项的落实结果")
def results_json(visit: Visiting) -> Rows:
    """新的在前；单位联络员只见本单位主办、协办的。"""
    return _results(visit)


def _page(visit: Visit, what: ItemList, rows: Rows, unit: str = "") -> Response:
    return visit.page("item_list", what=what, rows=rows, unit=unit)


def _nodes(visit: Visit, unit: str) -> Rows:
    with visit.look() as looked:
        named, on = looked.unit(unit), looked.asked.on
        return list_nodes(looked.session, looked.running, on, unit=named, sight=visit.me.sight)


def _points(visit: Visit, unit: str) -> Rows:
    with visit.look() as looked:
        return proposed_points(looked.session, visit.me.institution, looked.unit(unit), sight=visit.me.sight)


def _results(visit: Visit) -> Rows:
    with visit.look() as looked:
        return list_results(looked.session, looked.running.pack, sight=visit.me.sight)
