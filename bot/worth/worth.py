"""The worth of a span as a clip: a sum of named reasons, each a measure of its sentences or its bounds times a weight.

A clip begins and ends with a thought, is understood by somebody who has heard nothing before it, says something, and is
the show itself (`docs/clips.md` has the criteria in full). Nothing here understands what is said: each measure counts
words that go along with one of these. All spans of an episode are measured at once, from sums up to each sentence.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.worth import lexicon
from bot.worth.beginning import beginnings
from bot.worth.bounds import COMMON, RAREST, WEIGHTY, pronouns, shifts, sureness
from bot.worth.ending import endings
from bot.worth.halves import halves
from bot.worth.heard import AGAIN_MS, NEAR_MS, Heard, Row
from bot.worth.lexicon import any_of, either
from bot.worth.reasons import WEIGHTS, Reason
from bot.worth.speech import END, SURE, Sentence, Talk
from bot.worth.words import Rarity

SHORTEST_MS = 15_000
LONGEST_MS = 60_000
MOST_CHARS = 1_200
"""As many are said in a minute of English. A cue whose times are wrong may hold a whole episode."""
BEST_MS = 35_000
"""Long enough to explain what is spoken of, short enough to be listened to."""
_LENGTH_STEP_MS = 15_000

_MOST: Mapping[Reason, float] = {
    Reason.EXPLAINS: 3.0,
    Reason.CLAIMS: 3.0,
    Reason.FIGURES: 2.0,
    Reason.TELLS: 2.0,
    Reason.AMUSES: 2.0,
    Reason.RECALLS: 2.0,
    Reason.KEEPS_HOUSE: 3.0,
}
"""More of the same says nothing more. What is not here is told by its share."""
_MOST_TURNS = 4.0
_MOST_MATTERS = 3.0
_MOST_RARE = 3.0
_FEWEST_CHARS = 80
"""A share of fewer characters says little."""
_PIECE_CHARS = 8
"""What a recogniser repeats is longer than this."""
_PIECE_SENTENCES = 2


def _counter(mandarin: str, english: str) -> Callable[[str], int]:
    words, latin = any_of(mandarin), any_of(english, latin=True)
    return lambda text: len(words.findall(text)) + len(latin.findall(text))


_COUNTED: Mapping[Reason, Callable[[str], int]] = {
    Reason.EXPLAINS: _counter(lexicon.EXPLAINS, lexicon.EXPLAINS_EN),
    Reason.CLAIMS: _counter(lexicon.CLAIMS, lexicon.CLAIMS_EN),
    Reason.FIGURES: _counter(lexicon.FIGURES, lexicon.FIGURES_EN),
    Reason.TELLS: _counter(lexicon.TELLS, lexicon.TELLS_EN),
    Reason.AMUSES: _counter(lexicon.AMUSES, lexicon.AMUSES_EN),
    Reason.RECALLS: _counter(lexicon.RECALLS, lexicon.RECALLS_EN),
    Reason.KEEPS_HOUSE: _counter(lexicon.HOUSEKEEPING, lexicon.HOUSEKEEPING_EN),
    Reason.FILLS: _counter(lexicon.FILLING, lexicon.FILLING_EN),
}
_LISTS = either(lexicon.LISTS, lexicon.LISTS_EN)
_LISTS_ON = either(lexicon.LISTS_ON, lexicon.LISTS_ON_EN)
_CONCEDES = either(lexicon.CONCEDES, lexicon.CONCEDES_EN)
_RETORTS = either(lexicon.RETORTS, lexicon.RETORTS_EN)
_TURNS_TO = either(lexicon.TURNS_TO, lexicon.TURNS_TO_EN)
_REPLIES = any_of(lexicon.REPLIES)


@dataclass(frozen=True, slots=True)
class Spans:
    """All spans of an episode that are as long as a clip may be.

    Attributes:
        firsts, ends: shape (n,), the sentences `[first, end)` of each.
        heads: shape (sentences,), the offset at which each says something when a span begins with it.
        measures: for each reason shape (n,), without its weight.
    """

    firsts: NDArray[np.int64]
    ends: NDArray[np.int64]
    heads: NDArray[np.int64]
    measures: Mapping[Reason, Row]

    def scores(self) -> Row:
        """Shape (n,): the worth of each."""
        total = np.zeros(len(self.firsts))
        for reason, row in self.measures.items():
            total += WEIGHTS[reason] * row
        return total


def measure(
    talk: Talk,
    sentences: Sequence[Sentence],
    rarity: Rarity,
    barred: Sequence[bool],
    shortest_ms: int = SHORTEST_MS,
) -> Spans:
    """Every span of whole sentences that is as long as a clip may be and holds none that is barred.

    Where nothing ends for too long it is cut somewhere; what is bounded by such a cut is left out, if there is more.

    Args:
        talk: an episode's.
        sentences: its own, in order.
        rarity: of the words in the show.
        barred: for each sentence whether no clip may hold it.
        shortest_ms: how long each is at least.
    """
    heard = Heard(talk, sentences, rarity)
    firsts, ends = _pairs(heard, barred, shortest_ms)
    firsts, ends = _whole(sentences, firsts, ends)
    found = {**_at_bounds(heard, firsts, ends), **_inside(heard, firsts, ends)}
    return Spans(firsts, ends, heard.heads, found)


def _pairs(heard: Heard, barred: Sequence[bool], shortest_ms: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first sentences and the ends of all spans of the right length."""
    wall = np.concatenate([[0], np.cumsum(np.array(barred, np.int64))])
    firsts: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
    ends: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
    # Cues may overlap: an end counts from where all before it have ended.
    ends_ms = np.maximum.accumulate(heard.ends_ms)
    offsets = np.array([each.end for each in heard.sentences], np.int64)
    low = np.searchsorted(ends_ms, heard.starts_ms + shortest_ms) + 1
    high = np.searchsorted(ends_ms, heard.starts_ms + LONGEST_MS, side="right") + 1
    for first, sentence in enumerate(heard.sentences):
        end = np.arange(max(low[first], first + 1), high[first], dtype=np.int64)
        end = end[(wall[end] == wall[first]) & (offsets[end - 1] - sentence.start <= MOST_CHARS)]
        firsts.append(np.full(len(end), first, np.int64))
        ends.append(end)
    return np.concatenate(firsts), np.concatenate(ends)


def _whole(
    sentences: Sequence[Sentence], firsts: NDArray[np.int64], ends: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Those that begin and end where sentences do; all of them, where there is none."""
    sure = np.array([each.bound >= END for each in sentences] + [True])
    both = sure[firsts] & sure[ends]
    return (firsts[both], ends[both]) if both.any() else (firsts, ends)


def _at_bounds(heard: Heard, firsts: NDArray[np.int64], ends: NDArray[np.int64]) -> dict[Reason, Row]:
    bounds = np.array([each.bound for each in heard.sentences] + [SURE])
    shift = shifts(heard)
    lengths_ms = heard.ends_ms[ends - 1] - heard.starts_ms[firsts]
    return {
        Reason.BEGINS: sureness(bounds[firsts]),
        Reason.ENDS: sureness(bounds[ends]),
        Reason.OPENS: shift[firsts],
        Reason.LEAVES: shift[ends],
        Reason.LENGTH: np.abs(lengths_ms - BEST_MS) / _LENGTH_STEP_MS,
        **{reason: row[firsts] for reason, row in beginnings(heard).items()},
        **{reason: row[ends - 1] for reason, row in endings(heard).items()},
    }


def _inside(heard: Heard, firsts: NDArray[np.int64], ends: NDArray[np.int64]) -> dict[Reason, Row]:
    def within(row: Row) -> Row:
        """The sums of a row over each span."""
        sums = np.concatenate([[0.0], np.cumsum(row)])
        found: Row = sums[ends] - sums[firsts]
        return found

    def held(pattern: "Callable[[str], object]") -> Row:
        return np.array([bool(pattern(text)) for text in heard.texts], np.float64)

    spoken = np.maximum(within(heard.lengths), 1.0)
    solid = np.maximum(spoken, _FEWEST_CHARS)
    matters, replies = _matters(heard), np.maximum(held(_REPLIES.match), _voices(heard))
    found = {
        Reason.RARE: np.minimum(10 * within(_rare(heard)) / solid, _MOST_RARE),
        Reason.STAYS: np.minimum(within(_again(heard)) / solid, 1.0),
        Reason.REPEATS: within(_repeated(heard)) / spoken,
        Reason.REFERS: within(np.array([len(pronouns(text)) for text in heard.texts], np.float64)) / spoken,
        Reason.LISTS: halves(heard, _LISTS, _LISTS_ON).lacking(firsts, ends),
        Reason.CONCEDES: halves(heard, _CONCEDES, _RETORTS).lacking_at_once(firsts, ends),
        # That its first sentence turns to something, or asks it, is as it should be.
        Reason.MIXES: np.minimum(within(matters) - matters[firsts], _MOST_MATTERS),
        Reason.TURNS: np.minimum(within(replies) - replies[firsts], _MOST_TURNS),
    }
    for reason, count in _COUNTED.items():
        counted = within(np.array([count(text) for text in heard.texts], np.float64))
        found[reason] = np.minimum(counted, _MOST[reason]) if reason in _MOST else counted / spoken
    return found


def _rare(heard: Heard) -> Row:
    """For each sentence how much rare words say in it, a quarter of that where they were just said."""
    last: dict[str, int] = {}
    rows = np.zeros(len(heard))
    for nth, (sentence, words) in enumerate(zip(heard.sentences, heard.words, strict=True)):
        for _, word in words:
            if heard.weights[word] >= WEIGHTY:
                is_again = sentence.start_ms - last.get(word, -AGAIN_MS) < AGAIN_MS
                rows[nth] += min(heard.weights[word], RAREST) / RAREST * (0.25 if is_again else 1.0)
                last[word] = sentence.start_ms
    return rows


def _again(heard: Heard) -> Row:
    """For each sentence the weight of the words that were said within half a minute before."""
    last: dict[str, int] = {}
    rows = np.zeros(len(heard))
    for nth, (sentence, words) in enumerate(zip(heard.sentences, heard.words, strict=True)):
        for _, word in words:
            if heard.weights[word] >= COMMON:
                rows[nth] += heard.weights[word] * (sentence.start_ms - last.get(word, -NEAR_MS) < NEAR_MS / 2)
                last[word] = sentence.start_ms
    return rows


def _repeated(heard: Heard) -> Row:
    """For each sentence how many of its characters were said just before in the same words."""
    last: dict[str, int] = {}
    rows = np.zeros(len(heard))
    for nth, text in enumerate(heard.texts):
        solid = "".join(text.split())
        for at in range(len(solid) - _PIECE_CHARS + 1):
            piece = solid[at : at + _PIECE_CHARS]
            rows[nth] += nth - last.get(piece, -len(heard) - 9) <= _PIECE_SENTENCES
            last[piece] = nth
    return rows


def _voices(heard: Heard) -> Row:
    """For each sentence whether another person begins to speak in it."""
    at = np.array([bisect_left(heard.talk.voices, each.start) for each in heard.sentences], np.int64)
    after = np.array([bisect_left(heard.talk.voices, each.end) for each in heard.sentences], np.int64)
    return (after > at).astype(np.float64)


def _matters(heard: Heard) -> Row:
    """For each sentence whether it turns to another matter."""
    folded = heard.talk.folded
    both = zip(heard.sentences, heard.heads.tolist(), strict=True)
    turned = [bool(_TURNS_TO.match(folded, each.start) or _TURNS_TO.match(folded, head)) for each, head in both]
    return np.array(turned, np.float64)
