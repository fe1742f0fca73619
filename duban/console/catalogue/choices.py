"""What fields may be chosen from: units, posts, the pack's item types, papers, offices."""

from collections.abc import Sequence

from duban.institutions.schema import stage_label
from duban.services.beginning import Looked
from duban.services.bulletins import told_bulletins
from duban.store.org import list_holdings, unit_ids
from duban.store.sight import Sight
from states.bulletin import BulletinState
from states.occurrence import BY_SYSTEM

Pairs = Sequence[tuple[str, str]]


def same(names: Sequence[str]) -> Pairs:
    """Names that stand for themselves."""
    return [(name, name) for name in names]


def units(looked: Looked, _sight: Sight) -> Pairs:
    """Every unit of the institution."""
    return same(list(unit_ids(looked.session, looked.running.pack.code)))


def posts(looked: Looked, _sight: Sight) -> Pairs:
    """Every post that is held today, with its unit, and by whom."""
    held = list_holdings(looked.session, looked.running.pack.code, looked.asked.on)
    return [(row["unit"] + row["post"], f"{row['unit']}{row['post']} {row['person']}") for row in held]


def item_types(looked: Looked, _sight: Sight) -> Pairs:
    """The pack's item types."""
    return same(list(looked.running.pack.items))


def item_classes(looked: Looked, _sight: Sight) -> Pairs:
    """The classes of those item types whose limits differ by class."""
    kinds = looked.running.pack.items.items()
    return [(each, f"{each}（{name}）") for name, kind in kinds for each in kind.classes or ()]


def rungs(looked: Looked, _sight: Sight) -> Pairs:
    """The rungs of the pack's ladders."""
    return same(list(dict.fromkeys(rung.rung for ladder in looked.running.pack.ladders.values() for rung in ladder)))


def papers(looked: Looked, _sight: Sight) -> Pairs:
    """The kinds of paper that the pack numbers or sends."""
    pack = looked.running.pack
    sent = [rung.paper for ladder in pack.ladders.values() for rung in ladder]
    return same(list(dict.fromkeys(sent)))


def copies(looked: Looked, _sight: Sight) -> Pairs:
    """Whom papers may be copied to."""
    ladders = looked.running.pack.ladders.values()
    return same(list(dict.fromkeys(copy for ladder in ladders for rung in ladder for copy in rung.copies)))


def causes(looked: Looked, _sight: Sight) -> Pairs:
    """What the pack lets somebody be talked to about."""
    rules = looked.running.pack.interview
    return same(list(rules.causes) if rules else [])


def levels(looked: Looked, _sight: Sight) -> Pairs:
    """The levels above the unit that a problem may be passed up to."""
    rules = looked.running.pack.coordination
    return same([level.level for level in rules.levels[1:]] if rules else [])


def offices(looked: Looked, _sight: Sight) -> Pairs:
    """The offices that assign."""
    return same(list(looked.running.pack.offices))


def people(looked: Looked, _sight: Sight) -> Pairs:
    """Everybody who holds a post today, with it."""
    held = list_holdings(looked.session, looked.running.pack.code, looked.asked.on)
    return [(row["person"], f"{row['person']}（{row['unit']}{row['post']}）") for row in held]


def own_posts(looked: Looked, _sight: Sight) -> Pairs:
    """The posts that the reader holds today, not as a deputy."""
    held = list_holdings(looked.session, looked.running.pack.code, looked.asked.on)
    mine = [row for row in held if row["person_id"] == looked.asked.actor.person_id and not row["is_deputy"]]
    return same([row["unit"] + row["post"] for row in mine])


def cycles(looked: Looked, _sight: Sight) -> Pairs:
    """The pack's cycles, each by every name that its occurrences bear."""
    return same([name for base, cycle in looked.running.pack.cycles.items() for name in cycle.names(base)])


def system_stages(_looked: Looked, _sight: Sight) -> Pairs:
    """The stages that are done without a person."""
    return same([stage_label(stage) for stage in BY_SYSTEM])


def issued_bulletins(looked: Looked, _sight: Sight) -> Pairs:
    """The bulletins that were issued, newest first."""
    rows = told_bulletins(looked.session, looked.running.pack.code, (BulletinState.issued,))
    return [(row["code"], f"{row['number']} {row['title']}") for row in rows]
