"""What a newcomer answers, read strictly: each refusal names the question and says how to answer it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from duban.core.errors import InvalidValue
from duban.core.periods import PeriodUnit
from duban.core.timelimits import parse, parse_deadline
from duban.institutions.schema.base import RECEIPT

PLACE = "@"
"""What stands before the place in the document: 会后3个工作日内 @三-1."""
LISTED = re.compile("[、,，;；]")
NAMED = "="
CODE = re.compile(r"[a-z][a-z0-9_-]{1,30}")


@dataclass(frozen=True)
class Said:
    """What the document says, and where; no place: it says nothing, and the pack assumes it."""

    text: str
    at: str | None = None


@dataclass(frozen=True)
class NewItemType:
    """A type of item: where it comes from, who assigns it, its limits; `feedback` by class, "" where there is one."""

    name: str
    source: str
    office: str
    issue: Said | None
    feedback: Mapping[str, Said]
    completion: Said | None


@dataclass(frozen=True)
class NewCycle:
    """Something that comes round."""

    name: str
    when: Said
    chair: str


@dataclass(frozen=True)
class NewRegister:
    """A simple record and its fields."""

    name: str
    fields: tuple[str, ...]
    at: str | None


@dataclass(frozen=True)
class Answers:
    """Everything that a small pack needs."""

    code: str
    title: str
    document: str
    issuer: str
    offices: Mapping[str, str]
    posts: tuple[str, ...]
    rungs: tuple[str, ...]
    rungs_at: str | None
    answer: Said
    approval: tuple[str, ...]
    approval_at: str | None
    items: tuple[NewItemType, ...]
    cycles: tuple[NewCycle, ...]
    registers: tuple[NewRegister, ...]


TOP = ("代号", "名称", "文件", "机关", "机构", "岗位", "阶梯", "答复", "审批", "事项", "周期", "登记簿")
OF_ITEM, OF_CYCLE, OF_REGISTER = ("来源", "机构", "下发", "反馈", "办结"), ("时间", "主持"), ("登记项", "依据")


def read_answers(tree: Mapping[str, Any]) -> Answers:
    """The answers of a file, under the words of the questions. Raises InvalidValue."""
    _check_keys("回答", tree, TOP)
    offices, posts = read_offices(_word(tree, "机构")), read_list("岗位", _word(tree, "岗位"))
    rungs, approval = _said("阶梯", _word(tree, "阶梯")), _said("审批", _word(tree, "审批"))
    approvers = read_approval(approval.text, posts)
    return Answers(
        read_code(_word(tree, "代号")),
        _word(tree, "名称"),
        _word(tree, "文件"),
        _word(tree, "机关"),
        offices,
        posts,
        read_list("阶梯", rungs.text),
        rungs.at,
        read_limit("答复", _word(tree, "答复")),
        approvers,
        approval.at,
        tuple(read_item(name, each, offices) for name, each in _named(tree, "事项")),
        tuple(read_cycle(name, each, posts) for name, each in _named(tree, "周期")),
        tuple(read_register(name, each) for name, each in _named(tree, "登记簿")),
    )


def read_code(text: str) -> str:
    """The code of a pack. Raises InvalidValue."""
    if not CODE.fullmatch(text):
        raise InvalidValue("代号", text, "请用小写英文字母开头，两个字以上，如 street")
    return text


def read_list(question: str, text: str) -> tuple[str, ...]:
    """Names with 、 between them. Raises InvalidValue."""
    names = tuple(each.strip() for each in LISTED.split(text))
    if not all(names) or len(set(names)) < len(names):
        raise InvalidValue(question, text, "请用顿号隔开，不留空，不重复，如 催办、督办")
    return names


def read_offices(text: str) -> dict[str, str]:
    """Offices: 督查室=城东街道督查室、党政办=城东街道党政办公室. Raises InvalidValue."""
    named = (each.partition(NAMED) for each in read_list("机构", text))
    return {name.strip(): (title.strip() or name.strip()) for name, _, title in named}


def read_limit(question: str, text: str) -> Said:
    """A time limit, and where the document says it. Raises InvalidValue, PhraseNotUnderstood."""
    said = _said(question, text)
    if RECEIPT in said.text:
        raise InvalidValue(question, text, "时限一律自送达起算，请写“送达后……”")
    parse_deadline(said.text)
    return said


def read_feedback(text: str | Mapping[str, Any]) -> dict[str, Said]:
    """One limit, or several by class: 一般=送达后7个工作日内、加急=送达后2个工作日内. Raises InvalidValue."""
    if isinstance(text, str) and NAMED not in text:
        return {"": read_limit("反馈", text)}
    if isinstance(text, str):
        given = {
            name.strip(): limit.strip() for name, _, limit in (each.partition(NAMED) for each in LISTED.split(text))
        }
    else:
        given = {str(name): str(limit) for name, limit in text.items()}
    return {name: read_limit(f"反馈（{name}）", limit) for name, limit in given.items()}


def read_approval(text: str, posts: tuple[str, ...]) -> tuple[str, ...]:
    """Who proposes, (agrees) and signs; nobody (无): papers go out by themselves. Raises InvalidValue."""
    if text == "无":
        return ()
    steps = read_list("审批", text)
    unknown = [post for post in steps if post not in posts]
    if unknown or len(steps) not in (2, 3):
        raise InvalidValue(
            "审批", text, f"请从岗位（{'、'.join(posts)}）中写两个或三个：提出、（同意、）签发；不须审批的写 无"
        )
    return steps


def read_item(name: str, tree: Mapping[str, Any], offices: Mapping[str, str]) -> NewItemType:
    """A type of item. Raises InvalidValue, PhraseNotUnderstood."""
    _check_keys(f"事项“{name}”", tree, OF_ITEM)
    office = str(tree.get("机构") or next(iter(offices)))
    if office not in offices:
        raise InvalidValue(f"事项“{name}”的机构", office, f"请从{'、'.join(offices)}中选")
    issue, completion = (read_limit(key, str(tree[key])) if tree.get(key) else None for key in ("下发", "办结"))
    feedback = read_feedback(tree["反馈"]) if tree.get("反馈") else {}
    return NewItemType(name, _word(tree, "来源"), office, issue, feedback, completion)


def read_cycle(name: str, tree: Mapping[str, Any], posts: tuple[str, ...]) -> NewCycle:
    """A cycle. Raises InvalidValue, PhraseNotUnderstood."""
    _check_keys(f"周期“{name}”", tree, OF_CYCLE)
    when, chair = read_limit("时间", _word(tree, "时间")), str(tree.get("主持") or posts[0])
    if chair not in posts:
        raise InvalidValue(f"周期“{name}”的主持", chair, f"请从{'、'.join(posts)}中选")
    if not isinstance(parse(when.text).needs, PeriodUnit):
        raise InvalidValue(f"周期“{name}”的时间", when.text, "请写成每周、每月、每季度……，如 每月25日前后")
    return NewCycle(name, when, chair)


def read_register(name: str, tree: Mapping[str, Any]) -> NewRegister:
    """A register. Raises InvalidValue."""
    _check_keys(f"登记簿“{name}”", tree, OF_REGISTER)
    return NewRegister(name, read_list("登记项", _word(tree, "登记项")), tree.get("依据"))


def _said(question: str, text: str) -> Said:
    words, mark, at = (each.strip() for each in text.partition(PLACE))
    if not words or (mark and not at):
        raise InvalidValue(question, text, "请写成“会后3个工作日内 @三-1”，@ 后面是文件中的位置；文件没有规定的不写 @")
    return Said(words, at or None)


def _word(tree: Mapping[str, Any], key: str) -> str:
    value = tree.get(key)
    if not isinstance(value, str) or not value.strip():
        raise InvalidValue(key, "" if value is None else str(value), "请写成文字，不能空着")
    return value.strip()


def _named(tree: Mapping[str, Any], key: str) -> list[tuple[str, Mapping[str, Any]]]:
    found = tree.get(key) or {}
    if not isinstance(found, dict) or not all(isinstance(each, dict) for each in found.values()):
        raise InvalidValue(key, str(found), "请写成“名称: {…}”，一项一行")
    return list(found.items())


def _check_keys(where: str, tree: Mapping[str, Any], known: tuple[str, ...]) -> None:
    unknown = [key for key in tree if key not in known]
    if unknown:
        raise InvalidValue(where, unknown[0], f"可以写的有：{'、'.join(known)}")
