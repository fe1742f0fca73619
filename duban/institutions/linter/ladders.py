"""Ladders: rungs that can be reached in order, papers with numbers, approvals by somebody else than the drafter."""

from collections.abc import Iterator

from duban.institutions.findings import Level
from duban.institutions.linter.problem import Problem, known
from duban.institutions.schema import Pack, Rung
from duban.institutions.yamltext import Path


def _rungs(pack: Pack) -> Iterator[tuple[Path, tuple[Rung, ...], Rung]]:
    """Every rung with its path and the rungs below it."""
    for name, ladder in pack.ladders.items():
        for index, rung in enumerate(ladder):
            yield ("ladders", name, index), ladder[:index], rung


def ladder_not_declared(pack: Pack) -> Iterator[Problem]:
    """Item types name ladders that exist."""
    for name, item in pack.items.items():
        if item.ladder and item.ladder not in pack.ladders:
            says = f"阶梯“{item.ladder}”没有在 ladders 中列明；{known(pack.ladders)}。请补列或改正名称。"
            yield Problem(("items", name, "ladder"), "ladder-unknown", says)


def ladder_not_used(pack: Pack) -> Iterator[Problem]:
    """A ladder that no item type walks."""
    used = {item.ladder for item in pack.items.values()}
    for name in pack.ladders:
        if name not in used:
            says = f"阶梯“{name}”没有任何事项使用；请在 items 中写上 ladder，或删去它。"
            yield Problem(("ladders", name), "ladder-unused", says, Level.warning)


def rung_named_twice(pack: Pack) -> Iterator[Problem]:
    """Rungs of a ladder have different names."""
    for path, below, rung in _rungs(pack):
        if rung.rung in {other.rung for other in below}:
            says = f"这个阶梯里已有一级叫“{rung.rung}”；请改成各不相同的名称。"
            yield Problem((*path, "rung"), "rung-duplicate", says)


def rung_out_of_reach(pack: Pack) -> Iterator[Problem]:
    """A rung that no condition leads to, or only one that can never come true."""
    for path, below, rung in _rungs(pack):
        if not rung.climb.conditions:
            says = f"“{rung.rung}”没有升级条件，永远到不了；请写 late、unanswered、slow、quality 或 count。"
            yield Problem((*path, "climb"), "rung-unreachable", says)
        awaited = next((other for other in below if other.rung == rung.climb.unanswered), None)
        if awaited and awaited.answer is None:
            says = f"“{rung.rung}”要等“{awaited.rung}”未答复才升级，而后者没有答复时限，永远到不了；请补写 answer。"
            yield Problem((*path, "climb"), "rung-unreachable", says)


def rung_waits_for_a_later_one(pack: Pack) -> Iterator[Problem]:
    """`unanswered` looks down the ladder, and so does `count`."""
    for path, below, rung in _rungs(pack):
        earlier = tuple(other.rung for other in below)
        if rung.climb.unanswered and rung.climb.unanswered not in earlier:
            yield _not_below((*path, "climb", "unanswered"), rung.climb.unanswered, rung.rung, earlier)
        if rung.climb.count and rung.climb.count.rung not in earlier:
            yield _not_below((*path, "climb", "count"), rung.climb.count.rung, rung.rung, earlier)


def count_over_persons(pack: Pack) -> Iterator[Problem]:
    """A count runs over one item or one unit: an item names no person who answers for it."""
    for path, _, rung in _rungs(pack):
        if rung.climb.count and rung.climb.count.over == "person":
            says = "督办任务只登记主办单位，不登记责任人，不能按人累计；请写 over: unit 或 over: item。"
            yield Problem((*path, "climb", "count", "over"), "count-over-person", says)


def _not_below(path: Path, named: str, rung: str, earlier: tuple[str, ...]) -> Problem:
    says = f"“{named}”不是“{rung}”前面的一级；{known(earlier)}。请改正名称或次序。"
    return Problem(path, "rung-order", says)


def paper_without_series(pack: Pack) -> Iterator[Problem]:
    """Every office whose items walk the ladder can number the rung's paper."""
    for path, _, rung in _rungs(pack):
        offices = dict.fromkeys(item.office for item in pack.items.values() if item.ladder == path[1])
        for office in offices or pack.series:
            book = pack.series_of(office)
            if book is None or rung.paper not in book.numbers:
                says = f"“{office}”没有“{rung.paper}”的编号；请在 series 中补上编号样式，或改正文书名称。"
                yield Problem((*path, "paper"), "series-missing", says)


def approved_by_nobody(pack: Pack) -> Iterator[Problem]:
    """A paper has someone who proposes and someone who signs, unless it is automatic and says so."""
    for path, _, rung in _rungs(pack):
        approval = rung.approval
        if approval.automatic == bool(approval.posts):
            says = f"“{rung.rung}”的审批没有写人；请写 propose 和 sign，确实无需审批的写 automatic: true。"
            if approval.automatic:
                says = f"“{rung.rung}”写了 automatic: true，又写了审批岗位；请二者取一。"
            yield Problem((*path, "approval"), "approval-nobody", says)
        elif not approval.automatic and not (approval.propose and approval.sign):
            missing = "签发（sign）" if approval.propose else "提出（propose）"
            yield Problem((*path, "approval"), "approval-nobody", f"“{rung.rung}”的审批没有人{missing}；请补上岗位。")


def approved_by_drafter(pack: Pack) -> Iterator[Problem]:
    """Nobody drafts and approves the same paper."""
    for path, _, rung in _rungs(pack):
        for step in ("agree", "sign"):
            post = getattr(rung.approval, step)
            if post and post == rung.approval.propose:
                says = f"“{post}”既提出又审批“{rung.paper}”；提出人与同意人、签发人不能是同一岗位，请改正。"
                yield Problem((*path, "approval", step), "approval-self", says)


def post_not_declared(pack: Pack) -> Iterator[Problem]:
    """Posts named in approvals and cycles are listed under `posts`."""
    for path, post in _posts_named(pack):
        if post not in pack.posts:
            says = f"岗位“{post}”没有在 posts 中列明；{known(pack.posts)}。请补列或改正名称。"
            yield Problem(path, "post-unknown", says)


def _posts_named(pack: Pack) -> Iterator[tuple[Path, str]]:
    for path, _, rung in _rungs(pack):
        for step in ("propose", "agree", "sign"):
            if post := getattr(rung.approval, step):
                yield (*path, "approval", step), post
    for post in pack.escalation.by if pack.escalation else ():
        yield ("escalation", "by"), post
    for name, cycle in pack.cycles.items():
        for field in ("chair", "skip"):
            if post := getattr(cycle, field):
                yield ("cycles", name, field), post


def answer_not_from_service(pack: Pack) -> Iterator[Problem]:
    """An answer is awaited from the day the paper was served."""
    for path, _, rung in _rungs(pack):
        limit = rung.answer.within.limit if rung.answer else None
        if limit and (limit.needs != "anchor" or limit.before or not limit.from_service):
            says = f"答复时限“{rung.answer and rung.answer.within}”不是从送达起算；请写成“送达后3个工作日内”。"
            yield Problem((*path, "answer", "within"), "answer-anchor", says)


ladder_checks = (
    ladder_not_declared,
    ladder_not_used,
    rung_named_twice,
    rung_out_of_reach,
    rung_waits_for_a_later_one,
    count_over_persons,
    paper_without_series,
    approved_by_nobody,
    approved_by_drafter,
    post_not_declared,
    answer_not_from_service,
)
