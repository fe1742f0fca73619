"""Offices, series and item types: names that exist, papers that can be numbered, limits that can fall due."""

from collections.abc import Iterator

from duban.institutions.linter.problem import Problem, known
from duban.institutions.schema import DueLimit, ItemType, Named, Pack
from duban.institutions.schema.items import ASSIGNING_OFFICE
from duban.institutions.yamltext import Path


def office_not_declared(pack: Pack) -> Iterator[Problem]:
    """An office that is named and not listed under `offices`."""
    for path, name in _offices_named(pack):
        if name not in pack.offices:
            says = f"机构“{name}”没有在 offices 中列明；{known(pack.offices)}。请补列或改正名称。"
            yield Problem(path, "office-unknown", says)


def _offices_named(pack: Pack) -> Iterator[tuple[Path, str]]:
    for name, office in pack.offices.items():
        if office.numbered_by:
            yield ("offices", name, "numbered_by"), office.numbered_by
    shared = {office.series for office in pack.offices.values()}
    for name, book in pack.series.items():
        if name not in shared:
            yield ("series", name), name
        if book.report_to:
            yield ("series", name, "report_to"), book.report_to
    for name, item in pack.items.items():
        yield ("items", name, "office"), item.office
        for path, limit in _limits(item, ("items", name)):
            if limit.to:
                yield (*path, "to"), limit.to


def _limits(item: ItemType, path: Path) -> Iterator[tuple[Path, DueLimit]]:
    for field in ("feedback", "completion"):
        limits = getattr(item, field)
        if isinstance(limits, dict):
            yield from (((*path, field, name), limit) for name, limit in limits.items())
        elif limits is not None:
            yield (*path, field), limits


def decided_by_nobody(pack: Pack) -> Iterator[Problem]:
    """An extension is decided by the assigning office, an office or a post that exists."""
    for name, item in pack.items.items():
        if item.extension and item.extension.decide not in {ASSIGNING_OFFICE, *pack.offices, *pack.posts}:
            says = f"延期由“{item.extension.decide}”答复，但没有这个机构或岗位；请写“{ASSIGNING_OFFICE}”或列明的名称。"
            yield Problem(("items", name, "extension", "decide"), "office-unknown", says)
        most = item.extension.most.limit if item.extension and item.extension.most else None
        if most and (most.needs != "anchor" or most.before):
            says = f"延期至多“{item.extension and item.extension.most}”不能从时限起算；请写成“30日内”。"
            yield Problem(("items", name, "extension", "most"), "extension-most", says)


def closed_by_nobody(pack: Pack) -> Iterator[Problem]:
    """Whoever approves, agrees to or closes an item holds a post that exists."""
    for name, item in pack.items.items():
        for field, hands in (("approve", "by"), ("approve", "agree"), ("close", "by")):
            for post in getattr(getattr(item, field), hands, ()):
                if post not in pack.posts:
                    says = f"岗位“{post}”没有在 posts 中列明；{known(pack.posts)}。请补列或改正名称。"
                    yield Problem(("items", name, field, hands), "post-unknown", says)


def assigned_without_number(pack: Pack) -> Iterator[Problem]:
    """The paper an item is issued with has a series of its office."""
    for name, item in pack.items.items():
        book = pack.series_of(item.office)
        if item.issue and item.office in pack.offices and (book is None or item.issue.paper not in book.numbers):
            says = f"“{item.office}”没有“{item.issue.paper}”的编号；请在 series 中补上编号样式。"
            yield Problem(("items", name, "issue"), "series-missing", says)


def series_that_collide(pack: Pack) -> Iterator[Problem]:
    """Two series that print the same number."""
    first: dict[str, str] = {}
    for office, book in pack.series.items():
        for kind, pattern in book.numbers.items():
            name = first.setdefault(pattern, f"{office}的{kind}")
            if name != f"{office}的{kind}":
                says = f"编号样式“{pattern}”与{name}相同，编出的号会重复；请改成各不相同的样式。"
                yield Problem(("series", office, kind), "series-collide", says)


def series_shared(pack: Pack) -> Iterator[Problem]:
    """A pattern that several offices share exists, and tells their numbers apart."""
    for name, office in pack.offices.items():
        book = pack.series.get(office.series or "")
        if office.series and book is None:
            says = f"编号样式“{office.series}”没有在 series 中列明；{known(pack.series)}。请补列或改正名称。"
            yield Problem(("offices", name, "series"), "series-missing", says)
        for kind, pattern in book.numbers.items() if book else ():
            if "{office}" not in pattern:
                says = f"“{office.series}”由几个机构共用，“{pattern}”编出的号会重复；请在样式中写上 {{office}}。"
                yield Problem(("series", office.series or "", kind), "series-collide", says)


def like_nothing(pack: Pack) -> Iterator[Problem]:
    """A type that is like another names one that is written out."""
    for name, item in pack.items.items():
        if item.like and item.like not in pack.items:
            says = f"like 所写的“{item.like}”没有在 items 中列明；{known(pack.items)}。请改正名称。"
            yield Problem(("items", name, "like"), "like-unknown", says)
        elif item.like and pack.items[item.like].like:
            says = f"“{item.like}”本身也写了 like；请写它所同的那一类，或把它的各项写全。"
            yield Problem(("items", name, "like"), "like-unknown", says)


def limit_missing(pack: Pack) -> Iterator[Problem]:
    """An item that is never due; an extension of nothing; a ladder that climbs for a limit that is not there."""
    for name, item in pack.items.items():
        if item.feedback is None and item.completion is None:
            says = f"“{name}”既没有反馈时限也没有办结时限，永远不会到期；请至少写一项。"
            yield Problem(("items", name), "no-limit", says)
        for climb in _late_climbs(pack, item):
            if climb == "feedback" and item.feedback is None:
                says = f"阶梯“{item.ladder}”以逾期未反馈升级，而“{name}”没有反馈时限；请补写 feedback。"
                yield Problem(("items", name, "ladder"), "no-limit", says)


def _late_climbs(pack: Pack, item: ItemType) -> Iterator[str]:
    for rung in pack.ladders.get(item.ladder or "", ()):
        if rung.climb.late:
            yield rung.climb.late


def classes_without_key(pack: Pack) -> Iterator[Problem]:
    """`by` and limits by class go together."""
    for name, item in pack.items.items():
        if item.by and not item.classes:
            says = f"写了 by: {item.by}，但没有分类列出时限；请把 feedback 按类写开，或删去 by。"
            yield Problem(("items", name, "by"), "by-class", says)
        if item.classes and not item.by:
            says = "时限分类列出，却没有写 by（按什么分类）；请补上，如 by: 办理类别。"
            yield Problem(("items", name, "feedback"), "by-class", says)


def head_of_no_post(pack: Pack) -> Iterator[Problem]:
    """Where the first to answer must be known, the pack says which posts make a unit's head."""
    named = {name for kind in pack.items.values() for each in pack.naming_of(kind) for name in each.must}
    if pack.heads is None and Named.head in named:
        says = "交办须明确第一责任人，却没有写各单位主要负责同志是什么岗位；请写 heads。"
        yield Problem(("names",), "heads-missing", says)


item_checks = (
    office_not_declared,
    decided_by_nobody,
    closed_by_nobody,
    assigned_without_number,
    series_that_collide,
    series_shared,
    like_nothing,
    limit_missing,
    classes_without_key,
    head_of_no_post,
)
