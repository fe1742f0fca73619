"""docs/reference/sheet-columns.md: the columns that `duban import` reads and `duban export` writes."""

from duban.services.export_rows import TOLD
from duban.services.import_columns import COLUMNS, REMARK_ROWS
from duban.services.import_file import LARGEST, MEGABYTE, MOST_COLUMNS, MOST_ROWS, UNPACKED
from duban.services.target_rules import COMPARISON_LABELS, SYNONYMS
from models.target import Comparison

HEAD = f"""# 导入和导出的列

由 `make docs` 从代码生成，请不要手改。用法见 [导入和导出](../how-to/import.md)。

- 列名在表的前 10 行中找，空格、换行、星号和括号里的说明不算；列的先后不限。
- “序号”一栏写“{"”“".join(REMARK_ROWS)}”的行跳过；不认识的列不导入，并且会告诉您。
- .xlsx 或 .csv（UTF-8、GB18030），不超过 {LARGEST // MEGABYTE} MB、解开后 {UNPACKED // MEGABYTE} MB、{MOST_ROWS} 行、\
{MOST_COLUMNS} 列。
"""


def page() -> str:
    """The page, from the columns themselves."""
    rows = [
        f"| {column.heading}{'（必填）' if column.must else ''} | {'、'.join(column.synonyms)} | {column.says} |"
        for column in COLUMNS
    ]
    parts = [HEAD, "## 导入的列\n", "| 列名 | 也可以写成 | 填什么 |\n| --- | --- | --- |", *rows]
    parts += ["\n## 比较\n", "| 比较 | 也可以写成 | 怎样判定 |\n| --- | --- | --- |", *map(_comparison, Comparison)]
    told = "、".join(f"“{heading}”" for heading in TOLD.values())
    return "\n".join([*parts, f"\n## 导出另加的列\n\n{told}：只供查看，再导入时不读。\n"])


def _comparison(kind: Comparison) -> str:
    words = [word for word, meant in SYNONYMS.items() if meant is kind]
    says = (MEANINGS[kind]).rstrip("。")
    return f"| {COMPARISON_LABELS[kind]} | {'、'.join([*words, kind.value])} | {says} |"


MEANINGS = {
    Comparison.at_least: "等于目标值为达到，多的为超过，少的为未达到；能相加的按序时进度亮灯",
    Comparison.at_most: "不高于目标值为达到，高于为未达到",
    Comparison.about: "在容差以内为达到；控制上限的，低于目标值也为达到",
    Comparison.equal: "相等为达到，否则未达到；能相加的按序时进度亮灯",
    Comparison.zero_tolerance: "没有发生为达到，有一起即未达到",
    Comparison.rank: "与目标名次相同为达到，名次更靠前为超过",
    Comparison.outside: "不好的排名：退到目标名次以外为达到，仍在其内为未达到",
    Comparison.rise: "实际值写现在的名次；比基数前进的位数与目标相同为达到，更多为超过",
    Comparison.grade: "与目标等级相同为达到，更好为超过；等级次序由好到差列出，缺省 A>B>C>D",
}
