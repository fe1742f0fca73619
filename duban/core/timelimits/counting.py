"""Walking the calendar: counts and rolls that remember every day they passed, so that a date explains itself."""

from dataclasses import dataclass, field
from datetime import date

from duban.core.periods import Period, add_months
from duban.core.timelimits.due import Due, DueStatus, Step
from duban.core.timelimits.rules import Roll, Span, SpanUnit
from duban.core.timelimits.wording import span_words
from duban.core.workdays import ONE_DAY, WorkCalendar

AROUND_WORKDAYS = 3
"""前后 reaches this many working days to each side of the nominal day (assumed; a pack may say otherwise)."""

ROLLED_FORWARD = "文件未写遇休息日如何处理，参照民法典第203条顺延"
ROLLED_BACK = "文件未写遇休息日如何处理，按不迟于期限提前到前一个工作日"
ROLLED_IN_PERIOD = "文件未写遇休息日如何处理，按休息日顺延、整段休息不举行"
WINDOW_ASSUMED = f"文件未写“前后”的幅度，按前后各{AROUND_WORKDAYS}个工作日、不出本期，具体日由召集人确定"
PART_ASSUMED = "文件未定具体日，按期内最后一个工作日安排"
AFTER_ASSUMED = "“后”不含届满之日，参照民法典第1259条，自期满的次日起"
MATERIALS_EARLIER = "会前材料遇休息日一律提前"

DAYS_IN = {SpanUnit.day: 1, SpanUnit.week: 7, SpanUnit.half_month: 15}
MONTHS_IN = {SpanUnit.month: 1, SpanUnit.year: 12}


@dataclass
class Walk:
    """A walk through the calendar towards one date."""

    calendar: WorkCalendar
    steps: list[Step] = field(default_factory=list)
    assumed: str | None = None

    def note(self, on: date, why: str, *, counted: bool = False) -> None:
        """Remember a day and what it means."""
        self.steps.append(Step(on, counted, f"{why}（{self.calendar.day(on).says}）"))

    def due(self, on: date) -> Due:
        """The walk ends on a date."""
        return Due(DueStatus.due, on, None, self._provisional(), self.assumed, tuple(self.steps))

    def window(self, on: date, first: date, last: date) -> Due:
        """The walk ends in a window with a proposed day."""
        return Due(DueStatus.window, on, (first, last), self._provisional(), self.assumed, tuple(self.steps))

    def not_held(self) -> Due:
        """The walk found no working day in its period."""
        return Due(DueStatus.not_held, None, None, self._provisional(), self.assumed, tuple(self.steps))

    def _provisional(self) -> bool:
        return any(self.calendar.is_provisional(step.on) for step in self.steps)

    def count(self, start: date, span: Span, *, back: bool = False) -> date:
        """The day `span` after (or before) `start`, which itself is not counted (Civil Code art. 201)."""
        self.note(start, "起算日，当日不计入" if not back else "由此日往前数，当日不计入")
        if span.unit is SpanUnit.workday:
            return self._count_workdays(start, span.count, back=back)
        if span.unit in MONTHS_IN:
            return self._count_months(start, span, back=back)
        return self._count_days(start, span, back=back)

    def _count_workdays(self, start: date, count: int, *, back: bool) -> date:
        day, counted = start, 0
        while counted < count:
            day += -ONE_DAY if back else ONE_DAY
            works = self.calendar.is_workday(day)
            counted += works
            self.note(day, f"第{counted}个工作日" if works else "不计入", counted=works)
        return day

    def _count_days(self, start: date, span: Span, *, back: bool) -> date:
        day = start
        for counted in range(1, span.count * DAYS_IN[span.unit] + 1):
            day += -ONE_DAY if back else ONE_DAY
            self.note(day, f"第{counted}日", counted=True)
        return day

    def _count_months(self, start: date, span: Span, *, back: bool) -> date:
        months = span.count * MONTHS_IN[span.unit]
        day = add_months(start, -months if back else months)
        exact = day.day == start.day
        why = f"{span_words(span)}{'前' if back else '后'}的对应日" if exact else "没有对应日，以月末日为限"
        self.note(day, why, counted=True)
        return day

    def day_after(self, on: date) -> date:
        """The first day once the counted time is over."""
        self.assumed = AFTER_ASSUMED
        self.note(on + ONE_DAY, "期满的次日")
        return on + ONE_DAY

    def roll(self, on: date, said: Roll, *, otherwise: Roll) -> date:
        """`on`, or the next working day in the direction the text says; `otherwise` where it says nothing."""
        direction = otherwise if said is Roll.unsaid else said
        if said is Roll.unsaid and not self.calendar.is_workday(on):
            rolled = ROLLED_FORWARD if direction is Roll.forward else ROLLED_BACK
            self.assumed = f"{self.assumed}；{rolled}" if self.assumed else rolled
        return self.to_workday(on, direction)

    def to_workday(self, on: date, direction: Roll) -> date:
        """`on`, or the next working day in that direction."""
        while not self.calendar.is_workday(on):
            on += ONE_DAY if direction is Roll.forward else -ONE_DAY
            self._note_move(on, direction)
        return on

    def _note_move(self, on: date, direction: Roll) -> None:
        word = "顺延" if direction is Roll.forward else "提前"
        self.note(on, f"{word}到此日" if self.calendar.is_workday(on) else f"休息，继续{word}")

    def roll_inside(self, on: date, period: Period) -> date | None:
        """`on` or the next working day that is still inside the period, or None."""
        if not self.calendar.is_workday(on):
            self.assumed = ROLLED_IN_PERIOD
        while on in period and not self.calendar.is_workday(on):
            on += ONE_DAY
            if on in period:
                self._note_move(on, Roll.forward)
        return on if on in period else None

    def around(self, nominal: date, period: Period, meeting: date | None = None) -> Due:
        """The window of working days around a nominal day, cut to its period and to what is left before the meeting
        that it serves; the nearest day is proposed."""
        first = max(period.first, self.calendar.shift(nominal, -AROUND_WORKDAYS))
        last = min(period.last, self.calendar.shift(nominal, AROUND_WORKDAYS))
        days = [day.on for day in self.calendar.between(first, last) if day.is_workday]
        self.assumed = WINDOW_ASSUMED
        if not days:
            return self.not_held()
        if meeting and days[0] >= meeting:
            return self.due(self.before_meeting(days[0], meeting))
        days = [day for day in days if meeting is None or day < meeting]
        proposed = min(days, key=lambda day: (abs(day - nominal), day))
        self.note(days[0], "窗口首日")
        self.note(days[-1], "窗口末日")
        self.note(proposed, "建议日：离名义日最近的工作日，同距取早", counted=True)
        return self.window(proposed, days[0], days[-1])

    def before_meeting(self, on: date, meeting: date) -> date:
        """Materials before a meeting: always a working day earlier than the meeting."""
        if on >= meeting:
            on = meeting - ONE_DAY
            self.note(on, "须早于会议日")
        if not self.calendar.is_workday(on):
            self.assumed = MATERIALS_EARLIER
        return self.to_workday(on, Roll.back)
