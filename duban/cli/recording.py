"""What the commands of every kind of record have in common: the list, the whole story, the line after an act."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from duban.cli import output, telling
from duban.cli.acting import Begun, How

Told = Mapping[str, Any]
Exception_ = Annotated[bool, typer.Option("--exception", help="破例：由有权的岗位突破“原则上”的规定，须写明理由，留痕")]


def finish_act(begun: Begun, how: How, told: Told) -> int:
    """Commits, and says how the act left the record and on what it rests."""
    begun.uow.commit()
    if how.as_json:
        output.print_json(told)
        return 0
    last = told["acts"][-1]
    basis = f"，依据{last['cited']}（{last['clause']}）" if last["clause"] else ""
    output.say(f"{told['code']}：{last['step']}，{last['by']}，{last['true_at']}{basis}。现为“{told['label']}”。")
    return 0


def print_records(title: str, columns: Mapping[str, str], rows: Sequence[Told], *, as_json: bool) -> int:
    """The list: `columns` are name → heading; says so when there is none."""
    if as_json:
        output.print_json(rows)
    elif rows:
        output.print_table(
            f"{title} {len(rows)} 件", tuple(columns.values()), [[row[c] for c in columns] for row in rows]
        )
    else:
        output.say(f"没有{title}。")
    return 0


def print_record(told: Told, fields: Mapping[str, str], *, as_json: bool) -> int:
    """The whole story: `fields` are name → heading, then files and every act."""
    if as_json:
        output.print_json(told)
        return 0
    output.say(f"{told['code']}：{told['label']}，第{told['version']}版。")
    for name, heading in fields.items():
        if told[name] not in (None, "", []):
            output.say(f"{heading}：{told[name]}")
    telling.tell_attachments(told["attachments"])
    acts = [(act["step"], act["by"], act["true_at"], act["clause"], act["reason"]) for act in told["acts"]]
    output.print_table("办理经过", ("步骤", "办理人", "时间", "依据", "事由"), acts)
    return 0
