"""What acts are done to: how each is found, seen, and shown above a form. A kind of record has one entry here."""

from collections.abc import Sequence
from functools import partial
from urllib.parse import quote

from duban.console.catalogue.act import Subject, Told
from duban.console.wording import on_screen
from duban.core.errors import NotFound
from duban.services.alerts import ALERT_RECORD, show_alert
from duban.services.beginning import Begun, Looked
from duban.services.item_moves import moves_of
from duban.services.items_show import story_of
from duban.services.moves import Moves, record_moves
from duban.services.occurrence_desk import OCCURRENCE_KIND
from duban.services.occurrence_view import show_occurrence
from duban.services.order_moves import moves_of_paper
from duban.services.order_view import show_paper
from duban.services.records import RecordKind
from duban.services.roles import HeldPost
from duban.services.transition import look_up_item
from duban.store.alerts import ALERT
from duban.store.occurrences import OCCURRENCE
from duban.store.orders import find_order
from duban.store.records import find_record
from duban.store.sight import Sight, sees_item, sees_order


def moves_in(kind: RecordKind, looked: Looked, code: str, posts: Sequence[HeldPost]) -> Moves:
    """What the machine of a record of that kind lets whoever holds these posts do."""
    institution = looked.running.pack.code
    return record_moves(looked.session, kind, code, looked.asked, posts, institution=institution)


def _item_version(looked: Looked, code: str) -> int | None:
    return int(look_up_item(looked.session, looked.running.pack.code, code)["version"])


def _item_facts(looked: Looked, code: str) -> Told:
    story = story_of(looked.session, looked.running.pack.code, code, looked.running.calendar, on=looked.asked.on)
    limits = {limit["label"]: f"{limit['on']} {limit['cutoff']}前" for limit in story["limits"]}
    return {
        "事项": f"{story['code']} {story['title']}",
        "主办单位": story["unit"],
        "状态": story["label"],
        **limits,
        "要求": story["requirement"],
    }


def _order_facts(looked: Looked, handle: str) -> Told:
    paper = show_paper(looked.session, looked.running.pack.code, handle, looked.asked)
    items = "；".join(f"{each['code']} {each['title']}" for each in paper["items"])
    names = {"文书": paper["name"], "责任单位": paper["unit"], "状态": paper["label"]}
    return {**names, "事项": items, "将编号": paper["next_number"]}


def _sees_order(at: Looked | Begun, handle: str, sight: Sight) -> bool:
    row = find_order(at.session, at.running.pack.code, handle, lock=False)
    return row is not None and sees_order(at.session, at.running.pack.code, row["id"], sight)


ITEM_SUBJECT = Subject(
    kind="督办任务",
    field="code",
    sees=lambda at, code, sight: sees_item(at.session, at.running.pack.code, code, sight),
    page=lambda code: f"/items/{quote(code)}",
    version=_item_version,
    facts=_item_facts,
    moves=lambda looked, code, posts: moves_of(looked.session, looked.running.pack.code, code, looked.asked, posts),
)
ITEMS_SUBJECT = Subject(
    kind="督办任务", field="codes", sees=ITEM_SUBJECT.sees, page=lambda code: f"/items/{quote(code)}"
)
ITEM_IF_ANY = Subject(kind="督办任务", field="item", sees=ITEM_SUBJECT.sees, page=ITEM_SUBJECT.page)
TARGET_SUBJECT = Subject(
    kind="督办任务",
    field="code",
    sees=ITEM_SUBJECT.sees,
    page=lambda code: f"/targets/{quote(code)}",
    version=_item_version,
    facts=_item_facts,
)
ORDER_SUBJECT = Subject(
    kind="文书",
    field="paper",
    sees=_sees_order,
    page=lambda handle: f"/papers/{quote(handle, safe='')}",
    facts=_order_facts,
    moves=lambda at, code, posts: moves_of_paper(at.session, at.running.pack.code, code, at.asked, posts),
)


def _occurrence(at: Looked | Begun, code: str) -> bool:
    """Meetings are everybody's: who sees which of their contents, their page decides."""
    return find_record(at.session, OCCURRENCE, at.running.pack.code, code, lock=False) is not None


def _occurrence_facts(looked: Looked, code: str) -> Told:
    told = show_occurrence(looked.session, looked.running.pack.code, code, looked.asked)
    window = f"{told['window_first_on']} 至 {told['window_last_on']}" if told["window_first_on"] else None
    return {
        "期次": told["code"],
        "状态": told["label"],
        "日子": f"{told['meeting_on']}{'（预估）' if told['provisional'] else ''}",
        "文件留出的范围": window,
        "各环节": "；".join(f"{each['name']} {each['due_on'] or ''} {each['label']}" for each in told["stages"]),
        "通知参加的单位": [each["unit"] for each in told["attendance"]],
    }


def _alert_facts(looked: Looked, code: str) -> Told:
    told = show_alert(looked.session, looked.running.pack.code, code, looked.asked)
    return {"告警": told["kind_label"], "对象": told["subject"], "情况": on_screen(told["says"]), "状态": told["label"]}


OCCURRENCE_SUBJECT = Subject(
    kind="期次",
    field="code",
    sees=lambda at, code, _sight: _occurrence(at, code),
    page=lambda code: f"/occurrences/{quote(code, safe='')}",
    facts=_occurrence_facts,
    moves=partial(moves_in, OCCURRENCE_KIND),
)
ALERT_SUBJECT = Subject(
    kind="告警",
    field="code",
    sees=lambda at, code, _sight: find_record(at.session, ALERT, at.running.pack.code, code, lock=False) is not None,
    page=lambda code: f"/alerts/{quote(code)}",
    facts=_alert_facts,
    moves=partial(moves_in, ALERT_RECORD),
)


def require_seen(subject: Subject | None, at: Looked | Begun, handles: list[str], sight: Sight) -> None:
    """Raises NotFound for what is not there or not the reader's: the two look alike from outside."""
    for handle in handles:
        if subject and not subject.sees(at, handle, sight):
            raise NotFound(subject.kind, handle, "没有这一件，或不属您的单位，请从列表中打开")
