"""Groups of units: each means somebody, and is not taken for a post or an office."""

from collections.abc import Iterator

from duban.institutions.linter.problem import Problem
from duban.institutions.schema import Pack


def group_of_nobody(pack: Pack) -> Iterator[Problem]:
    """A group lists units or endings, and no other group."""
    for name, members in pack.groups.items():
        if not members:
            yield Problem(("groups", name), "group-empty", f"合称“{name}”没有写单位；请列上单位，或删去它。")
        for member in members:
            if member in pack.groups:
                says = f"合称“{name}”里又写了合称“{member}”；请写单位的名称或尾字，如 *镇。"
                yield Problem(("groups", name), "group-nested", says)


def group_named_like_another(pack: Pack) -> Iterator[Problem]:
    """A name means one thing."""
    for name in pack.groups:
        if name in pack.posts or name in pack.offices:
            says = f"合称“{name}”与岗位或机构同名，分不清指谁；请改成别的名称。"
            yield Problem(("groups", name), "group-name", says)


group_checks = (group_of_nobody, group_named_like_another)
"""What is wrong with the groups of a pack."""
