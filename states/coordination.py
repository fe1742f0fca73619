"""The machine of a coordination (层级协调): the unit itself, then leader after leader, each level once and in order."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any

from states.engine import MoveTable, Refusal, SingleGuard, Transition


class CoordinationState(StrEnum):
    """Where a problem stands. The level is a column of its own: 0 is the unit itself."""

    consulting = "consulting"
    """责任部门正在自行化解、与有关单位会商；由呈报上一级、自行化解或撤回而离开。"""
    coordinating = "coordinating"
    """已呈报某一级领导，正在协调；由这一级提出决策建议、作出批示而离开，或撤回。"""
    decided = "decided"
    """这一级领导已提出决策建议或作出批示；由化解或再呈报上一级而离开，或撤回。"""
    settled = "settled"
    """已化解；不再离开。"""
    withdrawn = "withdrawn"
    """提出单位已撤回；不再离开。"""
    lapsed = "lapsed"
    """所涉督办任务先已了结，协调失效；不再离开。"""


class CoordinationEvent(StrEnum):
    """What happens to a problem."""

    consult = "consult"
    """与有关单位会商，记录其答复。"""
    report = "report"
    """写明书面报告。"""
    escalate = "escalate"
    """呈报上一级，不得越级。"""
    opinion = "opinion"
    """有关领导就分工范围签署明确具体的意见。"""
    decide = "decide"
    """这一级领导协调后提出决策建议。"""
    sort = "sort"
    """办公室梳理，以便呈报上一级。"""
    instruct = "instruct"
    """主要领导作出批示，按批示生成新的督办任务。"""
    pause = "pause"
    """领导决定暂停所涉督办任务的计时。"""
    settle = "settle"
    """问题已化解。"""
    withdraw = "withdraw"
    """提出单位撤回。"""
    lapse = "lapse"
    """所涉督办任务已了结。"""


OPEN = (CoordinationState.consulting, CoordinationState.coordinating, CoordinationState.decided)
"""Where something is still to be done."""
WITH_LEADER = (CoordinationState.coordinating, CoordinationState.decided)
"""Where a leader has it."""
UNMET = "unmet"
"""The fact of what the next level still wants: for each need that is not met (need, why, clause), in order."""


def level_is_next(subject: Mapping[str, Any]) -> Refusal | None:
    """Level by level upward: no level is skipped, and above the last there is none."""
    ahead, to = subject["ahead"], subject["to"]
    if ahead is None:
        return Refusal("已经呈报到最高一级", subject["order_clause"])
    if to not in (None, ahead):
        return Refusal(f"须逐级呈报，下一级是“{ahead}”", subject["order_clause"])
    return None


def who_may(subject: Mapping[str, Any]) -> Refusal | None:
    """The act is for the posts that the rules name for it."""
    posts = subject["posts"]
    if subject["post"] in posts:
        return None
    return Refusal(f"须由{'、'.join(posts)}办理，请用 --by 写明", subject["clause"])


def sorting_is_wanted(subject: Mapping[str, Any]) -> Refusal | None:
    """The next level wants it sorted first."""
    return None if subject["posts"] else Refusal("呈报下一级不须梳理")


def level_instructs(subject: Mapping[str, Any]) -> Refusal | None:
    """The level that has it is one whose instruction makes an item."""
    if subject["instructs"]:
        return None
    return Refusal(f"现在由{subject['level_name']}协调，主要领导的批示才生成新的督办事项")


def words_are_clear(subject: Mapping[str, Any]) -> Refusal | None:
    """An opinion says something: no mere sign of having read it."""
    words = "".join(mark for mark in subject["says"] if mark.isalnum())
    if not words or _passes_on(words, tuple(subject["vague"])):
        return Refusal(f"意见须明确具体，“{subject['says'].strip()}”不算意见", subject["clause"])
    return None


def _passes_on(words: str, vague: tuple[str, ...]) -> bool:
    """已阅, 拟已阅, 请县长阅示: whoever writes only this has no opinion."""
    return words in vague or (len(words) <= SHORT and words[0] in PASSING_ON and words.endswith(vague))


SHORT, PASSING_ON = 10, "已请呈转拟报"
"""请县长审定 passes the matter on; a longer sentence says what is to be done."""


def by_its_unit(subject: Mapping[str, Any]) -> Refusal | None:
    """The unit whose problem it is acts, or the office for it; no other unit."""
    return None if subject["own"] else Refusal("须由主办单位办理，请用 --by 写明其岗位")


def has_item(subject: Mapping[str, Any]) -> Refusal | None:
    """Only the clock of an item can be paused, once at a time."""
    if subject["item_id"] is None:
        return Refusal("它不是由督办任务提出的，没有计时可停")
    return None


@cache
def need_met(number: int) -> SingleGuard:
    """The next level's precondition of that number is met."""

    def precondition(subject: Mapping[str, Any]) -> Refusal | None:
        found = [(why, clause) for at, why, clause in subject[UNMET] if at == number]
        return Refusal(*found[0]) if found else None

    return precondition


@cache
def coordination_moves(needs: int) -> MoveTable:
    """The table of a problem whose next level has that many preconditions."""
    event, state = CoordinationEvent, CoordinationState
    ahead = (level_is_next, *(need_met(number) for number in range(needs)))
    by_leader = (who_may, words_are_clear)
    stays: tuple[tuple[CoordinationEvent, tuple[CoordinationState, ...], tuple[SingleGuard, ...] | None], ...] = (
        (event.consult, (state.consulting,), None),
        (event.report, (state.consulting, state.coordinating), (by_its_unit,)),
        (event.opinion, WITH_LEADER, by_leader),
        (event.sort, WITH_LEADER, (sorting_is_wanted, who_may)),
        (event.pause, WITH_LEADER, (who_may, has_item)),
    )
    return MoveTable(
        places=tuple(state),
        transitions=(
            *(Transition(what, (here,), here, guard) for what, places, guard in stays for here in places),
            Transition(event.escalate, OPEN, state.coordinating, ahead),
            Transition(event.decide, WITH_LEADER, state.decided, by_leader),
            Transition(event.instruct, WITH_LEADER, state.decided, (level_instructs, *by_leader)),
            Transition(event.settle, (state.consulting, state.decided), state.settled, (by_its_unit,)),
            Transition(event.withdraw, OPEN, state.withdrawn, (by_its_unit,)),
            Transition(event.lapse, OPEN, state.lapsed),
        ),
    )
