"""Targets: the document's figures belong to types that there are; the plan goes from larger periods to smaller ones."""

from collections.abc import Iterator

from duban.institutions.linter.problem import Problem, known
from duban.institutions.schema import Pack, StepUnit


def figure_of_unknown_type(pack: Pack) -> Iterator[Problem]:
    """A figure is one of a declared type of item."""
    for name, figure in pack.targets.figures.items() if pack.targets else ():
        if figure.item_type not in pack.items:
            says = f"事项类型“{figure.item_type}”没有在 items 中列明；{known(pack.items)}。请补列或改正名称。"
            yield Problem(("targets", "figures", name, "of"), "item-unknown", says)


def steps_out_of_order(pack: Pack) -> Iterator[Problem]:
    """Each step is smaller than the one before, and none is left out between."""
    steps = pack.targets.steps.units if pack.targets and pack.targets.steps else ()
    wanted = tuple(StepUnit)[: len(steps)]
    if steps != wanted:
        says = f"逐级排定须从季排起、不跳级：{'、'.join(wanted)}；请改正 down_to。"
        yield Problem(("targets", "steps", "down_to"), "steps-order", says)


target_checks = (figure_of_unknown_type, steps_out_of_order)
"""What is wrong with the targets of a pack."""
