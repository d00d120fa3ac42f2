"""How well the made-up shows keep the statistics of the real ones, by characters and by syllables.

The made-up shows are made from one half of the real episodes and as long as it; the other half is the measure. A
bigram model (Witten and Bell's, as `benchmarks.made_up` draws) of either has to guess each token of that other half:
the fewer bits, the better it knows how people go on.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.made_up import CHAIN_TOKENS, Spoken, read_spoken
from bot.search.sounds import SYLLABLE_MASK

RANKS = (1, 10, 100, 1_000, 10_000, 100_000)
LEVELS = ("characters", "syllables")

Row = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Likeness:
    """One level of one of the two texts.

    Attributes:
        bits: what a token of the other half costs a model of this text.
        tokens, pairs: how many different ones there are.
        at_rank: how often the pair of each of the `RANKS` occurs in a million; 0 where there are fewer.
    """

    bits: float
    tokens: int
    pairs: int
    at_rank: Sequence[float]


def measure(texts: Sequence[str], seed: int) -> dict[str, dict[str, Likeness]]:
    """For each level the likeness of the real half and of what was made from it."""
    known, apart = read_spoken(texts[0::2]), read_spoken(texts[1::2])
    chains = known.chains(np.random.default_rng(seed), max(len(known.ids) // CHAIN_TOKENS, 1), CHAIN_TOKENS)
    places = chains.ravel()
    made_sounds, _, _ = known.units(places)
    letters = {word: nth for nth, word in enumerate(dict.fromkeys([*known.words, *apart.words]))}
    real, measure_ = (_named(spoken, letters) for spoken in (known, apart))
    rows = {
        "characters": (real, real[places], measure_),
        "syllables": tuple(
            (sounds & SYLLABLE_MASK).astype(np.int64) for sounds in (known.sounds, made_sounds, apart.sounds)
        ),
    }
    return {
        level: {"real": likeness(real, measure_), "made up": likeness(made, measure_)}
        for level, (real, made, measure_) in rows.items()
    }


def _named(spoken: Spoken, letters: dict[str, int]) -> Row:
    return np.array([letters[word] for word in spoken.words], np.int64)[spoken.ids]


def likeness(text: Row, apart: Row) -> Likeness:
    """How like the tokens of `apart` those of `text` go on, and how the pairs of `text` are spread."""
    width = int(max(text.max(), apart.max())) + 1
    pairs, counts = np.unique(text[:-1] * width + text[1:], return_counts=True)
    often = np.sort(counts)[::-1] * 1e6 / max(len(text) - 1, 1)
    return Likeness(
        bits=round(_bits(text, apart, width), 3),
        tokens=len(np.unique(text)),
        pairs=len(pairs),
        at_rank=[round(float(often[rank - 1]), 1) if rank <= len(often) else 0.0 for rank in RANKS],
    )


def _bits(text: Row, apart: Row, width: int) -> float:
    """The bits that a token of `apart` costs a bigram model of `text` on average."""
    single = np.bincount(text, minlength=width)
    # One more of each, so that what was never said costs something finite.
    alone = (single + 1) / (single.sum() + width)
    pairs, counts = np.unique(text[:-1] * width + text[1:], return_counts=True)
    kinds = np.bincount(pairs // width, minlength=width)
    before, after = apart[:-1], apart[1:]
    at = np.minimum(np.searchsorted(pairs, before * width + after), len(pairs) - 1)
    seen = np.where(pairs[at] == before * width + after, counts[at], 0)
    follow = np.bincount(text[:-1], minlength=width)[before]
    chance = (seen + kinds[before] * alone[after]) / np.maximum(follow + kinds[before], 1)
    chance = np.where(follow == 0, alone[after], chance)
    return float(-np.log2(chance).mean())
