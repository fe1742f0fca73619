"""A parsed phrase: its rules, its canonical wording, and what must be known before a date can be told."""

from dataclasses import dataclass

from duban.core.timelimits.rules import Counted, Need, Rule, SameDay
from duban.core.timelimits.wording import event_words, wording

FROM_SERVICE = ("送达后", "收到后", "接到后", "交办后", None)


@dataclass(frozen=True)
class Limit:
    """One rule, or several joined by a comma (6月底前出台，年内持续推进)."""

    parts: tuple[Rule, ...]

    @property
    def rule(self) -> Rule:
        """The first rule, which a plain phrase has only."""
        return self.parts[0]

    @property
    def phrase(self) -> str:
        """The canonical wording; parsing it again gives an equal limit."""
        return "，".join(wording(rule) for rule in self.parts)

    @property
    def needs(self) -> Need:
        """What the first rule needs before a date can be computed."""
        return self.rule.needs

    @property
    def recurring(self) -> bool:
        """Whether the first rule says 每."""
        return self.rule.recurring

    @property
    def before(self) -> bool:
        """Whether it counts back from an event (会前3个工作日, 到期前)."""
        return isinstance(self.rule, Counted | SameDay) and self.rule.before

    @property
    def from_service(self) -> bool:
        """Whether it counts from service: 收到 and 交办 mean 送达, and a bare limit on a paper runs from it too."""
        return self.anchor in FROM_SERVICE

    @property
    def anchor(self) -> str | None:
        """The event it counts from, as the document says it (会后, 送达后, 会前), or None."""
        if isinstance(self.rule, Counted | SameDay) and self.rule.event:
            return event_words(self.rule.event, before=self.rule.before)
        return None
