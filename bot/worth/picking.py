"""The best spans of an episode, none of which shares a moment with another."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.segments import Segment
from bot.worth.reasons import WEIGHTS, Reason
from bot.worth.speech import Sentence, Talk, cut_of, sentences
from bot.worth.words import Rarity
from bot.worth.worth import SHORTEST_MS, measure


@dataclass(frozen=True, slots=True)
class Pick:
    """A span that is worth hearing.

    Attributes:
        start_ms, end_ms: of its first and last sentence.
        words: as they were heard.
        score: the sum of the reasons.
        reasons: what each counts, weights included, the greatest first.
    """

    start_ms: int
    end_ms: int
    words: str
    score: float
    reasons: tuple[tuple[Reason, float], ...]


def best(
    talk: Talk,
    rarity: Rarity,
    segments: Sequence[Segment] = (),
    hidden: Sequence[tuple[int, int]] = (),
    limit: int = 10,
    shortest_ms: int = SHORTEST_MS,
) -> tuple[Pick, ...]:
    """The best spans of an episode, the best first.

    Args:
        talk: the episode's.
        rarity: of words in its show.
        segments: what is not the show: no span touches it.
        hidden: ranges `[start_ms, end_ms)` that nobody may see: the same.
        limit: how many at most.
        shortest_ms: how long each is at least.
    """
    spoken = sentences(talk)
    closed = [(each.start_ms, each.end_ms) for each in segments] + list(hidden)
    spans = measure(talk, spoken, rarity, [_touches(each, closed) for each in spoken], shortest_ms)
    scores = spans.scores()
    taken = np.zeros(len(spoken), np.bool_)
    picks: list[Pick] = []
    for at in np.argsort(-scores, kind="stable").tolist():
        if len(picks) == limit:
            break
        first, end = int(spans.firsts[at]), int(spans.ends[at])
        if not taken[first:end].any():
            taken[first:end] = True
            counts = [(reason, float(WEIGHTS[reason] * row[at])) for reason, row in spans.measures.items()]
            start = cut_of(talk, int(spans.heads[first]), spoken[first])
            picks.append(
                Pick(
                    talk.time_ms(start),
                    spoken[end - 1].end_ms,
                    " ".join(talk.text[start : spoken[end - 1].end].split()),
                    float(scores[at]),
                    tuple(sorted(counts, key=lambda each: -each[1])),
                )
            )
    return tuple(picks)


def _touches(sentence: Sentence, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(start < sentence.end_ms and sentence.start_ms < end for start, end in ranges)
