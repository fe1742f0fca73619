"""What an act on the screen is: one declaration from which its form, its route, its permit and its parity row come."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from duban.console.permits import Permit
from duban.services.beginning import Begun, Looked
from duban.services.moves import Moves
from duban.services.roles import HeldPost, Role
from duban.store.sight import Sight

Told = Mapping[str, Any]
Choices = Callable[[Looked, Sight], Sequence[tuple[str, str]]]
"""What a field may be chosen from, for this reader: value and words."""


class Widget(StrEnum):
    """How a field is asked for."""

    line = "line"
    text = "text"
    lines = "lines"
    """Several values, one to a line."""
    day = "day"
    number = "number"
    choice = "choice"
    several = "several"
    """Several of the choices, ticked."""
    suggest = "suggest"
    """A line with suggestions: anything may be written."""
    tick = "tick"
    hidden = "hidden"
    named = "named"
    """Values by name, whose names the pack gives: each part is a field of its own."""


@dataclass(frozen=True)
class Part:
    """One of the values that a `named` field asks for, as the pack words it."""

    name: str
    widget: Widget = Widget.line
    required: bool = False
    help: str = ""
    value: str = ""
    choices: Sequence[tuple[str, str]] = ()


Parts = Callable[[Looked, Sight, Mapping[str, Any]], Sequence[Part]]
"""The parts of a `named` field, for this reader and what the rest of the form says."""


@dataclass(frozen=True)
class Ask:
    """How a field is shown, put beside its type: `Annotated[str, Ask(Widget.choice, units)]`."""

    widget: Widget = Widget.line
    choices: Choices | None = None
    parts: Parts | None = None


class Fields(BaseModel):
    """The fields of one act. Titles and descriptions are Chinese: they are the labels and the help of the form."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, use_enum_values=False)


class Upload(BaseModel):
    """A file as a program sends it."""

    name: str = Field(title="文件名")
    base64: str = Field(title="内容（Base64）")


class Common(BaseModel):
    """What every act is asked for with. In JSON these stand beside the act's own fields."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    by: str | None = Field(None, title="以什么岗位", description="您今天担任的岗位之一；不写为第一个")
    on: str | None = Field(
        None,
        title="实际发生时间",
        description="2026-11-23 或 2026-11-23T10:30；不写为现在，过去的日期为补录，须写理由并附件",
    )
    reason: str | None = Field(None, title="理由")
    key: str | None = Field(None, title="幂等键", description="同一个键重试，不会办两次", max_length=100)
    version: int | None = Field(None, title="您看到的版本", description="已被别人改动时拒绝")
    files: list[Upload] = Field([], title="附件", max_length=20)


F = TypeVar("F", bound=Fields)


@dataclass(frozen=True)
class Subject:
    """What an act is done to: the field that names it, whether the reader may see it, its version, and its page."""

    kind: str
    field: str
    sees: Callable[[Looked | Begun, str, Sight], bool]
    page: Callable[[str], str]
    version: Callable[[Looked, str], int | None] = lambda _looked, _handle: None
    facts: Callable[[Looked, str], Told | None] = lambda _looked, _handle: None
    """What of the subject stands above the form."""
    moves: Callable[[Looked, str, Sequence[HeldPost]], Moves] = lambda _looked, _handle, _posts: Moves()
    """What its machine lets whoever holds these posts do with it now, and why not the rest."""


@dataclass(frozen=True)
class Act:
    """One act. `name` is the command line's: `item escalate`."""

    name: str
    title: str
    help: str
    fields: type[Fields]
    run: Callable[[Begun, Any], Told]
    permit: Permit
    subject: Subject | None = None
    confirm: str | None = None
    """What is to be known before an act that cannot be undone; it is ticked."""
    events: tuple[str, ...] = ()
    """The machine's events that it fires: they tell when it can be done."""
    needs_reason: bool = False
    aside: bool = False
    """Whether it is done now and then beside the usual course: it comes after what is."""
    shows: str | None = None
    """The template that shows what came of it, where that is told once and cannot be looked up."""
    begets: bool = False
    """Whether something new comes of it, whose page `leads` names."""
    leads: Callable[[Told], str] = lambda _told: "/"
    """The page of what came to be, for acts that are done to nothing that has one."""
    command: str = ""
    """The command that does the same, where it has another name."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "command", self.command or self.name)

    @property
    def group(self) -> str:
        """The command group: `item`."""
        return self.name.rpartition(" ")[0]

    @property
    def path(self) -> str:
        """The act's place below /act and /api/act."""
        return self.name.replace(" ", "/")

    def open_to(self, roles: frozenset[Role]) -> bool:
        """Whether somebody with these roles may try."""
        return self.permit.admits(roles)

    def handles(self, fields: Fields) -> list[str]:
        """What the act is done to."""
        if self.subject is None:
            return []
        value = getattr(fields, self.subject.field)
        return [each for each in (value if isinstance(value, list) else [value]) if each]


def seq_of(told: Told) -> int | None:
    """The act's number on its chain, wherever the read model tells it."""
    if "act" in told:
        return int(told["act"]["seq"])
    steps = told.get("acts") or told.get("history") or ()
    return int(steps[-1]["seq"]) if steps else None
