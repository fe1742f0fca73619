"""Quotas of a register: who has entered how much in a period, who falls short, who would go too far."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from duban.core.errors import InvalidValue, in_brackets
from duban.core.periods import Period
from duban.core.workdays import WorkCalendar
from duban.institutions.schema import FieldKind, RegisterQuota
from duban.services.register_fields import Book, answers, content_of, content_text
from duban.services.unit_names import names_meant
from duban.store.org import list_holdings
from duban.store.registers import counting_entries


@dataclass(frozen=True)
class Day:
    """One day as the period of a quota (一日一记)."""

    on: date

    @property
    def key(self) -> str:
        """How it is told."""
        return self.on.isoformat()

    @property
    def first(self) -> date:
        """Where it begins."""
        return self.on

    def __contains__(self, day: date) -> bool:
        return day == self.on


def coverage(book: Book, on: date, calendar: WorkCalendar) -> list[dict[str, Any]]:
    """Each quota of the register in the period that holds `on`: everyone who should or did enter, and who is short.

    Nobody is short of a day's quota on a day off.
    """
    return [row for quota in book.register.quotas for row in _covered(book, quota, on, calendar)]


def check_counted(book: Book, values: Mapping[str, str], entered_on: date) -> None:
    """What is told of as past has happened, and what a quota adds up is more than nothing. Raises InvalidValue."""
    for name, field in book.register.fields.items():
        if field.past and values.get(name, "") > entered_on.isoformat():
            raise InvalidValue(name, values[name], f"不能晚于登记之日 {entered_on}，请等事情办了再登记")
    for quota in book.register.quotas:
        if quota.total in values and (amount := _amount(quota, values)) <= 0:
            raise InvalidValue(quota.total or "", f"{amount:f}", "须大于零；登记错了的，请用 duban register void 作废")


def check_most(book: Book, values: Mapping[str, str], entered_on: date, *, but: int) -> None:
    """An entry does not carry anyone beyond `at_most`; safe while the chain's head is locked. Raises InvalidValue."""
    for quota in book.register.quotas:
        who = values.get(quota.per)
        if quota.at_most is None or who is None or not answers(values, quota.when):
            continue
        period = _period(quota, _day(quota, values, entered_on))
        alike = {quota.per: who} | ({quota.dated: period.key} if quota.dated and isinstance(period, Day) else {})
        mine = [content_text({name: value})[1:-1] for name, value in alike.items()]
        have = _totals(book, quota, period, but, holding=mine, more=values)[who]
        if have > Decimal(str(quota.at_most)):
            most = f"“{who}”{period.key} 至多 {quota.at_most:g}，加上这一条为 {have:f}"
            raise InvalidValue(quota.per, who, most + in_brackets(quota.clause))


def _covered(book: Book, quota: RegisterQuota, on: date, calendar: WorkCalendar) -> list[dict[str, Any]]:
    period = _period(quota, on)
    totals = _totals(book, quota, period, None)
    asked = quota.every.unit is not None or calendar.is_workday(on)
    least = Decimal(str(quota.at_least or 0)) if asked else Decimal(0)
    return [
        {
            "per": quota.per,
            "who": who,
            "period": period.key,
            "have": f"{totals[who]:f}",
            "at_least": quota.at_least,
            "at_most": quota.at_most,
            "short": totals[who] < least,
            "clause": quota.clause,
            "assumed": quota.assumed,
        }
        for who in dict.fromkeys((*_expected(book, quota, on), *totals))
    ]


def _expected(book: Book, quota: RegisterQuota, on: date) -> list[str]:
    """Whom the quota speaks of: the units it names, or whoever holds a post there that day."""
    kind = book.register.fields[quota.per].kind
    if kind is FieldKind.choice:
        return list(quota.among)
    units = names_meant(book.session, book.pack, quota.among, on)
    if kind is FieldKind.unit:
        return units
    column = "person" if kind is FieldKind.person else "post"
    held = [each for each in list_holdings(book.session, book.pack.code, on) if each["unit"] in units]
    return [each[column] for each in held if not quota.holding or each["post"] in quota.holding]


def _totals(
    book: Book,
    quota: RegisterQuota,
    period: Period | Day,
    but: int | None,
    *,
    holding: Sequence[str] = (),
    more: Mapping[str, str] | None = None,
) -> defaultdict[str, Decimal]:
    """How much each has entered in the period, with `more` as if it were entered already."""
    counted = [more] if more else []
    told_after = quota.dated is None or book.register.fields[quota.dated].past
    since = period.first if told_after else None
    for row in counting_entries(book.session, book.pack.code, book.name, but, holding=holding, since=since):
        values = content_of(row["content"])
        if quota.per in values and answers(values, quota.when) and _day_of(quota, row, values) in period:
            counted.append(values)
    return _summed(quota, counted)


def _summed(quota: RegisterQuota, counted: Sequence[Mapping[str, str]]) -> defaultdict[str, Decimal]:
    totals: defaultdict[str, Decimal] = defaultdict(Decimal)
    seen: set[tuple[str, str]] = set()
    for values in counted:
        who, what = values[quota.per], values.get(quota.distinct or "", "")
        if quota.distinct is None or (what and (who, what) not in seen):
            totals[who] += _amount(quota, values)
        seen.add((who, what))
    return totals


def _day_of(quota: RegisterQuota, row: sa.RowMapping, values: Mapping[str, str]) -> date:
    return _day(quota, values, row["entered_on"])


def _day(quota: RegisterQuota, values: Mapping[str, str], entered_on: date) -> date:
    written = values.get(quota.dated or "")
    return date.fromisoformat(written) if written else entered_on


def _amount(quota: RegisterQuota, values: Mapping[str, str]) -> Decimal:
    return Decimal(values.get(quota.total, "0")) if quota.total else Decimal(1)


def _period(quota: RegisterQuota, on: date) -> Period | Day:
    unit = quota.every.unit
    return Period.containing(unit, on) if unit else Day(on)
