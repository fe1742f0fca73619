"""What the rows of an item sheet say: items, their targets and figures; every row that cannot be taken is told why."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from duban.core.clock import half_width
from duban.core.errors import DubanError, InvalidValue, NotFound
from duban.core.periods import Period, whole_year
from duban.core.timelimits import Due, DueStatus, parse_deadline, resolve
from duban.services.import_columns import COLUMNS, REMARK_ROWS, YES_OR_NO, column_of, heading_of
from duban.services.import_sheet import Fault, Sheet, SheetRow
from duban.services.items import MARKINGS, Drafting, NewItem, item_row
from duban.services.target_desk import due_of
from duban.services.target_judging import valued
from duban.services.target_rules import NewTarget, checked_nodes, comparison_of, goal_of, target_row, target_rules
from duban.services.targets import NewActual

MARKED = re.compile(r"(绝密|机密|秘密)\s*[★*☆]|密级\s*[::]?\s*(绝密|机密|秘密)|^(绝密|机密|秘密)$")
"""A marking that stands in the text."""
DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
SERIAL = re.compile(r"\d{5}(\.0+)?")
EXCEL_DAY_ZERO = date(1899, 12, 30)
SEVERAL = re.compile(r"[、,;/\n]")
LONGEST_TITLE = 500
CLASSIFIED = ("涉密内容不能导入", "请按保密规定在涉密载体上办理，不要在此写标题、内容或摘要")


@dataclass(frozen=True)
class EntryTarget:
    """A target of the sheet, the nodes of its plan, and the figure that was reached."""

    new: NewTarget
    nodes: Mapping[date, str]
    actual: NewActual | None


@dataclass
class NewEntry:
    """An item of the sheet with its targets and figures, from one row or, with several targets, from several."""

    row: int
    item: NewItem
    historic: bool
    targets: list[EntryTarget] = field(default_factory=list)
    leader_id: int | None = None


@dataclass(frozen=True)
class Reading:
    """What a sheet is read by: the rules, the day, the year that its limits speak of, and how old ones are taken."""

    rules: Drafting
    year: int
    historic: bool
    item_type: str | None = None
    units: frozenset[str] = frozenset()
    accept_units: bool = False
    known: frozenset[tuple[str, str, date | None]] = frozenset()
    """(unit, title, completion limit) of the items that are on record."""
    leader_of: Callable[[str], int] | None = None
    """The person who is called so. Raises NotFound, InvalidValue."""


@dataclass
class Read:
    """What was found: the entries, the faults, and the units that nobody has registered."""

    entries: list[NewEntry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    new_units: dict[str, int] = field(default_factory=dict)
    limits: dict[tuple[str, date | Period], Due] = field(default_factory=dict)
    """Limits that were reckoned already: a sheet says 12月底前 a thousand times."""


def read_rows(sheet: Sheet, how: Reading, tick: Callable[[], None] = lambda: None) -> Read:
    """Every row of the sheet, judged by the rules of a single draft and of a single target."""
    read = Read(faults=list(sheet.faults))
    has = {column_of(name) for name in sheet.headings}
    missing = [column.heading for column in COLUMNS if column.must and column not in has]
    read.faults += [Fault(0, name, "缺少这一列", "请补上；列名见 --template 导出的模板") for name in missing]
    by_item: dict[tuple[str, str], NewEntry] = {}
    for row in sheet.rows if not missing else ():
        tick()
        if row.cells.get("序号", "") in REMARK_ROWS:
            continue
        _Row(sheet, row, how, read).take(by_item)
    if not (read.entries or read.faults):
        read.faults.append(Fault(0, "", "没有一行内容", "请从列名的下一行起填写"))
    read.faults.sort(key=lambda fault: fault.row)
    return read


class _Row:
    """One row being read; what is wrong with it goes to the faults."""

    def __init__(self, sheet: Sheet, row: SheetRow, how: Reading, read: Read) -> None:
        self._sheet, self._row, self._how, self._read = sheet, row, how, read
        named = ((column_of(name), text) for name, text in row.cells.items())
        self._cells: Mapping[str, str] = {column.key: text for column, text in named if column}
        self._sound = True

    def take(self, by_item: dict[tuple[str, str], NewEntry]) -> None:
        """Adds the row to the entries, to an entry with the same item, or its faults to the faults."""
        if self._is_classified():
            return
        item = self._item()
        if item is None:
            return
        due_on = item.completion_due_on
        entry = NewEntry(self._row.number, item, historic=due_on is not None and due_on < self._how.rules.on)
        known = by_item.get((item.lead_unit, item.title))
        for target in self._target(item):
            if known and target.new.indicator in [other.new.indicator for other in known.targets]:
                self._fault("indicator", f"与第{known.row}行重复", "请删去一行")
            entry.targets.append(target)
        if known and not (known.targets and entry.targets):
            self._fault("title", f"与第{known.row}行重复", "请删去一行")
        if known and replace(item, requirement=None) != replace(known.item, requirement=None):
            self._fault("title", f"与第{known.row}行是同一件事项，其他各栏却不同", "请改成一致")
        self._judge(entry)
        if not self._sound:
            return
        if known:
            known.targets += entry.targets
        else:
            by_item[item.lead_unit, item.title] = entry
            self._read.entries.append(entry)

    def _fault(self, key: str, says: str, remedy: str) -> None:
        self._sound = False
        self._read.faults.append(Fault(self._row.number, heading_of(key, self._sheet.headings), says, remedy))

    def _is_classified(self) -> bool:
        """A marking refuses the row, and nothing of its text is repeated."""
        marking = self._cells.get("secrecy")
        found = [key for key, text in self._row.cells.items() if MARKED.search(half_width(text))]
        if (marking and marking not in MARKINGS) or found:
            self._fault("secrecy", *CLASSIFIED)
        return not self._sound

    def _item(self) -> NewItem | None:
        cells = self._cells
        title, unit = cells.get("title", ""), re.sub(r"[ \u3000]", "", cells.get("unit", ""))
        for key, text in (("title", title), ("unit", unit)):
            if not text:
                self._fault(key, "没有填", "请填写")
        if len(title) > LONGEST_TITLE:
            self._fault("title", f"超过{LONGEST_TITLE}字", "请缩短，详细的写在“要求”一栏")
        if SEVERAL.search(half_width(unit)):
            self._fault("unit", "写了几个单位", "牵头单位只写一个")
        elif unit:
            self._registered("unit", unit)
        co_units = self._co_units(unit)
        decided_on = self._day("decided")
        due_on = self._limit(decided_on)
        kind = cells.get("item_type") or self._how.item_type or self._default_type()
        if kind is None:
            self._fault("item_type", "没有填，也没有指标", "请填写事项类型，或用 --type 写明")
        if not self._sound or kind is None:
            return None
        return NewItem(
            kind,
            unit,
            title,
            requirement=cells.get("requirement"),
            item_class=cells.get("item_class"),
            completion_due_on=due_on,
            secrecy=cells.get("secrecy"),
            decided_on=decided_on,
            leader=cells.get("leader"),
            responsible=cells.get("responsible"),
            co_units=co_units,
        )

    def _registered(self, key: str, unit: str) -> None:
        """Notes a unit that nobody has registered."""
        if unit in self._how.units:
            return
        self._read.new_units.setdefault(unit, self._row.number)
        if not self._how.accept_units:
            self._fault(key, f"没有登记单位“{unit}”", "请改正名称，先登记，或加 --accept-units 一并登记")

    def _co_units(self, lead: str) -> tuple[str, ...]:
        """The units that help, each once."""
        named = SEVERAL.split(half_width(self._cells.get("co_units", "")))
        units = tuple(dict.fromkeys(filter(None, (re.sub(r"\s", "", name) for name in named))))
        for unit in units:
            self._registered("co_units", unit)
        if lead in units:
            self._fault("co_units", "牵头单位不能又是协办单位", "请删去一个")
        return units

    def _leader(self) -> int | None:
        named = self._cells.get("leader")
        return self._how.leader_of(named) if named and self._how.leader_of else None

    def _default_type(self) -> str | None:
        return target_rules(self._how.rules.pack.pack).item_type if self._cells.get("indicator") else None

    def _target(self, item: NewItem) -> Iterator[EntryTarget]:
        cells = self._cells
        extra = [key for key in ("comparison", "value", "actual") if cells.get(key)]
        if not cells.get("indicator"):
            if extra:
                self._fault("indicator", "没有填，却写了目标或实际值", "请填写指标名称")
            return
        try:
            stated = cells.get("comparison")
            new = NewTarget(
                cells["indicator"],
                comparison_of(stated) if stated else None,
                cells.get("value"),
                measure=cells.get("measure"),
                tolerance=cells.get("tolerance"),
                capped=self._capped(),
                grades=cells.get("grades"),
                from_on=self._day("start"),
                due_on=self._day("due"),
                base=cells.get("base"),
            )
            rules = self._how.rules
            row = target_row(new, item.completion_due_on, target_rules(rules.pack.pack), rules.calendar)
            nodes = checked_nodes(row, due_of({**row, "completion_due_on": item.completion_due_on}), self._nodes())
            yield EntryTarget(new, nodes, self._actual(new, item))
        except InvalidValue as wrong:
            self._told(wrong)

    def _capped(self) -> bool | None:
        text = self._cells.get("capped")
        if text is None or text in YES_OR_NO:
            return YES_OR_NO[text] if text else None
        raise InvalidValue("控制上限", text, "请写“是”或“否”")

    def _nodes(self) -> list[tuple[date, str]]:
        """The stated plan: 日期=累计数, one after the other. Raises InvalidValue."""
        found = []
        for part in filter(None, re.split(r"[;,、\s]+", half_width(self._cells.get("nodes", "")))):
            day, mark, value = part.partition("=")
            on = as_date(day)
            if on is None or not mark:
                raise InvalidValue("序时进度节点", part, "请写成 2026-06-30=500；2026-09-30=750")
            found.append((on, value))
        return found

    def _actual(self, new: NewTarget, item: NewItem) -> NewActual | None:
        text = self._cells.get("actual")
        if not text:
            return None
        goal, _ = goal_of(new, target_rules(self._how.rules.pack.pack))
        source = self._cells.get("source")
        if not source:
            self._fault("source", "没有填", "请写明实际值从哪里来")
        today = self._how.rules.on
        as_of_on = self._day("as_of") or min(item.completion_due_on or today, today)
        if as_of_on > today:
            self._fault("as_of", f"{as_of_on} 还没有到", "请写今天或以前的日期")
        return NewActual(valued(goal, text), source or "", as_of_on, new.indicator)

    def _judge(self, entry: NewEntry) -> None:
        """What a single draft would refuse, and what is past or there already."""
        if entry.historic and not self._how.historic:
            due_on = entry.item.completion_due_on
            self._fault("completion", f"{due_on} 已经过去", "往年事项请加 --historic 存档，不再巡检")
        known = (entry.item.lead_unit, entry.item.title, entry.item.completion_due_on)
        if known in self._how.known:
            self._fault("title", "台账里已有同一单位、同一时限的这件事项", "请删去这一行")
        try:
            entry.leader_id = self._leader()
            item_row(self._how.rules, entry.item, unit_id=0, serial=0)
        except DubanError as wrong:
            self._told(wrong)

    def _told(self, wrong: DubanError) -> None:
        """A refusal of the services, in the words of the sheet."""
        said = str(wrong).rstrip("。")
        says, _, remedy = said.partition("；")
        of = wrong.field if isinstance(wrong, InvalidValue) else wrong.what if isinstance(wrong, NotFound) else ""
        of = "议定日期" if of == "--decided" else "牵头领导" if "岗位" in of or of == "--by" else of
        column = column_of(of)
        self._fault(column.key if column else "title", says, remedy or "请改正")

    def _day(self, key: str) -> date | None:
        text = self._cells.get(key)
        if text is None:
            return None
        found = as_date(text)
        if found is None:
            self._fault(key, f"“{text}”不是确实存在的日期", "请写成 2026-02-13")
        return found

    def _limit(self, decided_on: date | None) -> date | None:
        """The completion limit: a date, or a phrase that is reckoned in the year of the sheet."""
        text = self._cells.get("completion")
        if text is None:
            return None
        if (found := as_date(text)) is not None:
            return found
        since = self._since(text, decided_on)
        try:
            due = self._read.limits.get((text, since)) or resolve(
                parse_deadline(text), self._how.rules.calendar, since=since
            )
            self._read.limits[text, since] = due
        except DubanError as wrong:
            self._fault("completion", str(wrong).rstrip("。").partition("；")[0], "请写日期或“12月底前”这样的时限")
            return None
        if due.status in (DueStatus.due, DueStatus.window):
            return due.on
        if due.status is not DueStatus.none:
            self._fault("completion", f"从“{text}”算不出日期", "请写日期，或填写“议定日期”")
        return None

    def _since(self, text: str, decided_on: date | None) -> date | Period:
        counted = re.search(r"内|后", text) and not re.search(r"年|月|季|旬", text)
        return decided_on if decided_on and counted else whole_year(self._how.year)


def as_date(text: str) -> date | None:
    """A date as clerks and sheets write it: 2016-12-31, 2016/12/31, 2016年12月31日, or Excel's own number."""
    plain = half_width(text).strip()
    try:
        if found := DATE.fullmatch(plain):
            return date(*map(int, found.groups()))
        if SERIAL.fullmatch(plain):
            return EXCEL_DAY_ZERO + timedelta(days=int(float(plain)))
    except (ValueError, OverflowError):
        return None
    return None
