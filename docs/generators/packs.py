"""docs/reference/pack.md and pack.schema.json, generated from the pack model."""

import json
import re
from collections.abc import Iterator

from duban.institutions.jsonschema import Schema, json_schema
from duban.institutions.loader import builtin_packs

FORMATS = {"time-limit": "[时限](phrases.md)", "date": "日期，如 2016-12-31"}
PLAIN = {"string": "文字", "integer": "整数", "number": "数字", "boolean": "`true` 或 `false`"}
TABLE_HEAD = ("| 项 | 写法 | 必填 | 说明 |", "| --- | --- | --- | --- |")
UNSAID = "不写为"
"""How a description says itself what holds where nothing is written."""
INTRO = """\
# 制度文件（pack）逐项说明

<!-- 由 make docs 生成，请勿手改。 -->

制度是一份 YAML 文本：文件怎么写，这里就怎么写。写法的要点：

- 冒号用半角，后面空一格；缩进用空格，不用制表符；一个名称只写一次；`#` 之后是注释。
- 凡是规则，都写 `clause`（依据的条款编号）；文件没有规定的，写 `assumed`（怎样假定、为什么）；两者可以都写。
- 时间照原文写，如 `会后3个工作日内`、`每季度末月28日前后`；能读懂的写法见[时限](phrases.md)。
- 没有内容的项整行删去，不要留空；不认识的项、锚点（`&`、`*`）和标签（`!`）一律不接受。
- `duban pack check 文件` 逐条指出问题所在的行和改法。只有“提醒”没有“错误”的制度可以启用。

完整的例子是县政府的制度 `duban/institutions/packs/county.yaml`；供编辑器补全和检查的格式定义是
[pack.schema.json](pack.schema.json)。
"""
OUTRO = """\
## 版本

制度的版本是其内容的 SHA-256：改注释、改空格、调整各项次序，版本不变；改任何一个值，版本就变。
台账保存用过的每个版本的全文，只按保存的文本执行。
"""


def page() -> str:
    """The field-by-field reference, the parts in the order in which a pack meets them."""
    schema = json_schema()
    builtin = f"内置制度：{'、'.join(f'`{code}`' for code in builtin_packs())}。\n"
    return "\n".join([INTRO + builtin, *_sections(schema), OUTRO])


def schema_file() -> str:
    """The JSON Schema for editors."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


def _sections(schema: Schema) -> Iterator[str]:
    yield _section(schema, schema)
    waiting, seen = [*_references(schema)], set[str]()
    while waiting:
        name = waiting.pop(0)
        part = schema["$defs"][name]
        if name not in seen and "properties" in part:
            yield _section(schema, part)
            waiting = _references(part) + waiting
        seen.add(name)


def _references(part: Schema) -> list[str]:
    return re.findall(r"#/\$defs/(\w+)", json.dumps({**part, "$defs": {}}))


def _section(schema: Schema, part: Schema) -> str:
    rows = [_row(schema, part, key, field) for key, field in _in_reading_order(part)]
    if isinstance(part.get("additionalProperties"), dict):
        rows.append("| *文书种类* | 编号样式 | | 如 `交办单: 县督交〔{year}〕{n}号` |")
    return "\n".join([f"## {_heading(part)}", "", part["description"], "", *TABLE_HEAD, *rows, ""])


def _in_reading_order(part: Schema) -> list[tuple[str, Schema]]:
    """The part's own fields first, its authority last."""
    return sorted(part["properties"].items(), key=lambda entry: entry[0] in {"clause", "assumed"})


def _row(schema: Schema, part: Schema, key: str, field: Schema) -> str:
    needed = "是" if key in part.get("required", ()) else ""
    about = (field.get("description") or _referred(schema, field).get("description", "")).replace("\n", "")
    default = f"不写为 {_written(field['default'])}。" if field.get("default") and UNSAID not in about else ""
    return f"| `{key}` | {_kind(schema, field)} | {needed} | {about}{default} |"


def _written(value: object) -> str:
    """A default as it would stand in the file."""
    return f"`{json.dumps(value, ensure_ascii=False)}`".replace('"', "")


def _referred(schema: Schema, node: Schema) -> Schema:
    found: Schema = schema["$defs"][node["$ref"].rsplit("/", 1)[1]] if "$ref" in node else node
    return found


def _kind(schema: Schema, node: Schema) -> str:
    """How a value is written, in words."""
    if "$ref" in node:
        part = _referred(schema, node)
        return _kind(schema, part) if "enum" in part else f"[{_heading(part)}](#{_heading(part)})"
    if choices := node.get("anyOf") or node.get("oneOf"):
        return "，或".join(_kind(schema, choice) for choice in choices)
    if "enum" in node or "const" in node:
        return "、".join(f"`{choice}`" for choice in node.get("enum", [node.get("const")]))
    if node.get("type") == "array":
        return f"列表，每项为{_kind(schema, node['items'])}"
    if node.get("type") == "object":
        return f"名称: {_kind(schema, _under_any_name(node))}"
    return FORMATS.get(node.get("format", ""), PLAIN[node["type"]])


def _under_any_name(node: Schema) -> Schema:
    found: Schema = node.get("additionalProperties") or next(iter(node["patternProperties"].values()))
    return found


def _heading(part: Schema) -> str:
    return re.split("[：，。；]", part["description"])[0]
