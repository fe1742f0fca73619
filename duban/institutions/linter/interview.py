"""Interviews: posts that exist, nobody who approves their own proposal, causes and a notice that the pack has."""

from collections.abc import Iterator

from duban.institutions.linter.problem import Problem, known
from duban.institutions.schema import Pack
from duban.institutions.yamltext import Path

STEPS = ("propose", "consent", "approve", "talk", "again", "judge")


def interview_post_unknown(pack: Pack) -> Iterator[Problem]:
    """Whoever takes a step or reads is listed under `posts`."""
    if pack.interview is None:
        return
    named: list[tuple[Path, str]] = [(("interview", "readers"), post) for post in pack.interview.readers]
    for name in STEPS:
        named += [(("interview", name, "by"), post) for post in getattr(pack.interview, name).by]
    for path, post in named:
        if post not in pack.posts:
            says = f"岗位“{post}”没有在 posts 中列明；{known(pack.posts)}。请补列或改正名称。"
            yield Problem(path, "post-unknown", says)


def interview_approves_itself(pack: Pack) -> Iterator[Problem]:
    """Nobody proposes and approves the same interview."""
    for post in pack.interview.approve.by if pack.interview else ():
        if pack.interview and post in pack.interview.propose.by:
            says = f"“{post}”既提出又批准约谈；提出人与批准人不能是同一岗位，请改正。"
            yield Problem(("interview", "approve", "by"), "approval-self", says)


def interview_names_nothing(pack: Pack) -> Iterator[Problem]:
    """A cause's rung is one of some ladder; a limit for judging counts from the talk."""
    if pack.interview is None:
        return
    rungs = {rung.rung: "" for ladder in pack.ladders.values() for rung in ladder}
    for name, cause in pack.interview.causes.items():
        if cause.rung and cause.rung not in rungs:
            says = f"“{cause.rung}”不是任何阶梯的一级；{known(rungs)}。请改正名称。"
            yield Problem(("interview", "causes", name, "rung"), "rung-unknown", says)
    limit = pack.interview.judge.within
    if limit.limit.needs != "anchor" or limit.limit.before:
        says = f"成效评判的时限“{limit}”不是从约谈起算；请写成“约谈后20个工作日内”。"
        yield Problem(("interview", "judge", "within"), "judge-anchor", says)


interview_checks = (interview_post_unknown, interview_approves_itself, interview_names_nothing)
