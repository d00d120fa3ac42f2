"""Shows that nobody recorded, made as the real ones speak: the corpus of the benchmarks of speed and scale.

A chain of tokens (a Han character, a digit, a Latin word) in which each follows the one before as often as it does in
real Mandarin episodes, which are read at run time and never stored. A token carries its reading from the place
that it was drawn from. Real speech goes on bringing new pairs, which a plain chain never does: after a token that was
seen n times with d different ones behind it, the next is drawn from all tokens with probability d / (n + d) (Witten
and Bell's estimate of what is new, IEEE Trans. Inf. Theory 37, 1991).

What it does not keep: topics. A real show says its own rare words again and again.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.library import shows_of
from bot.model import Cue, EpisodeDraft, EpisodeFacts
from bot.search.engine import index_stream
from bot.search.fold import HAN_CLASS
from bot.search.units import Units, units_of
from bot.transcripts.reading import read_transcript

PASSAGE_TOKENS = 60
PASSAGE_MS = 15_000
EPISODE_PASSAGES = 250
SHOW_EPISODES = 4
SHOW_PASSAGES = EPISODE_PASSAGES * SHOW_EPISODES
CHAIN_TOKENS = 600
"""Chains grow side by side, one step of NumPy for all; each begins anywhere."""
MANDARIN = ("readr", "audrey")
"""The real shows that they speak like. Not the one whose queries are asked: made from its own pairs of words, a million
passages would say each labelled phrase hundreds of times again, and the labels would call all of them wrong."""
_TOKEN = re.compile(rf"[{HAN_CLASS}]|\d|[A-Za-z]+")
_SPACED = re.compile(r"(?<=[A-Za-z])(?=\x00[A-Za-z])")

Places = NDArray[np.int64]
Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Spoken:
    """Tokens as they were spoken, one after the other.

    Attributes:
        words: each distinct token, as written.
        ids: shape (n,), which token stands at each place.
        first_units: shape (n + 1,), where the units of each place begin in the two rows below.
        sounds, surfaces: shape (units,).
    """

    words: Sequence[str]
    ids: Ids
    first_units: Places
    sounds: NDArray[np.uint16]
    surfaces: NDArray[np.uint16]

    @cached_property
    def followers(self) -> tuple[Places, Places, NDArray[np.float64]]:
        """The places of each token side by side, where each token's begin, and how often something new follows it."""
        order = np.argsort(self.ids[:-1], kind="stable")
        counts = np.bincount(self.ids[:-1], minlength=len(self.words))
        pairs = np.unique(self.ids[:-1] * len(self.words) + self.ids[1:])
        kinds = np.bincount(pairs // len(self.words), minlength=len(self.words))
        return order, np.concatenate([[0], np.cumsum(counts)]), kinds / np.maximum(counts + kinds, 1)

    def chains(self, rng: np.random.Generator, count: int, length: int) -> Places:
        """Shape (count, length): places, each row one chain."""
        order, firsts, novelty = self.followers
        rows = np.empty((length, count), np.int64)
        rows[0] = rng.integers(len(self.ids), size=count)
        for step in range(1, length):
            before = self.ids[rows[step - 1]]
            known = firsts[before + 1] - firsts[before]
            drawn = firsts[before] + (rng.random(count) * known).astype(np.int64)
            follower = order[np.minimum(drawn, len(order) - 1)] + 1
            anywhere = (rng.random(count) < novelty[before]) | (known == 0)
            rows[step] = np.where(anywhere, rng.integers(len(self.ids), size=count), follower)
        return rows.T

    def units(self, places: Places) -> tuple[NDArray[np.uint16], NDArray[np.uint16], Places]:
        """The sounds and surfaces of these places, and where each place begins in them, one more for the end."""
        counts = self.first_units[places + 1] - self.first_units[places]
        firsts = np.concatenate([[0], np.cumsum(counts)])
        at = np.repeat(self.first_units[places] - firsts[:-1], counts) + np.arange(firsts[-1])
        return self.sounds[at], self.surfaces[at], firsts

    def text(self, places: Places) -> str:
        """The tokens as text: a space between Latin words only."""
        words = [self.words[token] for token in self.ids[places].tolist()]
        return _SPACED.sub(" ", "\x00".join(words)).replace("\x00", "")


def read_spoken(texts: Iterable[str]) -> Spoken:
    """What these texts say; what is neither Han, digit nor Latin is left out."""
    known: dict[str, int] = {}
    latin: dict[str, Units] = {}
    ids, counts = list[int](), list[int]()
    sounds, surfaces = list[NDArray[np.uint16]](), list[NDArray[np.uint16]]()
    for text in texts:
        units = units_of(text)
        starts = units.starts.tolist()
        at_unit = dict(zip(starts, range(len(starts)), strict=True))
        for match in _TOKEN.finditer(text):
            word = match.group()
            if word.isascii() and word.isalpha():
                read, first = latin.setdefault(word, units_of(word)), 0
                count = len(read)
            elif match.start() in at_unit:
                read, first, count = units, at_unit[match.start()], 1
            else:
                continue
            ids.append(known.setdefault(word, len(known)))
            counts.append(count)
            sounds.append(read.sounds[first : first + count])
            surfaces.append(read.surfaces[first : first + count])
    firsts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return Spoken(list(known), np.array(ids, np.int64), firsts, np.concatenate(sounds), np.concatenate(surfaces))


def mandarin_texts(corpus: Path) -> list[str]:
    """The words of each real Mandarin episode."""
    return [
        "\n".join(cue.text for cue in read_transcript(file.read_bytes()).cues)
        for slug, files in shows_of(corpus).items()
        for file in files
        if slug.startswith(MANDARIN)
    ]


def make_show(spoken: Spoken, number: int, seed: int, passages: int = EPISODE_PASSAGES) -> Iterator[EpisodeDraft]:
    """The episodes of one show, the same for the same seed and number however many shows there are."""
    rng = np.random.default_rng([seed, number])
    tokens = passages * PASSAGE_TOKENS
    chains = spoken.chains(rng, SHOW_EPISODES * -(-tokens // CHAIN_TOKENS), CHAIN_TOKENS)
    for episode, places in enumerate(chains.reshape(SHOW_EPISODES, -1)[:, :tokens]):
        yield _draft(spoken, places, f"made-{number:04}", f"made-{number:04}-{episode}")


def _draft(spoken: Spoken, places: Places, show: str, stem: str) -> EpisodeDraft:
    sounds, surfaces, firsts = spoken.units(places)
    cues = [
        Cue(nth * PASSAGE_MS, (nth + 1) * PASSAGE_MS, spoken.text(part))
        for nth, part in enumerate(places.reshape(-1, PASSAGE_TOKENS))
    ]
    index = index_stream(sounds, surfaces, firsts[::PASSAGE_TOKENS].tolist())
    return EpisodeDraft(show, stem, EpisodeFacts(), cues, index, f"made {stem}")
