"""Whether two clips are about the same: by the words that name what they speak of.

Of a clip's words those count that are in one minute of thirteen of its show's talk at most (`bot.worth.words.NAMED`).
Two clips have a topic in common where they share at least two of these, and a quarter of those of the one with fewer.
"""

from collections.abc import Set as AbstractSet

from bot.worth.speech import folded
from bot.worth.words import NAMED, Rarity, words_in

FEWEST = 2
"""One word in common is a name, or chance."""
SHARE = 0.25


def names_in(words: str, rarity: Rarity) -> frozenset[str]:
    """The words that name what a text speaks of."""
    return frozenset(word for _, word in words_in(folded(words)) if rarity.of(word) >= NAMED)


def is_one_topic(one: AbstractSet[str], other: AbstractSet[str]) -> bool:
    """Whether two texts with these names are about the same."""
    common = len(one & other)
    return common >= FEWEST and common >= SHARE * min(len(one), len(other))
