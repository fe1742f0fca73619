"""`duban due`: the date of a time-limit phrase, explained day by day."""

import codecs
import json
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from duban.cli import context, output, typed
from duban.cli.options import AsJson
from duban.core.errors import DubanError, InvalidValue, PhraseNotUnderstood
from duban.core.periods import Period, parse_since
from duban.core.timelimits import Due, Limit, parse, resolve
from duban.core.timelimits.told import as_document, conclusion
from duban.core.workdays import WorkCalendar

EXAMPLE = "示例：duban due 会后3个工作日内 --from 2026-09-28"


def due(
    phrase: Annotated[str | None, typer.Argument(help="时限短语，如 会后3个工作日内、每月5日前,遇节假日顺延")] = None,
    since: Annotated[
        str | None, typer.Option("--from", help="起算日 2026-02-13，或期间 2026-02、2026-Q1、2026")
    ] = None,
    before_meeting: Annotated[str | None, typer.Option(help="会议日期；会前材料一律提前到此日之前")] = None,
    batch: Annotated[str | None, typer.Option(help="逐行“短语<TAB>日期”的文件，- 为标准输入；逐行输出 JSON")] = None,
    as_json: AsJson = False,
) -> int:
    """算出时限落在哪一天，并逐日说明。不需要台账。

    示例：duban due 会后3个工作日内 --from 2026-09-28
    """
    calendar = context.known_calendar(context.settings())
    if batch is not None:
        _refuse_beside_batch(phrase, since, before_meeting)
        return _batch(batch, calendar)
    if phrase is None:
        raise InvalidValue("时限", "", f"请写出短语。{EXAMPLE}")
    meeting = typed.day(before_meeting, "--before-meeting")
    since = since or None
    limit = parse(phrase)
    answer = resolve(limit, calendar, since=parse_since(since) if since else None, before_meeting=meeting)
    if as_json:
        output.print_json(as_document(phrase, since, answer))
    else:
        _tell(limit, since, answer)
    return 0


def _refuse_beside_batch(phrase: str | None, since: str | None, before_meeting: str | None) -> None:
    """A batch says everything in its file; what stands beside it would be ignored."""
    if phrase is not None:
        raise InvalidValue("时限", phrase, "短语和 --batch 只能写一个")
    for field, value in (("--from", since), ("--before-meeting", before_meeting)):
        if value is not None:
            raise InvalidValue(field, value, "用 --batch 时，起算日写在文件的每一行，不能用会议日期")


def _batch(source: str, calendar: WorkCalendar) -> int:
    failed = False
    for line in _lines(source):
        phrase, _, since = line.partition("\t")
        try:
            document = as_document(phrase, since.strip() or None, _answer(phrase, since.strip(), calendar))
        except DubanError as error:
            failed = True
            at = error.at if isinstance(error, PhraseNotUnderstood) else None
            expected = list(error.expected) if isinstance(error, PhraseNotUnderstood) else []
            document = {"error": str(error), "at": at, "expected": expected}
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
    return 2 if failed else 0


def _answer(phrase: str, since: str, calendar: WorkCalendar) -> Due:
    known: date | Period | None = parse_since(since) if since else None
    return resolve(parse(phrase), calendar, since=known)


def _lines(source: str) -> list[str]:
    """The lines of the file; what is not UTF-8 spoils only its own line."""
    try:
        content = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except (OSError, ValueError):
        raise InvalidValue("--batch", source, "读不到这个文件，请确认路径") from None
    lines = content.removeprefix(codecs.BOM_UTF8).decode(errors="replace").split("\n")
    return [line.rstrip("\r") for line in (lines[:-1] if lines[-1] == "" else lines)]


def _tell(limit: Limit, since: str | None, answer: Due) -> None:
    for rule, part in zip(limit.parts, answer.parts or (answer,), strict=True):
        each = Limit((rule,))
        output.say(f"时限：{each.phrase}{f'（自 {since}）' if since else ''}")
        output.say(f"结论：{conclusion(each, part)}")
        if part.assumed:
            output.say(f"推定：{part.assumed}")
        if part.explain:
            rows = [(step.on, "计" if step.counted else "", step.why) for step in part.explain]
            output.print_table("逐日说明", ("日期", "计入", "说明"), rows)
