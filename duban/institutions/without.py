"""A pack with one clause switched off: what rests on it is gone or neutral, and the machine behaves otherwise."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from json import dumps
from typing import Any

from pydantic import ValidationError

from duban.core.errors import InvalidValue, NotFound
from duban.institutions.findings import Level
from duban.institutions.linter import lint
from duban.institutions.linter.problem import parts
from duban.institutions.loader import LoadedPack, load_pack_text
from duban.institutions.neutral import NEUTRAL, Off, dropped
from duban.institutions.schema import Pack, Rule
from duban.institutions.yamltext import Path

MODEL = "model"
"""The code of a fault because of which the pack cannot be built at all."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a tree from which something was taken."""

    code: str
    path: Path


def loaded_without(loaded: LoadedPack, clause: str) -> LoadedPack:
    """The same for a pack that is to be put on record: its text is the changed pack's own, in the pack's order."""
    return load_pack_text(dumps(_tree(without(loaded.pack, clause)), ensure_ascii=False), f"{clause}.yaml")


def without(pack: Pack, clause: str) -> Pack:
    """The pack as it were if the document did not say that: a valid pack of another version. Raises NotFound.

    `duban.institutions.neutral` tells what becomes of each kind of rule. What hangs on a rule that is gone, and could
    not be loaded without it (a rung that waits for the paper of another), goes with it. A clause that no rule rests on
    leaves the pack as it is.
    """
    if clause not in pack.clauses:
        raise NotFound("条款", clause, f"《{pack.title}》的条款请用 duban clauses 查看")
    tree = _tree(pack)
    for kind in tree.get("items", {}).values():
        kind.pop("like", None)  # it is written out, and must not come back from the other
    for path, rule in reversed(list(rules_on(pack, clause))):
        off = Off(pack, tree, path, clause)
        if off.there:
            NEUTRAL.get(type(rule), dropped)(off)
    return _built(_repaired(tree))


def rules_on(pack: Pack, clause: str) -> Iterator[tuple[Path, Rule]]:
    """Every rule of the pack that rests on the clause, with where it stands; owners before what they own."""
    return ((path, part) for path, part in parts(pack) if isinstance(part, Rule) and part.clause == clause)


def _tree(pack: Pack) -> dict[str, Any]:
    return pack.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _built(tree: dict[str, Any]) -> Pack:
    return Pack.model_validate_json(dumps(tree))


def _repaired(tree: dict[str, Any]) -> dict[str, Any]:
    """What hangs on something that is gone goes as well, until nothing is wrong any more."""
    faults = _faults(tree)
    while faults:
        tree, faults = _cut(tree, faults)
    return tree


def _faults(tree: dict[str, Any]) -> Sequence[Fault]:
    try:
        pack = _built(tree)
    except ValidationError as error:
        return [Fault(MODEL, _written(tree, details["loc"])) for details in error.errors(include_url=False)]
    return [Fault(problem.code, problem.path) for problem in lint(pack) if problem.level is Level.error]


def _cut(tree: dict[str, Any], faults: Sequence[Fault]) -> tuple[dict[str, Any], Sequence[Fault]]:
    """Takes out as little as makes the first fault go away without another that is worse."""
    first = faults[0]
    for length in range(len(first.path), 0, -1):
        trial = deepcopy(tree)
        if _taken_out(trial, first.path[:length]):
            left = _faults(trial)
            if first not in left and (first.code == MODEL or all(fault.code != MODEL for fault in left)):
                return trial, left
    raise InvalidValue("条款", "", f"去掉它以后，制度的 {'.'.join(map(str, first.path))} 无法补救")


def _taken_out(tree: Any, path: Path) -> bool:
    for step in path[:-1]:
        tree = tree[step]
    try:
        del tree[path[-1]]
    except (KeyError, IndexError):
        return False
    return True


def _written(tree: Any, path: Path) -> Path:
    """The part of a place that is in the tree: pydantic also names the branches of a union that it tried."""
    known: list[str | int] = []
    for step in path:
        if step in (tree if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ()):
            known.append(step)
            tree = tree[step]
    return tuple(known)
