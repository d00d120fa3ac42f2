"""What a search asks for, parsed: what the query language (`bot.search.language`) makes and the engine takes."""

from dataclasses import dataclass

from bot.model import ShowId
from bot.search.fold import plain_key


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way of putting what is looked for; a hit of any of them is a hit.

    Attributes:
        text: the words to find, those of the phrases included, in the order they were typed.
        phrases: words that have to stand near the hit letter for letter, see `bot.search.nearby`.
        without: words that may not stand near the hit.
        widened: whether it was made of another by an alias: what matches it exactly is of the tier `folded`.
        alias: the spelling of that alias that was typed, and the one that was put in.
        shows: those that the alias is for; None for all.
    """

    text: str
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    widened: bool = False
    alias: tuple[str, str] | None = None
    shows: frozenset[ShowId] | None = None

    @property
    def is_literal(self) -> bool:
        """Whether it is phrases and nothing else: then nothing but those very words is a hit."""
        return bool(self.phrases) and plain_key(self.text) == "".join(map(plain_key, self.phrases))

    @property
    def rest(self) -> str:
        """The words to find without those of the phrases: what is said around a phrase may be said in any order."""
        rest = self.text
        for phrase in self.phrases:
            rest = rest.replace(phrase, " ", 1)
        return rest


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for.

    Attributes:
        alternatives: one at least.
        speakers: who has to have said it, as the transcripts name them; empty for anybody.
    """

    alternatives: tuple[Alternative, ...]
    speakers: frozenset[str] = frozenset()

    @property
    def holds_phrases(self) -> bool:
        """Whether any words of it have to stand there letter for letter."""
        return any(alternative.phrases for alternative in self.alternatives)


def plainly(text: str) -> Wanted:
    """The text as it is, nothing in it taken for an operator."""
    return Wanted((Alternative(text),))
