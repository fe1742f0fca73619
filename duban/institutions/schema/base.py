"""What every part of a pack is made of: strict frozen parts, rules with their authority, phrases, days and times."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from duban.core.clock import parse_day
from duban.core.errors import DubanError
from duban.core.timelimits import Limit, parse, parse_deadline

RECEIPT = "签收"
"""Limits never run from signing for a paper: a unit would only have to delay signing."""


class PackPart(BaseModel):
    """Anything that a pack states: read strictly, unknown keys refused, never changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True)


def broken(code: str, says: str) -> PydanticCustomError:
    """What a validator raises: the finding's code and its finished Chinese sentence."""
    return PydanticCustomError(f"pack.{code}", "{says}", {"says": says})


@dataclass(frozen=True)
class Shorthand:
    """Marks a part that may also be written as plain text: `expand` tells what the text stands for."""

    expand: Callable[[str], object]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def spell_out(value: object) -> object:
            spelt = self.expand(value) if isinstance(value, str) else value
            return tuple(spelt) if isinstance(spelt, list) else spelt

        return core_schema.no_info_before_validator_function(spell_out, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string", "minLength": 1}, handler(schema)]}


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""Words for people; never empty."""
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
"""A name that other parts of the pack refer to."""
Names = Annotated[tuple[Name, ...], Shorthand(lambda name: [name])]
"""One name or a list of names."""
ClauseId = Annotated[str, StringConstraints(pattern=r"^[A-Z]\d{1,3}$")]
"""The id of a clause: C14."""


class Rule(PackPart):
    """依据：写条款、写怎样推定，或两样都写。"""

    clause: ClauseId | None = None
    """依据的条款编号，如 C14；须在 clauses 中列明。"""
    assumed: Text | None = None
    """文件没有规定、由本制度假定的，写明假定的理由。"""


@dataclass(frozen=True)
class TimePhrase:
    """A time limit as the document writes it, and the rule it was understood as."""

    text: str
    limit: Limit

    def __str__(self) -> str:
        return self.text


def _deadline(value: object) -> TimePhrase:
    return _understood(value, parse_deadline)


def _opening(value: object) -> TimePhrase:
    return _understood(value, parse)


def _understood(value: object, reads: Callable[[str], Limit]) -> TimePhrase:
    if isinstance(value, TimePhrase):
        return value
    if not isinstance(value, str):
        raise broken("phrase", "时限要写成文字，如“会后3个工作日内”。")
    text = value.strip()
    if RECEIPT in text:
        raise broken("from-receipt", f"时限“{text}”从签收起算；时限一律自送达起算，请改写为“送达后……”。")
    try:
        return TimePhrase(text, reads(text))
    except DubanError as error:
        raise broken("phrase", str(error)) from None


PHRASE_AS_TEXT = (
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "minLength": 1, "format": "time-limit", "examples": ["会后3个工作日内"]}),
)
Phrase = Annotated[
    TimePhrase,
    PlainValidator(_deadline),
    *PHRASE_AS_TEXT,
]
"""The one place where a pack's time limits meet the grammar of `duban.core.timelimits`."""
OpeningPhrase = Annotated[TimePhrase, PlainValidator(_opening), *PHRASE_AS_TEXT]
"""A limit that may also say from when something can be done (约谈后30日后)."""


def _day(value: object) -> date:
    try:
        return parse_day(str(value))
    except DubanError as error:
        raise broken("day", str(error)) from None


Day = Annotated[
    date,
    PlainValidator(_day),
    PlainSerializer(date.isoformat, return_type=str),
    WithJsonSchema({"type": "string", "format": "date"}),
]
"""A date written 2016-12-31."""


def _time_of_day(value: object) -> time:
    if not isinstance(value, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        raise broken("time", f"“{value}”不是一天中的时刻；请写成 17:30 这样的时和分。")
    return time.fromisoformat(value)


TimeOfDay = Annotated[
    time,
    PlainValidator(_time_of_day),
    PlainSerializer(lambda at: f"{at:%H:%M}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"}),
]
"""A time of day written 17:30."""


class Moment(Rule):
    """一天中的一个时刻。"""

    at: TimeOfDay
    """时刻，如 17:30。"""
