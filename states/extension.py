"""The machine of an extension (延期): asked, then granted or refused, once; or overtaken, and lapsed."""

from enum import StrEnum

from states.engine import MoveTable, Transition


class ExtensionState(StrEnum):
    """Where an extension stands."""

    asked = "asked"
    """责任单位已提出，等待答复；由有权答复的人同意或不同意，或因事项或原时限已变而离开。"""
    granted = "granted"
    """已同意，新的日期已经生效；不再离开。"""
    refused = "refused"
    """未同意，原日期不变；不再离开。"""
    lapsed = "lapsed"
    """答复以前，事项已了结、退办、改派，或原时限已另定，不再答复；不再离开。"""


class ExtensionEvent(StrEnum):
    """What happens to an extension."""

    grant = "grant"
    """同意延期，定下日期。"""
    refuse = "refuse"
    """不同意延期。"""
    lapse = "lapse"
    """事项或原时限已变，申请失效。"""


EXTENSION_MOVES = MoveTable(
    places=tuple(state.value for state in ExtensionState),
    transitions=(
        Transition(ExtensionEvent.grant, (ExtensionState.asked,), ExtensionState.granted),
        Transition(ExtensionEvent.refuse, (ExtensionState.asked,), ExtensionState.refused),
        Transition(ExtensionEvent.lapse, (ExtensionState.asked,), ExtensionState.lapsed),
    ),
)
"""The one table of every extension."""
