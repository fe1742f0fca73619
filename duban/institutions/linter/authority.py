"""Every rule rests on a declared clause or on a stated assumption; every clause carries some rule."""

from collections.abc import Iterator

from duban.institutions.findings import UNUSED_CLAUSE, Level
from duban.institutions.linter.problem import Problem, parts
from duban.institutions.schema import Cycle, Pack, Rule, Stage, Stages
from duban.institutions.yamltext import Path


def rule_on_nothing(pack: Pack) -> Iterator[Problem]:
    """A rule that names neither clause nor assumption."""
    for path, part in parts(pack):
        if isinstance(part, Rule) and not isinstance(part, Stage | Stages) and not (part.clause or part.assumed):
            yield _on_nothing(path)
    for name, cycle in pack.cycles.items():
        yield from (_on_nothing(path) for path in _stages_on_nothing(cycle, ("cycles", name, "stages")))


def _stages_on_nothing(cycle: Cycle, path: Path) -> Iterator[Path]:
    """Stages share the authority of their block; the meeting's own day rests on the cycle."""
    shared = cycle.stages.clause or cycle.stages.assumed
    for name, stage in cycle.stages.listed():
        if name != "convene" and not (shared or stage.clause or stage.assumed):
            yield (*path, name)


def _on_nothing(path: Path) -> Problem:
    says = f"“{path[-1]}”没有依据；请写 clause（条款编号），文件没有规定的写 assumed（假定及理由）。"
    if isinstance(path[-1], int):
        says = says.replace(f"“{path[-1]}”", f"“{path[-2]}”的第{path[-1] + 1}级", 1)
    return Problem(path, "no-authority", says)


def clause_not_declared(pack: Pack) -> Iterator[Problem]:
    """A citation of a clause that `clauses` does not have."""
    for path, part in parts(pack):
        if isinstance(part, Rule) and part.clause and part.clause not in pack.clauses:
            says = f"引用的条款 {part.clause} 没有在 clauses 中列明；请补列该条款或改正编号。"
            yield Problem((*path, "clause"), "clause-unknown", says)


def clause_not_cited(pack: Pack) -> Iterator[Problem]:
    """A clause that no rule cites: fine while a pack is being written, never silently."""
    cited = {part.clause for _, part in parts(pack) if isinstance(part, Rule)}
    for clause_id in pack.clauses:
        if clause_id not in cited:
            says = f"条款 {clause_id} 尚无规则引用；请写出执行它的规则，确属不必执行的请注明。"
            yield Problem(("clauses", clause_id), UNUSED_CLAUSE, says, Level.warning)


authority_checks = (rule_on_nothing, clause_not_declared, clause_not_cited)
