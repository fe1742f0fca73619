"""Guards of an item's single-only edges: each judges the item with the facts of the act, and says why not.

The facts are put beside the item's columns by the service: `clause` is the one that a refusal cites.
"""

from collections.abc import Mapping
from typing import Any

from states.engine import Refusal


def needs_no_approval(subject: Mapping[str, Any]) -> Refusal | None:
    """An item of a type that is approved before it is issued cannot skip that."""
    return Refusal("须先立项审批", subject.get("clause")) if subject.get("approval_needed") else None


def names_all(subject: Mapping[str, Any]) -> Refusal | None:
    """What an item must name before it is issued (牵头领导、责任人、目标任务、时序进度) is named."""
    if not subject["unnamed"]:
        return None
    remedy = subject.get("naming_remedy", "请先用 duban item correct 补上")
    says = f"还没有写明{'、'.join(subject['unnamed'])}，{remedy}"
    return Refusal(says, subject["naming_clause"])


def ready_unapproved(subject: Mapping[str, Any]) -> Refusal | None:
    """A draft that needs no approval and names all."""
    return needs_no_approval(subject) or names_all(subject)


def asked_to_agree(subject: Mapping[str, Any]) -> Refusal | None:
    """Only an office that sets the item up jointly is asked, and each of them once."""
    asked, clause = subject["agreeing"], subject.get("clause")
    if subject["post"] not in asked:
        who = f"会商由{'、'.join(asked)}办理，请用 --by 写明" if asked else "这类事项不须会商"
        return Refusal(who, clause)
    return Refusal(f"{subject['post']}已经同意", clause) if subject["post"] in subject["agreed"] else None


def drafted_by_another(subject: Mapping[str, Any]) -> Refusal | None:
    """Nobody approves what they drafted; where the pack names who approves, it is one of them, after all agreed."""
    who, clause = subject["person_id"], subject.get("clause")
    if who is not None and who == subject["drafter_id"]:
        return Refusal("拟办人不能审批自己的拟办", clause)
    if refusal := _one_of_the_posts(subject, "立项"):
        return refusal
    silent = [post for post in subject.get("agreeing", ()) if post not in (*subject["agreed"], subject["post"])]
    return Refusal(f"{'、'.join(silent)}尚未会商同意", clause) if silent else None


def within_return_limit(subject: Mapping[str, Any]) -> Refusal | None:
    """A unit that finds a matter not its own says so soon."""
    if subject["on"] > subject["return_due_on"]:
        return Refusal(f"退办须在{subject['return_due_on']}以前提出", subject.get("clause"))
    return None


def extension_in_order(subject: Mapping[str, Any]) -> Refusal | None:
    """An extension is asked for one at a time, before the limit runs out, not oftener than allowed, to a later day.

    Answering one has `limit_on` None: its own machine judges that.
    """
    limit_on = subject["limit_on"]
    if limit_on is None:
        return None
    checks = (
        (subject["extension_open"], "上一次延期申请尚未答复"),
        (subject["asked_at"] > subject["ask_until"], f"延期须在{limit_on}截止时刻以前提出"),
        (subject["times_left"] <= 0, "延期次数已经用完"),
        (subject["until_on"] <= limit_on, f"新的日期须晚于{limit_on}"),
    )
    broken = [says for fails, says in checks if fails]
    return Refusal(broken[0], subject.get("clause")) if broken else None


def may_close(subject: Mapping[str, Any]) -> Refusal | None:
    """Who may strike an item off depends on where it came from."""
    return _one_of_the_posts(subject, "销号")


def _one_of_the_posts(subject: Mapping[str, Any], deed: str) -> Refusal | None:
    posts = subject["posts"]
    if posts and subject["post"] not in posts:
        return Refusal(f"{deed}须由{'、'.join(posts)}决定，请用 --by 写明", subject.get("clause"))
    return None
