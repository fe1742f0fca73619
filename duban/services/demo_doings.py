"""What the demonstration's office does beside its items: targets, coordination, inspection, talk, bulletin, books.

All of it is about units and items that stay; a day's doings name what an earlier day's have made.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

from sqlalchemy.orm import Session

from duban.core.clock import local_date
from duban.core.periods import add_months, month_end
from duban.core.workdays import WorkCalendar
from duban.services.acting import acting_as
from duban.services.bulletin_checks import send_to_check
from duban.services.bulletins import NewBulletin, draft_bulletin, issue_bulletin, sign_bulletin
from duban.services.coordination import Leader, NewProblem, Reply, consult, escalate, raise_problem, report
from duban.services.coordination_lead import decide
from duban.services.demo_cast import BUSINESS, TARGETS, UNIT_HEADS, DemoTarget
from duban.services.findings import NewFinding, record_finding
from duban.services.inspections import Scheme, approve_inspection, conclude_inspection, plan_inspection, visit_unit
from duban.services.interviews import NewTalk, approve, consent, propose
from duban.services.item_desk import Asked
from duban.services.packs import PackOnRecord
from duban.services.registers import NewEntry, add_entry, move_entry
from duban.services.target_rules import NewTarget
from duban.services.targets import NewActual, NewPlan, plan_target, record_actual, set_target
from models.target import Comparison

BEFORE, MONTHS, TOLD, NAMED = 9, 12, 3, 2
"""How many months before that of the demonstration a target begins, how many it runs, how many have a figure; and how
many items the bulletin names."""
HOUSING, ROADS, WATER = "县住房和城乡建设局", "县交通运输局", "县水务局"
LAND, FARMS = "县自然资源和规划局", "县农业农村局"
OFFICE, CHIEF, LEADER, MAYOR = "督查室主任", "办公室主任", "分管领导", "县长"
BULLETIN, VISIT, BOOK, DUTY = "政务督查通报", "实地督查", "项目日常调度", "督查主体责任"


@dataclass(frozen=True)
class Doings:
    """Where they are done: the ledger, its rules, who enters it, and the codes of the items issued so far, by title."""

    session: Session
    pack: PackOnRecord
    calendar: WorkCalendar
    os_user: str
    eve: date
    """The last working day before that of the demonstration."""
    items: dict[str, str] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    """The codes of what was begun on an earlier day."""

    @property
    def code(self) -> str:
        """The institution's."""
        return self.pack.pack.code

    def by(self, post: str, at: datetime) -> Asked:
        """An act of whoever holds that post."""
        return Asked(acting_as(self.session, self.code, post, local_date(at), self.os_user), at)

    def of_item(self, title: str, at: datetime) -> None:
        """What an item that was just issued must come to, if it has a target, and its plan by month."""
        for goal in TARGETS.get(title, ()):
            item, said, nodes = self.items[title], self.by(OFFICE, at), self.plan(goal)
            (due_on, value), from_on = nodes[-1], self.from_on
            new = NewTarget(goal.indicator, Comparison.at_least, value, goal.measure, from_on=from_on, due_on=due_on)
            set_target(self.session, self.code, item, said, new)
            plan_target(self.session, self.code, item, said, NewPlan(tuple(nodes[:-1]), indicator=goal.indicator))

    def of_day(self, days_ago: int, at: datetime) -> None:
        """What is done so many working days before the day of the demonstration."""
        for doing in DOINGS.get(days_ago, ()):
            doing(self, at)

    def item_of(self, unit: str) -> str | None:
        """The first item that the unit was issued; none where its turn has not come yet."""
        return next((code for title, code in self.items.items() if title in BUSINESS[unit]), None)

    @property
    def from_on(self) -> date:
        """From when the targets run."""
        return add_months(self.eve.replace(day=1), -BEFORE)

    def plan(self, goal: DemoTarget) -> list[tuple[date, str]]:
        """What must be reached by the end of each month, the whole by the last."""
        return [
            (month_end(add_months(self.from_on, number)), f"{goal.value * (number + 1) // MONTHS}")
            for number in range(MONTHS)
        ]


def _record_figures(at_work: Doings, at: datetime) -> None:
    said = at_work.by(OFFICE, at)
    for title, goal in ((title, goal) for title, goals in TARGETS.items() for goal in goals):
        for on, planned in at_work.plan(goal)[BEFORE - TOLD : BEFORE] if title in at_work.items else ():
            reached = f"{int(planned) * goal.pace // 100}"
            figure = NewActual(reached, f"{on.month}月月报", on, goal.indicator)
            record_actual(at_work.session, at_work.code, at_work.items[title], said, figure)


def _plan_visit(at_work: Doings, at: datetime) -> None:
    scheme = Scheme(
        VISIT,
        "水毁公路修复和老旧小区排水管网整治进度",
        (ROADS, HOUSING),
        what="施工进度、资金拨付",
        how="现场查看、查阅资料",
        from_on=local_date(at),
    )
    code = plan_inspection(at_work.session, scheme, at_work.by(OFFICE, at), pack=at_work.pack)
    approve_inspection(at_work.session, at_work.code, code, at_work.by(CHIEF, at))
    at_work.made[VISIT] = code


def _visit(at_work: Doings, at: datetime) -> None:
    code, said = at_work.made[VISIT], at_work.by(OFFICE, at)
    for unit, seen in ((ROADS, "三处水毁路段已开工两处"), (HOUSING, "两个小区的管网整治停工待料")):
        visit_unit(at_work.session, at_work.code, code, said, unit=unit, says=seen)
    found = NewFinding(HOUSING, "管材没有招标，两个小区停工近一个月")
    record_finding(at_work.session, code, found, said, pack=at_work.pack, calendar=at_work.calendar)


def _conclude(at_work: Doings, at: datetime) -> None:
    says = "水毁公路修复有进展；排水管网整治进展缓慢，须限期复工。"
    code, said = at_work.made[VISIT], at_work.by(OFFICE, at)
    conclude_inspection(at_work.session, at_work.code, code, said, conclusion=says, calendar=at_work.calendar)


def _propose_talk(at_work: Doings, at: datetime) -> None:
    talk = NewTalk(
        "排水管网整治经督查后仍无明显进展",
        person=UNIT_HEADS[HOUSING][0],
        cause="督查后仍无明显进展",
        unit=HOUSING,
        inspection=at_work.made[VISIT],
    )
    at_work.made["约谈"] = propose(at_work.session, talk, at_work.by(OFFICE, at), pack=at_work.pack)


def _approve_talk(at_work: Doings, at: datetime) -> None:
    code = at_work.made["约谈"]
    for post in ("县委办公室主任", CHIEF, "作风办主任"):
        consent(at_work.session, at_work.code, code, at_work.by(post, at), agrees=True, says=None)
    approve(at_work.session, at_work.code, code, at_work.by(MAYOR, at))


def _raise_problems(at_work: Doings, at: datetime) -> None:
    item = at_work.item_of(ROADS)
    road = NewProblem("水毁路段改线占用耕地，用地手续没有着落", unit=ROADS, item=item, consult=(LAND,))
    water = NewProblem("县城第二水源取水口同规划货运码头相冲突", unit=WATER, consult=(ROADS,))
    for problem, unit in ((road, ROADS), (water, WATER)):
        said = at_work.by(f"{unit}局长", at)
        at_work.made[unit] = raise_problem(at_work.session, problem, said, pack=at_work.pack)


def _answer_consulting(at_work: Doings, at: datetime) -> None:
    for unit, asked, says in (
        (ROADS, LAND, "改线段占用永久基本农田，不能按临时用地办理"),
        (WATER, ROADS, "码头岸线已列入规划，建议取水口上移"),
    ):
        said = at_work.by(f"{asked}局长", at)
        consult(at_work.session, at_work.code, at_work.made[unit], said, unit=asked, reply=Reply(says))


def _report_problem(unit: str, parts: Mapping[str, str], leader: str) -> Callable[[Doings, datetime], None]:
    def doing(at_work: Doings, at: datetime) -> None:
        code, said = at_work.made[unit], at_work.by(f"{unit}局长", at)
        report(at_work.session, at_work.code, code, said, parts=parts)
        escalate(at_work.session, at_work.code, code, said, leaders=(Leader(leader),))

    return doing


_report_water = _report_problem(
    WATER,
    {
        "会商协调过程": "已同县交通运输局当面会商一次",
        "意见分歧": "取水口上移须增加管线投资",
        "办理建议": "请分管领导协调取水口位置",
    },
    LEADER,
)
_report_road = _report_problem(
    ROADS,
    {
        "会商协调过程": "已同县自然资源和规划局书面会商",
        "意见分歧": "改线段能否按抢险工程先行用地",
        "办理建议": "请分管领导协调用地手续",
    },
    LEADER,
)


def _decide_water(at_work: Doings, at: datetime) -> None:
    says = "取水口上移三百米，增加的管线投资由县水务局列入项目概算。"
    decide(at_work.session, at_work.code, at_work.made[WATER], at_work.by(LEADER, at), says=says)


def _draft_bulletin(at_work: Doings, at: datetime) -> None:
    oldest = dict(islice(at_work.items.items(), NAMED))
    says = f"“{'”“'.join(oldest)}”进度缓慢，请有关单位倒排工期。"
    new = NewBulletin(BULLETIN, "近期重点事项推进情况", tuple(oldest.values()), says=says, to=(ROADS, LAND))
    said = at_work.by(OFFICE, at)
    code = at_work.made[BULLETIN] = draft_bulletin(at_work.session, new, said, pack=at_work.pack)
    send_to_check(at_work.session, at_work.code, code, said, calendar=at_work.calendar)


def _issue_bulletin(at_work: Doings, at: datetime) -> None:
    code = at_work.made[BULLETIN]
    sign_bulletin(at_work.session, at_work.code, code, at_work.by(LEADER, at))
    issue_bulletin(at_work.session, at_work.code, code, at_work.by(OFFICE, at))


def _enter_books(at_work: Doings, at: datetime) -> None:
    said = at_work.by(OFFICE, at)
    project = {"项目": "污水处理厂二期", "类别": "城建重点工程", "调度单位": HOUSING, "进展": "主体工程完成六成"}
    road = {"项目": "农村公路安防工程", "类别": "为民办实事项目", "调度单位": ROADS, "进展": "已完成招标，尚未进场"}
    duty = {"责任人": "张正", "职责": "分头负责", "督查内容": "水毁公路修复", "日期": f"{said.on}"}
    duty |= {"督办任务": item} if (item := at_work.item_of(ROADS)) else {}
    codes = [
        add_entry(at_work.session, NewEntry(book, values), said, pack=at_work.pack, calendar=at_work.calendar)
        for book, values in ((BOOK, project), (BOOK, road), (DUTY, duty))
    ]
    typed = {"问题": "弃土场没有落实", "协调单位": FARMS}
    move_entry(at_work.session, at_work.code, codes[1], "发现问题", said, typed=typed, calendar=at_work.calendar)


DOINGS: Mapping[int, tuple[Callable[[Doings, datetime], None], ...]] = {
    9: (_plan_visit, _raise_problems),
    8: (_visit, _answer_consulting),
    7: (_conclude, _report_water),
    6: (_draft_bulletin,),
    5: (_propose_talk, _decide_water),
    3: (_approve_talk, _report_road),
    2: (_issue_bulletin, _enter_books),
    1: (_record_figures,),
}
"""How many working days before the day of the demonstration → what is done then."""
