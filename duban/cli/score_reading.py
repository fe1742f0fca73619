"""`duban score list|show|rank|why|people|consequences|archive`: what is on record of a year, and why."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

import typer

from duban.cli import output, telling, typed
from duban.cli.acting import as_post, looking
from duban.cli.options import AsJson, By, Institution
from duban.cli.recording import print_record, print_records
from duban.core.errors import InvalidValue

app = typer.Typer()

Year = Annotated[int, typer.Argument(help="年度，如 2026", min=2000, max=2999)]
RANKS = {"rank": "名次", "unit": "单位", "score": "得分", "bonus": "加分", "deducted": "扣分", "band": "档次"}
ENTRIES = {
    "place": "条",
    "on": "日期",
    "says": "事由",
    "points": "分值",
    "state": "状态",
    "rule": "规则",
    "cited": "依据",
    "person": "责任人",
}
MOST = 1_000
"""No entry is worth more."""
PLACE, PLACE_IS = re.compile("[0-9]{1,6}"), "第几条=假如计多少分，如 12=0"
PENDING = {"change": "变动", "says": "事由", "points": "分值"}


@app.command("list")
def list_(institution: Institution = "county", *, as_json: AsJson = False) -> int:
    """列出各年度的考核。示例：duban score list --pack implementation"""
    from duban.services.score_view import told_assessments

    with looking(institution) as looked:
        rows = told_assessments(looked.session, institution)
    columns = {"year": "年度", "code": "编号", "label": "状态", "published_at": "公布", "objection_due_on": "异议期至"}
    return print_records("年度考核", {**columns, "lock_due_on": "应锁定", "locked_at": "锁定"}, rows, as_json=as_json)


@app.command()
def show(year: Year, institution: Institution = "county", *, as_json: AsJson = False) -> int:
    """一个年度的考核：名次、待答复的异议、台账又有哪些变动、办理经过。示例：duban score show 2026"""
    from duban.services.score_view import show_assessment

    with looking(institution) as looked:
        told = show_assessment(looked.session, institution, year, looked.asked)
    fields = {"year": "年度", "computed_at": "计算", "entries": "条数", "objection_due_on": "异议期至"}
    print_record(told, {**fields, "lock_due_on": "应锁定", "opinion": "考核意见"}, as_json=as_json)
    if not as_json:
        _table(f"名次 {len(told['ranks'])} 个单位", RANKS, told["ranks"])
        _table("待答复的异议", {"place": "条", "unit": "单位", "says": "事由", "objection": "异议"}, told["waiting"])
        _table("台账的变动，尚未计入", PENDING, told["pending"])
    return 0


@app.command()
def rank(
    year: Year,
    instead: Annotated[
        list[str] | None, typer.Option("--if", help="假如第几条计另外的分，如 12=0，可重复；只看，不改")
    ] = None,
    institution: Institution = "county",
    *,
    as_json: AsJson = False,
) -> int:
    """各单位的得分、名次、档次；加 --if 看某一条改分以后哪些单位的名次变动。

    示例：duban score rank 2026 --if 12=0
    """
    from duban.services.score_view import told_ranking

    changed = dict(_instead(each) for each in instead or ())
    with looking(institution) as looked:
        told = told_ranking(looked.session, institution, year, looked.asked, instead=changed)
    if as_json:
        output.print_json(told)
        return 0
    _table(f"{year}年度考核（{told['label']}）{'，假设' if changed else ''}", RANKS, told["ranks"])
    if changed:
        moves = [f"{each['unit']}由第{each['was']}名到第{each['now']}名" for each in told["moved"]]
        output.say(f"名次变动：{'，'.join(moves)}。" if moves else "名次没有变动。")
    return 0


@app.command()
def why(
    unit: Annotated[str, typer.Argument(help="单位")],
    year: Year,
    institution: Institution = "county",
    *,
    as_json: AsJson = False,
) -> int:
    """一个单位为什么排在这里：逐条列出加减分、依据和状态，以及前后的单位。示例：duban score why 市教育局 2026"""
    from duban.services import score_view

    with looking(institution) as looked:
        told = score_view.why(looked.session, institution, year, unit, looked.asked)
    if as_json:
        output.print_json(told)
        return 0
    band = f"，{told['band']}" if told["band"] else ""
    output.say(
        f"{unit} {year}年度第{told['rank']}名（共{told['of']}个单位）{band}，依据{told['cited'] or '制度的假定'}。"
    )
    output.say(f"得分 {told['score']} = 基础分 {told['base']} + 加分 {told['bonus']} + 扣分 {told['deducted']}")
    _table(f"逐条 {len(told['rows'])} 条", ENTRIES, told["rows"])
    sums = {"rule": "规则", "entries": "条数", "total": "合计", "most": "封顶", "counts": "计入"}
    _table("按规则合计", sums, told["rules"])
    equals = [near["unit"] for near in told["neighbours"] if near["rank"] == told["rank"]]
    if equals:
        output.say(f"并列第{told['rank']}名的另有{len(equals)}个单位：{'、'.join(equals)}")
    for near in told["neighbours"]:
        if near["rank"] != told["rank"]:
            output.say(f"第{near['rank']}名 {near['unit']} {near['score']}分（相差 {near['ahead_by']}）")
    _table("台账的变动，尚未计入", PENDING, told["pending"])
    return 0


@app.command()
def people(year: Year, by: By = None, institution: Institution = "county", *, as_json: AsJson = False) -> int:
    """责任人的得分和名次，只供考核的岗位查看，不公布。示例：duban score people 2026 --by 考核办主任"""
    from duban.services.score_view import told_people

    with looking(institution) as looked:
        rows = told_people(looked.session, institution, year, as_post(looked, by))
    columns = {"rank": "名次", "person": "责任人", "unit": "单位", "score": "得分", "band": "档次"}
    return print_records("责任人", columns, rows, as_json=as_json)


@app.command()
def consequences(year: Year, institution: Institution = "county", *, as_json: AsJson = False) -> int:
    """考核结果的运用：应写检查的、应约谈的、建议奖励和提拔的；系统只列出，不作处理。

    示例：duban score consequences 2026
    """
    from duban.services.score_consequences import told_consequences

    with looking(institution) as looked:
        rows = told_consequences(looked.session, institution, year)
    if as_json:
        output.print_json(rows)
        return 0
    columns = {"says": "运用", "rank": "名次", "unit": "单位", "person": "主要负责人", "cited": "依据", "done": "办理"}
    _table(f"结果的运用 {len(rows)} 条", columns, [{**row, "done": "；".join(row["done"])} for row in rows])
    return 0


@app.command()
def archive(
    item: Annotated[str, typer.Argument(help="督办任务的编号，如 2026-000001")],
    institution: Institution = "county",
    *,
    as_json: AsJson = False,
) -> int:
    """一件督查事项的考核档案：全部经过、文书、约谈、登记和加减分。示例：duban score archive 2026-000001"""
    from duban.services.score_archive import archive_of

    with looking(institution) as looked:
        told = archive_of(looked.session, looked.running, item, on=looked.asked.on)
    if as_json:
        output.print_json(told)
        return 0
    telling.tell_story(told["story"])
    _table("督办文书", {"paper": "文书", "number": "编号", "label": "状态"}, told["papers"])
    _table("约谈", {"code": "编号", "label": "状态"}, told["talks"])
    content = [
        {**row, "content": "；".join(f"{k}：{v}" for k, v in row["content"].items())} for row in told["registers"]
    ]
    _table("登记", {"register": "登记簿", "code": "编号", "label": "状态", "content": "内容"}, content)
    points = {"year": "年度", "place": "条", "unit": "单位", "says": "事由", "points": "分值", "clause": "依据"}
    _table("加减分", points, told["entries"])
    return 0


def _table(title: str, columns: Mapping[str, str], rows: Sequence[Mapping[str, Any]]) -> None:
    """A table, where there is anything to tell."""
    if rows:
        output.print_table(title, tuple(columns.values()), [[row[name] for name in columns] for row in rows])


def _instead(text: str) -> tuple[int, Decimal]:
    """`12=-1` as a place and its points. Raises InvalidValue."""
    place, points = typed.pair(text, "--if", PLACE_IS)
    if not PLACE.fullmatch(place):
        raise InvalidValue("--if", text, f"请写成“{PLACE_IS}”")
    return int(place), number(points, "--if")


def number(text: str, field: str) -> Decimal:
    """Points as they were typed. Raises InvalidValue."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) > MOST or found != found.quantize(Decimal("0.01")):
        raise InvalidValue(field, text, "请写数字，至多两位小数，如 -1.5")
    return found
