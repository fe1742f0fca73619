"""Phrase to rules, by the LALR grammar beside it; what the grammar does not accept is refused, never guessed."""

import unicodedata
from calendar import monthrange
from functools import lru_cache
from pathlib import Path
from typing import cast

from lark import Lark
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken, VisitError

from duban.core.errors import InvalidValue, PhraseNotUnderstood
from duban.core.timelimits.limit import Limit
from duban.core.timelimits.reading import Reader
from duban.core.timelimits.rules import OnDay, Rule

LONGEST_PHRASE = 80
GRAMMAR = Path(__file__).with_name("grammar.lark")
TRADITIONAL = str.maketrans(
    "個內週後會號達辦紀發節國慶勞動開結兩順長當過雙單時簽報導於續進確議審實該從務產驗數點縣領〇專舉體黨則區臺啓啟堅佈並併應總匯彙滿禮約組織終經聯見觀計記評調談車選閉項須題饋",
    "个内周后会号达办纪发节国庆劳动开结两顺长当过双单时签报导于续进确议审实该从务产验数点县领零专举体党则区台启启坚布并并应总汇汇满礼约组织终经联见观计记评调谈车选闭项须题馈",
)
TERMINAL_NAMES = {
    "EVENT": "会、批示、送达等起算事件",
    "_FROM": "自",
    "_IN": "在、于",
    "_AFTER": "后",
    "NEXT_DAY": "次日",
    "WITHIN": "内",
    "LATER": "后",
    "BEFORE": "前",
    "AROUND": "前后",
    "NUMBER": "数字",
    "YEAR": "年份",
    "MONTH": "月份",
    "QUARTER": "季度",
    "HALF": "上半年、下半年",
    "WEEKDAY": "周几",
    "WHICH": "每、本、次",
    "SKIPPING": "每隔",
    "TEN_DAYS": "上旬、中旬、下旬",
    "WORKDAYS": "工作日",
    "DAY": "日",
    "HAO": "号",
    "PLAIN_DAYS": "天",
    "WEEK": "周",
    "_GE": "个",
    "UNIT_MONTH": "月",
    "UNIT_YEAR": "年",
    "QUARTER_UNIT": "季度",
    "HALF_MONTH": "半个月",
    "HALF_YEAR": "半年",
    "TWO_MONTHS": "双月",
    "TEN_DAY_UNIT": "旬",
    "WHOLE_YEAR": "全年",
    "HALF_DAY": "上午",
    "ONCE": "一次",
    "ONE_EACH": "一月一次",
    "END": "底、末",
    "START": "初",
    "MONTH_OF": "首月、次月、末月",
    "FESTIVAL": "节日",
    "SAME_DAY": "当天",
    "LONG_TERM": "长期",
    "ROLL": "遇节假日顺延",
    "SEPARATOR": "逗号",
    "ACTION": "完成、出台等动作",
    "$END": "句末",
}
HINTS = {
    "尽快": "“尽快”算不出日期，请写成“3个工作日内”这样的期限",
    "抓紧": "“抓紧”算不出日期，请写成“3个工作日内”这样的期限",
    "及时": "“及时”算不出日期，请写成“当天”或“3个工作日内”这样的期限",
    "适时": "“适时”算不出日期，请写明期限",
    "小时": "不按小时计，请写成“当天”“次日”或“3个工作日内”",
    "每隔": "“每隔”后面请写数目，如“每隔两周”，或写成“每2周”",
    "月前": "“几月前”是否含当月有歧义，请写成“6月底前”或“5月底前”",
}


def parse(phrase: str) -> Limit:
    """The rules that a phrase states. Full- and half-width, simplified and traditional forms are equal.

    Raises PhraseNotUnderstood (where it stops, what could stand there) and InvalidValue for a day that cannot be.
    """
    if len(phrase) > LONGEST_PHRASE:
        raise InvalidValue("时限", f"{phrase[:20]}……", f"一条时限请写在{LONGEST_PHRASE}字以内")
    return _parse(phrase)


def parse_deadline(phrase: str) -> Limit:
    """As `parse`, for what must be done by then. Raises InvalidValue for a phrase that only says from when (30日后)."""
    limit = parse(phrase)
    if any(rule.opens for rule in limit.parts):
        raise InvalidValue("时限", phrase, "“后”只说最早哪天起，没有说最迟哪天，请写成“30日内”这样的期限")
    return limit


@lru_cache(maxsize=4096)
def _parse(phrase: str) -> Limit:
    text = normalise(phrase)
    try:
        tree = _grammar().parse(text)
        parts = cast("tuple[Rule, ...]", Reader().transform(tree))
    except UnexpectedInput as stopped:
        raise _not_understood(phrase, text, stopped) from None
    except VisitError as wrapped:
        raise wrapped.orig_exc from None
    for rule in parts:
        _refuse_impossible_day(phrase, rule)
    return Limit(parts)


def normalise(phrase: str) -> str:
    """Half-width, simplified, of the same length as the phrase (so that an error can point into it)."""
    return "".join(map(_plain, phrase)).translate(TRADITIONAL)


def _plain(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


@lru_cache(maxsize=1)
def _grammar() -> Lark:
    return Lark(GRAMMAR.read_text(encoding="utf-8"), parser="lalr", lexer="contextual")


def _not_understood(phrase: str, text: str, stopped: UnexpectedInput) -> PhraseNotUnderstood:
    at = stopped.pos_in_stream
    if at is None or at < 0 or isinstance(stopped, UnexpectedEOF):
        at = len(phrase)
    if isinstance(stopped, UnexpectedToken) and stopped.token.type == "$END":
        at = len(phrase)
    names: set[str] = set()
    if isinstance(stopped, UnexpectedCharacters):
        names = set(stopped.allowed or ())
    elif isinstance(stopped, UnexpectedToken):
        names = set(stopped.accepts or stopped.expected)
    expected = tuple(word for name, word in TERMINAL_NAMES.items() if name in names)
    hint = next((hint for word, hint in HINTS.items() if word in text), "")
    return PhraseNotUnderstood(phrase, at, expected, hint)


def _refuse_impossible_day(phrase: str, rule: Rule) -> None:
    if not isinstance(rule, OnDay):
        return
    leap_year = 2024
    longest = monthrange(rule.period.year or leap_year, rule.period.number)[1] if rule.period.number else 31
    if not 1 <= rule.day <= longest:
        raise InvalidValue("时限", phrase, f"没有第{rule.day}日这一天，请改为1—{longest}日")
