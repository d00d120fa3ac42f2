"""A larger library, made up at random from few characters: every list is long and every query has candidates."""

import asyncio
import random
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.model import Cue, EpisodeDraft, EpisodeFacts
from bot.ports import Store
from bot.search.engine import index_episode
from storage.sqlite import open_store

EPISODES, CUES, CUE_UNITS, CUE_MS = 10, 60, 70, 20_000
CHARACTERS = (
    "天地人山水火風雷花草木石日月星雲雨雪江河海湖春夏秋冬東西南北大小多少上下左右前後你我他們是有說做想看聽走來去好壞"
)
WORDS = ["river", "mountain", "GPT", "4", "360", "5%", "stone"]


def made_up(seed: int = 11, episodes: int = EPISODES) -> Mapping[str, Sequence[Cue]]:
    """Random speech: for each episode its cues."""
    rng = random.Random(seed)
    pieces = [*CHARACTERS, *(f" {word} " for word in WORDS)]

    def cue(at: int) -> Cue:
        return Cue(at * CUE_MS, (at + 1) * CUE_MS, "".join(rng.choices(pieces, k=CUE_UNITS)))

    return {f"ep{number:02}": [cue(at) for at in range(CUES)] for number in range(episodes)}


async def fill(store: Store, library: Mapping[str, Sequence[Cue]]) -> None:
    """Write the episodes in this order."""
    for stem, cues in library.items():
        await store.put_episode(EpisodeDraft("made-up", stem, EpisodeFacts(), cues, index_episode(cues), stem))


def written(path: Path, library: Mapping[str, Sequence[Cue]]) -> sqlite3.Connection:
    """The real store with this library, to be read."""

    async def write() -> None:
        async with await open_store(path) as store:
            await fill(store, library)

    asyncio.run(write())
    return sqlite3.connect(path)
