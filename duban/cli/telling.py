"""How an act and an item are told to a person."""

from collections.abc import Iterable, Mapping, Sequence
from math import log
from typing import Any

from duban.cli import output

Told = Mapping[str, Any]
HELD_UP = {
    "code": "编号",
    "title": "问题",
    "level_name": "级",
    "label": "状态",
    "due_on": "答复时限",
    "item": "由何事提出",
}
LIGHTS = {"green": "绿", "yellow": "黄", "red": "红", True: "是", False: "", None: ""}
"""A light, or whether something is so, as a table shows it."""
KILO, UNITS = 1024, ("B", "KB", "MB", "GB")


def tell_act(told: Told) -> None:
    """One act: what was done, where the item stands, what it rests on, and its limits day by day."""
    act = told["act"]
    output.say(f"{told['code']} {told['does']}：已记录（{act['institution']}#{act['seq']}），现为“{told['label']}”。")
    output.say(f"依据：{basis(told)}")
    if told["paper"]:
        output.say(f"文书：{told['paper']}，随同送达。")
    for each in told["attachments"]:
        output.say(f"附件 {each['id']}：{each['name']}（{file_size(each['size'])}，{each['sha256']}）")
    for limit in told["limits"]:
        tell_limit(limit)


def tell_limit(limit: Told) -> None:
    """A limit and the days that lead to it."""
    counted = f"：{limit['phrase']}，自 {limit['from']}" if limit["phrase"] else "：由人指定"
    counted += f"，向{limit['to']}反馈" if limit["to"] else ""
    provisional = "【预估】" if limit["provisional"] else ""
    output.say(f"{limit['label']} {limit['on']} {limit['cutoff']}前（含当日）{provisional}{counted}")
    if limit["explain"]:
        rows = [(step["date"], "计" if step["counted"] else "", step["why"]) for step in limit["explain"]]
        output.print_table("逐日说明", ("日期", "计入", "说明"), rows)


def tell_story(story: Told) -> None:
    """Everything on record of one item."""
    output.say(f"{story['code']} {story['title']}（{story['unit']}，{story['item_type']}）")
    output.say(f"现为“{story['label']}”，第{story['version']}版。{story['requirement'] or ''}")
    _tell_named(story)
    for limit in story["limits"]:
        tell_limit(limit)
    for each in story["targets"]:
        output.say(f"目标：{each['indicator']} {each['wanted']}；进度和验收见 duban target show {story['code']}")
    columns = ("original", "approved", "effective", "actual")
    dates = [(each["label"], *(each[name] for name in columns)) for each in story["dates"].values()]
    output.print_table("日期", ("时限", "原定", "批准", "现行", "实际"), dates)
    _tell_some("反馈", ("类型", "内容", "时间", "按时", "核查", "说明"), map(_report, story["feedback"]))
    matters = [
        (each["name"], each["code"], each["on"], each["says"]) for each in story.get("source", {}).get("matters", ())
    ]
    _tell_some("来源", ("来自", "编号", "日期", "内容"), matters)
    _tell_some("延期", ("状态", "原日期", "申请到", "同意到", "理由"), map(_extension, story["extensions"]))
    pauses = [(each["from_on"], each["to_on"], each["workdays"], each["reason"]) for each in story["suspensions"]]
    _tell_some("暂停计时", ("自", "至", "工作日", "理由"), pauses)
    breaches = [
        (each["limit_on"], _moment(each["recorded_at"]), _moment(each["cleared_at"])) for each in story["breaches"]
    ]
    _tell_some("逾期", ("逾期于", "记录", "核销"), breaches)
    held_up = [tuple(each[name] for name in HELD_UP) for each in story["coordinations"]]
    _tell_some("协调", tuple(HELD_UP.values()), held_up)
    _tell_beside(story)
    tell_attachments(story["attachments"])
    _tell_some("经过", ("时间", "办理", "现状态", "谁", "依据", "理由"), map(_step, story["history"]))


def _tell_named(story: Told) -> None:
    """Who assigned it, who leads, answers for it and helps, and when it was decided."""
    named = {
        "交办机构": story["office"],
        "牵头领导": story["leader"],
        "第一责任人": "、".join(story["heads"]),
        "责任人": story["responsible"],
        "协办": "、".join(story["co_units"]),
        "议定或批示": story["decided_on"],
        "收到批示件": story["reached_on"],
    }
    output.say("；".join(f"{name}：{value}" for name, value in named.items() if value) + "。")


def _tell_beside(story: Told) -> None:
    """What hangs on the item: its schedule, kin, notes, blame and papers."""
    _tell_some("时序进度", ("日期", "内容", "灯", "完成", "报告", "逾期"), map(_node, story["nodes"]))
    links = [(each["says"], each["code"], each["title"]) for each in story["links"]]
    _tell_some("相关事项", ("关系", "事项", "内容"), links)
    notes = [(each["at"], each["label"], each["who"], each["says"]) for each in story["notes"]]
    _tell_some("电话和回头看", ("时间", "类型", "对谁", "情况"), notes)
    blame = [(each["limit_on"], each["limit"], each["unit"], each["reason"]) for each in story["attributions"]]
    _tell_some("归责", ("逾期于", "时限", "归责于", "理由"), blame)
    papers = [(each["id"], each["name"], each["label"], each["served_at"]) for each in story["papers"]]
    _tell_some("文书", ("序号", "编号", "状态", "送达"), papers)


def tell_attachments(rows: Sequence[Told], title: str = "附件") -> None:
    """Files, each with its handle, what it belongs to, and the act that it came with."""
    columns = ("序号", "文件名", "大小", "所附", "随行为", "时间", "SHA-256")
    lines = [
        (
            each["id"],
            each["name"],
            file_size(each["size"]),
            each["item"] or each["order"],
            each["act_seq"],
            _moment(each["added_at"]),
            each["sha256"],
        )
        for each in rows
    ]
    _tell_some(title, columns, lines)


def file_size(size: int) -> str:
    """Bytes as people read them."""
    unit = min(int(log(max(size, 1), KILO)), len(UNITS) - 1)
    return f"{size / KILO**unit:.4g} {UNITS[unit]}"


def basis(told: Told) -> str:
    """The clause as it stands in the document, and what is assumed."""
    cited = f"{told['cited']}（{told['clause']}）" if told["clause"] else ""
    assumed = f"推定：{told['assumed']}" if told["assumed"] else ""
    return "；".join(filter(None, (cited, assumed))) or "阶梯"


def _tell_some(title: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    found = list(rows)
    if found:
        output.print_table(title, columns, found)


def _report(row: Told) -> tuple[Any, ...]:
    verdict = {"accepted": "认可", "sent_back": "退回", "lapsed": "未核查"}.get(row["verdict"], "待核查")
    return (
        row["label"],
        row["says"],
        _moment(row["given_at"]),
        "按时" if row["in_time"] else "逾期",
        verdict,
        row["quality"],
    )


def _node(row: Told) -> tuple[Any, ...]:
    done = f"{row['done_on']}{'' if row['checked'] else '（待核查）'}" if row["done_on"] else ""
    return row["on"], row["says"], LIGHTS.get(row["light"], ""), done, row["reported_on"], LIGHTS[row["late"]]


def _extension(row: Told) -> tuple[Any, ...]:
    return row["label"], row["limit_on"], row["until_on"], row["granted_on"], row["reason"]


def _step(row: Told) -> tuple[Any, ...]:
    who = f"{row['by']}/{row['person']}" if row["by"] else row["os_user"]
    return _moment(row["at"]), row["does"], row["to"], who, basis(row), row["reason"]


def _moment(instant: str | None) -> str:
    """2026-11-23T09:00+08:00 as 2026-11-23 09:00."""
    return instant[:16].replace("T", " ") if instant else ""
