"""Coordination: the unit first and somebody above it, at each level a post that exists, instructions that can be."""

from collections.abc import Iterator

from duban.institutions.linter.problem import Problem, known
from duban.institutions.schema import Need, Pack
from duban.institutions.yamltext import Path


def coordinated_by_nobody(pack: Pack) -> Iterator[Problem]:
    """The first level is the unit itself; every other has a post."""
    for number, level in enumerate(pack.coordination.levels if pack.coordination else ()):
        if bool(level.post) != bool(number):
            says = f"“{level.level}”没有写由谁协调；请写 post（岗位）。"
            if not number:
                says = f"第一级“{level.level}”是责任部门自己，不写 post；请删去它。"
            yield Problem(("coordination", "levels", number), "level-nobody", says)


def coordination_post_unknown(pack: Pack) -> Iterator[Problem]:
    """Posts that coordinate or sort are listed under `posts`."""
    for path, post in _posts_named(pack):
        if post not in pack.posts:
            says = f"岗位“{post}”没有在 posts 中列明；{known(pack.posts)}。请补列或改正名称。"
            yield Problem(path, "post-unknown", says)


def _posts_named(pack: Pack) -> Iterator[tuple[Path, str]]:
    for number, level in enumerate(pack.coordination.levels if pack.coordination else ()):
        path = ("coordination", "levels", number)
        yield from (((*path, "post"), post) for post in level.post)
        for index, need in enumerate(level.before):
            yield from (((*path, "before", index, "by"), post) for post in need.by)


def precondition_incomplete(pack: Pack) -> Iterator[Problem]:
    """A report names its parts, a sorting whoever does it; an instruction is an item type that exists."""
    for number, level in enumerate(pack.coordination.levels if pack.coordination else ()):
        path: Path = ("coordination", "levels", number)
        for index, need in enumerate(level.before):
            if need.needs is Need.report and not need.parts:
                says = "书面报告没有写须载明哪几项；请写 parts。"
                yield Problem((*path, "before", index), "need-empty", says)
            if need.needs is Need.sorting and not need.by:
                yield Problem((*path, "before", index), "need-empty", "梳理没有写由谁；请写 by（岗位）。")
        if level.instructs and level.instructs.item not in pack.items:
            says = f"事项类型“{level.instructs.item}”没有在 items 中列明；{known(pack.items)}。请补列或改正名称。"
            yield Problem((*path, "instructs", "item"), "item-unknown", says)


coordination_checks = (coordinated_by_nobody, coordination_post_unknown, precondition_incomplete)
