"""`duban up`: the whole service on this machine, in the foreground; `--check` proves that it works and stops."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any

import typer

from duban.cli import context, output
from duban.cli.options import AsJson
from duban.core.clock import SystemClock, started_clock
from duban.core.errors import NotFound, ServiceFailed
from duban.core.settings import Settings

if TYPE_CHECKING:
    from deployments.check import Proof
    from deployments.compile import PlannedDeployment
    from deployments.supervisor import Supervisor

NAMED = 3
"""So many deployments are named to a person; `--json` names all."""
Say = Callable[[str], None]


@dataclass(frozen=True)
class Undertaking:
    """What is about to run: on which ledger, kept how, with which deployments, and where people look."""

    ledger: str
    engine: str
    deployments: tuple[str, ...]
    console: str
    prefect: str
    prefect_database: str
    logs: str
    clock: str | None

    def lines(self) -> list[str]:
        """The same for a person."""
        return [
            f"台账　　　{self.ledger}",
            f"数据库　　{self.engine}",
            f"部署　　　{len(self.deployments)} 项：{'、'.join(self.deployments[:NAMED])} 等",
            f"控制台　　{self.console}",
            f"Prefect 　{self.prefect}",
            f"其数据库　{self.prefect_database}",
            f"日志　　　{self.logs}",
            *([f"时钟　　　DUBAN_CLOCK={self.clock}（在别的窗口运行命令时照此设置）"] if self.clock else []),
        ]


def up(
    check: Annotated[bool, typer.Option("--check", help="启动后跑一次每日巡检，报告结果，然后停止")] = False,
    demo: Annotated[bool, typer.Option("--demo", help="用演示台账运行")] = False,
    as_json: AsJson = False,
) -> int:
    """在本机运行整个服务：Prefect 服务和任务执行进程。按 Ctrl-C 全部停止。

    示例：duban up --demo
    """
    from deployments.service import service

    output.speak_at_once()
    began = SystemClock().now()
    chosen = _with_started_clock(context.settings(), began)
    say = output.hint if as_json else output.say
    url = chosen.demo_url if demo else chosen.database_url
    planned, about = _examine(chosen, url)
    asked = monotonic()
    proof = None
    with service(chosen, url, planned, now=began, say=say) as supervisor:
        started = monotonic() - asked
        for line in (*about.lines(), *first_accounts(chosen, url)):
            say(line)
        if check:
            say(f"服务在{started:.1f}秒内就绪，正在请求一次{planned[0].flow.name}：")
            proof = _prove(chosen, planned[0], supervisor, say)
        else:
            if as_json:
                output.print_json(asdict(about))
            say(f"服务在{started:.1f}秒内就绪。按 Ctrl-C 停止。")
            supervisor.watch()
    if not check:
        say("服务已停止。")
        return 0
    return _tell(proof, {**asdict(about), "started_in": round(started, 1)}, as_json=as_json)


def _with_started_clock(chosen: Settings, now: datetime) -> Settings:
    """A clock that runs begins now, for every process of the service alike. Raises InvalidValue."""
    return chosen.model_copy(update={"clock": started_clock(chosen.clock, since=now)})


def _examine(chosen: Settings, url: str) -> "tuple[list[PlannedDeployment], Undertaking]":
    """Open the ledger before anything starts, so that its troubles are told in a sentence."""
    from deployments.compile import plan
    from deployments.console import console_address
    from deployments.prefect_database import describe_database
    from deployments.server import log_directory, ui_address
    from duban.services.clock import ledger_clock
    from duban.services.packs import packs_in_force
    from duban.store.engine import engine_report
    from duban.store.opening import open_ledger
    from duban.store.unit_of_work import reading

    engine = open_ledger(url)
    with reading(engine) as session:
        ledger_clock(session, chosen.clock)
        planned = plan(packs_in_force(session))
    if not planned:
        raise NotFound("已载入的制度", url, "请先运行 duban init")
    shown, names = engine.url.render_as_string(hide_password=True), tuple(each.name for each in planned)
    places = console_address(chosen), ui_address(chosen), describe_database(chosen), str(log_directory(chosen))
    about = Undertaking(shown, str(engine_report(engine)), names, *places, chosen.clock)
    engine.dispose()
    return planned, about


def first_accounts(chosen: Settings, url: str) -> list[str]:
    """On the first start the accounts that the ledger begins with, told this once."""
    from duban.services.beginning import Office
    from duban.services.first_accounts import open_first
    from duban.store.opening import open_ledger

    engine = open_ledger(url)
    with Office(engine, chosen, context.actor()).write() as (uow, asked):
        if opened := open_first(uow.session, asked):
            uow.commit()
    engine.dispose()
    told = [f"账号　　　{each.name}　口令 {each.password}　{each.what}" for each in opened]
    return [*told, "以上口令只显示这一次，请记下。"] if told else []


def _prove(chosen: Settings, planned: "PlannedDeployment", supervisor: "Supervisor", say: Say) -> "Proof":
    from deployments.check import prove
    from deployments.server import log_directory

    proof = prove(chosen, planned, wait=supervisor.wait, say=say)
    if supervisor.deaths:
        raise ServiceFailed("督办服务", "自检期间有进程意外退出", f"原因见日志 {log_directory(chosen)}")
    return proof


def _tell(proof: "Proof | None", facts: dict[str, Any], *, as_json: bool) -> int:
    if proof is None:
        raise ServiceFailed("自检", "尚未完成就被要求停止", "请重新运行 duban up --check")
    if as_json:
        output.print_json({**facts, "check": proof.as_json()})
        return 0
    from flows.report import ITEMS_HEADING

    output.say(f"运行　　　{proof.run}：{proof.state}，用时{proof.seconds:.1f}秒")
    output.say(f"结果　　　{proof.says}")
    output.say(f"报告　　　\n\n{proof.artifact.partition(ITEMS_HEADING)[0]}")
    output.say("自检通过，服务已停止。报告全文和运行日志在 Prefect 中，duban up 后可看。")
    return 0
