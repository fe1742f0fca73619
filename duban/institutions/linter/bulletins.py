"""Bulletins: signed by declared posts, checked within a limit that runs from service, numbered apart."""

from collections.abc import Iterator

from duban.institutions.linter.problem import Problem, known
from duban.institutions.schema import Pack


def bulletin_signed_by_nobody(pack: Pack) -> Iterator[Problem]:
    """Whoever signs holds a declared post."""
    for name, kind in pack.bulletins.items():
        for post in kind.sign.by:
            if post not in pack.posts:
                says = f"岗位“{post}”没有在 posts 中列明；{known(pack.posts)}。请补列或改正名称。"
                yield Problem(("bulletins", name, "sign", "by"), "post-unknown", says)


def check_not_from_service(pack: Pack) -> Iterator[Problem]:
    """The named units' time runs from the day on which the facts were sent to them."""
    for name, kind in pack.bulletins.items():
        limit = kind.check.within.limit
        if limit.needs != "anchor" or limit.before or not limit.from_service:
            says = f"核实期限“{kind.check.within}”不是从送达起算；请写成“送达后2个工作日内”。"
            yield Problem(("bulletins", name, "check", "within"), "bulletin-limit", says)


def bulletins_that_collide(pack: Pack) -> Iterator[Problem]:
    """Two kinds that print the same number."""
    first: dict[str, str] = {}
    for name, kind in pack.bulletins.items():
        other = first.setdefault(kind.number, name)
        if other != name:
            says = f"期号样式“{kind.number}”与“{other}”相同，编出的号会重复；请改成各不相同的样式。"
            yield Problem(("bulletins", name, "number"), "series-collide", says)


bulletin_checks = (bulletin_signed_by_nobody, check_not_from_service, bulletins_that_collide)
"""What is wrong with the bulletins of a pack."""
