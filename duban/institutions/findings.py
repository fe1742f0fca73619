"""What is wrong or doubtful in a pack: file, line, a code for programs and a Chinese sentence for people."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

UNUSED_CLAUSE = "clause-unused"
"""The one warning that is folded into a count: a pack being written has many of them."""


class Level(StrEnum):
    """Whether the pack can be used as it is."""

    error = "error"
    """错误：制度不能启用。"""
    warning = "warning"
    """提醒：可以启用，请确认。"""


LEVEL_NAMES = {Level.error: "错误", Level.warning: "提醒"}


@dataclass(frozen=True, order=True)
class Finding:
    """One thing to mend, at its line (1-based) in the pack as the clerk wrote it."""

    file: str
    line: int
    level: Level
    code: str
    says: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.says}"


def errors_in(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that keep the pack from being used."""
    return tuple(finding for finding in findings if finding.level is Level.error)


def report(findings: Iterable[Finding]) -> Iterator[str]:
    """The lines that a person reads: each finding with its grade, clauses not yet cited folded into one line."""
    unused: list[Finding] = []
    for finding in findings:
        if finding.code == UNUSED_CLAUSE:
            unused.append(finding)
        else:
            yield f"{finding.file}:{finding.line}: {LEVEL_NAMES[finding.level]}：{finding.says}"
    if unused:
        lines = f"第{unused[0].line}—{unused[-1].line}行" if len(unused) > 1 else f"第{unused[0].line}行"
        yield f"{unused[0].file}: {LEVEL_NAMES[Level.warning]}：另有{len(unused)}条条款尚无规则引用（{lines}）。"
