"""A Lark grammar as one railroad picture (SVG): each rule is a track, words are stations."""

import io
from collections.abc import Mapping
from importlib.resources import files

import railroad
from lark import Lark, Token, Transformer, v_args

railroad.CHAR_WIDTH = 15.0
"""The library measures Latin letters; our words are Chinese and twice as wide."""

STYLE = """
svg { background: #fff; }
path { stroke-width: 2; stroke: #444; fill: none; }
text { font: 14px sans-serif; text-anchor: middle; }
text.rule { font-weight: bold; text-anchor: start; }
rect { stroke-width: 2; stroke: #444; fill: #eef5ff; }
g.terminal rect { fill: #e9f7e9; }
"""
HEADING = 28


def railroad_svg(grammar: str, words: Mapping[str, str], rule_names: Mapping[str, str]) -> str:
    """The picture of every rule named in `rule_names`, one below the other; `words` names the terminals."""
    lark_grammar = (files("lark") / "grammars" / "lark.lark").read_text(encoding="utf-8")
    tree = Lark(lark_grammar, parser="lalr").parse(grammar)
    tracks = dict(_Tracks(words, rule_names).transform(rule) for rule in tree.find_data("rule"))
    width, height, drawn = 0.0, 0.0, []
    for rule, name in rule_names.items():
        track = railroad.Diagram(tracks[rule])
        track.format(8, 8, 8, 8)
        drawn.append(_placed(track, name, height))
        width = max(width, float(track.attrs["width"]))
        height += float(track.attrs["height"]) + HEADING
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}">'
    return "\n".join([head, f"<style>{STYLE}</style>", *drawn, "</svg>"]) + "\n"


def _placed(track: railroad.Diagram, name: str, top: float) -> str:
    out = io.StringIO()
    track.writeSvg(out.write)
    body = "\n".join(line.rstrip() for line in out.getvalue().splitlines())
    heading = f'<text class="rule" x="8" y="{top + HEADING - 8:g}">{name}</text>'
    return f'{heading}\n<svg y="{top + HEADING:g}">{body}</svg>'


@v_args(inline=True)
class _Tracks(Transformer[Token, object]):
    """Lark's own syntax tree to tracks."""

    def __init__(self, words: Mapping[str, str], rule_names: Mapping[str, str]) -> None:
        super().__init__()
        self.words = words
        self.rule_names = rule_names

    def rule(self, name: Token, _parameters: object, *rest: object) -> tuple[str, object]:
        return str(name), rest[-1]

    def rule_params(self, *_names: object) -> None:
        return None

    def expansions(self, *ways: object) -> object:
        return ways[0] if len(ways) == 1 else railroad.Choice(0, *ways)

    def alias(self, way: object, _name: Token | None = None) -> object:
        return way

    def expansion(self, *steps: object) -> object:
        return steps[0] if len(steps) == 1 else railroad.Sequence(*steps)

    def expr(self, step: object, operator: Token | None = None, *_range: object) -> object:
        return railroad.ZeroOrMore(step) if operator == "*" else step

    def maybe(self, step: object) -> object:
        return railroad.Optional(step)

    def name(self, token: Token) -> object:
        if token.type == "TOKEN":
            return railroad.Terminal(self.words.get(str(token), str(token)))
        return railroad.NonTerminal(self.rule_names.get(str(token), str(token)))

    def literal(self, token: Token) -> object:
        return railroad.Terminal(str(token))
