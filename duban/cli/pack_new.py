"""`duban pack new`: asks its way to a pack that can be checked, loaded and rehearsed."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from duban.cli import context, output
from duban.core.errors import DubanError, InvalidValue
from duban.institutions.findings import errors_in, report
from duban.institutions.loader import examine_pack

if TYPE_CHECKING:
    from duban.institutions.newpack.answers import Answers

app = typer.Typer()
WELCOME = """\
照着规则文件逐项回答，就写成一份可以检查、演练、启用的制度。方括号里是缺省，直接回车就用它。
时限后面写 @ 和它在文件中的位置，如“会后3个工作日内 @三-1”；文件没有规定的不写 @，记为推定，以后问清再改。"""
NEXT = """\
改过以后逐条检查：duban pack check {file}
看全年的周期工作：duban calendar {file} --year {year}
演练一年，逐条看条款是否得到执行：duban rehearse {file} --year {year} --items 100
启用：duban init --pack {file}"""


@app.command()
def new(
    file: Annotated[Path, typer.Argument(help="写成哪个文件，如 street.yaml；它须还不存在")],
    answers: Annotated[
        Path | None, typer.Option(help="不逐项提问，照这个文件回答（例：examples/street-answers.yaml）")
    ] = None,
) -> int:
    """问答着写一份制度：机构、岗位、事项和时限、督办阶梯、审批、周期、登记簿，写成带注释的制度文件。

    示例：duban pack new street.yaml；duban pack new street.yaml --answers examples/street-answers.yaml
    """
    from duban.core.clock import SystemClock
    from duban.institutions.newpack.writing import pack_text

    if file.exists():
        raise InvalidValue("制度文件", str(file), "已经有这个文件，请换一个文件名")
    given = _from_file(answers) if answers else _asked()
    with output.writing_to("制度文件", file):
        file.write_text(pack_text(given), encoding="utf-8")
    examined = examine_pack(file)
    errors = errors_in(examined.findings)
    for line in report(examined.findings):
        output.say(line)
    output.say(f"已写成 {file}：{len(errors)} 处错误，{len(examined.findings) - len(errors)} 处提醒。")
    output.say(NEXT.format(file=file, year=SystemClock().today().year))
    return 1 if errors else 0


def _from_file(file: Path) -> "Answers":
    from duban.institutions.newpack.answers import read_answers
    from duban.institutions.yamltext import TextProblem, read_tree

    try:
        tree, _ = read_tree(context.text_of(file, "回答"))
    except TextProblem as problem:
        raise InvalidValue("回答", f"{file} 第{problem.line}行", problem.says.rstrip("。")) from None
    return read_answers(tree)


def _asked() -> "Answers":
    from duban.institutions.newpack import answers as read

    output.say(WELCOME)
    tree: dict[str, Any] = {
        "代号": _ask("代号（小写英文，命令里用它）", "street", read.read_code),
        "名称": _ask("制度的名称", "街道督查工作制度"),
        "文件": _ask("所依据文件的标题", "街道督查工作办法"),
        "机关": _ask("印发机关", "街道党工委、办事处"),
        "机构": _ask("交办和督查的机构（简称=全称，几个的用顿号隔开）", "督查室=街道督查室", read.read_offices),
        "岗位": _ask("岗位", "主任、分管副主任、督查室主任", lambda text: read.read_list("岗位", text)),
    }
    offices, posts = read.read_offices(tree["机构"]), read.read_list("岗位", tree["岗位"])
    tree["事项"] = _several(
        "事项类型",
        "如 主任办公会议定事项",
        {
            "来源": ("从哪里来", "主任办公会"),
            "机构": ("由哪个机构交办", next(iter(offices))),
            "下发": ("交办单多久下发（没有规定的写 无）", "会后3个工作日内"),
            "反馈": ("多久反馈（分类别的写 一般=送达后7个工作日内、加急=送达后2个工作日内）", "会后1周内"),
            "办结": ("多久办结（随事项逐件定的写 无）", "无"),
        },
        lambda name, tree: read.read_item(name, tree, offices),
        least=1,
    )
    tree["阶梯"] = _ask(
        "逾期不办的怎样逐级督办（由低到高）", "催办、督办", lambda text: read.read_list("阶梯", _words(text))
    )
    tree["答复"] = _ask("督办文书多久答复", "送达后3个工作日内", lambda text: read.read_limit("答复", text))
    tree["审批"] = _ask(
        "督办文书由谁提出、同意、签发（不须审批的写 无）",
        "、".join(reversed(posts[:3])) if len(posts) > 1 else "无",
        lambda text: read.read_approval(_words(text), posts),
    )
    tree["周期"] = _several(
        "周期性工作",
        "如 月调度会",
        {"时间": ("什么时候", "每月25日前后"), "主持": ("谁主持", posts[0])},
        lambda name, tree: read.read_cycle(name, tree, posts),
    )
    tree["登记簿"] = _several(
        "登记簿", "如 走访登记", {"登记项": ("登记哪几项", "单位、日期、内容")}, read.read_register
    )
    return read.read_answers(tree)


def _words(text: str) -> str:
    """An answer without the place in the document."""
    return text.partition("@")[0].strip()


def _ask(question: str, default: str, read: Callable[[str], object] = str) -> str:
    """Asks until the answer can be read."""
    while True:
        said: str = typer.prompt(question, default=default).strip()
        try:
            read(said)
        except DubanError as wrong:
            output.hint(f"{wrong}请重新回答。")
        else:
            return said


def _several(
    what: str,
    example: str,
    questions: dict[str, tuple[str, str]],
    read: Callable[[str, dict[str, Any]], object],
    *,
    least: int = 0,
) -> dict[str, dict[str, Any]]:
    """Asks for one after the other, by name; an empty name ends it."""
    found: dict[str, dict[str, Any]] = {}
    while True:
        ends = "，没有了直接回车" if len(found) >= least else ""
        name = typer.prompt(f"{what}{len(found) + 1}的名称（{example}{ends}）", default="", show_default=False).strip()
        if not name and len(found) >= least:
            return found
        if not name or name in found:
            output.hint("名称不能空着，也不能重复，请重新回答。")
            continue
        tree = {key: typer.prompt(f"  {name}：{asked}", default=usual) for key, (asked, usual) in questions.items()}
        tree = {key: said for key, said in tree.items() if said.strip() != "无"}
        try:
            read(name, tree)
        except DubanError as wrong:
            output.hint(f"{wrong}请从名称起重新回答。")
        else:
            found[name] = tree
