"""From matches to hits: the words that were heard, where the match stands in them, when, and in which tier."""

from collections.abc import Iterable, Sequence

from bot.model import Episode, Hit, Scope, Tier
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
TIERS = tuple(Tier)
"""Best first."""


def hits_of(snapshot: Snapshot, query: Plan, matches: Sequence[Match], scope: Scope) -> tuple[Hit, ...]:
    """The hits of these matches, by tier and then in the order of the matches."""
    episodes = {episode.id: episode for episode in snapshot.episodes_by_id({m.episode for m in matches}, scope)}
    hits = [_hit(snapshot, query, match, episodes[match.episode]) for match in matches if match.episode in episodes]
    return tuple(sorted(hits, key=lambda hit: TIERS.index(hit.tier)))


def _hit(snapshot: Snapshot, query: Plan, match: Match, episode: Episode) -> Hit:
    first, last = match.units[0], match.units[-1]
    cues = snapshot.cues_at(match.episode, max(first - CONTEXT_UNITS, 0), last + 1)
    speech = Speech(tuple(map(speak, cues)))
    begin = speech.first_within(first, LEAD_IN_MS)
    start_ms = speech.start_ms(begin)
    end_ms = max(min(speech.end_ms(last), start_ms + LONGEST_HIT_MS), start_ms + 1)
    words, offsets = speech.text(begin, last + 1)
    marks = tuple((offsets[low][0], offsets[high][1]) for low, high in _pieces(match.units))
    heard = words[marks[0][0] : marks[-1][1]]
    return Hit(episode, start_ms, end_ms, words, marks, tier_of(query, match, heard), match.score)


def _pieces(units: Sequence[int]) -> Iterable[tuple[int, int]]:
    low = high = units[0]
    for unit in units[1:]:
        if unit - high > GAP_UNITS:
            yield low, high
            low = unit
        high = unit
    yield low, high


def tier_of(query: Plan, match: Match, heard: str) -> Tier:
    """How the match came about: `heard` is all from its first to its last unit."""
    if query.plain and query.plain == plain_key(heard):
        return Tier.EXACT
    if query.deep and query.deep == deep_key(heard):
        return Tier.FOLDED
    return Tier.SOUND if match.aligned >= claim_threshold(match.length) else Tier.LOOSE


_CLAIMS = (2.0, 2.0, 0.91, 0.88, 0.84, 0.82, 0.79, 0.77, 0.74, 0.72, 0.7)
"""By the number of units, the last for all above. One syllable sounds like too much to claim anything by sound."""


def claim_threshold(units: int) -> float:
    """How well a query of so many units has to align before a hit is claimed by sound."""
    return _CLAIMS[min(units, len(_CLAIMS) - 1)]
