"""Sentences that were written for the command line, said for the screen: options become the labels of the fields."""

import re

LABELS = {
    "--by": "以什么岗位",
    "--on": "实际发生时间",
    "--reason": "理由",
    "--attach": "附件",
    "--key": "幂等键",
    "--version": "您看到的版本",
    "--pack": "制度",
    "--decided": "议定或批示的日期",
    "--reached": "收到批示件的日期",
    "--complete-by": "办结日期",
    "--next": "下次报告的日期",
    "--until": "日期",
    "--limit": "哪个时限",
    "--kind": "类型",
    "--copy": "抄送",
    "--node": "时序进度",
    "--done": "完成的关键节点",
    "--unit": "单位",
    "--to": "去向",
    "--from": "起算日",
    "--state": "状态",
    "--exception": "破例",
    "--text": "情况",
    "--what": "督查什么",
    "--how": "怎样督查",
    "--rectify-by": "整改期限",
    "--strike": "删去哪些督办任务",
    "--about": "事项",
    "--period": "期间",
    "--item": "督办任务",
    "--opinion": "年度考核意见",
    "--points": "改计多少分",
    "--type": "事项类型",
    "--part": "须载明的各项",
    "--after": "页标记",
}
"""An option that is not here is shown as it is."""
COMMANDS = {
    "item": "事项",
    "order": "文书",
    "org": "单位和岗位",
    "attachment": "附件",
    "interview": "约谈",
    "cycle": "周期",
    "register": "登记簿",
    "pack": "制度",
    "target": "目标",
    "report": "应报材料",
    "inspection": "督查",
    "bulletin": "通报",
    "coordination": "协调",
    "score": "考评",
    "alert": "告警",
    "workdays": "工作日历",
}
FILL_IN = re.compile(r"，请加(?: --(?:set|part) [^ ]+=…)+")
"""A form has the fields themselves: it need not be told how a command names them."""
OPTION = re.compile(r"--[a-z][a-z-]*")
COMMAND = re.compile(r"\s?(?:用|运行)\s*duban ([a-z]+)(?: [a-z-]+)*(?: --[a-z-]+)*\s?")


def on_screen(sentence: str) -> str:
    """The sentence as a page says it."""
    plain = COMMAND.sub(lambda found: f"在“{COMMANDS.get(found[1], '命令行')}”页", FILL_IN.sub("", sentence))
    return OPTION.sub(lambda found: f"“{LABELS[found[0]]}”" if found[0] in LABELS else found[0], plain)
