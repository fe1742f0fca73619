"""The arithmetic of targets: plans only grow, better figures are never judged worse, figures stay digit for digit."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.core.errors import InvalidValue
from duban.core.periods import PeriodUnit
from duban.institutions.schema import TargetRules
from duban.services.target_judging import Bounds, Goal, Plan, figure, is_additive, judge, light, sums_up, valued
from duban.services.target_rules import NewTarget, comparison_of, goal_of
from models.target import Comparison, Outcome
from states.light import Light

JANUARY, DECEMBER = date(2026, 1, 1), date(2026, 12, 31)
RANKED = (Outcome.short, Outcome.met, Outcome.over)
FIGURES = st.decimals(0, 10**6, places=3, allow_nan=False)
JOBS = Goal(Comparison.at_least, "1000", "万人")
WHOLE = Plan(Decimal(1000), JANUARY, DECEMBER)


@given(st.dates(JANUARY, DECEMBER), st.integers(0, 400), st.lists(st.integers(1, 363), unique=True, max_size=6))
@settings(max_examples=60)
def test_a_plan_never_falls_and_ends_at_its_target(day: date, days: int, nodes: list[int]) -> None:
    stated = tuple(
        (JANUARY + timedelta(at), Decimal(1000 * n) / (len(nodes) + 1)) for n, at in enumerate(sorted(nodes))
    )
    plan = Plan(Decimal(1000), JANUARY, DECEMBER, stated)
    assert 0 <= plan.reached_by(day) <= plan.reached_by(day + timedelta(days)) <= 1000
    assert plan.reached_by(DECEMBER) == 1000
    assert all(plan.reached_by(on) == value for on, value in stated)


def test_an_even_plan_is_proportional_to_time() -> None:
    assert WHOLE.reached_by(JANUARY) == 0
    assert WHOLE.reached_by(JANUARY + timedelta(182)) == 500


@given(st.sampled_from([Comparison.at_least, Comparison.at_most, Comparison.rank]), FIGURES, FIGURES, FIGURES)
@settings(max_examples=60)
def test_a_better_figure_is_never_judged_worse(kind: Comparison, value: Decimal, one: Decimal, two: Decimal) -> None:
    low, high = sorted((one, two))
    better, worse = (high, low) if kind is Comparison.at_least else (low, high)
    goal = Goal(kind, str(value))
    assert RANKED.index(judge(goal, str(better))) >= RANKED.index(judge(goal, str(worse)))
    assert judge(goal, str(value)) is Outcome.met


@pytest.mark.parametrize(
    ("goal", "actual", "outcome"),
    [
        (JOBS, "1314", Outcome.over),
        (JOBS, "999.9", Outcome.short),
        (Goal(Comparison.at_most, "4.5", "%"), "4.02", Outcome.met),
        (Goal(Comparison.at_most, "4.5", "%"), "4.50", Outcome.met),
        (Goal(Comparison.at_most, "4.5", "%"), "4.51", Outcome.short),
        (Goal(Comparison.equal, "2.18"), "2.180", Outcome.met),
        (Goal(Comparison.equal, "2.18"), "2.19", Outcome.short),
        (Goal(Comparison.about, "3", "%", "0.3", capped=True), "2.0", Outcome.met),
        (Goal(Comparison.about, "3", "%", "0.3", capped=True), "3.3", Outcome.met),
        (Goal(Comparison.about, "3", "%", "0.3", capped=True), "3.31", Outcome.short),
        (Goal(Comparison.about, "3", "%", "0.3"), "2.0", Outcome.short),
        (Goal(Comparison.zero_tolerance, "0"), "0", Outcome.met),
        (Goal(Comparison.zero_tolerance, "0"), "1", Outcome.short),
        (Goal(Comparison.rank, "3"), "2", Outcome.over),
        (Goal(Comparison.rank, "3"), "4", Outcome.short),
        (Goal(Comparison.grade, "B", grades="A>B>C>D"), "A", Outcome.over),
        (Goal(Comparison.grade, "B", grades="A>B>C>D"), "C", Outcome.short),
    ],
    ids=lambda each: getattr(each, "comparison", each),
)
def test_acceptance_says_over_met_or_short(goal: Goal, actual: str, outcome: Outcome) -> None:
    assert judge(goal, actual) is outcome


@given(st.decimals(-(10**12), 10**12, places=6, allow_nan=False))
@settings(max_examples=60)
def test_a_figure_is_kept_digit_for_digit(number: Decimal) -> None:
    assert Decimal(figure(f"{number:,f}")) == number
    assert figure(f"{number:f}") == f"{number:f}"


@pytest.mark.parametrize("text", ["", "约3", "1e3", "NaN", "Infinity", "1_000", "1" * 19, "0." + "1" * 11, "=1+1"])
def test_what_is_no_figure_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        figure(text)


def test_a_figure_may_be_written_as_clerks_write_it() -> None:
    assert figure("１，３１４万人", measure="万人") == "1314"
    assert figure(" 4.50% ", measure="％") == "4.50"


def test_what_a_goal_cannot_be_held_against_is_refused() -> None:
    for goal, text in [(Goal(Comparison.rank, "3"), "0"), (Goal(Comparison.zero_tolerance, "0"), "0.5")]:
        with pytest.raises(InvalidValue, match="整数"):
            valued(goal, text)
    with pytest.raises(InvalidValue, match="A、B"):
        valued(Goal(Comparison.grade, "A", grades="A>B"), "E")


def shown(goal: Goal, actual: tuple[date, str] | None, on: date) -> Light | None:
    """The light by the even plan where there is one, with ten per cent of grace."""
    return light(goal, WHOLE if goal.is_planned else None, actual, on, bounds=Bounds(10), due_on=DECEMBER)


def test_the_light_follows_the_plan() -> None:
    middle = JANUARY + timedelta(182)
    assert [shown(JOBS, (middle, each), middle) for each in ("500", "499", "400", "399")] == [
        Light.green,
        Light.yellow,
        Light.yellow,
        Light.red,
    ]
    assert shown(JOBS, (middle, "500"), middle + timedelta(31)) is Light.green
    assert shown(JOBS, (middle, "500"), middle + timedelta(32)) is Light.yellow
    assert shown(JOBS, None, JANUARY + timedelta(31)) is Light.green
    assert shown(JOBS, None, middle) is Light.red
    assert shown(JOBS, (DECEMBER, "999"), date(2027, 1, 4)) is Light.red
    assert shown(Goal(Comparison.equal, "1000", "亿元"), (middle, "1001"), middle) is Light.red


def test_what_has_no_plan_is_held_against_its_target() -> None:
    rate, rank = Goal(Comparison.at_least, "7", "%"), Goal(Comparison.rank, "3")
    assert [rate.is_planned, rank.is_planned] == [False, False]
    assert shown(rate, None, JANUARY) is None
    assert shown(rank, (JANUARY, "4"), JANUARY) is Light.yellow
    assert shown(rank, (JANUARY, "4"), DECEMBER) is Light.red
    assert shown(Goal(Comparison.zero_tolerance, "0"), (JANUARY, "1"), JANUARY) is Light.red


def test_parts_make_up_the_whole() -> None:
    assert sums_up(JOBS, ["400", "600.5"])
    assert not sums_up(JOBS, ["400", "599.9"])
    assert not sums_up(Goal(Comparison.at_most, "10"), ["5", "6"])
    assert is_additive("万人")
    assert not any(map(is_additive, ("%", "％", "位", "元/人", "个百分点")))


def test_what_the_document_leaves_open_is_assumed_and_said() -> None:
    rules = TargetRules(capped=("价格涨幅",))
    goal, assumed = goal_of(NewTarget("居民消费价格涨幅", comparison_of("左右"), "3", "%"), rules)
    assert (goal.tolerance, goal.capped) == ("0.3", True)
    assert assumed == "未写容差，按目标值上下10%（0.3%）；“价格涨幅”类指标是控制上限，低于目标值的视为达到"
    stated = NewTarget("森林覆盖率", comparison_of("约"), "60", "%", tolerance="1")
    assert goal_of(stated, rules) == (Goal(Comparison.about, "60", "%", "1"), None)
    with pytest.raises(InvalidValue, match="只能是0"):
        goal_of(NewTarget("重大事故", Comparison.zero_tolerance, "1"), rules)


@pytest.mark.parametrize(
    ("goal", "actual", "outcome"),
    [
        (Goal(Comparison.outside, "4"), "4", Outcome.short),
        (Goal(Comparison.outside, "4"), "5", Outcome.met),
        (Goal(Comparison.rise, "5", "位", base="20"), "15", Outcome.met),
        (Goal(Comparison.rise, "5", "位", base="20"), "14", Outcome.over),
        (Goal(Comparison.rise, "5", "位", base="20"), "16", Outcome.short),
    ],
)
def test_a_bad_rank_is_left_and_a_relative_one_is_risen_by(goal: Goal, actual: str, outcome: Outcome) -> None:
    assert judge(goal, actual) is outcome
    assert not goal.is_planned


def test_a_rise_says_from_which_rank_it_starts() -> None:
    def rise(base: str | None) -> Goal:
        return goal_of(NewTarget("经开区排名", Comparison.rise, "5", "位", base=base), TargetRules())[0]

    assert rise("20") == Goal(Comparison.rise, "5", "位", base="20")
    for base, says in ((None, "须写明晋升以前是第几名"), ("5", "第5名不能再晋升5位"), ("第二十", "第二十")):
        with pytest.raises(InvalidValue, match=says):
            rise(base)


@pytest.mark.parametrize(("reached", "shown"), [("100", Light.green), ("99", Light.yellow), ("83", Light.red)])
def test_where_the_plan_goes_by_steps_a_week_behind_is_yellow_and_a_month_that_was_not_kept_is_red(
    reached: str, shown: Light
) -> None:
    plan = Plan(Decimal(1000), JANUARY, DECEMBER, ((date(2026, 1, 31), Decimal(84)), (date(2026, 2, 8), Decimal(100))))
    bounds, sunday = Bounds(0, PeriodUnit.month), date(2026, 2, 8)
    assert light(JOBS, plan, (sunday, reached), sunday, bounds=bounds, due_on=DECEMBER) is shown
