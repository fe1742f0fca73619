"""What becomes of each kind of rule when its clause is switched off: the neutral value, or nothing at all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from duban.institutions.schema import (
    Approval,
    Approving,
    CoordinationLevel,
    Decision,
    DueLimit,
    Issue,
    ItemType,
    Office,
    Pack,
    PackPart,
    Rule,
    SeriesBook,
    TargetRules,
)
from duban.institutions.schema.base import Moment
from duban.institutions.schema.platform import Feature
from duban.institutions.yamltext import Path

LAST_MINUTE = "23:59"
SET_BY = "交办单"
"""What names a limit that the document does not."""


@dataclass(frozen=True)
class Off:
    """One rule that is to be switched off: where it stands in the pack, and in the tree that is being changed."""

    pack: Pack
    tree: dict[str, Any]
    path: Path
    clause: str

    @property
    def there(self) -> bool:
        """Whether it is still in the tree: what it is part of may be gone already."""
        node: Any = self.tree
        for step in self.path:
            if not (step in node if isinstance(node, dict) else step in range(len(node))):
                return False
            node = node[step]
        return True

    @property
    def node(self) -> dict[str, Any]:
        """Its own place in the tree."""
        found: dict[str, Any] = _at(self.tree, self.path)
        return found

    def rest_on_nothing(self) -> None:
        """It stays, as something that the document does not say."""
        self.node.pop("clause", None)
        self.node["assumed"] = f"假设没有 {self.clause}，按缺省处理"

    def replace(self, **values: Any) -> None:
        """It says only this."""
        self.node.clear()
        self.node.update(values)
        self.rest_on_nothing()


def dropped(off: Off) -> None:
    """The rule is gone; where its owner cannot be without it, or is left empty, the owner is gone."""
    path = off.path
    while len(path) > 1 and _required(off.pack, path):
        path = path[:-1]
    owner = _at(off.tree, path[:-1])
    del owner[path[-1]]
    if not owner and len(path) > 1:
        dropped(Off(off.pack, off.tree, path[:-1], off.clause))


def _required(pack: Pack, path: Path) -> bool:
    owner = _of_pack(pack, path[:-1])
    return isinstance(owner, PackPart) and _fields(owner)[path[-1]].is_required()


def _fields(part: PackPart) -> dict[str | int, Any]:
    return {field.alias or name: field for name, field in type(part).model_fields.items()}


def _of_pack(pack: Pack, path: Path) -> Any:
    node: Any = pack
    for step in path:
        if isinstance(node, PackPart):
            aliases = {field.alias or name: name for name, field in type(node).model_fields.items()}
            node = getattr(node, aliases.get(str(step), str(step)))
        else:
            node = node[step]
    return node


def _at(tree: Any, path: Path) -> Any:
    for step in path:
        tree = tree[step]
    return tree


def _by_the_first_office(off: Off) -> None:
    """An item type: whatever the source, the first office of the pack assigns. Its limits rest on clauses of their
    own."""
    off.node["office"] = _first_office(off.pack)
    off.rest_on_nothing()


def _without_issue_limit(off: Off) -> None:
    """An issue limit: the paper is the same, and goes out whenever it does."""
    paper = {name: value for name, value in off.node.items() if name == "paper"}
    off.replace(**paper)


def _named_by_the_paper(off: Off) -> None:
    """A feedback limit: whoever assigns names the day, or nobody does; so with one class of several. A completion limit
    that holds for all is gone: it comes with the item."""
    if off.path[-1] == "completion":
        dropped(off)
    else:
        off.replace(set_by=SET_BY)


def _unapproved(off: Off) -> None:
    """The approval of a paper: it is numbered and sent by itself."""
    off.replace(automatic=True)


def _by_anybody(off: Off) -> None:
    """Who decides: nobody is named; where somebody must be, any post may."""
    if _required(off.pack, off.path):
        off.replace(by=list(off.pack.posts))
    else:
        dropped(off)


def _numbers_itself(off: Off) -> None:
    """An office: it exists whatever the document says; one that another numbers for does so itself."""
    if off.node.pop("numbered_by", None):
        name = str(off.path[-1])
        off.tree["series"].setdefault(name, _own_book(off, name))
    off.rest_on_nothing()


def _numbered_otherwise(off: Off) -> None:
    """A book of numbers: offices that shared its patterns are numbered by the first office, and report to nobody; the
    office whose own it was numbers by itself, with nothing common to its numbers and those of others."""
    name, shared = str(off.path[-1]), False
    for office in off.tree["offices"].values():
        if office.get("series") == name:
            del office["series"]
            office["numbered_by"], shared = _first_office(off.pack), True
    if shared:
        del off.tree["series"][name]
    else:
        off.tree["series"][name] = _own_book(off, name)


def _own_book(off: Off, office: str) -> dict[str, str]:
    kinds = dict.fromkeys(kind for book in off.pack.series.values() for kind in book.numbers)
    patterns = {kind: f"{office}{kind}〔{{year}}〕{{n}}号" for kind in kinds}
    return {**patterns, "assumed": f"假设没有 {off.clause}，各编各的号"}


def _as_by_default(off: Off) -> None:
    """The rules of targets: as if they were not written; what rests on other clauses stays."""
    rules = {name for name, part in _of_pack(off.pack, off.path) if isinstance(part, Rule)}
    kept = {name: value for name, value in off.node.items() if name in rules}
    if kept:
        off.replace(**kept)
    else:
        dropped(off)


def _level_itself(off: Off) -> None:
    """A level of coordination: the unit itself is the first level whatever the document says; another is gone."""
    if off.path[-1] == 0:
        off.rest_on_nothing()
    else:
        dropped(off)


def _switched_off(off: Off) -> None:
    """What the software does by itself: it does not."""
    off.replace(on=False)


def _all_day(off: Off) -> None:
    """A time of day: the last minute."""
    off.replace(at=LAST_MINUTE)


def _first_office(pack: Pack) -> str:
    return next(iter(pack.offices))


NEUTRAL: Mapping[type[Rule], Callable[[Off], None]] = {
    ItemType: _by_the_first_office,
    Issue: _without_issue_limit,
    DueLimit: _named_by_the_paper,
    Approval: _unapproved,
    CoordinationLevel: _level_itself,
    Approving: _by_anybody,
    Decision: _by_anybody,
    Office: _numbers_itself,
    SeriesBook: _numbered_otherwise,
    TargetRules: _as_by_default,
    Moment: _all_day,
    Feature: _switched_off,
}
"""Kind of rule → what becomes of it. Every other kind is `dropped`: a cycle, a stage, a report, a register and its
moves, guards and quotas, a rung, points, an extension, what an item must name, who checks, the preconditions of
coordination, going up in turn, an instruction, a kind of inspection or bulletin."""
