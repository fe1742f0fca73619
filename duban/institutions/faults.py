"""What pydantic refuses, in a clerk's words: the field, what is wrong with it, the remedy. No English gets through."""

from collections.abc import Callable
from difflib import get_close_matches
from typing import TYPE_CHECKING

from duban.institutions.findings import Finding, Level
from duban.institutions.jsonschema import Schema, json_schema, known_keys, schema_at
from duban.institutions.yamltext import Lines, Path

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

SEE = "写法见 docs/reference/pack.md"
NEEDS = {
    "string_type": "要写成文字，数字和 true、false 请加引号",
    "int_type": "要写成整数",
    "float_type": "要写成数字",
    "bool_type": "只能写 true 或 false",
    "tuple_type": "要写成列表，每行一项、以“- ”开头",
    "dict_type": "要写成若干“名称: 内容”",
    "model_type": "要写成若干“键: 值”",
    "string_too_short": "不能为空",
    "string_too_long": "太长，名称最多40个字",
    "too_short": "至少要有一项",
    "greater_than_equal": "太小",
    "string_pattern_mismatch": "的写法不对",
}


def faults(error: "ValidationError", lines: Lines, file: str) -> tuple[Finding, ...]:
    """Every error of a model that could not be built, at the line of its field."""
    schema = json_schema()
    found = (_finding(details, schema, lines, file) for details in error.errors(include_url=False))
    return tuple(dict.fromkeys(sorted(found)))


def _finding(details: "ErrorDetails", schema: Schema, lines: Lines, file: str) -> Finding:
    kind, path = details["type"], tuple(details["loc"])
    written = lines.written(path)
    if kind.startswith("pack."):
        return Finding(file, lines.of(path), Level.error, kind.removeprefix("pack."), details["msg"])
    tell = SENTENCES.get(kind, _wrong_value)
    return Finding(file, lines.of(path), Level.error, CODES.get(kind, "value"), tell(details, schema, written))


def _missing(details: "ErrorDetails", schema: Schema, written: Path) -> str:
    field = details["loc"][-1]
    return f"{_inside(written)}缺少“{field}”（{_about(schema, (*written, field))}）；请补上。"


def _unknown_key(_: "ErrorDetails", schema: Schema, written: Path) -> str:
    *above, field = written
    known = known_keys(schema, tuple(above))
    meant = get_close_matches(str(field), known, n=1)
    remedy = f"是否要写“{meant[0]}”？请改正或删去" if meant else f"可以写的有：{'、'.join(known)}"
    return f"{_inside(tuple(above))}没有“{field}”这一项；{remedy}。"


def _bad_name(_: "ErrorDetails", schema: Schema, written: Path) -> str:
    return f"名称“{written[-1]}”的写法不对；{_about(schema, written[:-1])}。条款编号写成 C14，其他名称1至40个字。"


def _not_a_choice(details: "ErrorDetails", schema: Schema, written: Path) -> str:
    choices = _choices(schema_at(schema, written) or {})
    return f"“{_label(written)}”不能是“{details['input']}”；可选：{'、'.join(f'“{choice}”' for choice in choices)}。"


def _wrong_value(details: "ErrorDetails", schema: Schema, written: Path) -> str:
    if details["loc"][-1:] == ("[key]",):
        return _bad_name(details, schema, written)
    need = NEEDS.get(details["type"], "的写法不对")
    return f"“{_label(written)}”{need}；{_about(schema, written)}。"


def _choices(node: Schema) -> tuple[str, ...]:
    return tuple(str(choice) for choice in node.get("enum", [node["const"]] if "const" in node else []))


def _about(schema: Schema, path: Path) -> str:
    return str((schema_at(schema, path) or {}).get("description", SEE)).rstrip("。")


def _inside(path: Path) -> str:
    return f"“{_label(path)}”中" if path else "制度"


def _label(path: Path) -> str:
    """A path as people read it: items → 公文办理 → feedback; list entries are counted from 1."""
    return " → ".join(f"第{step + 1}项" if isinstance(step, int) else str(step) for step in path)


SENTENCES: dict[str, Callable[["ErrorDetails", Schema, Path], str]] = {
    "missing": _missing,
    "extra_forbidden": _unknown_key,
    "enum": _not_a_choice,
    "literal_error": _not_a_choice,
}
CODES = {"missing": "missing", "extra_forbidden": "unknown-key", "enum": "choice", "literal_error": "choice"}
