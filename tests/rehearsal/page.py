"""The page that tells of every clause of a pack whether it is carried out: docs/reference/<pack>-clauses.md."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass

from duban.core.clock import SystemClock
from duban.rehearsal.effects import DIMENSION_LABELS, Dimension

HEAD = """# {title}的条款：得到执行，还是只是引用

<!-- Written by tests/rehearsal/ablation.py; do not edit. -->

逐条去掉一个条款（`duban rehearse --without`），用同样的单位、事项和种子把同一年重新演练一遍。日期、文书、不予办理、
应办、分值有一样不同，这一条就是**得到执行**；只有引用的条款编号、理由和哈希不同的，就**只是引用**。先演练到3月底，没有不同
的再到7月底、到次年1月底；所列不同是头一次看到时的。
"""


@dataclass(frozen=True)
class Row:
    """One clause: in how many runs its absence changed something, in what, and the first example."""

    clause: str
    says: str
    carried: int
    runs: int
    dimensions: tuple[Dimension, ...]
    first: str

    @property
    def verdict(self) -> str:
        """In a word."""
        if self.carried == self.runs:
            return "得到执行"
        return f"{self.carried}/{self.runs} 次得到执行" if self.carried else "只是引用"


def page(title: str, rows: Sequence[Row], command: str) -> str:
    """The page of the pack with that title, with the machine, the command and the day of the run."""
    carried = sum(row.carried == row.runs for row in rows)
    lines = [
        HEAD.format(title=title),
        f"{len(rows)} 条中 {carried} 条在每次演练中都得到执行。",
        "",
        f"- 命令：`{command}`",
        f"- 机器：{platform.system()} {platform.machine()}，{os.cpu_count()} 核，Python {platform.python_version()}",
        f"- 日期：{SystemClock().today()}",
        "",
        "| 条款 | 规定 | 结果 | 不同的方面 | 没有它，第一处不同 |",
        "| --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        dimensions = "、".join(DIMENSION_LABELS[each] for each in row.dimensions)
        first = row.first.replace("|", "\\|")
        lines.append(f"| {row.clause} | {row.says} | {row.verdict} | {dimensions} | {first} |")
    return "\n".join(lines) + "\n"
