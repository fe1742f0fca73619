"""How targets are told to a person: the line in a list, the whole story, the act that was just done."""

from collections.abc import Mapping
from typing import Any

from duban.cli import output

Told = Mapping[str, Any]
COLUMNS = ("事项", "单位", "指标", "目标", "今日应达", "实际值", "截至", "预计", "亮灯", "验收")


def line_of(row: Told) -> tuple[Any, ...]:
    """One line of the list."""
    accepted = row["outcome_label"] or (f"（按现值{row['judged_label']}）" if row["judged"] else None)
    return (
        row["item"],
        row["unit"],
        row["indicator"],
        row["wanted"],
        row["planned"],
        row["actual"],
        row["as_of_on"],
        row["forecast"],
        row["light_label"],
        accepted,
    )


def tell_target_act(told: Told) -> None:
    """One act on a target."""
    act = told["act"]
    output.say(f"{told['item']} “{told['indicator']}”{told['does']}：已记录（{act['institution']}#{act['seq']}）。")
    cited = f"{told['cited']}（{told['clause']}）" if told["clause"] else ""
    assumed = f"推定：{told['basis_assumed']}" if told["basis_assumed"] else ""
    output.say(f"依据：{'；'.join(filter(None, (cited, assumed)))}")
    if told["items"]:
        output.say(f"分解为 {len(told['items'])} 件事项，待下发：{'、'.join(told['items'])}")
    _tell_standing(told)
    if told["warned_under"]:
        output.say(f"已预警：落后序时进度，已告诉责任单位和制度所列的单位（{told['warned_under']}）。")


def tell_target(told: Told) -> None:
    """Everything on record of a target."""
    output.say(f"{told['item']} {told['title']}（{told['unit']}）：{told['indicator']}")
    _tell_standing(told)
    for each in told["peers"]:
        gap = f"，{each['standing']} {each['gap'].lstrip('+-')}" if each["standing"] else ""
        output.say(f"同{each['peer']}相比：对方 {each['value']}（截至 {each['as_of_on']}）{gap}（{each['clause']}）")
    plan = f"{told['from_on']} 至 {told['due_on']}" if told["has_plan"] else told["kind"]
    output.say(f"序时进度：{plan}{'' if told['nodes'] or not told['has_plan'] else '，均匀推进'}")
    if told["light_assumed"]:
        output.say(f"亮灯推定：{told['light_assumed']}")
    _table("节点", ("日期", "累计应达"), [(each["due_on"], each["value"]) for each in told["nodes"]])
    figures = [
        (each["as_of_on"], each["value"], each["source"], "" if each["stands"] else "已更正", each["reason"])
        for each in told["actuals"]
    ]
    _table("实际值", ("截至", "实际值", "来源", "", "理由"), figures)
    _table("验收", ("日期", "结果"), [(each["on"], each["label"]) for each in told["acceptances"]])
    _table("分解", COLUMNS, [line_of(part) for part in told["parts"]])


def _tell_standing(told: Told) -> None:
    """What it must come to, and how it stands."""
    standing = f"实际 {told['actual']}{told['measure'] or ''}（截至 {told['as_of_on']}，{told['source']}）"
    light = f"，亮{told['light_label']}灯" if told["light"] else ""
    planned = f"，今日应达 {told['planned']}" if told["planned"] else ""
    output.say(
        f"目标 {told['wanted']}，{told['due_on']} 前；{standing if told['actual'] else '尚无实际值'}{planned}{light}。"
    )
    if told["forecast"]:
        output.say(f"照现在的进度，到期预计 {told['forecast']}{told['measure'] or ''}。")
    if told["assumed"]:
        output.say(f"推定：{told['assumed']}")
    if told["outcome"]:
        again = "；实际值已有变动，须重新验收" if told["accepted_on_old_figure"] else ""
        output.say(f"验收：{told['outcome_label']}（{told['accepted_on']}）{again}")


def _table(title: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    if rows:
        output.print_table(title, columns, rows)
