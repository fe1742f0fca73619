"""How texts are made plain to be searched, and cut into characters and pairs; PostgreSQL has functions alike."""

from functools import lru_cache
from itertools import pairwise

from models.words import ENDS, FOLDED

NO_TEXT = {0: " ", **dict.fromkeys(range(0xD800, 0xE000), "\ufffd")}
"""What a command line may bring that no database takes as text."""
PLAIN: dict[int, int | str] = {**FOLDED, **NO_TEXT}


def plain(text: str) -> str:
    """The text as it is searched: half width, small letters, every blank a space."""
    return text.translate(PLAIN)


def words(title: str, requirement: str | None) -> str:
    """What can be found of an item; registered on SQLite as `duban_words`."""
    return f"{plain(title)}{ENDS}{plain(requirement or '')}"


def grams(text: str) -> str:
    """Every character and pair of characters as a token for SQLite's index; registered there as `duban_grams`."""
    return " ".join({*map(token, text), *map(token, pairs(text))})


def pairs(text: str) -> list[str]:
    """The overlapping pairs of characters."""
    return ["".join(pair) for pair in pairwise(text)]


@lru_cache(100_000)
def token(gram: str) -> str:
    """A character or pair in letters and digits, which no tokenizer takes apart."""
    return "x".join(f"{ord(char):x}" for char in gram)


def keys(text: str) -> list[str]:
    """By which grams a plain text is looked up: its pairs, or itself where it has but one character."""
    return sorted(set(pairs(text))) or [text]
