"""`duban score`: the yearly assessment computed, published, objected to, locked, corrected; why each unit is where."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from duban.cli.acting import Begun, How, acting
from duban.cli.recording import finish_act
from duban.cli.score_reading import app as reading
from duban.cli.score_reading import number
from duban.core.errors import InvalidValue

if TYPE_CHECKING:
    from duban.services.acts import SealedAct

app = typer.Typer(help="年度考核：逐条计分、公布、异议、锁定、更正；分档排名，为什么排在这里。", no_args_is_help=True)
app.registered_commands += reading.registered_commands

Year = Annotated[int, typer.Argument(help="年度，如 2026", min=2000, max=2999)]
Place = Annotated[int, typer.Argument(help="第几条加减分，见 duban score why", min=1)]
Points = Annotated[str | None, typer.Option("--points", help="这一条从现在起计多少分，如 -1；0 为不计")]


@app.command()
@acting
def compute(how: How, year: Year) -> int:
    """由台账逐条计分、排名；公布以前可以反复计算。示例：duban score compute 2026 --by 考核办主任"""
    from duban.services.assessments import compute as deed

    return _act(how, year, lambda begun: deed(begun.session, begun.running, year, begun.asked))


@app.command()
@acting
def publish(how: How, year: Year) -> int:
    """年度终了以后公布，告知各单位，异议期由此起算。示例：duban score publish 2026 --by 考核办主任"""
    from duban.services.assessments import publish as deed

    return _act(
        how,
        year,
        lambda begun: deed(begun.session, how.institution, year, begun.asked, calendar=begun.running.calendar),
    )


@app.command()
@acting
def reopen(how: How, year: Year) -> int:
    """撤回公布，重新计算，须写明理由。示例：duban score reopen 2026 --by 考核办主任 --reason 漏算亮点加分"""
    from duban.services.assessments import reopen as deed

    return _act(how, year, lambda begun: deed(begun.session, how.institution, year, begun.asked))


@app.command("object")
@acting
def object_(how: How, year: Year, place: Place) -> int:
    """被考核单位对自己的一条加减分提出异议，须写明理由。

    示例：duban score object 2026 12 --by 市教育局局长 --reason 已按期反馈，系登记迟延
    """
    from duban.services.assessments import object_to

    return _act(how, year, lambda begun: object_to(begun.session, how.institution, year, place, begun.asked))


@app.command()
@acting
def decide(
    how: How,
    year: Year,
    place: Place,
    *,
    keep: Annotated[bool, typer.Option("--keep", help="维持")] = False,
    strike: Annotated[bool, typer.Option("--strike", help="撤销，不再计分")] = False,
    points: Points = None,
) -> int:
    """答复异议：维持、撤销或改分，须写明理由，名次随之重排。

    示例：duban score decide 2026 12 --strike --by 考核办主任 --reason 查实按期反馈
    """
    from duban.services.assessments import Ruling
    from duban.services.assessments import decide as deed

    if [keep, strike, points is not None].count(True) != 1:
        raise InvalidValue("答复", "", "请从 --keep、--strike、--points 中写一个")
    ruling = Ruling(place, None if keep else Decimal(0) if strike else number(points or "", "--points"))
    return _act(how, year, lambda begun: deed(begun.session, how.institution, year, ruling, begun.asked))


@app.command()
@acting
def lock(
    how: How,
    year: Year,
    opinion: Annotated[str | None, typer.Option("--opinion", help="年度考核意见")] = None,
) -> int:
    """审定锁定，并请应当报送材料的单位报送；以后的变动只作更正。

    示例：duban score lock 2026 --by 市委书记 --opinion 同意
    """
    from duban.services.assessments import lock as deed
    from duban.services.score_consequences import ask_for_reports

    def work(begun: Begun) -> None:
        deed(begun.session, how.institution, year, begun.asked, opinion=opinion)
        ask_for_reports(begun.session, begun.running, year, begun.asked)

    return _act(how, year, work)


@app.command()
@acting
def correct(
    how: How,
    year: Year,
    place: Annotated[int | None, typer.Argument(help="更正第几条；不写为照台账现在的情况更正", min=1)] = None,
    points: Points = None,
) -> int:
    """锁定以后更正：另记一笔，原来的一条留着，须写明理由并附材料，名次随之重排。

    示例：duban score correct 2026 12 --points 0 --by 考核办主任 --reason 逾期已更正 --attach 更正单.pdf
    """
    from duban.services.assessments import Ruling
    from duban.services.assessments import correct as deed
    from duban.services.score_consequences import ask_for_reports

    if (place is None) != (points is None):
        raise InvalidValue("更正", str(place or points), "第几条和 --points 要一起写；都不写为照台账现在的情况更正")
    ruling = Ruling(place, number(points or "", "--points")) if place else None

    def work(begun: Begun) -> None:
        deed(begun.session, how.institution, year, ruling, begun.asked)
        ask_for_reports(begun.session, begun.running, year, begun.asked)

    return _act(how, year, work)


def _act(how: How, year: int, act: "Callable[[Begun], SealedAct | str | None]") -> int:
    from duban.services.score_view import show_assessment

    with how.begin() as begun:
        act(begun)
        told: dict[str, Any] = show_assessment(begun.session, how.institution, year, begun.asked)
        return finish_act(begun, how, told)
