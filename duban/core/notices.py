"""Reads the State Council's yearly holiday notice as text; a damaged notice is refused with its line."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta

from duban.core.errors import NoticeUnreadable
from duban.core.workdays import (
    FIRST_STATUTORY_YEAR,
    LAST_STATUTORY_YEAR,
    SATURDAY,
    WEEKDAYS,
    Notice,
)

TITLE = re.compile(r"关于(\d{4})年(?:部分)?节假日安排")
HOLIDAY = re.compile(r"^[一二三四五六七八九十]+[、.]([^:]{2,12}):(.+)$")
DAY = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:\(([^)]*)\))?"
OFF = re.compile(f"^{DAY}(?:至{DAY})?(?:放假|,?与周末连休)")
SENTENCE = re.compile("[。;]")
TOTAL = re.compile(r"共(\d+)天")
WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日])")
LONGEST_NOTICE = 20_000
"""Characters; a real notice has some hundred."""
LONGEST_HOLIDAY = 15
FIXED_DAYS = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))
"""Statutory days that fall on the same date every year; `workdays check` knows the lunar ones too."""
FESTIVALS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")


@dataclass
class _Reading:
    """A notice while it is being read; `line` is where a complaint points to."""

    source: str
    year: int = 0
    line: int = 1
    off: dict[date, str] = field(default_factory=dict)
    work: dict[date, str] = field(default_factory=dict)

    def refuse(self, says: str) -> NoticeUnreadable:
        return NoticeUnreadable(self.source, self.line, says)

    def begin(self, year: int) -> None:
        """The title, which may be repeated but names one year."""
        if self.year not in (0, year):
            raise self.refuse(f"这里是{year}年的通知，前面是{self.year}年的；请一次载入一年")
        if not FIRST_STATUTORY_YEAR <= year <= LAST_STATUTORY_YEAR:
            raise self.refuse(f"没有{year}年的法定节假日数据，无法核对")
        self.year = year

    def day(self, words: tuple[str | None, ...], near: date | None = None) -> date:
        """One date as written; year and month default to those of the day before it in the sentence."""
        year, month, number, beside = words
        start = near or date(self.year, 1, 1)
        if near is None and not month:
            raise self.refuse(f"“{number}日”没有写月份")
        try:
            day = date(int(year or start.year), int(month or start.month), int(number or 0))
        except ValueError:
            raise self.refuse(f"没有{month or start.month}月{number}日这一天") from None
        said = WEEKDAY.search(beside or "")
        if said and said[1] != WEEKDAYS[day.weekday()]:
            raise self.refuse(f"{day.month}月{day.day}日是周{WEEKDAYS[day.weekday()]}，通知写作周{said[1]}")
        return day

    def holiday(self, name: str, text: str) -> None:
        """One numbered paragraph: the days off, their count, the days worked in exchange."""
        found = OFF.match(text)
        if not found:
            raise self.refuse(f"看不出{name}哪几天放假，应写作“1月1日（周四）至3日（周六）放假，共3天”")
        words = found.groups()
        first = self.day(words[:4])
        last = self.day(words[4:], first) if words[6] else first
        days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
        total = TOTAL.search(text)
        if not 0 < len(days) <= LONGEST_HOLIDAY or (total and total[1] != str(len(days))):
            raise self.refuse(f"{name}自{first}至{last}是{len(days)}天，与通知所写天数不符")
        if twice := sorted(self.off.keys() & set(days)):
            raise self.refuse(f"{twice[0]}已在前面列为{self.off[twice[0]]}放假")
        if name in self.off.values():
            raise self.refuse(f"{name}的安排出现了两次")
        self.off.update(dict.fromkeys(days, name))
        for sentence in SENTENCE.split(text[found.end() :]):
            if "上班" in sentence:
                self._worked(name, sentence)

    def _worked(self, name: str, text: str) -> None:
        near = None
        for words in re.findall(DAY, text):
            near = self.day(words, near)
            if near.weekday() < SATURDAY:
                raise self.refuse(f"{near.month}月{near.day}日本是工作日，不应列为调休上班")
            self.work[near] = name


def read_notice(text: str, source: str) -> Notice:
    """The arrangement that a notice publishes. Raises NoticeUnreadable; `source` names the file in messages."""
    reading = _Reading(source)
    if len(text) > LONGEST_NOTICE:
        raise reading.refuse(f"全文超过{LONGEST_NOTICE}字，不是一份放假通知")
    for reading.line, raw in enumerate(text.splitlines(), start=1):
        line = re.sub(r"\s+", "", unicodedata.normalize("NFKC", raw))
        if title := TITLE.search(line):
            reading.begin(int(title[1]))
        elif paragraph := HOLIDAY.match(line):
            if not reading.year:
                raise reading.refuse("在写明年份的标题之前出现了节日安排")
            reading.holiday(paragraph[1], paragraph[2])
    _check_whole(reading)
    return Notice(source, reading.off, reading.work, reading.year)


def _check_whole(reading: _Reading) -> None:
    if not reading.year:
        raise reading.refuse("没有“关于20××年部分节假日安排的通知”这样的标题")
    named = "、".join(reading.off.values())
    if missing := [festival for festival in FESTIVALS if festival not in named]:
        raise reading.refuse(f"缺少{'、'.join(missing)}的安排")
    if both := sorted(reading.off.keys() & reading.work.keys()):
        raise reading.refuse(f"{both[0]}既放假又上班")
    fixed = [date(reading.year, month, day) for month, day in FIXED_DAYS]
    if worked := [day for day in fixed if day not in reading.off]:
        raise reading.refuse(f"{worked[0]}是法定节假日，通知却没有列为放假")
    strangers = [day for day in (*reading.off, *reading.work) if abs(day.year - reading.year) > 1]
    if strangers:
        raise reading.refuse(f"{strangers[0]}不属于{reading.year}年的安排")
