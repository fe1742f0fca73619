"""The ledger as a sheet: exactly the items, columns and order of a list, as far as its reader sees."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from duban.core.errors import Refused
from duban.documents.sheets import write_table
from duban.services.beginning import Looked
from duban.services.item_pages import ItemQuery, each_item
from duban.services.ledger_columns import LedgerColumn
from duban.services.target_view import LIGHT_LABELS
from states.light import Light

MOST = 100_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(eq=False)
class TooManyToExport(Refused):
    """More lines than one answer should hold a worker for."""

    most: int

    def __str__(self) -> str:
        return f"符合条件的超过{self.most}件，一次导不完；请加条件缩小范围，分几次导出。"


def sheet_of(looked: Looked, query: ItemQuery, columns: Sequence[LedgerColumn]) -> FileResponse:
    """The sheet, gone from the disk once it is sent. Raises InvalidValue, NotFound, TooManyToExport."""
    rows = each_item(looked.session, looked.running, query, looked.asked.on)
    folder = Path(mkdtemp(prefix="duban-sheet-"))
    try:
        write_table(folder / "items.xlsx", "督办任务", columns, _lit(_bounded(rows)))
    except BaseException:
        rmtree(folder)
        raise
    name = f"督办任务{looked.asked.on.isoformat()}.xlsx"
    return FileResponse(
        folder / "items.xlsx", media_type=XLSX, filename=name, background=BackgroundTask(rmtree, folder)
    )


def _bounded(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(rows):
        if number == MOST:
            raise TooManyToExport(MOST)
        yield row


def _lit(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Lights as words: a sheet shades them by these."""
    for row in rows:
        yield row | {"light": row["light"] and LIGHT_LABELS[Light(row["light"])]}
