"""What people call the verb of an act: 下发 of an item, 期次通知 of an occurrence, 设定目标 of a target."""

from duban.services.items_show import VERBS
from duban.services.record_kinds import RECORD_KINDS
from duban.services.target_desk import DEEDS
from states.item import ItemEvent
from states.labels import EVENT_LABELS, ORDER_EVENT_LABELS
from states.order import OrderEvent

_PLAIN = {
    "create_ledger": "建立台账",
    "advance_clock": "拨快演示时钟",
    "load_pack": "载入制度",
    "load_notice": "载入放假通知",
    "add_holders": "登记任职",
    "register_units": "登记单位",
    "transfer": "机构划转",
    "delegate": "委托代理",
    "end_delegation": "结束代理",
    "series_start": "登记手写号",
    "open_account": "开设账号",
    "lock_account": "停用账号",
    "unlock_account": "恢复账号",
    "reset_password": "重设口令",
    "change_password": "本人改口令",
    "grant": "授权",
    "revoke": "收回授权",
}
_SAID = {
    **_PLAIN,
    **{event.value: EVENT_LABELS[event] for event in ItemEvent},
    **{f"order_{event.value}": f"文书{ORDER_EVENT_LABELS[event]}" for event in OrderEvent},
    **{f"target_{deed}": label for deed, label in DEEDS.items()},
    **{
        f"{kind.table.name}_{event}": label if label.startswith(kind.name) else f"{kind.name}{label}"
        for kind in RECORD_KINDS
        for event, label in kind.event_labels.items()
    },
    **VERBS,
}


def known_verbs() -> list[tuple[str, str]]:
    """The verbs that have a word of their own, each with it, by the word."""
    return sorted(_SAID.items(), key=lambda pair: pair[1])


def verb_label(verb: str) -> str:
    """The verb in Chinese; the moves of a register are named by its pack already."""
    if verb in _SAID:
        return _SAID[verb]
    kind = next((each for each in RECORD_KINDS if verb.startswith(f"{each.table.name}_")), None)
    return f"{kind.name}{verb.removeprefix(f'{kind.table.name}_')}" if kind else verb
