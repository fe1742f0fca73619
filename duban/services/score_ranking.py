"""Ranking units by their points: caps, ties, bands, the last ones, and who moves when points do. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from duban.institutions.schema import Band, Pack, Tie

ZERO, HUNDRED = Decimal(0), Decimal(100)


@dataclass(frozen=True)
class Scored:
    """Points of a unit under a rule, corrections included."""

    unit_id: int
    rule: str
    points: Decimal


@dataclass(frozen=True)
class Scale:
    """What is ranked by: the base, how far each rule may carry, what parts equals, the bands."""

    base: Decimal = HUNDRED
    caps: Mapping[str, Decimal] = field(default_factory=dict)
    prefer: tuple[Tie, ...] = ()
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True)
class Standing:
    """Where a unit stands. Units that nothing parts share a rank, and the ranks after it stay empty."""

    unit_id: int
    score: Decimal
    bonus: Decimal
    deducted: Decimal
    rank: int
    band: str | None


@dataclass(frozen=True)
class Moved:
    """A unit whose rank is another one now."""

    unit_id: int
    was: int
    now: int


def exact(points: float | str) -> Decimal:
    """A number as it is written, digit for digit."""
    return Decimal(str(points))


def written(points: Decimal) -> str:
    """A number as the ledger keeps it: without an exponent or idle zeros."""
    text = f"{points:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def scale_of(pack: Pack) -> Scale:
    """What the pack says of it."""
    rules = pack.assessment
    if rules is None:
        return Scale()
    caps = {name: exact(event.most) for name, event in rules.events.items() if event.most is not None}
    for ladder, rungs in pack.ladders.items():
        for rung in rungs:
            if rung.points and rung.points.most is not None:
                caps[rung_rule(ladder, rung.rung)] = exact(rung.points.most)
    prefer = rules.ties.prefer if rules.ties else ()
    return Scale(exact(rules.base), caps, prefer, rules.bands.of if rules.bands else ())


def rung_rule(ladder: str, rung: str) -> str:
    """What the points of a rung are called."""
    return f"{ladder}·{rung}"


def ranked(units: Sequence[int], scored: Iterable[Scored], scale: Scale) -> list[Standing]:
    """Every unit with its score and rank, best first, equals in the order of their ids."""
    sums = _sums(scored, scale.caps)
    totals = {unit: sums.get(unit, (ZERO, ZERO)) for unit in sorted(units)}
    keys = {unit: _key(scale, *total) for unit, total in totals.items()}
    found = []
    for unit in sorted(totals, key=lambda each: (keys[each], each)):
        bonus, deducted = totals[unit]
        score, rank = scale.base + bonus + deducted, 1 + sum(key < keys[unit] for key in keys.values())
        found.append(Standing(unit, score, bonus, deducted, rank, _band(scale.bands, score, rank, len(totals))))
    return found


def bottom(standings: Sequence[Standing], places: int) -> list[Standing]:
    """The last ones, best first: the last equals whole, then more equals while these do not make too many.

    Whoever lost no points, or shares the first rank, is not among them.
    """
    found: list[Standing] = []
    for rank in sorted({each.rank for each in standings if each.rank > 1}, reverse=True):
        equals = [each for each in standings if each.rank == rank and each.deducted]
        if not equals or (found and len(found) + len(equals) > places):
            break
        found = [*equals, *found]
    return found


def moved(before: Sequence[Standing], after: Sequence[Standing]) -> list[Moved]:
    """Whose rank changed, in the order of the new ranks."""
    was = {each.unit_id: each.rank for each in before}
    return [
        Moved(each.unit_id, was[each.unit_id], each.rank)
        for each in after
        if each.unit_id in was and was[each.unit_id] != each.rank
    ]


def _sums(scored: Iterable[Scored], caps: Mapping[str, Decimal]) -> dict[int, tuple[Decimal, Decimal]]:
    """Unit → its bonus and its deductions, each rule carrying no further than its cap either way."""
    by_rule: defaultdict[tuple[int, str], list[Decimal]] = defaultdict(list)
    for each in scored:
        by_rule[each.unit_id, each.rule].append(each.points)
    found: dict[int, tuple[Decimal, Decimal]] = {}
    for (unit, rule), points in by_rule.items():
        bonus, deducted = sum(filter(lambda p: p > 0, points), ZERO), sum(filter(lambda p: p < 0, points), ZERO)
        if rule in caps:
            bonus, deducted = min(bonus, caps[rule]), max(deducted, -caps[rule])
        so_far = found.get(unit, (ZERO, ZERO))
        found[unit] = (so_far[0] + bonus, so_far[1] + deducted)
    return found


def _key(scale: Scale, bonus: Decimal, deducted: Decimal) -> tuple[Decimal, ...]:
    """Smaller is better."""
    parting = {Tie.fewer_deductions: -deducted, Tie.more_bonus: -bonus}
    return (-(scale.base + bonus + deducted), *(parting[tie] for tie in scale.prefer))


def _band(bands: Sequence[Band], score: Decimal, rank: int, units: int) -> str | None:
    for band in bands:
        places = (units * exact(band.top) / HUNDRED).to_integral_value(ROUND_CEILING) if band.top is not None else None
        low = exact(band.at_least) if band.at_least is not None else None
        if (places is None or rank <= places) and (low is None or score >= low):
            return band.band
    return None
