"""Indexes of the first format, in which no symbol was a unit: what they answer, and what becomes of corrections."""

import re
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from bot.amends import Correction, CorrectionId, CorrectionMove, Standing
from bot.model import Cue, EpisodeDraft, EpisodeFacts, EpisodeId, EpisodeIndex, Hit, Tier
from bot.ports import Snapshot, Store
from bot.reindexing import Rebuilder
from bot.search.amend import grams_for, moves_of
from bot.search.engine import INDEX_FORMAT, index_episode, search
from bot.search.heard import Heard
from bot.transcripts.ingest import in_thread
from tests.search_library import timed
from tests.store_drafts import STORES, episode_named, opened, whole
from tests.test_search_amend import correction

T = TypeVar("T")
TALK = (
    "這台咖啡機打八折 等於省了20% 很划算",
    "店裡的點餐程式是用C# 寫的 從來沒壞過",
    "他說開店要有互成盒 不然對面一開就沒人來",
    "後來他又寫了一個C++ 的版本",
)
CUES = timed(TALK)
FIRST = 1


def index_without_symbols(cues: Sequence[Cue]) -> EpisodeIndex:
    """As the first format had it."""
    plain = [replace(cue, text=re.sub(r"[%#+]", " ", cue.text)) for cue in cues]
    return replace(index_episode(plain), format=FIRST)


@pytest.fixture(params=STORES)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    async with opened(request.param, tmp_path) as empty:
        await empty.put_episode(
            EpisodeDraft("shop", "ep1", EpisodeFacts(), CUES, index_without_symbols(CUES), "shop/ep1")
        )
        yield empty


async def keep(store: Store, heard: str, right: str, *, grams: frozenset[int] | None = None) -> Correction:
    """An accepted correction as the first format had it."""
    plain = [replace(cue, text=re.sub(r"[%#+]", " ", cue.text)) for cue in CUES]
    made = correction(plain, heard, right)
    episode = await store.read(lambda snapshot: episode_named(snapshot, "ep1", "shop"))
    its = grams_for(right, made.lead, made.trail) if grams is None else grams
    return replace(made, id=await store.add_correction(made, episode.id, its))


async def kept(store: Store) -> Correction:
    (only,) = await store.read(lambda snapshot: snapshot.corrections(whole(snapshot)))
    return only


async def best(store: Store, query: str) -> Hit:
    return await store.read(lambda snapshot: search(snapshot, query, whole(snapshot))[0])


def test_symbols_are_units_of_this_format_only() -> None:
    assert index_without_symbols(CUES).cue_first_units[-1] == index_episode(CUES).cue_first_units[-1] - 3


@pytest.mark.parametrize("query", ["對面一開就沒人", "點餐程式", "打八折"])
async def test_an_index_of_the_first_format_answers(store: Store, query: str) -> None:
    hit = await best(store, query)
    assert query in hit.text


async def test_a_symbol_is_told_apart_once_the_index_is_built_anew(store: Store) -> None:
    await Rebuilder(store).run(lambda _: None)
    hit = await best(store, "C++")
    assert (hit.tier, "C++" in hit.matched) == (Tier.EXACT, True)


async def test_the_first_format_counts_as_old(store: Store) -> None:
    assert await Rebuilder(store).run(lambda _: None) == 1
    assert await store.read(lambda snapshot: snapshot.indexed_before(INDEX_FORMAT)) == []


async def test_a_correction_is_found_in_an_index_of_the_first_format(store: Store) -> None:
    await keep(store, "互成盒", "護城河")
    hit = await best(store, "護城河")
    assert (hit.tier, "互成盒" in hit.text) == (Tier.EXACT, True)


async def test_a_corrections_units_are_those_of_the_new_index(store: Store) -> None:
    before = await keep(store, "互成盒", "護城河")
    await Rebuilder(store).run(lambda _: None)
    (spot,) = Heard(CUES).spots("互成盒")
    assert (await kept(store)).spot == spot
    assert spot.first_unit == before.spot.first_unit + 2


async def test_what_finds_a_correction_is_of_the_new_index(store: Store) -> None:
    await keep(store, "互成盒", "護城河", grams=frozenset({7}))
    await Rebuilder(store).run(lambda _: None)
    hit = await best(store, "護城河")
    assert (hit.tier, "互成盒" in hit.matched) == (Tier.EXACT, True)


async def test_what_was_decided_on_a_correction_stays(store: Store) -> None:
    before = await keep(store, "互成盒", "護城河")
    await Rebuilder(store).run(lambda _: None)
    assert replace(await kept(store), spot=before.spot) == before


async def test_a_correction_that_sleeps_sleeps_on(store: Store) -> None:
    before = await keep(store, "互成盒", "護城河")
    sleeping = replace(before, heard="沒有人說過", lead="在別的", trail="地方")
    episode = await store.read(lambda snapshot: episode_named(snapshot, "ep1", "shop"))
    await store.remove_correction(before.id)
    await store.add_correction(sleeping, episode.id, frozenset())
    await Rebuilder(store).run(lambda _: None)
    assert (await kept(store)).standing is Standing.SLEEPS


async def test_a_correction_that_is_made_meanwhile_is_moved_along(store: Store) -> None:
    made: list[CorrectionId] = []

    class Meanwhile:
        """Somebody corrects the episode while its corrections are looked at for the first time."""

        async def __call__(self, work: Callable[[], T]) -> T:
            done = await in_thread(work)
            if done == ():
                made.append((await keep(store, "互成盒", "護城河")).id)
            return done

    assert await Rebuilder(store, worker=Meanwhile()).run(lambda _: None) == 1
    assert [(await kept(store)).id] == made
    assert (await kept(store)).spot == Heard(CUES).spots("互成盒")[0]


async def test_of_an_episode_that_goes_meanwhile_no_correction_is_moved(store: Store) -> None:
    before = await keep(store, "互成盒", "護城河")
    looked: list[int] = []

    def move(corrections: Sequence[Correction], cues: Sequence[Cue]) -> tuple[CorrectionMove, ...]:
        looked.append(len(corrections))
        return moves_of(corrections, cues)

    class Meanwhile:
        """The episode is taken out once its index is made."""

        async def __call__(self, work: Callable[[], T]) -> T:
            await store.remove_episode("shop", "ep1")
            return await in_thread(work)

    assert await Rebuilder(store, move_corrections=move, worker=Meanwhile()).run(lambda _: None) == 0
    assert (looked, await kept(store)) == ([0], before)


@pytest.mark.parametrize("packed", [b"", b"\x07", b"\x00" * 241])
async def test_a_correction_in_passages_that_are_packed_otherwise_is_passed_over(store: Store, packed: bytes) -> None:
    await keep(store, "互成盒", "護城河")
    index = index_episode(CUES)
    strange = replace(index, passages=[replace(each, units=packed) for each in index.passages], format=99)
    episode, moves = await store.read(_episode_and_moves)
    await store.replace_index(episode, strange, moves)
    assert await store.read(lambda snapshot: search(snapshot, "護城河", whole(snapshot))) == ()


@pytest.mark.parametrize("factor", [0, 1, 3])
async def test_a_correction_among_cues_that_were_counted_otherwise_breaks_no_search(store: Store, factor: int) -> None:
    await keep(store, "互成盒", "護城河")
    index = index_episode(CUES)
    total = index.cue_first_units[-1]
    counted = [min(first * factor, total) for first in index.cue_first_units[:-1]] + [total]
    episode, moves = await store.read(_episode_and_moves)
    await store.replace_index(episode, replace(index, cue_first_units=counted), moves)
    assert (await best(store, "護城河")).episode.stem == "ep1"


def _episode_and_moves(snapshot: Snapshot) -> tuple[EpisodeId, tuple[CorrectionMove, ...]]:
    return episode_named(snapshot, "ep1", "shop").id, moves_of(snapshot.corrections_of("shop", "ep1"), CUES)
