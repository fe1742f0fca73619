"""Charts as SVG: two numbers beside each other, line by line; the same numbers always make the same file."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple
from xml.sax.saxutils import escape

WIDTH, LEFT, RIGHT, TOP = 960, 240, 90, 96
BAR, LINE, HEADING = 11, 32, 34
COLOURS = ("#767b85", "#0b57d0")
"""Of the first and the second: told apart by lightness as well, and each dark enough on white."""
INK = "#1a1a1a"
FONT = "font-family=\"'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif\""


class Pair(NamedTuple):
    """One line of the chart."""

    group: str
    name: str
    before: float
    after: float


def paired_bars(title: str, sides: tuple[str, str], pairs: Sequence[Pair]) -> str:
    """The chart of these pairs, by group; each group has a scale of its own. `desc` tells every number in words."""
    body, height = _body(pairs)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc" lang="zh" '
        f'width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" {FONT}>'
    )
    legend = [
        f'<rect x="{24 + 460 * number}" y="56" width="14" height="14" fill="{COLOURS[number]}"/>'
        + _text(44 + 460 * number, 68, side, size=14)
        for number, side in enumerate(sides)
    ]
    return "\n".join(
        (
            head,
            f'<title id="title">{escape(title)}</title>',
            f'<desc id="desc">{escape(_told(sides, pairs))}</desc>',
            f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
            _text(24, 36, title, size=20, bold=True),
            *legend,
            *body,
            "</svg>",
            "",
        )
    )


def _told(sides: tuple[str, str], pairs: Sequence[Pair]) -> str:
    """Every number in words, for whoever does not see the bars."""
    lines = (f"{each.group} {each.name}：{_number(each.before)}，{_number(each.after)}" for each in pairs)
    return f"先列{sides[0]}，后列{sides[1]}。" + "；".join(lines) + "。"


def _body(pairs: Sequence[Pair]) -> tuple[list[str], int]:
    """The groups one below the other, and where they end."""
    drawn, y = [], TOP
    for group, members in groupby(pairs, key=lambda pair: pair.group):
        listed = list(members)
        drawn.append(_text(24, y + 20, group, size=16, bold=True))
        y += HEADING
        drawn += _bars(listed, y)
        y += LINE * len(listed) + 8
    return drawn, y + 16


def _bars(pairs: Sequence[Pair], top: int) -> Iterator[str]:
    values = [value for pair in pairs for value in (pair.before, pair.after)]
    low, high = min(0.0, *values), max(0.0, *values)
    scale = (WIDTH - LEFT - RIGHT) / ((high - low) or 1)
    zero = LEFT - low * scale
    for number, pair in enumerate(pairs):
        y = top + LINE * number
        yield _text(LEFT - 12, y + 16, pair.name, size=13, end=True)
        for side, value in enumerate((pair.before, pair.after)):
            x, length = zero + min(0.0, value * scale), abs(value * scale)
            at = y + side * (BAR + 2)
            yield f'<rect x="{x:.1f}" y="{at}" width="{length:.1f}" height="{BAR}" fill="{COLOURS[side]}"/>'
            yield _text(x + length + 6, at + 10, _number(value), size=11)
    yield f'<line x1="{zero:.1f}" y1="{top - 4}" x2="{zero:.1f}" y2="{top + LINE * len(pairs)}" stroke="{INK}"/>'


def _text(x: float, y: float, words: str, *, size: int, bold: bool = False, end: bool = False) -> str:
    weight, anchor = ' font-weight="bold"' if bold else "", ' text-anchor="end"' if end else ""
    return f'<text x="{x:.1f}" y="{y}" font-size="{size}" fill="{INK}"{weight}{anchor}>{escape(words)}</text>'


def _number(value: float) -> str:
    return f"{value:.6g}"
