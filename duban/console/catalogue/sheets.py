"""Tables taken in: items with their targets, and who holds which post."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any
from urllib.parse import urlencode

from pydantic import Field

from duban.console.catalogue.act import Act, Ask, Fields, Widget
from duban.console.catalogue.choices import item_types
from duban.console.permits import OFFICE
from duban.core.errors import InvalidValue
from duban.services.beginning import Begun
from duban.services.import_items import ImportOptions, import_items
from duban.services.org import add_holders
from duban.services.org_import import read_holders
from duban.store.file_types import clean_name
from states.item import ItemState
from states.labels import STATE_LABELS


class Table(Fields):
    """Which table: the file that comes with the act, or one that stands there since it was looked over."""

    sha256: str | None = Field(
        None, title="检查过的表格", pattern=r"^[0-9a-f]{64}$", description="检查时给出；不写为随附的第一个附件"
    )
    name: str = Field("导入.xlsx", title="文件名", max_length=200)


class ImportItems(Table):
    """How a table of items is to be taken in."""

    accept_units: Annotated[bool, Ask(Widget.tick), Field(False, title="没有登记的单位一并登记")]
    historic: Annotated[bool, Ask(Widget.tick), Field(False, title="时限已过的作为往年事项存档（不巡检、不计时）")]
    item_type: Annotated[str | None, Ask(Widget.choice, item_types), Field(None, title="没有写“事项类型”的行用哪一类")]
    year: Annotated[int | None, Ask(Widget.number), Field(None, title="“12月底前”指哪一年", ge=1, le=9999)]

    @property
    def options(self) -> ImportOptions:
        """The same for the service."""
        return ImportOptions(self.historic, self.accept_units, self.item_type, self.year)


def take_items(begun: Begun, fields: ImportItems) -> dict[str, Any]:
    """Takes the table in, all or nothing. Raises SheetRefused, ImportFaulty."""
    with _table(begun, fields) as path:
        return import_items(begun.session, path, begun.asked, fields.options, pack=begun.pack)


def take_holders(begun: Begun, fields: Table) -> dict[str, Any]:
    """Registers who holds which post, all or nothing. Raises SheetRefused, TableFaulty."""
    with _table(begun, fields) as path:
        holders = read_holders(path)
    code, asked = begun.running.pack.code, begun.asked
    units = add_holders(begun.session, code, holders, now=asked.now, actor=asked.actor, key=asked.key)
    return {"institution": code, "units": list(units), "holders": len(holders)}


@contextmanager
def _table(begun: Begun, fields: Table) -> Iterator[Path]:
    """The table under its own name, whose ending says what it is. Raises InvalidValue, FileRefused."""
    files = begun.asked.files
    if not fields.sha256 and not files:
        raise InvalidValue("附件", "", "请附上要导入的表格")
    sha256, name = (fields.sha256, fields.name) if fields.sha256 else (files[0].sha256, files[0].name)
    if not begun.folder.path_of(sha256).is_file():
        raise InvalidValue("检查过的表格", sha256[:12], "请重新上传检查")
    with TemporaryDirectory(prefix="duban-import-") as made:
        path = Path(made) / clean_name(Path(name.replace("\\", "/")).name)
        begun.folder.copy_out(sha256, path)
        yield path


ACTS = (
    Act(
        "import items",
        "导入督办任务",
        "导入督办任务和目标：有一行不对就一行也不导入；同一份文件不会导入两次。",
        ImportItems,
        take_items,
        OFFICE,
        begets=True,
        leads=lambda _told: f"/items?{urlencode({'state': STATE_LABELS[ItemState.drafted]})}",
        command="import",
    ),
    Act(
        "org import",
        "导入单位和任职",
        "导入单位、岗位和任职；已有的不重复登记，有一行不对就一行也不导入。",
        Table,
        take_holders,
        OFFICE,
        begets=True,
        leads=lambda _told: "/org",
    ),
)
