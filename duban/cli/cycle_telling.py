"""Occurrences as `duban cycle` prints them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duban.cli import output
from duban.cli.recording import print_record

if TYPE_CHECKING:
    from flows.ringing import Rung

Told = Mapping[str, Any]
PERIODS = {
    "moved": "改期",
    "called_off": "取消",
    "restored": "恢复排期",
    "merged": "并入后一期",
    "missed": "错过待定",
    "waiting": "等候放假通知",
    "resumed": "不再等候",
    "closed": "办结",
}


def tell_occurrences(rows: Sequence[Told], *, as_json: bool) -> int:
    """The list, with what each waits for."""
    if as_json:
        output.print_json(rows)
    elif rows:
        heads = ("周期", "期次", "日子", "状态", "各环节")
        output.print_table(f"期次 {len(rows)} 期", heads, [[*_place(row), _stages(row)] for row in rows])
    else:
        output.say("这段时间没有期次。尚未排期的，请运行 duban cycle catch-up 或 duban up。")
    return 0


def tell_occurrence(told: Told, *, as_json: bool) -> int:
    """The whole story of one."""
    if as_json:
        output.print_json(told)
        return 0
    heads = ("环节", "应办", "状态", "办理时间", "结果")
    rows = [(each["name"], each["due_on"], _standing(each), each["done_at"], each["result"]) for each in told["stages"]]
    output.print_table("各环节", heads, rows)
    if told["attendance"]:
        came = {True: "到", False: "缺席", None: "—"}
        units = [(each["unit"], came[each["came"]], each["says"]) for each in told["attendance"]]
        output.print_table("参加单位", ("单位", "到会", "说明"), units)
    if told["decisions"]:
        names = ("code", "title", "unit", "state", "completion_due_on")
        decided = [tuple(each[name] for name in names) for each in told["decisions"]]
        output.print_table("议定事项", ("编号", "事项", "责任单位", "状态", "完成时限"), decided)
    if told["briefing"]:
        tell_briefing(told["briefing"])
    return print_record(told, {"meeting_on": "日子", "held_on": "实际召开", "says": "说明"}, as_json=False)


def tell_briefing(briefing: Told) -> None:
    """What was put before the chair."""
    counts = briefing["counts"]
    output.say(
        f"汇总呈报（{briefing['frozen_on']}冻结）：事项{counts['items']}件，逾期{counts['late']}件，"
        f"落后目标{counts['behind']}项。议程：{'、'.join(briefing['agenda']) or '无'}"
    )
    for name, title in (("by_leader", "按牵头领导"), ("by_unit", "按责任单位"), ("by_project", "按事项类型")):
        rows = [tuple(each[key] for key in ("name", "items", "red", "yellow", "green")) for each in briefing[name]]
        if rows:
            output.print_table(title, ("名称", "件数", "红", "黄", "绿"), rows)
    if briefing["last_decisions"]:
        rows = [tuple(each[key] for key in ("code", "title", "unit", "state")) for each in briefing["last_decisions"]]
        output.print_table("上次会议议定事项", ("编号", "事项", "责任单位", "状态"), rows)


def write_notice(path: Path, told: Told) -> None:
    """The stages of one occurrence as a calendar file. Raises InvalidValue where it cannot be written."""
    from duban.documents.ics import meeting_feed

    with output.writing_to("--ics", path):
        path.write_bytes(meeting_feed(told))
    output.hint(f"已写入 {path}。")


def tell_rung(rung: "Rung", *, as_json: bool) -> int:
    """What reconciling and doing what was due came to; exit code 1 where a stage failed."""
    found, planned = rung.reconciled, rung.reconciled.planned
    periods = {
        "moved": planned.moved,
        "called_off": planned.called_off,
        "restored": planned.restored,
        "merged": found.merged,
        "missed": found.missed,
        "waiting": found.waiting,
        "resumed": found.resumed,
        "closed": found.closed,
    }
    stages = [
        {"code": each.code, "stage": each.stage, "state": each.state.value, "result": each.result} for each in rung.done
    ]
    failed = [{"stage": stage, "says": says} for stage, says in rung.failed]
    if as_json:
        output.print_json({"opened": planned.opened, **periods, "done": stages, "failed": failed})
        return 1 if failed else 0
    counts = [f"新排{planned.opened}期"] if planned.opened else []
    counts += [f"{PERIODS[name]}{len(codes)}期" for name, codes in periods.items() if codes]
    output.say(f"对账：{'，'.join(counts) or '没有变动'}。办理环节{len(stages)}个。")
    for each in stages:
        output.say(f"  {each['code']}　{each['result']}")
    for trouble in failed:
        output.say(f"  没有办成：{trouble['stage']}　{trouble['says']}")
    return 1 if failed else 0


def _place(row: Told) -> tuple[str, str, str, str]:
    mark = "（预估）" if row["provisional"] else ""
    return row["cycle"], row["period"], f"{row['meeting_on'] or '—'}{mark}", row["label"]


def _stages(row: Told) -> str:
    return "，".join(f"{each['name']}{_standing(each)}" for each in row["stages"]) if not row["says"] else row["says"]


def _standing(stage: Told) -> str:
    late = "（迟）" if stage["late"] else ""
    trouble = f"（{stage['failures']}次未办成：{stage['fault']}）" if stage["fault"] else ""
    return f"{stage['label']}{late}{trouble}"
