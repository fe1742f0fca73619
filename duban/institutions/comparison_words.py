"""What differs between two packs, in the words of people: the kind of a change, and the place of a rule."""

from duban.institutions.comparison import Change, ChangeKind

KINDS = {ChangeKind.added: "新增", ChangeKind.removed: "删去", ChangeKind.changed: "改为"}
PLACES = {
    "document": "文件",
    "cutoff": "截止时刻",
    "sweep": "巡检时刻",
    "clauses": "条款",
    "offices": "机构",
    "posts": "岗位",
    "heads": "主要负责同志",
    "groups": "合称",
    "exceptions": "破例",
    "series": "编号",
    "names": "交办要素",
    "nodes": "关键节点",
    "check": "核查",
    "items": "事项",
    "targets": "目标",
    "ladders": "阶梯",
    "escalation": "提级",
    "coordination": "协调",
    "interview": "约谈",
    "cycles": "周期",
    "registers": "登记簿",
    "inspections": "督查",
    "bulletins": "通报",
    "reports": "应报材料",
    "assessment": "考核",
    "alerts": "告警",
    "overlay": "本地放假",
}
WORDS = {
    "feedback": "反馈",
    "completion": "办结",
    "issue": "下发",
    "extension": "延期",
    "approve": "立项",
    "close": "销号",
    "ladder": "阶梯",
    "climb": "升级条件",
    "approval": "审批",
    "answer": "答复",
    "copies": "抄送",
    "points": "分值",
    "merge": "合并",
    "paper": "文书",
    "stages": "环节",
    "within": "时限",
    "when": "时间",
    "office": "机构",
    "clause": "依据",
    "assumed": "推定",
    "says": "内容",
    "strength": "强度",
    "by": "由谁",
}
"""Keys of a pack in words; a key that is not here is shown as it is written."""


def place_in_words(change: Change) -> str:
    """Where in the pack the change is: 事项 常务会议议定事项 反馈 时限."""
    section, *rest = change.path
    return " ".join((PLACES.get(section, section), *(WORDS.get(key, key) for key in rest)))
