"""From matches to hits: the words that were heard, where the match stands in them, when, and in which tier."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from bot.model import Episode, EpisodeId, Hit, Scope, Tier
from bot.ports import Snapshot
from bot.search.fold import deep_key, plain_key
from bot.search.query import Plan
from bot.search.rank import Match
from bot.search.spans import Speech, speak

LEAD_IN_MS = 3_000
LONGEST_HIT_MS = 30_000
CONTEXT_UNITS = 30
"""How far around a match cues are read: more than the lead-in can hold."""
GAP_UNITS = 2
"""Matched units at most this far apart are marked as one piece."""
MOST_OF_AN_EPISODE = 3
"""Further hits of one episode stand behind those of others, in the same tier."""
_LETTERS = re.compile("[A-Za-z']+")
_LETTERS_AT_END = re.compile("[A-Za-z]$")
_ENDINGS = frozenset({"s", "es", "ed", "ing", "'s"})
TIERS = tuple(Tier)
"""Best first."""


def hits_of(snapshot: Snapshot, query: Plan, matches: Sequence[Match], scope: Scope) -> tuple[Hit, ...]:
    """The hits of these matches: by tier, then the first few of each episode, then in the order of the matches."""
    episodes = {episode.id: episode for episode in snapshot.episodes_by_id({m.episode for m in matches}, scope)}
    hits = [_hit(snapshot, query, match, episodes[match.episode]) for match in matches if match.episode in episodes]
    hits.sort(key=lambda hit: TIERS.index(hit.tier))
    seen: Counter[EpisodeId] = Counter()
    ranked = []
    for hit in hits:
        seen[hit.episode.id] += 1
        ranked.append((TIERS.index(hit.tier), seen[hit.episode.id] > MOST_OF_AN_EPISODE, hit))
    return tuple(hit for *_, hit in sorted(ranked, key=lambda entry: entry[:2]))


def _hit(snapshot: Snapshot, query: Plan, match: Match, episode: Episode) -> Hit:
    first, last = match.units[0], match.units[-1]
    cues = snapshot.cues_at(match.episode, max(first - CONTEXT_UNITS, 0), last + 2)
    speech = Speech(tuple(map(speak, cues)))
    begin = speech.first_within(first, LEAD_IN_MS)
    start_ms = speech.start_ms(begin)
    end_ms = max(min(speech.end_ms(last), start_ms + LONGEST_HIT_MS), start_ms + 1)
    words, offsets = speech.text(begin, last + 1)
    marks = tuple((offsets[low][0], offsets[high][1]) for low, high in _pieces(match.units))
    heard = words[marks[0][0] : marks[-1][1]]
    around, _ = speech.text(max(first - 1, 0), last + 2)
    tier = tier_of(query, match, heard, cuts_a_word=_cuts_a_word(around, heard))
    return Hit(episode, start_ms, end_ms, words, marks, tier, match.score, speaker=speech.speaker(first))


def _cuts_a_word(around: str, heard: str) -> bool:
    """Whether a Latin word goes on before or after what was heard; an English ending does not count."""
    before, _, after = around.partition(heard)
    goes_on = _LETTERS.match(after)
    return (heard[:1].isascii() and _LETTERS_AT_END.search(before) is not None and heard[:1].isalpha()) or (
        goes_on is not None and _LETTERS_AT_END.search(heard) is not None and goes_on.group().lower() not in _ENDINGS
    )


def _pieces(units: Sequence[int]) -> Iterable[tuple[int, int]]:
    low = high = units[0]
    for unit in units[1:]:
        if unit - high > GAP_UNITS:
            yield low, high
            low = unit
        high = unit
    yield low, high


def tier_of(query: Plan, match: Match, heard: str, *, cuts_a_word: bool = False) -> Tier:
    """How the match came about: `heard` is all from its first to its last unit."""
    if not cuts_a_word:
        if query.plain and query.plain == plain_key(heard):
            return Tier.EXACT
        if query.deep and query.deep == deep_key(heard):
            return Tier.FOLDED
    return Tier.SOUND if claims(match.aligned, match.said, match.length) else Tier.LOOSE


_CLAIMS = (0.91, 0.88, 0.84, 0.82, 0.79, 0.77, 0.74, 0.72, 0.7)
"""How well a query of two, three and more units has to align to be claimed, the last for all above."""
_SAID_CLAIMS, _SAID_ALIGNED, _SAID_LENGTH = 0.87, 0.45, 6
"""Or how much of it has to have been said, where other words stand in between."""


def claims(aligned: float, said: float, units: int) -> bool:
    """Whether a match is claimed by sound; one syllable sounds like too much to claim anything.

    The figures are set on phrases that are not in the store, see `docs/quality.md`.
    """
    if units < 2:  # noqa: PLR2004 - strict for two, none for one: the rule is about these numbers
        return False
    if aligned >= _CLAIMS[min(units - 2, len(_CLAIMS) - 1)]:
        return True
    return units >= _SAID_LENGTH and said >= _SAID_CLAIMS and aligned >= _SAID_ALIGNED
