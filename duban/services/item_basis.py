"""What each act on an item rests on: a clause of the pack, or what is assumed where the document is silent."""

from collections.abc import Mapping

from duban.institutions.schema import Authority, ItemType, Rule
from states.item import ItemEvent

SILENT: Mapping[str, str] = {
    "draft": "文件未规定拟办的手续",
    "import": "文件未规定成批录入，按拟办录入；往年事项只存档",
    ItemEvent.agree: "文件未规定会商的手续，由有关单位一一同意",
    ItemEvent.approve: "文件未规定立项审批的手续，拟办人与审批人分开",
    ItemEvent.issue: "文件未规定下发时限",
    ItemEvent.receive: "文件未规定签收；时限自送达起算，不从签收起算",
    ItemEvent.hand_back: "文件未规定退办，于送达后2个工作日内提出并说明理由",
    ItemEvent.reassign: "文件未规定改派，时限自重新送达之日起算",
    ItemEvent.feedback: "文件未规定反馈时限",
    ItemEvent.accept_stage: "文件未规定核查的手续，认可阶段进展的重新起算反馈时限",
    ItemEvent.accept_complete: "文件未规定核查的手续，认可办结的转待销号",
    ItemEvent.accept_long_term: "文件未规定长期任务，核查同意后按期报告，不因未办结而逾期",
    ItemEvent.accept_merge: "文件未规定并案，核查同意后并入另一件事项",
    ItemEvent.accept_terminate: "文件未规定终止，核查同意后终止",
    ItemEvent.send_back: "文件未规定核查的手续，不合格的说明理由退回，原时限不变",
    ItemEvent.escalate: "文件未规定由人提级，由有权的岗位决定并说明理由，文书照常审批",
    ItemEvent.put_forward: "文件未规定由人提级，由有权的岗位决定并说明理由，文书照常审批",
    ItemEvent.suspend: "文件未规定暂停计时，由领导决定并说明理由",
    ItemEvent.resume: "文件未规定恢复计时，按暂停前剩余的工作日接续",
    ItemEvent.extend: "文件未规定延期",
    ItemEvent.redate: "领导另有要求的从其要求",
    ItemEvent.correct: "文件未规定更正，更正留痕、编号不变",
    ItemEvent.close: "文件未规定销号的手续，核查认可后销号",
    ItemEvent.reopen: "文件未规定回头看，发现问题的重新办理，时限重新起算",
    ItemEvent.withdraw: "文件未规定撤销，由交办机构说明理由撤销",
    ItemEvent.merge: "文件未规定并案，由交办机构说明理由并入另一件",
    ItemEvent.split_off: "文件未规定拆分，由交办机构说明理由拆分，下发后拆分的自拆分之日起重新计算下发时限",
    ItemEvent.transfer: "文件未规定机构改革时的划转，由承接单位接办，时限不变",
    ItemEvent.call: "文件未规定电话催问，记录备查，不影响时限",
    ItemEvent.look_back: "文件未规定回头看，没有发现问题的记录备查",
}
"""Verb or event → what is assumed where the pack cites nothing."""


def basis_of(kind: ItemType, item_class: str | None, event: str) -> Authority:
    """The clause an act is recorded under, and what is assumed beside it or instead of it."""
    rule = _rule(kind, item_class, event)
    if rule is None or not (rule.clause or rule.assumed):
        return Authority(None, SILENT[event])
    return Authority(rule.clause, rule.assumed)


def _rule(kind: ItemType, item_class: str | None, event: str) -> Rule | None:
    rules: dict[str, Rule | None] = {
        "draft": kind,
        ItemEvent.issue: kind.issue,
        ItemEvent.reassign: kind.issue,
        ItemEvent.feedback: kind.feedback_for(item_class),
        ItemEvent.accept_stage: kind.feedback_for(item_class),
        ItemEvent.extend: kind.extension,
        ItemEvent.agree: kind.approve,
        ItemEvent.approve: kind.approve,
        ItemEvent.close: kind.close,
        ItemEvent.accept_complete: kind.close,
    }
    return rules.get(event)
