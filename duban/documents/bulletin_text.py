"""A bulletin as plain text, from what the ledger tells of it; decides nothing."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

DIGITS = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九")
Told = Mapping[str, Any]


def bulletin_text(told: Told, issuer: str) -> str:
    """The bulletin's page: head, what it says, the facts by unit, whom it goes to, and what proves it."""
    return "\n".join(_lines(told, issuer)) + "\n"


def _lines(told: Told, issuer: str) -> Iterator[str]:
    yield told["kind"]
    yield told["number"] or f"（{told['label']}，未编期号）"
    yield f"{issuer}　{(told['issued_at'] or told['frozen_at'])[:10]}"
    yield ""
    yield told["title"]
    yield ""
    if told["says"]:
        yield told["says"]
        yield ""
    facts = sorted((fact for fact in told["facts"] if not fact["struck"]), key=lambda fact: fact["unit"])
    for place, (unit, rows) in enumerate(groupby(facts, key=lambda fact: fact["unit"]), 1):
        yield f"{_numeral(place)}、{unit}"
        for number, fact in enumerate(rows, 1):
            yield f"  {number}. {fact['title']}（{fact['code']}）：{_standing(fact)}。"
    yield ""
    yield f"以上为台账 {told['frozen_at']} 的情况，经所列单位核实。"
    yield f"依据：《{told['document']}》{told['at'] or ''}。"
    yield f"发：{'、'.join(told['to']) or '（未定）'}。"
    yield f"事实校验：{told['facts_hash']}"


def _standing(fact: Told) -> str:
    limits = (("反馈时限", fact["feedback_due_on"]), ("办结时限", fact["completion_due_on"]))
    told = [fact["state"], *(f"{label} {day}" for label, day in limits if day)]
    told += ["现已逾期"] if fact["late"] else []
    told += [f"记录在案的逾期：{'；'.join(fact['missed'])}"] if fact["missed"] else []
    return "，".join(told)


def _numeral(place: int) -> str:
    """一, 十二, 三十 … to 九十九; plain figures beyond."""
    tens, ones = divmod(place, 10)
    if tens >= len(DIGITS):
        return str(place)
    return f"{DIGITS[tens] if tens > 1 else ''}{'十' if tens else ''}{DIGITS[ones]}"
