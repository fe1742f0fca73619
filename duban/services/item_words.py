"""How the parts of an item are written in a line of text, by command or in a form."""

from collections.abc import Sequence

from duban.core.clock import named_value, parse_day
from duban.core.errors import InvalidValue
from duban.services.item_nodes import NodeDone
from duban.services.item_parts import Node


def read_nodes(texts: Sequence[str] | None) -> tuple[Node, ...]:
    """The steps of a schedule, each as `日期 内容`. Raises InvalidValue."""
    found = []
    for text in texts or ():
        on, _, says = text.strip().partition(" ")
        if not says.strip():
            raise InvalidValue("--node", text, "请写成“日期 内容”，如 '2026-12-31 完成选址'")
        found.append(Node(parse_day(on, field="--node"), says.strip()))
    return tuple(found)


def read_node_done(text: str) -> NodeDone:
    """A step that is done, as `日期 内容=完成日期`; what and when may be left out. Raises InvalidValue."""
    named, done_on = named_value(text)
    due_on, _, says = named.partition(" ")
    done = parse_day(done_on, field="--done") if done_on else None
    return NodeDone(parse_day(due_on, field="--done"), says.strip() or None, done)
