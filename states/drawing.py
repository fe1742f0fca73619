"""What a picture of a machine shows, whoever draws it: its places, and one arrow for each pair of them."""

from collections.abc import Collection
from dataclasses import dataclass

from states.engine import MoveTable


@dataclass(frozen=True)
class Drawing:
    """The places that arrows meet, in the table's order, and the events behind each arrow."""

    places: tuple[str, ...]
    arrows: dict[tuple[str, str], tuple[str, ...]]


def drawing_of(table: MoveTable, aside: Collection[str] = ()) -> Drawing:
    """The moves between different places; those of the events `aside` are left out."""
    arrows: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in table.transitions:
        for source in row.sources:
            if row.event not in aside and str(source) != str(row.target):
                ends = (str(source), str(row.target))
                arrows[ends] = (*arrows.get(ends, ()), row.event)
    drawn = {place for ends in arrows for place in ends}
    return Drawing(tuple(str(place) for place in table.places if str(place) in drawn), arrows)
