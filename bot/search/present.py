"""From matches to hits: the words that were heard, where the match stands in them, when, and in which tier."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice

from bot.model import Episode, EpisodeId, Hit, Scope, Tier, UnitRun
from bot.ports import Snapshot
from bot.search.amend import AmendedMatch
from bot.search.claims import claims
from bot.search.fold import deep_key, plain_key
from bot.search.query import Plan, as_typed
from bot.search.rank import Match
from bot.search.spans import Speech, speak_all
from bot.search.units import symbols_of
from bot.search.why import explain

LEAD_IN_MS = 3_000
LONGEST_HIT_MS = 60_000
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
    """The hits of these matches: by tier, then the first few of each episode, then in the order of the matches.

    Of what is exact no match is better than another: those that are spelt as it was typed come first, spaces and
    punctuation included, then the earlier episode and place.
    """
    episodes = {episode.id: episode for episode in snapshot.episodes_by_id({m.episode for m in matches}, scope)}
    standing = [match for match in matches if match.episode in episodes]
    speeches = _speeches(snapshot, standing)
    hits = [
        _hit(query, match, speech, episodes[match.episode]) for match, speech in zip(standing, speeches, strict=True)
    ]
    return ordered(sorted(hits, key=lambda hit: _among_exact(query, hit) if hit.tier is Tier.EXACT else ()))


def ordered(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """By tier, then the first few of each episode, then as they come."""
    seen: Counter[EpisodeId] = Counter()
    ranked = []
    for hit in sorted(hits, key=lambda hit: TIERS.index(hit.tier)):
        seen[hit.episode.id] += 1
        ranked.append((TIERS.index(hit.tier), seen[hit.episode.id] > MOST_OF_AN_EPISODE, hit))
    return tuple(hit for *_, hit in sorted(ranked, key=lambda entry: entry[:2]))


def _among_exact(query: Plan, hit: Hit) -> tuple[bool, int, int]:
    return query.typed not in as_typed(hit.text), hit.episode.id, hit.start_ms


def _speeches(snapshot: Snapshot, matches: Sequence[Match]) -> Iterator[Speech]:
    """What is said around each match."""
    runs = [UnitRun(m.episode, max(m.units[0] - CONTEXT_UNITS, 0), m.units[-1] + 2) for m in matches]
    read = snapshot.cues_at_each(runs) if runs else ()
    spoken = iter(speak_all([placed for cues in read for placed in cues]))
    return (Speech(tuple(islice(spoken, len(cues)))) for cues in read)


def _hit(query: Plan, match: Match, speech: Speech, episode: Episode) -> Hit:
    first, last = match.units[0], match.units[-1]
    begin = speech.first_within(first, LEAD_IN_MS)
    start_ms = speech.start_ms(begin)
    end_ms = max(min(speech.end_ms(last), start_ms + LONGEST_HIT_MS), start_ms + 1)
    words, offsets = speech.text(begin, last + 1)
    marks = tuple((offsets[low][0], offsets[high][1]) for low, high in _pieces(match.units))
    heard = words[marks[0][0] : marks[-1][1]]
    around = speech.words(max(first - 1, 0), last + 2)
    if isinstance(match, AmendedMatch):
        heard, around = match.texts(speech)
    tier = tier_of(query, match, heard, cuts_a_word=cuts_a_word(around, heard))
    score = 1.0 if tier is Tier.EXACT else match.score
    told = partial(explain, query, match, speech)
    holds = tier is Tier.LOOSE and query.asks and claims(match.asked, match.asked, len(query.content))
    who = speech.speaker(first)
    return Hit(episode, start_ms, end_ms, words, marks, tier, score, holds_about=holds, explain=told, speaker=who)


def cuts_a_word(around: str, heard: str) -> bool:
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
        symbols = symbols_of(heard)
        if query.plain and query.plain == plain_key(heard) + symbols:
            return Tier.EXACT
        if deep_key(heard) + symbols in query.deep:
            return Tier.FOLDED
    return Tier.SOUND if claims(match.aligned, match.said, match.length) else Tier.LOOSE
