"""Reads a well-formed pack as a sceptical colleague would: what cannot work, rests on nothing, or is left over."""

from collections.abc import Callable, Iterator

from duban.institutions.linter.alerts import alert_checks
from duban.institutions.linter.authority import authority_checks
from duban.institutions.linter.bulletins import bulletin_checks
from duban.institutions.linter.coordination import coordination_checks
from duban.institutions.linter.cycles import cycle_checks
from duban.institutions.linter.document import document_checks
from duban.institutions.linter.groups import group_checks
from duban.institutions.linter.inspections import inspection_checks
from duban.institutions.linter.interview import interview_checks
from duban.institutions.linter.items import item_checks
from duban.institutions.linter.ladders import ladder_checks
from duban.institutions.linter.problem import Problem
from duban.institutions.linter.registers import register_checks
from duban.institutions.linter.reports import report_checks
from duban.institutions.linter.scores import score_checks
from duban.institutions.linter.targets import target_checks
from duban.institutions.schema import Pack

__all__ = ["CHECKS", "Problem", "lint"]

CHECKS: tuple[Callable[[Pack], Iterator[Problem]], ...] = (
    *document_checks,
    *authority_checks,
    *item_checks,
    *ladder_checks,
    *cycle_checks,
    *register_checks,
    *report_checks,
    *coordination_checks,
    *inspection_checks,
    *bulletin_checks,
    *interview_checks,
    *score_checks,
    *alert_checks,
    *group_checks,
    *target_checks,
)


def lint(pack: Pack) -> Iterator[Problem]:
    """Everything wrong or doubtful, by path; the loader turns paths into lines."""
    for check in CHECKS:
        yield from check(pack)
