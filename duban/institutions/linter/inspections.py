"""Inspections: posts, item types and limits that exist and can be counted."""

from collections.abc import Iterator

from duban.institutions.linter.problem import Problem, known
from duban.institutions.schema import Pack
from duban.institutions.yamltext import Path


def scheme_approved_by_nobody(pack: Pack) -> Iterator[Problem]:
    """Whoever draws up or approves a scheme holds a declared post."""
    for name, kind in pack.inspections.kinds.items() if pack.inspections else ():
        here: Path = ("inspections", "kinds", name)
        named = [((*here, "by"), post) for post in kind.by]
        for path, post in (*named, *(((*here, "approve", "by"), post) for post in kind.approve.by)):
            if post not in pack.posts:
                says = f"岗位“{post}”没有在 posts 中列明；{known(pack.posts)}。请补列或改正名称。"
                yield Problem(path, "post-unknown", says)


def inspection_limit_not_from_service(pack: Pack) -> Iterator[Problem]:
    """Objections and rectification run from the day on which the conclusion was served."""
    for field in ("objection", "rectify") if pack.inspections else ():
        limit = getattr(pack.inspections, field).within.limit
        if limit.needs != "anchor" or limit.before or not limit.from_service:
            says = "这个期限不是从送达起算；请写成“送达后5个工作日内”。"
            yield Problem(("inspections", field, "within"), "inspection-limit", says)


def finding_of_unknown_type(pack: Pack) -> Iterator[Problem]:
    """A finding becomes an item of a declared type."""
    named = pack.inspections.item_type if pack.inspections else None
    if named and named not in pack.items:
        says = f"事项类型“{named}”没有在 items 中列明；{known(pack.items)}。请补列或改正名称。"
        yield Problem(("inspections", "items"), "item-unknown", says)


inspection_checks = (scheme_approved_by_nobody, inspection_limit_not_from_service, finding_of_unknown_type)
"""What is wrong with the inspections of a pack."""
