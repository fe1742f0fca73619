"""docs/reference/phrases.md and phrases.svg: the phrases Duban understands, with dates computed here and now."""

from collections.abc import Iterator

from docs.generators.railroad_picture import railroad_svg
from duban.core.periods import parse_since
from duban.core.timelimits import Due, DueStatus, parse, resolve
from duban.core.timelimits.parsing import GRAMMAR, TERMINAL_NAMES
from duban.core.workdays import published_calendar

RULE_NAMES = {
    "start": "时限",
    "clause": "一条规则",
    "_limit": "规则的种类",
    "counted": "从事件起算",
    "_after": "起算事件",
    "counted_back": "从事件往前数",
    "span": "长度",
    "length": "不写“内”的长度",
    "_length": "工作日、天、周、个月",
    "_count": "数目和单位",
    "same_day": "当天",
    "on_day": "某月某日",
    "day_number": "几日",
    "on_weekday": "周几",
    "_tail": "前、前后",
    "period_end": "期末",
    "period_part": "期内一段",
    "festival": "节日前",
    "period": "期间",
    "_unit": "周、旬、月、季度、年",
    "_bare_unit": "周、月、双月、季度、年",
    "_long_unit": "季度、半年",
    "interval": "每隔",
    "count": "每隔多久",
    "long_term": "长期",
}
FAMILIES: dict[str, tuple[tuple[str, str], ...]] = {
    "从事件起算，按工作日": (
        ("会后3个工作日内", "2026-09-28"),
        ("批示后1个工作日内", "2026-02-13"),
        ("20个工作日内", "2026-04-20"),
        ("5个工作日", "2026-04-20"),
        ("自送达之日起5个工作日内", "2026-06-17"),
        ("会后3个工作日内", "2027-02-04"),
    ),
    "从事件起算，按日、周、月": (
        ("会后半个月内", "2026-02-02"),
        ("会后1个月内", "2026-01-31"),
        ("两会结束后1周内", ""),
        ("“两会”结束后1周内下发", "2026-01-20"),
        ("纪要印发后七日内", "2026-03-02"),
        ("次日", "2026-09-30"),
        ("约谈后30日后", "2026-03-02"),
        ("30日后", "2026-09-04"),
    ),
    "往前数、会前材料": (
        ("会前3个工作日", "2026-10-09"),
        ("会前", "2026-10-08"),
        ("到期前", "2026-10-03"),
    ),
    "某月某日": (
        ("每月5日前,遇节假日顺延", "2026-04"),
        ("每月5日前,遇节假日顺延", "2026-10"),
        ("次月5日前", "2026-03"),
        ("双月25日前", "2026-03"),
        ("每年3月5日前", "2026"),
        ("2026年6月15日前", ""),
        ("每月1号", "2026-10"),
    ),
    "前后：窗口": (
        ("每季度末月28日前后", "2026-Q1"),
        ("每季度末月28日前后", "2026-Q2"),
        ("次季度首月20日前后", "2025-Q4"),
        ("每半年末月15日前后", "2026-H1"),
    ),
    "周几": (
        ("每周一", "2026-02-16"),
        ("每周一", "2026-02-23"),
        ("每周一上午", "2026-10-05"),
        ("本周五前", "2026-10-02"),
    ),
    "期末": (
        ("6月底前", "2026"),
        ("10月底前", "2026"),
        ("上半年", "2024"),
        ("三季度末", "2026"),
        ("年内", "2026"),
        ("每月一次", "2026-05"),
        ("一月一调度", "2026-05"),
        ("半年一观摩", "2026-H1"),
        ("每两个月", "2026-03"),
        ("每半月", "2026-02-20"),
        ("6月中旬前", "2026"),
    ),
    "期内一段": (("次季度初", "2026-Q1"), ("上旬", "2026-04"), ("9月下旬", "2026")),
    "节日前": (("春节前", "2026"), ("国庆节前", "2026"), ("元旦前", "2026")),
    "每隔": (("每2周", "2026-02-02"), ("每10天", "2026-03-02")),
    "当天、长期": (("当天", "2026-10-03"), ("落实不过夜", "2026-10-03"), ("长期", "")),
    "几条规则合写": (("6月底前出台,年内持续推进", "2026"), ("6月中旬、12月中旬前", "2026")),
}
HEAD = """# 时限短语

<!-- 由 make docs 生成，请勿手改。 -->

`duban due 短语 --from 起算日或期间` 读得懂下列写法；读不懂的一律拒绝，并指出停在哪个字、此处可以写什么。
全角半角、繁体简体、汉字数字与阿拉伯数字等同。文法见 `duban/core/timelimits/grammar.lark`，下图由它画出。

![时限短语的文法](phrases.svg)

遇到休息日时：从事件起算的期限顺延；以期末命名的期限、“某日前”退回到前一个工作日，文件写“顺延”的从其规定；
会前材料一律提前；“当天”不动；“每周一”“每月1号”这类当天发生的事在本期内顺延，整段休息则不举行；
“前后”是前后各3个工作日、不出本期的窗口，建议日取离名义日最近的工作日，同距取早。

例子由程序按随软件发布的放假安排算出；标“预估”的年份尚无放假通知。
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_tables()])


def picture() -> str:
    """The grammar as a railroad picture."""
    return railroad_svg(GRAMMAR.read_text(encoding="utf-8"), TERMINAL_NAMES, RULE_NAMES)


def _tables() -> Iterator[str]:
    for family, examples in FAMILIES.items():
        yield f"## {family}\n"
        yield "| 短语 | 起算日或期间 | 日期 | 推定 |\n| --- | --- | --- | --- |"
        for phrase, since in examples:
            answer = resolve(parse(phrase), published_calendar(), since=parse_since(since) if since else None)
            yield f"| {phrase} | {since or '—'} | {_says(answer)} | {answer.assumed or ''} |"
        yield ""


def _says(answer: Due) -> str:
    if answer.parts:
        return "；".join(_says(part) for part in answer.parts)
    mark = "（预估）" if answer.provisional else ""
    window = f"，窗口 {answer.window[0]} 至 {answer.window[1]}" if answer.window else ""
    return {
        DueStatus.due: f"{answer.on}{mark}",
        DueStatus.window: f"{answer.on}{mark}{window}",
        DueStatus.not_held: "不举行",
        DueStatus.waiting: "待起算日",
        DueStatus.none: "无期限",
    }[answer.status]
