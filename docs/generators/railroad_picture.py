"""A Lark grammar as one railroad picture (SVG): each rule is a track, words are stations."""

import io
from collections.abc import Mapping
from importlib.resources import files

import railroad
from lark import Lark, Token, Transformer, v_args

STYLE = """
svg.railroad-diagram { background: #fff; }
svg.railroad-diagram path { stroke-width: 2; stroke: #444; fill: none; }
svg.railroad-diagram text { font: 14px sans-serif; text-anchor: middle; }
svg.railroad-diagram text.comment { font: italic 12px sans-serif; }
svg.railroad-diagram rect { stroke-width: 2; stroke: #444; fill: #eef5ff; }
svg.railroad-diagram g.terminal rect { fill: #e9f7e9; }
svg.railroad-diagram rect.group-box { stroke: #bbb; stroke-dasharray: 8 4; fill: none; }
"""


def railroad_svg(grammar: str, words: Mapping[str, str], rule_names: Mapping[str, str]) -> str:
    """The picture of every rule named in `rule_names`; `words` names terminals, others show their pattern."""
    lark_grammar = (files("lark") / "grammars" / "lark.lark").read_text(encoding="utf-8")
    tree = Lark(lark_grammar, parser="lalr").parse(grammar)
    tracks = dict(_Tracks(words, rule_names).transform(rule) for rule in tree.find_data("rule"))
    groups = [railroad.Group(tracks[rule], name) for rule, name in rule_names.items()]
    picture = railroad.Diagram(railroad.Stack(*groups), css=STYLE)
    out = io.StringIO()
    picture.writeStandalone(out.write)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


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
