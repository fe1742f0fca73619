"""The yearly assessment: facts that the pack has, posts that exist, bands in order, consequences that can be."""

from collections.abc import Collection, Iterator

from duban.institutions.linter.problem import Problem, known
from duban.institutions.schema import Consequence, FieldKind, Pack, ScoreEvent, ScoreSource
from duban.institutions.yamltext import Path

STEPS = ("publish", "decide", "lock")
AGAIN = "约谈后成效仍不明显"
"""The cause of every second talk, which no pack lists."""
LIMITS = ("反馈时限", "答复时限", "办结时限", "序时进度", "反馈质量")
OUTCOMES = ("超过", "达到", "未达到")
HERE = "assessment"


def assessed_by_nobody(pack: Pack) -> Iterator[Problem]:
    """Whoever takes a step holds a declared post, and nobody publishes and locks."""
    rules = pack.assessment
    for step in STEPS if rules else ():
        for post in getattr(rules, step).by:
            if post not in pack.posts:
                says = f"岗位“{post}”没有在 posts 中列明；{known(pack.posts)}。请补列或改正名称。"
                yield Problem((HERE, step, "by"), "post-unknown", says)
    for post in rules.lock.by if rules else ():
        if rules and post in rules.publish.by:
            says = f"“{post}”既公布又审定锁定；公布的人与审定的人不能是同一岗位，请改正。"
            yield Problem((HERE, "lock", "by"), "approval-self", says)


def assessed_without_day(pack: Pack) -> Iterator[Problem]:
    """Objections run from the publication; the lock has a day after the year."""
    rules = pack.assessment
    if rules is None:
        return
    limit = rules.objection.within.limit
    if limit.needs != "anchor" or limit.before:
        says = f"异议的期限“{rules.objection.within}”不是从公布起算；请写成“公布后5个工作日内”。"
        yield Problem((HERE, "objection", "within"), "score-objection", says)
    if "次年" not in rules.lock.when.text:
        says = f"“{rules.lock.when}”不在次年；请写成“次年1月31日前”。"
        yield Problem((HERE, "lock", "when"), "score-lock", says)


def points_for_nothing(pack: Pack) -> Iterator[Problem]:
    """What an event counts is in the pack; the fields that it reads are those of its register."""
    for name, event in pack.assessment.events.items() if pack.assessment else ():
        path: Path = (HERE, "events", name)
        choices = _choices(pack, event.on)
        for only in event.only:
            if choices is not None and only not in choices:
                says = f"“{only}”不是“{event.on}”中的一种；{known(tuple(choices))}。请改正名称。"
                yield Problem((*path, "only"), "score-unknown", says)
        if event.on is ScoreSource.register:
            yield from _register_faults(pack, event, path)


def _choices(pack: Pack, on: ScoreSource) -> Collection[str] | None:
    """What facts of that source are called; None where they have no names."""
    named: dict[ScoreSource, Collection[str]] = {
        ScoreSource.register: pack.registers,
        ScoreSource.bulletin: pack.bulletins,
        ScoreSource.finding: pack.inspections.kinds if pack.inspections else (),
        ScoreSource.talk: (*(pack.interview.causes if pack.interview else ()), AGAIN),
        ScoreSource.overdue: LIMITS,
        ScoreSource.acceptance: OUTCOMES,
    }
    return named.get(on)


def _register_faults(pack: Pack, event: ScoreEvent, path: Path) -> Iterator[Problem]:
    if not event.only:
        yield Problem((*path, "only"), "score-unknown", "没有写是哪一本登记簿；请写 only（登记簿的名称）。")
    asked: tuple[tuple[str, str | None, FieldKind], ...] = (
        ("unit", event.unit, FieldKind.unit),
        ("value", event.value, FieldKind.number),
        ("person", event.person, FieldKind.person),
        ("dated", event.dated, FieldKind.date),
    )
    for register in (pack.registers[name] for name in event.only if name in pack.registers):
        for place, field, kind in asked:
            if field and (field not in register.fields or register.fields[field].kind is not kind):
                says = f"登记项“{field}”不在这本登记簿，或不是 {kind}；请改正名称或种类。"
                yield Problem((*path, place), "score-field", says)
        for state in event.states:
            if register.state(state) is None:
                says = f"状态“{state}”没有列明；{known(tuple(each.state for each in register.states))}。请改正名称。"
                yield Problem((*path, "states"), "score-unknown", says)
        for field in event.when:
            if field not in register.fields:
                says = f"登记项“{field}”没有列明；{known(tuple(register.fields))}。请改正名称。"
                yield Problem((*path, "when"), "score-unknown", says)


def bands_out_of_order(pack: Pack) -> Iterator[Problem]:
    """Every band can be reached: only the last one asks for nothing."""
    bands = pack.assessment.bands.of if pack.assessment and pack.assessment.bands else ()
    for number, band in enumerate(bands, 1):
        path: Path = (HERE, "bands", "of", number - 1)
        if band.bounded == (number == len(bands)):
            says = f"“{band.band}”是最后一档，不写 top、at_least，否则有的单位没有档次；请删去。"
            if number < len(bands):
                says = f"“{band.band}”没有条件，后面的各档永远轮不到；请写 top 或 at_least。"
            yield Problem(path, "band-order", says)


def consequences_of_nothing(pack: Pack) -> Iterator[Problem]:
    """What a consequence rests on and what it leads to is in the pack."""
    for name, each in pack.assessment.consequences.items() if pack.assessment else ():
        path: Path = (HERE, "consequences", name)
        for field, value, choices in _named(pack, each):
            if value not in choices:
                says = f"“{value}”没有列明；{known(tuple(choices))}。请补列或改正名称。"
                yield Problem((*path, field), "consequence-unknown", says)
        report = pack.reports.get(each.report or "")
        if report and report.period_unit is not None:
            says = f"“{each.report}”按期报送，不能逐件提出；请写逐件提出的应报材料，如 when: 登记后10个工作日内。"
            yield Problem((*path, "report"), "consequence-report", says)
        cause = pack.interview.causes.get(each.interview or "") if pack.interview else None
        if cause and not cause.ranked:
            says = f"事由“{each.interview}”不是凭考核排名约谈的；请在 interview 中写 ranked: true，或改正名称。"
            yield Problem((*path, "interview"), "consequence-interview", says)


def _named(pack: Pack, each: Consequence) -> Iterator[tuple[str, str, Collection[str]]]:
    rules = pack.assessment
    bands = tuple(band.band for band in rules.bands.of) if rules and rules.bands else ()
    rungs = tuple(f"{ladder}·{rung.rung}" for ladder, rungs in pack.ladders.items() for rung in rungs)
    if each.band:
        yield "band", each.band, bands
    yield from (("scored", rule, (*(rules.events if rules else ()), *rungs)) for rule in each.scored)
    if each.report:
        yield "report", each.report, pack.reports
    if each.interview:
        yield "interview", each.interview, pack.interview.causes if pack.interview else ()
    if each.register_name:
        yield "register", each.register_name, pack.registers


def ranked_by_nothing(pack: Pack) -> Iterator[Problem]:
    """A talk on the ranking is led to by a consequence of it."""
    named = {each.interview for each in pack.assessment.consequences.values()} if pack.assessment else set()
    for name, cause in pack.interview.causes.items() if pack.interview else ():
        if cause.ranked and name not in named:
            says = f"事由“{name}”凭考核排名，而没有哪一项考核结果引向它；请在 consequences 中写 interview: {name}。"
            yield Problem(("interview", "causes", name, "ranked"), "cause-unranked", says)


score_checks = (
    assessed_by_nobody,
    assessed_without_day,
    points_for_nothing,
    bands_out_of_order,
    consequences_of_nothing,
    ranked_by_nothing,
)
"""What is wrong with the yearly assessment of a pack."""
