"""Answers → the text of a pack, commented for whoever goes on with it by hand."""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from duban.institutions.newpack.answers import Answers, NewCycle, NewItemType, NewRegister, Said

PLAIN = re.compile(r"[一-龥A-Za-z（）《》“”〔〕、，。/][一-龥A-Za-z0-9（）《》“”〔〕、，。/ -]*")
HEAD = """\
# {title}。由 duban pack new 照回答写成；请对照文件逐条核对，改完用 duban pack check 检查。
# 有 clause 的依据文件，编号见 clauses；有 assumed 的是文件没有规定、由这里推定的，问清后请改。
# 各项的写法见 docs/reference/pack.md，时限的写法见 docs/reference/phrases.md。
"""
NUMBERED = "〔{year}〕{n}号"
SILENT = "文件没有写明，请核对"


def pack_text(answers: Answers) -> str:
    """The whole pack file."""
    clauses = _Clauses(answers.code[0].upper())
    parts = [
        *_offices(answers),
        *_items(answers, clauses),
        *_ladder(answers, clauses),
        *_cycles(answers.cycles, clauses),
        *_registers(answers.registers, clauses),
    ]
    return "\n".join([*_document(answers), *clauses.lines(), *parts, ""])


class _Clauses:
    """The clauses that the answers name by their place in the document, each numbered once."""

    def __init__(self, letter: str) -> None:
        self._letter = letter
        self._says: dict[str, list[str]] = {}

    def cite(self, said: Said, says: str) -> str:
        """The authority of a time limit, which stands for `{}` in what the document says."""
        return self.place(said.at, says.format(said.text))

    def place(self, at: str | None, says: str) -> str:
        """The authority of a rule: the clause of that place, or what is assumed."""
        if at is None:
            return f"assumed: {SILENT}"
        self._says.setdefault(at, []).append(says)
        return f"clause: {self._letter}{list(self._says).index(at) + 1}"

    def lines(self) -> Iterator[str]:
        """The clauses of the pack."""
        yield "# 条款：at 是在文件中的位置，says 是规定的内容，请照文件的意思改写；文件写“原则上”的加 strength: rule"
        yield "clauses:" if self._says else "clauses: {}"
        for number, (at, says) in enumerate(self._says.items(), 1):
            yield f"  {self._letter}{number}: {{at: {_word(at)}, says: {_word('；'.join(dict.fromkeys(says)))}}}"
        yield ""


def _document(answers: Answers) -> Iterator[str]:
    yield HEAD.format(title=answers.title) + f"pack: {answers.code}"
    yield f"title: {_word(answers.title)}"
    yield "document:"
    yield f"  title: {_word(answers.document)}"
    yield f"  issuer: {_word(answers.issuer)}"
    yield "  # number: 文号；date: 2026-01-31；effective: 2026-02-01；expires: 2026-12-31"
    yield "  assumed: 文号、日期和有效期没有填写，按现行有效处理"
    yield 'cutoff: {at: "17:30", assumed: 机关下班时间}   # 期限当日的截止时刻'
    yield 'sweep: {at: "08:30", assumed: 机关上班时间}    # 每个工作日几点巡检'
    yield ""


def _offices(answers: Answers) -> Iterator[str]:
    yield "# 机构：谁交办、谁督查；台账里以名称或全称登记的单位就是它"
    yield "offices:"
    for name, title in answers.offices.items():
        yield f"  {_word(name)}: {{title: {_word(title)}, assumed: {SILENT}}}"
    yield "posts:"
    for post in answers.posts:
        yield f"  {_word(post)}: {_word(post)}"
    yield "# 编号：每个机构每种文书一个序列，按年从1号连续"
    yield "series:"
    for name in answers.offices:
        yield f"  {_word(name)}:"
        for paper in ("交办单", *map(_paper, answers.rungs)):
            yield f"    {paper}: {_word(name + paper.removesuffix('单') + NUMBERED)}"
        yield "    assumed: 文件未定编号样式"
    yield "check: {by: 交办机构, assumed: 谁交办谁核查}"
    yield "names: {must: [责任单位, 目标任务], assumed: 交办须写明的要素，可加 牵头领导、责任人、时序进度}"
    yield ""


def _items(answers: Answers, clauses: _Clauses) -> Iterator[str]:
    yield "# 事项：每一类从哪里来、谁交办、什么时限。会后、批示后的自那天起算，其余自送达起算"
    yield "items:"
    for item in answers.items:
        yield from _item(item, answers.rungs, clauses)
    yield ""


def _item(item: NewItemType, rungs: Sequence[str], clauses: _Clauses) -> Iterator[str]:
    first = next((said for said in (item.issue, *item.feedback.values(), item.completion) if said and said.at), None)
    yield f"  {_word(item.name)}:"
    yield f"    from: {_word(item.source)}"
    yield f"    office: {_word(item.office)}"
    yield f"    {clauses.place(first.at, f'{item.name}由{item.office}交办') if first else 'assumed: ' + SILENT}"
    if item.issue:
        yield f"    issue: {_limit(item.issue, f'{item.name}的交办单{{}}下发', clauses)}"
    if list(item.feedback) == [""]:
        yield f"    feedback: {_limit(item.feedback[''], f'{item.name}{{}}反馈', clauses)}"
    elif item.feedback:
        yield "    by: 办理类别"
        yield "    feedback:"
        for name, said in item.feedback.items():
            yield f"      {_word(name)}: {_limit(said, f'{item.name}（{name}）{{}}反馈', clauses)}"
    if item.completion:
        yield f"    completion: {_limit(item.completion, f'{item.name}{{}}办结', clauses)}"
    yield "    extension: {before: 到期前, decide: 交办机构, assumed: 到期前可以申请延期}"
    yield f"    ladder: {_ladder_name(rungs)}"


def _limit(said: Said, says: str, clauses: _Clauses) -> str:
    return f"{{within: {_word(said.text)}, {clauses.cite(said, says)}}}"


def _ladder(answers: Answers, clauses: _Clauses) -> Iterator[str]:
    yield "# 督办阶梯，由低到高：逾期未反馈的发第一种文书，到期没有答复的再升一级"
    yield "ladders:"
    yield f"  {_ladder_name(answers.rungs)}:"
    for below, rung in pairwise((None, *answers.rungs)):
        climb = f"unanswered: {_word(below)}" if below else "late: feedback"
        yield f"    - rung: {_word(rung or '')}"
        yield f"      climb: {{{climb}}}"
        yield f"      paper: {_paper(rung or '')}"
        yield "      merge: 同一责任单位"
        yield f"      approval: {_approval(answers, clauses)}"
        yield f"      answer: {_limit(answers.answer, '督办文书{}答复', clauses)}"
        yield f"      {clauses.place(answers.rungs_at, '逾期的依次' + '、'.join(answers.rungs))}"
    yield ""


def _approval(answers: Answers, clauses: _Clauses) -> str:
    steps_told = "依次经" + "、".join(answers.approval) if answers.approval else "自动"
    authority = clauses.place(answers.approval_at, f"督办文书{steps_told}签发")
    if not answers.approval:
        return f"{{automatic: true, {authority}}}"
    *before, sign = answers.approval
    steps = [*zip(("propose", "agree"), before, strict=False), ("sign", sign)]
    return "{" + ", ".join(f"{step}: {_word(post)}" for step, post in steps) + f", {authority}}}"


def _cycles(cycles: Sequence[NewCycle], clauses: _Clauses) -> Iterator[str]:
    if cycles:
        yield "# 周期性工作：什么时候开、谁主持、会前会后各环节"
        yield "cycles:"
    for cycle in cycles:
        yield f"  {_word(cycle.name)}:"
        yield f"    when: {_word(cycle.when.text)}"
        yield f"    {clauses.cite(cycle.when, cycle.name + '{}召开')}"
        yield f"    chair: {_word(cycle.chair)}"
        yield "    stages:"
        yield "      notify:  会前3个工作日"
        yield "      collect: 会前2个工作日"
        yield "      convene: 当天"
        yield "      decide:  会后2个工作日内"
        yield "      assumed: 文件未规定各环节的时间"
        yield "    flow: regular_meeting"
        yield "    missed: 补办最近一期"
        yield f"    skip: {_word(cycle.chair)}"
    yield ""


def _registers(registers: Sequence[NewRegister], clauses: _Clauses) -> Iterator[str]:
    if registers:
        yield "# 登记簿：简单的登记；登记项可加 kind（unit 单位、date 日期、person 人、choice 选一项）"
        yield "registers:"
    for register in registers:
        yield f"  {_word(register.name)}:"
        yield f"    says: {_word(register.name)}"
        yield f"    {clauses.place(register.at, register.name)}"
        yield "    fields:"
        yield from (f"      {_word(field)}: {{required: true}}" for field in register.fields)
        yield "    states: [已登记]"


def _ladder_name(rungs: Sequence[str]) -> str:
    return _word("-".join(rungs))


def _paper(rung: str) -> str:
    return f"{rung}通知书" if rung == "约谈" else f"{rung}单"


def _word(text: str) -> str:
    """As YAML would read it back: plain where that is safe."""
    return text if PLAIN.fullmatch(text) and not text.isascii() else json.dumps(text, ensure_ascii=False)
