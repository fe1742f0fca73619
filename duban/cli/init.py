"""`duban init`: creates or migrates the ledger, loads the packs, fills a demonstration ledger."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli import context, output
from duban.cli.options import AsJson
from duban.core.clock import clock_set_to
from duban.core.errors import LedgerUnusable
from duban.core.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from duban.institutions.loader import LoadedPack
    from duban.services.demo import DemoSummary
    from models import LedgerKind

LABELS = {"real": "正式台账", "demonstration": "演示台账", "rehearsal": "演练台账"}


def init(
    demo: Annotated[bool, typer.Option("--demo", help="另建一个演示台账，装入一个县的单位和事项")] = False,
    packs: Annotated[
        list[str] | None,
        typer.Option("--pack", help="另外载入的制度：已有的写代号，自己的写文件，可重复；有 --demo 时只进演示台账"),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """建立或升级台账，载入 --pack 所写的制度；新台账另载入县政府的制度（county）。可以反复运行。

    台账里已有 county 的，软件升级以后也不换：要换成随软件发布的，写 --pack county。

    示例：duban init --demo；duban init --pack jieshou
    """
    from duban.institutions.loader import find_pack, load_pack
    from models import LedgerKind

    chosen, demo = context.settings(), demo or context.ON_DEMO.get()
    wanted = {chosen.database_url: LedgerKind.real}
    if demo:
        wanted[chosen.demo_url] = LedgerKind.demonstration  # where both are one address, it is the demonstration's
    asked = [load_pack(find_pack(each)) for each in dict.fromkeys(packs or ())]
    tried = LedgerKind.demonstration if demo else LedgerKind.real
    done = [_make(url, kind, chosen, asked if kind is tried else []) for url, kind in wanted.items()]
    if as_json:
        output.print_json({"ledgers": [asdict(each) for each in done]})
        return 0
    for each in done:
        output.say(f"{each.label} {each.url}：{each.engine}。{each.says}")
    if demo:
        output.say("在演示台账上办事，命令前面加 --demo，如 duban --demo item list。")
    return 0


@dataclass(frozen=True)
class Made:
    """A ledger that is ready, and what was done to it."""

    label: str
    url: str
    engine: str
    packs: tuple[str, ...]
    says: str


def _make(url: str, wanted: "LedgerKind", chosen: Settings, asked: "Sequence[LoadedPack]") -> Made:
    """A ledger at `url`; one that is there already keeps its kind, its content and the packs that it runs by."""
    from duban.institutions.loader import FIRST
    from duban.services.anchors import is_new
    from duban.services.clock import ledger_clock
    from duban.services.demo import fill_demonstration
    from duban.services.institution import running_institution
    from duban.services.item_desk import Asked
    from duban.services.ledger import create_ledger
    from duban.services.occurrence_plan import plan_periods
    from duban.services.packs import load_pack_version
    from duban.store.engine import engine_report, ledger_engine
    from duban.store.migrate import upgrade
    from duban.store.unit_of_work import unit_of_work
    from models import LedgerKind

    _prepare_directory(url)
    engine = ledger_engine(url)
    upgrade(engine)
    demonstration = wanted is LedgerKind.demonstration
    clock, actor = chosen.clock if demonstration else None, context.actor()
    with unit_of_work(engine) as uow:
        begins = is_new(uow.session)
        kind = create_ledger(uow.session, wanted, now=clock_set_to(clock).now(), actor=actor)
        now = ledger_clock(uow.session, clock).now()
        packs, says = _wanted(uow.session, asked)
        for loaded in packs:
            load_pack_version(uow.session, loaded, now=now, actor=actor)
        for code in dict.fromkeys((FIRST, *(loaded.pack.code for loaded in packs))):
            running = running_institution(uow.session, code)
            plan_periods(uow.session, running, Asked(actor, now))
        if kind is LedgerKind.demonstration:
            says += _told(fill_demonstration(uow.session, now=now, actor=actor))
        uow.commit()
    context.anchor(engine, chosen, now=now, begins=begins)
    return Made(LABELS[kind], url, str(engine_report(engine)), tuple(loaded.pack.code for loaded in packs), says)


def _wanted(session: "Session", asked: "Sequence[LoadedPack]") -> "tuple[list[LoadedPack], str]":
    """The packs to load, and how that is told: the shipped one comes first into a ledger that has none of its code."""
    from duban.institutions.loader import FIRST, find_pack, load_pack
    from duban.services.pack_versions import load_version
    from duban.services.packs import pack_in_force

    shipped = load_pack(find_pack(FIRST))
    kept = pack_in_force(session, FIRST) is not None
    packs = list(asked) if kept or shipped in asked else [shipped, *asked]
    says = f"已载入{'、'.join(f'《{loaded.pack.title}》' for loaded in packs)}。" if packs else ""
    if kept and FIRST not in [each.pack.code for each in asked]:
        same = load_version(session, FIRST).version == shipped.version
        says += f"{FIRST} 仍用台账里的{'' if same else '，与随软件发布的不同；要换请写 --pack county'}。"
    return packs, says


def _prepare_directory(url: str) -> None:
    """The directory of an SQLite ledger. Raises LedgerUnusable when it cannot be made."""
    scheme, _, path = url.partition(":///")
    if not scheme.startswith("sqlite") or not path:
        return
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        remedy = "请把 DUBAN_DATABASE_URL 或 DUBAN_HOME 指到可写的目录"
        raise LedgerUnusable(url, f"建不了目录（{error.strerror}）", remedy) from None


def _told(made: "DemoSummary | None") -> str:
    if made is None:
        return "演示内容已在，未改动；要重来请删掉这个文件后再运行。"
    return f"演示内容：{made.units} 个单位、{made.items} 件事项，下次巡检将有 {made.late_today} 件升级。"
