"""Acts on the pack's registers: an entry added, moved, corrected, voided; its form is what the pack asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

from pydantic import Field

from duban.console.catalogue.act import Act, Ask, Fields, Part, Told, Widget
from duban.console.catalogue.choices import same, units
from duban.console.catalogue.record_parts import of_pack, require_clerk, shown
from duban.console.catalogue.record_subjects import ENTRY_SUBJECT
from duban.console.catalogue.usual_fields import Exceptional, Secrecy
from duban.console.permits import ALL_WHO_ACT, OFFICE, OFFICE_AND_LEADERS
from duban.institutions.schema import FieldKind, Pack, Register
from duban.services import registers
from duban.services.beginning import Begun, Looked
from duban.services.register_fields import content_of, get_register
from duban.services.register_passing import take_step
from duban.store.calendar import list_newest_packs
from duban.store.org import list_holdings
from duban.store.record_sight import ENTRY
from duban.store.records import find_record
from duban.store.sight import Sight
from states.register import CORRECT, VOID

Values = dict[str, str]
WIDGETS = {
    FieldKind.date: Widget.day,
    FieldKind.unit: Widget.suggest,
    FieldKind.post: Widget.suggest,
    FieldKind.person: Widget.suggest,
    FieldKind.choice: Widget.choice,
    FieldKind.institution: Widget.choice,
}
HELP = {FieldKind.number: "数字", FieldKind.item: "督办任务的编号，如 2026-000001", FieldKind.person: "已登记的人"}


def parts_of(
    looked: Looked, sight: Sight, register: Register, names: Sequence[str], before: Mapping[str, str]
) -> list[Part]:
    """These fields of a register, each asked for by its kind, with what stands there now."""
    found = []
    for name in names:
        field = register.fields[name]
        widget = WIDGETS.get(field.kind, Widget.line)
        choices = _choices(looked, sight, field.kind, field.choices)
        found.append(Part(name, widget, field.required, HELP.get(field.kind, ""), before.get(name, ""), choices))
    return found


def _choices(looked: Looked, sight: Sight, kind: FieldKind, own: Sequence[str]) -> Sequence[tuple[str, str]]:
    if kind is FieldKind.unit:
        return units(looked, sight)
    if kind is FieldKind.post:
        return same(list(looked.running.pack.posts))
    if kind is FieldKind.person:
        held = list_holdings(looked.session, looked.running.pack.code, looked.asked.on)
        return [(row["person"], f"{row['person']}（{row['unit']}{row['post']}）") for row in held]
    if kind is FieldKind.institution:
        return same([each["institution"] for each in list_newest_packs(looked.session)])
    return same(list(own))


def _asked_of_people(register: Register) -> list[str]:
    """The fields that people fill in; where an entry comes from is written by the system."""
    system = {register.takes.institution, register.takes.entry} if register.takes else set()
    return [name for name in register.fields if name not in system]


def _new_parts(looked: Looked, sight: Sight, typed: Mapping[str, Any]) -> list[Part]:
    register = looked.running.pack.registers.get(str(typed.get("book", "")))
    return parts_of(looked, sight, register, _asked_of_people(register), {}) if register else []


def _entry(looked: Looked, typed: Mapping[str, Any], sight: Sight) -> tuple[Register | None, dict[str, str]]:
    """The register and the values of the entry that the form is about, where the reader may see it."""
    pack, code = looked.running.pack, str(typed.get("code", ""))
    row = find_record(looked.session, ENTRY, pack.code, code, lock=False)
    if row is None or not ENTRY_SUBJECT.sees(looked, code, sight):
        return None, {}
    return pack.registers.get(row["book"]), content_of(row["content"])


def _step_parts(looked: Looked, sight: Sight, typed: Mapping[str, Any]) -> list[Part]:
    register, values = _entry(looked, typed, sight)
    move = register.moves.get(str(typed.get("step", ""))) if register else None
    if register is None or move is None:
        return []
    asked = parts_of(looked, sight, register, move.fill, values)
    return [replace(part, required=True) for part in asked]


def _standing_parts(looked: Looked, sight: Sight, typed: Mapping[str, Any]) -> list[Part]:
    register, values = _entry(looked, typed, sight)
    return parts_of(looked, sight, register, _asked_of_people(register), values) if register else []


def _all_moves(pack: Pack) -> list[str]:
    return list(dict.fromkeys(move for register in pack.registers.values() for move in register.moves))


Code = Annotated[str, Field(title="登记编号", description="如 DJ2026-0001")]


class Add(Fields):
    """A new entry: its fields are those of its register."""

    book: Annotated[
        str,
        Ask(Widget.choice, of_pack(lambda pack: list(pack.registers))),
        Field(title="登记簿", description="选定后，登记项按制度列出"),
    ]
    values: Annotated[
        Values, Ask(Widget.named, parts=_new_parts), Field(title="登记内容", description="登记项随登记簿而定")
    ] = {}
    secrecy: Secrecy = None


class Move(Fields):
    """A step that the register's rules have."""

    code: Code
    step: Annotated[str, Ask(Widget.choice, of_pack(_all_moves)), Field(title="办理")]
    values: Annotated[
        Values,
        Ask(Widget.named, parts=_step_parts),
        Field(title="这一步须填的", description="没有列出的，这一步不须填"),
    ] = {}
    exception: Exceptional = False


class Correct(Fields):
    """What was typed wrongly, put right."""

    code: Code
    values: Annotated[Values, Ask(Widget.named, parts=_standing_parts), Field(title="改正后的内容")] = {}


class OnEntry(Fields):
    """An act on one entry that asks for nothing else."""

    code: Code


def _add(begun: Begun, fields: Add) -> Told:
    if not get_register(begun.running.pack, fields.book).by:
        require_clerk(begun, f"登记簿“{fields.book}”的登记")
    new = registers.NewEntry(fields.book, fields.values, fields.secrecy)
    code = registers.add_entry(begun.session, new, begun.asked, pack=begun.pack, calendar=begun.running.calendar)
    return shown(begun, registers.show_entry, code)


def _move(begun: Begun, fields: Move) -> Told:
    institution, asked = begun.running.pack.code, replace(begun.asked, exception=fields.exception)
    row = find_record(begun.session, ENTRY, institution, fields.code)
    register = begun.running.pack.registers.get(row["book"]) if row else None
    move = register.moves.get(fields.step) if register else None
    if move is None or not move.by:
        require_clerk(begun, f"“{fields.step}”")
    calendar = begun.running.calendar
    take_step(begun.session, institution, fields.code, fields.step, asked, typed=fields.values, calendar=calendar)
    return shown(begun, registers.show_entry, fields.code)


def _correct(begun: Begun, fields: Correct) -> Told:
    registers.correct_entry(begun.session, begun.running.pack.code, fields.code, fields.values, begun.asked)
    return shown(begun, registers.show_entry, fields.code)


def _void(begun: Begun, fields: OnEntry) -> Told:
    registers.void_entry(begun.session, begun.running.pack.code, fields.code, begun.asked)
    return shown(begun, registers.show_entry, fields.code)


ACTS = (
    Act(
        "register add",
        "登记一条",
        "按制度规定的登记项登记；时限从登记之日起算。",
        Add,
        _add,
        ALL_WHO_ACT,
        begets=True,
        leads=lambda told: ENTRY_SUBJECT.page(told["code"]),
    ),
    Act(
        "register move",
        "办理登记",
        "登记的一条走一步；制度把关不让办的，说明为什么。",
        Move,
        _move,
        ALL_WHO_ACT,
        ENTRY_SUBJECT,
    ),
    Act(
        "register correct",
        "更正登记",
        "更正登记的内容，更正前后都留痕，须写明理由。",
        Correct,
        _correct,
        OFFICE,
        ENTRY_SUBJECT,
        events=(CORRECT,),
        needs_reason=True,
        aside=True,
    ),
    Act(
        "register void",
        "作废登记",
        "作废错登的一条，不再计数，须写明事由。",
        OnEntry,
        _void,
        OFFICE_AND_LEADERS,
        ENTRY_SUBJECT,
        confirm="作废后不能恢复，编号保留。",
        events=(VOID,),
        needs_reason=True,
        aside=True,
    ),
)
