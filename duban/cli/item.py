"""`duban item`: every act on an item, the list, and one item's whole story."""

import typer

from duban.cli import item_clock, item_drafts, item_escalate, item_lists, item_places, item_reports

app = typer.Typer(help="督办任务：拟办、下发、签收、反馈、核查、销号……每一步都注明依据和日期。", no_args_is_help=True)
for _part in (item_lists, item_drafts, item_places, item_reports, item_clock, item_escalate):
    app.registered_commands.extend(_part.app.registered_commands)
