"""An escalation by a person for the operator: what goes where, by which papers, and what may not and why."""

from collections.abc import Mapping, Sequence
from typing import Any

from duban.institutions.schema import Pack
from flows.report import cell, table

Told = Mapping[str, Any]


def escalation_short(told: Told) -> str:
    """What came of it, in one sentence."""
    if told["preview"]:
        counts = f"可以提到“{told['to']}” {told['allowed']} 件，不能提 {told['refused']} 件"
        return f"预览：{counts}，将拟文书 {len(told['papers'])} 份；没有改动任何内容。"
    act = told["act"]
    done = f"已提级 {told['allowed']} 件，略过 {told['refused']} 件，拟文书 {len(told['papers'])} 份"
    return f"{done}（{act['institution']}#{act['seq']}）。"


def escalation_page(pack: Pack, told: Told, reason: str) -> str:
    """The page of one run."""
    title = "手工提级（预览）" if told["preview"] else "手工提级"
    facts = [("制度", f"{pack.title}（{pack.code}）"), ("提到", told["to"]), ("结果", escalation_short(told))]
    facts += [("理由", reason), ("可以提级的岗位", "、".join(pack.escalation.by) if pack.escalation else "无")]
    parts = [f"# {title}·{cell(told['to'])}", table(("", ""), facts)]
    names = ("code", "title", "unit", "from", "to", "paper")
    going = [[each[name] for name in names] for each in told["items"] if each["allowed"]]
    parts += _section("提级的事项", ("编号", "事项", "责任单位", "原状态", "去向", "文书"), going)
    naming = ("paper", "number", "office", "unit")
    papers = [
        (*(each.get(name) for name in naming), len(each["items"]), "→".join(each["approval"]))
        for each in told["papers"]
    ]
    parts += _section("文书", ("文书", "编号", "编号机构", "责任单位", "件数", "审批"), papers)
    refused = [
        (each["code"], each["title"], each["from"], each["reason"], _basis(each))
        for each in told["items"]
        if not each["allowed"]
    ]
    parts += _section("不能提的", ("编号", "事项", "现状态", "原因", "依据"), refused)
    if told["preview"]:
        parts.append("没有改动任何内容。确认无误后，用同样的内容再提交一次，把“只预览”改为否。")
    return "\n\n".join(parts) + "\n"


def _basis(line: Told) -> str | None:
    return f"{line['cited']}（{line['clause']}）" if line["clause"] else None


def _section(title: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """A heading with its table; nothing where there is no row."""
    return [f"## {title}", table(heads, rows)] if rows else []
