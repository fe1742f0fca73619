"""Pack text → plain data with the line of every key. YAML that could surprise (anchors, tags, tabs) is refused."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import MaxDepthExceededError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Path = tuple[str | int, ...]
Scalar = str | int | float | bool

MAX_BYTES = 512 * 1024
MAX_DEPTH = 12
SAFE_DEPTH = 3_000
"""The quick reader bounds no depth, and some 20,000 levels exhaust the stack."""
PLAIN_KINDS = ("map", "seq", "str", "int", "float", "bool", "null", "timestamp")
PLAIN_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in PLAIN_KINDS}
UNCLOSED = "unexpected end of stream"
PROBLEMS = (
    (r"'\\t' that cannot start", "此处有制表符（Tab）；请一律用空格缩进。"),
    (r"mapping values are not allowed", "冒号的位置不对，多半是缩进没有对齐或上一行没有写完；请与同级的行左对齐。"),
    (UNCLOSED, "引号没有成对；请补上缺少的引号。"),
    (r"expected ',' or '[}\]]'", "括号没有成对，或花括号、方括号里缺少逗号；请补上。"),
    (r"expected <block end>", "缩进没有对齐；请与同级的行左对齐。"),
    (r"but found another document", "一个文件只能写一个制度；请删去多余的“---”。"),
    (r"undefined alias", "不能使用引用（*）；请把内容直接写出来。"),
    (r"that cannot start any token", "这一处的符号不能开头；请给整段文字加上引号。"),
)


@dataclass(eq=False)
class TextProblem(Exception):
    """The text stops being readable as a pack at a line."""

    line: int
    code: str
    says: str


@dataclass
class Lines:
    """The line of every key and list entry, by its path."""

    by_path: dict[Path, int] = field(default_factory=lambda: {(): 1})

    def of(self, path: Path) -> int:
        """The line of a path, or of the nearest enclosing key; steps that are not in the text are passed over."""
        return self.by_path[self.written(path)]

    def written(self, path: Path) -> Path:
        """The part of a path that is written in the text."""
        known: Path = ()
        for step in path:
            if (*known, step) in self.by_path:
                known = (*known, step)
        return known


def decoded(raw: bytes) -> str:
    """The text of a file. Raises TextProblem where it is too big or not UTF-8."""
    if len(raw) > MAX_BYTES:
        raise TextProblem(1, "too-big", f"文件超过{MAX_BYTES // 1024}KB，不像是一份制度；请核对文件。")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise TextProblem(line, "not-utf8", "不是UTF-8编码；请用编辑器另存为UTF-8后重试。") from None


def read_tree(text: str, *, quick: bool = False) -> tuple[dict[str, Any], Lines]:
    """The plain data of a pack and the line of every key. Raises TextProblem at the first thing that is not plain.

    `quick` takes a fifteenth of the time, names no fault, and is an older YAML's reader: it may read a text otherwise.
    """
    for number, line in enumerate(text.splitlines(), 1):
        if "\t" in line[: len(line) - len(line.lstrip())]:
            raise TextProblem(number, "tab", "行首有制表符（Tab）；请一律用空格缩进。")
    root = _composed(text, quick=quick)
    if root is None:
        raise TextProblem(1, "empty", "文件是空的；请参照 duban pack show county 写起。")
    if not isinstance(root, MappingNode):
        raise TextProblem(_line(root), "not-a-mapping", "制度要写成“键: 值”的形式；冒号用半角，后面空一格。")
    lines = Lines()
    return _value(root, (), lines), lines


def _composed(text: str, *, quick: bool) -> Node | None:
    yaml = YAML(typ="safe", pure=not (quick and _is_safe(text)))
    if yaml.pure:
        yaml.max_depth = MAX_DEPTH
        yaml.composer.warn_double_anchors = False  # every anchor is refused below, with a sentence
    try:
        root: Node | None = yaml.compose(text)
    except MaxDepthExceededError as error:
        says = f"层级超过{MAX_DEPTH}层；请检查是否多写了括号或缩进。"
        raise TextProblem(error.problem_mark.line + 1, "too-deep", says) from None
    except MarkedYAMLError as error:
        problem = str(error.problem)
        opened = UNCLOSED in problem and error.context_mark  # where the quote began, not where the file ends
        mark = opened or error.problem_mark or error.context_mark
        raise TextProblem(mark.line + 1 if mark else 1, "yaml", _remedy(problem)) from None
    except (YAMLError, ValueError) as error:
        at = getattr(error, "position", 0)
        line = text.count("\n", 0, at if isinstance(at, int) else 0) + 1
        raise TextProblem(line, "yaml", "有不可见的控制字符或无法识别的写法；请删去后重新输入这一行。") from None
    return root


def _is_safe(text: str) -> bool:
    """Whether the quick reader bears it: no anchors, and few levels: one per bracket and column."""
    levels = text.count("[") + text.count("{") + max(map(len, text.splitlines()), default=0)
    return levels < SAFE_DEPTH and "&" not in text


def _remedy(problem: str) -> str:
    for pattern, says in PROBLEMS:
        if re.search(pattern, problem):
            return says
    return "写法不合YAML；请检查缩进、冒号后的空格和引号、括号是否成对。"


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1


def _value(node: Node, path: Path, lines: Lines) -> Any:
    if node.anchor:
        raise TextProblem(_line(node), "anchor", "不能使用锚点和引用（& 与 *）；请把内容直接写出来。")
    if str(node.tag) not in PLAIN_TAGS:
        raise TextProblem(_line(node), "tag", "不能使用标签（!）；若是文字，请加上引号。")
    if isinstance(node, ScalarNode):
        return _scalar(node, path, lines)
    if isinstance(node, SequenceNode):
        return list(_entries(node, path, lines))
    return _mapping(node, path, lines)


def _mapping(node: Node, path: Path, lines: Lines) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key, line = _key(key_node), _line(key_node)
        if key in data:
            first = lines.by_path[(*path, key)]
            raise TextProblem(line, "duplicate-key", f"“{key}”重复，第{first}行已经写过；请删去一处或改名。")
        lines.by_path[(*path, key)] = line
        data[key] = _value(value_node, (*path, key), lines)
    return data


def _key(node: Node) -> str:
    if not isinstance(node, ScalarNode) or node.anchor or node.value == "<<":
        raise TextProblem(_line(node), "bad-key", "这里应当是一个名称加冒号；请改写。")
    return str(node.value).strip()


def _entries(node: SequenceNode, path: Path, lines: Lines) -> Iterator[Any]:
    for index, entry in enumerate(node.value):
        lines.by_path[(*path, index)] = _line(entry)
        yield _value(entry, (*path, index), lines)


def _scalar(node: ScalarNode, path: Path, lines: Lines) -> Scalar:
    """Quoted text is text. Plain text is a number or true/false only where it cannot be anything else."""
    text = str(node.value)
    if node.style:
        return text
    if text in ("", "~", "null"):
        raise TextProblem(lines.of(path), "no-value", f"“{path[-1]}”没有写内容；请补上，或删去这一项。")
    if text in ("true", "false"):
        return text == "true"
    if re.fullmatch(r"[-+]?(0|[1-9]\d{0,14})", text):
        return int(text)
    if re.fullmatch(r"[-+]?\d{1,15}\.\d{1,15}", text):
        return float(text)
    return text
