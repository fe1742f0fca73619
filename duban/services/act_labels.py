"""What people call the verb of an act: 下发 of an item, 期次通知 of an occurrence, 设定目标 of a target."""

from duban.services.items_show import VERBS
from duban.services.record_kinds import RECORD_KINDS
from duban.services.target_desk import DEEDS
from states.item import ItemEvent
from states.labels import EVENT_LABELS, ORDER_EVENT_LABELS
from states.order import OrderEvent

_SAID = {
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


def verb_label(verb: str) -> str:
    """The verb in Chinese; the moves of a register are named by its pack already."""
    if verb in _SAID:
        return _SAID[verb]
    kind = next((each for each in RECORD_KINDS if verb.startswith(f"{each.table.name}_")), None)
    return f"{kind.name}{verb.removeprefix(f'{kind.table.name}_')}" if kind else verb
