"""`duban rehearse --without, --against`: the same year by another pack, what comes out otherwise, side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from duban.cli import output
from duban.cli.rehearsing import happened, live, with_bar

if TYPE_CHECKING:
    from duban.institutions.loader import LoadedPack
    from duban.institutions.schema import Clause
    from duban.rehearsal.beside import Figure
    from duban.rehearsal.effects import Difference, Effects
    from duban.rehearsal.outcome import Outcome
    from duban.rehearsal.year import Script


@dataclass(frozen=True)
class Other:
    """Another pack to live the same year by: the same without a clause, or one that a person names."""

    loaded: "LoadedPack"
    clause: str | None = None
    name: str = ""
    """What the person called it."""


@dataclass(frozen=True)
class Compared:
    """What came out otherwise, and the numbers of both years."""

    other: Other
    found: "Sequence[Difference]"
    figures: "Sequence[Figure]" = ()

    @property
    def verdict(self) -> str:
        """carried_out | cited for a clause that was switched off; compared for another pack."""
        if self.other.clause is None:
            return "compared"
        return "carried_out" if self.found else "cited"

    def as_json(self) -> dict[str, Any]:
        """As the command prints it."""
        pack = self.other.loaded
        about = {"without": self.other.clause} if self.other.clause else {"against": pack.pack.code}
        told = {"dimensions": [each.as_json() for each in self.found]}
        if self.other.clause is None:
            told["figures"] = [each.as_json() for each in self.figures]
        return {**about, "version": pack.version, "verdict": self.verdict, **told}


def other_packs(loaded: "LoadedPack", without: Sequence[str], against: str | None) -> list[Other]:
    """The packs that the year is lived by once more. Raises NotFound, PackInvalid."""
    from duban.cli.pack_named import named_pack
    from duban.institutions.without import loaded_without

    others = [Other(loaded_without(loaded, clause), clause) for clause in dict.fromkeys(without)]
    return others + ([Other(named_pack(against), name=against)] if against else [])


def compare(other: Other, loaded: "LoadedPack", script: "Script", lived: "Outcome", before: "Effects") -> Compared:
    """Lives the year by the other pack, on a ledger that is gone afterwards. A clause is missed in the same county."""
    from duban.rehearsal.beside import side_by_side
    from duban.rehearsal.effects import differences
    from duban.store.engine import ledger_engine
    from duban.store.migrate import upgrade

    def shown(days: Iterator[object], count: int) -> Iterator[object]:
        return with_bar(days, count, says=f"去掉 {other.clause}" if other.clause else f"按 {other.loaded.pack.code}")

    with TemporaryDirectory(prefix="duban-rehearsal-") as folder:
        engine = ledger_engine(f"sqlite:///{Path(folder) / 'other.db'}", lasting=False)
        upgrade(engine)
        like = loaded.pack if other.clause else None
        outcome = live(engine, other.loaded, script, Path(folder), like=like, shown=shown).outcome
        after = happened(engine, outcome)
        engine.dispose()
    return Compared(other, differences(before, after), side_by_side(lived, outcome))


def write_chart(file: Path, loaded: "LoadedPack", compared: Compared, script: "Script") -> None:
    """The numbers of both years as a chart. Raises InvalidValue where it cannot be written."""
    from duban.documents.charts import Pair, paired_bars

    other = compared.other
    title = f"{script.year}年演练对照：{script.items} 件，种子 {script.seed}"
    sides = [f"《{each.pack.title}》{each.version[:12]}" for each in (loaded, other.loaded)]
    pairs = [Pair(each.group, each.name, each.before, each.after) for each in compared.figures]
    with output.writing_to("--chart", file):
        file.write_text(paired_bars(title, (sides[0], sides[1]), pairs), encoding="utf-8")


def tell_compared(compared: Sequence[Compared]) -> None:
    """What came out otherwise, for people."""
    from duban.rehearsal.effects import DIMENSION_LABELS

    for each in compared:
        name = each.other.loaded.pack.title
        title = f"去掉 {each.other.clause} 的不同" if each.other.clause else f"改按《{name}》的不同"
        rows = [(DIMENSION_LABELS[one.dimension], one.gone, one.new, one.first) for one in each.found]
        if rows:
            output.print_table(title, ("方面", "少了", "多了", "第一处"), rows)
        if each.other.clause is None:
            columns = ("", "", "原来", "改后", "增减")
            output.print_table(f"逐项对照：改后为 {each.other.name or name}", columns, map(_cells, each.figures))
        output.say(_verdict(each))


def _cells(figure: "Figure") -> tuple[str, ...]:
    moved = f"{figure.moved:+.6g}" if figure.moved else ""
    return figure.group, figure.name, f"{figure.before:.6g}", f"{figure.after:.6g}", moved


def _verdict(each: Compared) -> str:
    if each.other.clause is None:
        return "两份制度演练的结果不同。" if each.found else "两份制度演练的结果没有不同。"
    about = f"{each.other.clause}“{_clause(each).says}”"
    if each.found:
        return f"{about}得到执行：没有它，上列各项就不同。"
    return f"{about}在这次演练中只是引用：没有它，日期、文书、不予办理、应办、分值都没有不同。"


def _clause(each: Compared) -> "Clause":
    return each.other.loaded.pack.clauses[each.other.clause or ""]
