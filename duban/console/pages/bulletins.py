"""Bulletins on the screen: their frozen facts, who checked them, and the text for whom they are for."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from fastapi.responses import Response

from duban.console.catalogue.act import Told
from duban.console.catalogue.record_subjects import (
    BULLETIN_SUBJECT,
)
from duban.console.catalogue.subjects import require_seen
from duban.console.pages.recording import Chosen, Link, Recording, Rows, Section, add_recording, at
from duban.console.permits import EVERYONE_AT_WORK, Screen
from duban.console.visits import Visiting
from duban.core.errors import NotFound
from duban.documents.bulletin_text import bulletin_text
from duban.services import bulletins
from duban.services.beginning import Looked
from duban.store.sight import Sight
from states.bulletin import BULLETIN_LABELS, BulletinState

SCREEN = Screen()


def _bulletins(looked: Looked, sight: Sight, chosen: Chosen) -> Rows:
    states = [BulletinState(chosen.state)] if chosen.state else []
    read_by = looked.unit(chosen.unit or None)
    rows = bulletins.told_bulletins(looked.session, looked.running.pack.code, states, read_by, sight=sight)
    return [row for row in rows if not chosen.name or row["kind"] == chosen.name]


def _bulletin(looked: Looked, sight: Sight, code: str) -> dict[str, Any]:
    return bulletins.show_bulletin(looked.session, looked.running.pack.code, code, looked.asked, sight=sight)


REPLIES = {"confirmed": "无误", "objected": "有异议", None: "未答复"}


def _frozen(told: Told) -> Sequence[Section]:
    facts = {"code": "事项", "unit": "单位", "title": "内容", "state": "状态", "late": "逾期", "struck": "已删"}
    checks = [{**row, "reply": REPLIES[row["reply"]]} for row in told["checks"]]
    replies = {"unit": "单位", "reply": "答复", "reply_says": "说明", "replied_at": "时间", "resolution": "处理"}
    return [
        Section("冻结的事实", facts, told["facts"], "没有列入事项。", at("/items")),
        Section("核实", replies, checks, "不需要您核实。"),
    ]


BULLETINS = Recording(
    path="/bulletins",
    title="通报",
    says="从冻结的台账拟稿，所涉单位核实，签发后按范围印发。",
    empty="没有这样的通报。可以放宽条件，或拟一份通报。",
    subject=BULLETIN_SUBJECT,
    columns={
        "code": "编号",
        "kind": "种类",
        "number": "期号",
        "title": "标题",
        "label": "状态",
        "frozen_at": "台账截至",
    },
    facts={
        "kind": "种类", "number": "期号", "says": "正文", "frozen_at": "台账截至", "check_due_on": "核实期至",
        "signed_at": "签发", "issued_at": "印发", "to": "范围", "label": "状态", "facts_hash": "事实校验",
        "document": "依据", "at": "条款", "version": "版本",
    },
    rows=_bulletins,
    show=_bulletin,
    states=BULLETIN_LABELS,
    names=lambda looked: list(looked.running.pack.bulletins),
    starts=("bulletin draft",),
    sections=_frozen,
    links=lambda told: [Link("下载文字稿", f"/bulletins/{quote(told['code'])}/document")] if told["whole"] else (),
    tag="bulletin",
)  # fmt: skip


@SCREEN.get("/bulletins/{code}/document", permit=EVERYONE_AT_WORK)
def document(visit: Visiting, code: str) -> Response:
    """The bulletin's text, as `duban bulletin print` writes it, for whoever it is for."""
    with visit.look() as looked:
        require_seen(BULLETIN_SUBJECT, looked, [code], visit.me.sight)
        told = _bulletin(looked, visit.me.sight, code)
        issuer = looked.running.pack.document.issuer
    if not told["whole"]:
        raise NotFound("通报", code, "这一份没有印发给您的单位")
    name = quote(f"{told['number'] or told['code']}.txt")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(bulletin_text(told, issuer), media_type="text/plain; charset=utf-8", headers=headers)


add_recording(SCREEN, BULLETINS)
