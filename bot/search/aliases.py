"""Aliases: a query that holds one spelling of a name is asked with its other spellings, too. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from bot.amends import Alias
from bot.model import Show
from bot.search.fold import fold_text, plain_key
from bot.search.wanted import Wanted

MOST_WIDENINGS = 4
"""Further queries that one query becomes at most: each takes as long as the query itself."""
_EDGE = "[a-z0-9]"
"""What goes on with a Latin word or a number."""


@dataclass(frozen=True, slots=True)
class Widening:
    """A query with another spelling put in.

    Attributes:
        text: the query as it is asked besides.
        typed: the spelling that it had, as the alias has it.
        meant: the spelling that it has now.
        shows: slugs of the shows that the alias is for; empty for all.
    """

    text: str
    typed: str
    meant: str
    shows: frozenset[str] = frozenset()


def with_aliases(wanted: Wanted, aliases: Sequence[Alias], shows: Iterable[Show]) -> Wanted:
    """What is wanted and, behind it, what its aliases make of it; what stands in quotes is meant letter for letter."""
    ids = {show.slug: show.id for show in shows}
    more = [
        replace(
            each,
            text=widening.text,
            widened=True,
            alias=(widening.typed, widening.meant),
            shows=frozenset(ids[slug] for slug in widening.shows & ids.keys()) if widening.shows else None,
        )
        for each in wanted.alternatives
        for widening in widened(each.text, aliases)
        if not any(plain_key(widening.typed) in plain_key(phrase) for phrase in each.phrases)
    ]
    return replace(wanted, alternatives=(*wanted.alternatives, *more[:MOST_WIDENINGS]))


def widened(text: str, aliases: Sequence[Alias], most: int = MOST_WIDENINGS) -> tuple[Widening, ...]:
    """What a query is asked as besides, in the order of the aliases, each text once and at most so many.

    In each of them one spelling is put in the place of one other, wherever that stands: what was put in is not
    widened again, nor are two aliases of one query widened at once. The longest of an alias's spellings that stands
    in the query counts: 台積電 is not 台積 with something behind it.
    """
    found: dict[tuple[str, frozenset[str]], Widening] = {}
    folded, offsets = fold_text(text)
    sources = range(len(text)) if offsets is None else offsets.tolist()
    for widening in _each(text, folded, sources, aliases):
        if plain_key(widening.text) != plain_key(text):
            found.setdefault((widening.text, widening.shows), widening)
    return tuple(islice(found.values(), most))


def _each(text: str, folded: str, sources: Sequence[int], aliases: Sequence[Alias]) -> Iterator[Widening]:
    for alias in aliases:
        longest = sorted(alias.spellings, key=len, reverse=True)
        typed = next((spelling for spelling in longest if _stands(spelling, folded)), None)
        if typed is None:
            continue
        places = [match.span() for match in _pattern(typed).finditer(folded)]
        for meant in alias.spellings:
            if meant != typed:
                yield Widening(_put_in(text, sources, places, meant), typed, meant, alias.shows)


def _put_in(text: str, sources: Sequence[int], places: Sequence[tuple[int, int]], meant: str) -> str:
    parts: list[str] = []
    at = 0
    for start, end in places:
        parts += (text[at : sources[start]], meant)
        at = sources[end - 1] + 1
    return "".join((*parts, text[at:]))


def _stands(spelling: str, folded: str) -> bool:
    # Hundreds of aliases are looked for in each query: the first word tells at once that most are not there.
    return _first_word(spelling) in folded and _pattern(spelling).search(folded) is not None


@lru_cache(maxsize=16_384)
def _first_word(spelling: str) -> str:
    return next(iter(fold_text(spelling)[0].split()), "")


@lru_cache(maxsize=1024)
def _pattern(spelling: str) -> re.Pattern[str]:
    """Where a spelling stands as a whole: Han anywhere, Latin letters and digits only between their borders."""
    folded, _ = fold_text(spelling)
    words = r"\s+".join(map(re.escape, folded.split()))
    before = f"(?<!{_EDGE})" if re.match(_EDGE, folded) else ""
    behind = f"(?!{_EDGE})" if re.match(_EDGE, folded[-1:]) else ""
    return re.compile(f"{before}{words}{behind}")
