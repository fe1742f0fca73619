"""`duban item escalate`: one item, several, or all that a filter finds go to the next rung, with a preview."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from duban.cli import output
from duban.cli.acting import How, acting, looking
from duban.core.errors import BadUsage

app = typer.Typer()


@dataclass(eq=False)
class NotConfirmed(BadUsage):
    """A set is to go up, and nobody is there to look at the list."""

    items: int

    def __str__(self) -> str:
        return f"成批提级（{self.items} 件）须经确认；请先加 --preview 查看清单，确认后加 --yes。"


@app.command()
@acting
def escalate(
    how: How,
    codes: Annotated[list[str] | None, typer.Argument(help="事项编号，可写几个；也可改用下面的条件圈定")] = None,
    *,
    to: Annotated[str, typer.Option("--to", help="提到阶梯的哪一级，如 催办；只能提到阶梯所通的一级")],
    unit: Annotated[str | None, typer.Option("--unit", help="这个单位主办的全部在办事项")] = None,
    item_type: Annotated[str | None, typer.Option("--type", help="事项类型")] = None,
    rung: Annotated[str | None, typer.Option("--rung", help="现在的级次，如 催办；无 为还没有升级的")] = None,
    overdue: Annotated[int | None, typer.Option("--overdue", help="时限已过至少几个工作日", min=1)] = None,
    office: Annotated[str | None, typer.Option("--office", help="交办机构，如 督查室")] = None,
    preview: Annotated[bool, typer.Option("--preview", help="只看哪些会升级、拟哪些单、哪些不行，不改台账")] = False,
    allowed_only: Annotated[bool, typer.Option("--allowed-only", help="略过不能提的；缺省为一件不行就都不提")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问")] = False,
) -> int:
    """由人提级：一件、几件，或按单位、类型、级次、逾期天数圈定的一批，提到阶梯所通的一级；文书按单位合并、照常审批。

    须由制度所定的岗位办理并写明理由；不能越级，不能提的注明依据。

    示例：duban item escalate --unit 县水务局 --overdue 3 --to 催办 --preview
    """
    from duban.services.escalation import Wanted, preview_escalation
    from duban.services.escalation_act import escalate_items

    wanted = Wanted(to, tuple(codes or ()), unit, item_type, rung, overdue, office)
    several = wanted.by_filter or len(wanted.codes) > 1
    confirmed = None
    if preview or (several and not yes):
        with looking(how.institution) as looked:
            told = preview_escalation(looked.session, looked.running, wanted, looked.asked)
        if preview:
            return _show(told, how)
        confirmed = _confirmed(told, how)
    with how.begin() as begun:
        told = escalate_items(
            begun.session, begun.running, wanted, begun.asked, allowed_only=allowed_only, confirmed=confirmed
        )
        begun.uow.commit()
    return _show(told, how)


def _confirmed(told: Mapping[str, Any], how: How) -> list[str]:
    """The items that a person has seen and agreed to. Raises NotConfirmed where there is nobody to ask."""
    if how.as_json or not sys.stdin.isatty():
        raise NotConfirmed(told["allowed"])
    _show(told, how)
    typer.confirm(f"把可以提的 {told['allowed']} 件提到“{told['to']}”？", default=False, abort=True)
    return [each["code"] for each in told["items"] if each["allowed"]]


def _show(told: Mapping[str, Any], how: How) -> int:
    if how.as_json:
        output.print_json(told)
        return 0
    _tell_items(told)
    names = ("id", "paper", "number", "office", "unit", "leader", "items")
    papers = [[_count(each.get(name)) for name in names] + ["→".join(each["approval"])] for each in told["papers"]]
    if papers:
        title = f"{'将拟' if told['preview'] else '已拟'}文书 {len(papers)} 份"
        output.print_table(title, ("序号", "文书", "编号", "编号机构", "责任单位", "牵头领导", "件数", "审批"), papers)
    if told["preview"]:
        output.say(f"预览：可以提 {told['allowed']} 件，不能提 {told['refused']} 件；没有改动任何内容。")
        posts = "、".join(told["authority"]["by"])
        output.say(f"提级由{posts}决定，须写明理由。" if posts else "本制度没有规定谁可以由人提级。")
    else:
        act = told["act"]
        output.say(f"已提级 {told['allowed']} 件，略过 {told['refused']} 件（{act['institution']}#{act['seq']}）。")
        output.say(f"依据：{told['cited']}（{told['clause']}）；推定：{told['assumed']}" if told["clause"] else "")
    return 0


def _tell_items(told: Mapping[str, Any]) -> None:
    def lines(allowed: bool) -> list[Mapping[str, Any]]:
        return [each for each in told["items"] if each["allowed"] is allowed]

    going = [
        (each["code"], each["title"], each["unit"], each["from"], each["to"], each["paper"]) for each in lines(True)
    ]
    if going:
        output.print_table(f"提级 {len(going)} 件", ("事项", "内容", "责任单位", "原状态", "去向", "文书"), going)
    refused = [
        (each["code"], each["title"], each["unit"], each["from"], each["reason"], _basis(each)) for each in lines(False)
    ]
    if refused:
        output.print_table(f"不能提 {len(refused)} 件", ("事项", "内容", "责任单位", "现状态", "原因", "依据"), refused)


def _basis(line: Mapping[str, Any]) -> str:
    return f"{line['cited']}（{line['clause']}）" if line["clause"] else ""


def _count(value: object) -> object:
    return len(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
