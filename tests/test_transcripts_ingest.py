import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest

from bot.errors import StoreError, UsageError
from bot.model import Clip, ClipId, Cue, EpisodeDraft, EpisodeFacts, EpisodeId, EpisodeIndex, PassageDraft, Scope
from bot.transcripts.ingest import (
    AHEAD,
    ENGINE,
    KEPT_PROBLEMS,
    WRITE_TRIES,
    FileOutcome,
    ImportSummary,
    Indexer,
    Outcome,
    import_paths,
    in_thread,
)
from tests.memory import MemoryStore

T = TypeVar("T")
BLOCK = "(00:00~01:00) 第一段"


def index_by_cue(cues: Sequence[Cue]) -> EpisodeIndex:
    """A small real index: a passage and a gram for each cue."""
    return EpisodeIndex(
        [PassageDraft(place, 1, cue.text.encode()) for place, cue in enumerate(cues)],
        range(len(cues) + 1),
        np.arange(len(cues), dtype=np.uint32),
        np.arange(len(cues), dtype=np.uint16),
    )


INDEXER = Indexer(index_by_cue)


@dataclass
class Bench:
    """A folder of one show, a store, and what was reported."""

    folder: Path
    store: MemoryStore = field(default_factory=MemoryStore)
    reported: list[FileOutcome] = field(default_factory=list)

    def write(self, name: str, *lines: str) -> Path:
        path = self.folder / name
        path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        return path

    async def run(self, *paths: Path, show: str | None = None, indexer: Indexer = INDEXER) -> ImportSummary:
        self.reported.clear()
        return await import_paths(self.store, paths or [self.folder], show, self.reported.append, indexer)

    @property
    def outcomes(self) -> list[tuple[str | None, Outcome]]:
        return [(one.stem, one.outcome) for one in self.reported]

    async def scope(self) -> Scope:
        return Scope(frozenset(show.id for show in await self.store.read(lambda snapshot: snapshot.shows())))

    async def facts(self, stem: str) -> EpisodeFacts:
        scope = await self.scope()
        episode = await self.store.read(lambda snapshot: snapshot.find_episode("wave", stem, scope))
        assert episode is not None
        return episode.facts

    async def texts(self, stem: str) -> list[str]:
        scope = await self.scope()
        episode = await self.store.read(lambda snapshot: snapshot.find_episode("wave", stem, scope))
        assert episode is not None
        cues = await self.store.read(lambda snapshot: snapshot.cues_between(episode.id, 0, 10**9))
        return [placed.cue.text for placed in cues]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    (tmp_path / "Wave").mkdir()
    return Bench(tmp_path / "Wave")


async def test_a_folder_is_imported_and_each_file_reported_in_turn(bench: Bench) -> None:
    bench.write("b.txt", BLOCK, "(01:00~02:00) 第二段")
    bench.write("a.txt", BLOCK)
    summary = await bench.run()
    assert bench.reported == [
        FileOutcome(bench.folder / "a.txt", Outcome.IMPORTED, 1, 2, "wave", "a", cue_count=1),
        FileOutcome(bench.folder / "b.txt", Outcome.IMPORTED, 2, 2, "wave", "b", cue_count=2),
    ]
    assert summary.counts == {**dict.fromkeys(Outcome, 0), Outcome.IMPORTED: 2}
    assert (summary.failed, summary.cue_count) == (0, 3)
    assert await bench.texts("b") == ["第一段", "第二段"]


async def test_the_same_files_again_write_nothing(bench: Bench) -> None:
    bench.write("a.txt", BLOCK)
    await bench.run()
    writes = bench.store.writes
    await bench.run()
    assert bench.outcomes == [("a", Outcome.UNCHANGED)]
    assert bench.store.writes == writes


async def test_a_changed_file_replaces_its_episode_and_no_other(bench: Bench) -> None:
    bench.write("a.txt", BLOCK)
    bench.write("b.txt", BLOCK)
    await bench.run()
    bench.write("a.txt", "(00:00~01:00) 新的")
    await bench.run()
    assert bench.outcomes == [("a", Outcome.REPLACED), ("b", Outcome.UNCHANGED)]
    assert await bench.texts("a") == ["新的"]


async def test_facts_beside_the_files_are_kept_and_their_change_is_a_change(bench: Bench) -> None:
    bench.write("a.txt", BLOCK)
    bench.write("b.txt", BLOCK)
    bench.write("episodes.toml", "[episodes.a]", "number = 4", "date = 2024-05-01")
    await bench.run()
    assert await bench.facts("a") == EpisodeFacts(4, published=date(2024, 5, 1))
    assert await bench.facts("b") == EpisodeFacts()
    bench.write("episodes.toml", "[episodes.a]", "number = 5", "date = 2024-05-01")
    await bench.run()
    assert bench.outcomes == [("a", Outcome.REPLACED), ("b", Outcome.UNCHANGED)]
    assert (await bench.facts("a")).number == 5


async def test_the_show_gets_its_title_and_template(bench: Bench) -> None:
    bench.write("a.txt", BLOCK)
    bench.write("episodes.toml", "[show]", 'title = "Wave"', 'link_template = "https://a/{seconds}"')
    await bench.run()
    (show,) = await bench.store.read(lambda snapshot: snapshot.shows())
    assert (show.slug, show.title, show.link_template) == ("wave", "Wave", "https://a/{seconds}")


@pytest.mark.parametrize("line", ["[episodes.a", "[episodes.a]\nnummer = 4"])
async def test_facts_with_a_mistake_stop_every_file_beside_them_and_keep_what_was_there(
    bench: Bench, line: str
) -> None:
    bench.write("a.txt", BLOCK)
    bench.write("episodes.toml", "[episodes.a]", "number = 4")
    await bench.run()
    bench.write("episodes.toml", line)
    bench.write("b.txt", BLOCK)
    summary = await bench.run()
    assert summary.failed == 2
    assert {one.error.values["file"] for one in bench.reported if one.error} == {bench.folder / "episodes.toml"}
    assert (await bench.facts("a")).number == 4


async def test_a_new_index_format_changes_no_file(bench: Bench) -> None:
    bench.write("a.txt", BLOCK)
    await bench.run()
    await bench.run(indexer=replace(INDEXER, index_episode=lambda cues: replace(index_by_cue(cues), format=2)))
    assert bench.outcomes == [("a", Outcome.UNCHANGED)]


async def test_a_failed_file_stops_no_other_and_changes_nothing(bench: Bench) -> None:
    bench.write("a.txt", BLOCK)
    await bench.run()
    bench.write("a.txt", "title", "(aa:bb~cc:dd) 壞")
    bench.write("b.txt", BLOCK)
    summary = await bench.run(bench.folder / "none.txt", bench.folder)
    assert bench.outcomes == [(None, Outcome.FAILED), ("a", Outcome.FAILED), ("b", Outcome.IMPORTED)]
    assert [one.error.code for one in bench.reported if one.error] == ["import.missing", "transcript.no_cue"]
    assert [(problem.line, problem.code) for problem in bench.reported[1].problems] == [
        (1, "line.no_time"),
        (2, "line.time"),
    ]
    assert summary.failed == 2
    assert await bench.texts("a") == ["第一段"]


async def test_a_file_that_vanishes_before_its_turn_fails_alone(bench: Bench) -> None:
    stems = [f"{number}" for number in range(AHEAD + 3)]
    doomed = [bench.write(f"{stem}.txt", BLOCK) for stem in stems][-1]

    def report(done: FileOutcome) -> None:
        bench.reported.append(done)
        doomed.unlink(missing_ok=True)

    await import_paths(bench.store, [bench.folder], None, report, INDEXER)
    assert bench.outcomes == [*((stem, Outcome.IMPORTED) for stem in stems[:-1]), (stems[-1], Outcome.FAILED)]


async def test_no_more_files_are_read_ahead_than_said(bench: Bench) -> None:
    for number in range(9):
        bench.write(f"{number}.txt", BLOCK)
    read: list[int] = []
    told: list[int] = []

    def index(cues: Sequence[Cue]) -> EpisodeIndex:
        read.append(len(told))
        return index_by_cue(cues)

    await import_paths(bench.store, [bench.folder], None, lambda one: told.append(one.position), Indexer(index))
    assert told == list(range(1, 10))
    assert all(nth <= before + AHEAD for nth, before in enumerate(read))


async def test_an_import_that_is_stopped_leaves_no_task(bench: Bench) -> None:
    for number in range(4):
        bench.write(f"{number}.txt", BLOCK)

    def stop(_: FileOutcome) -> None:
        raise KeyError

    with pytest.raises(KeyError):
        await import_paths(bench.store, [bench.folder], None, stop, INDEXER)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_the_first_twenty_problems_are_kept_and_all_are_counted(bench: Bench) -> None:
    bench.write("a.txt", BLOCK, *["(aa:bb~cc:dd) 壞"] * 30)
    await bench.run()
    (done,) = bench.reported
    assert done.outcome is Outcome.IMPORTED
    assert [problem.line for problem in done.problems] == list(range(2, 2 + KEPT_PROBLEMS))
    assert done.problem_count == 30


async def test_a_store_that_refuses_an_episode_fails_that_file_only(bench: Bench) -> None:
    class Choosy(MemoryStore):
        async def put_episode(self, draft: EpisodeDraft) -> EpisodeId:
            if draft.stem == "a":
                raise StoreError("store.full")
            return await super().put_episode(draft)

    bench.store = Choosy()
    bench.write("a.txt", BLOCK)
    bench.write("b.txt", BLOCK)
    await bench.run()
    assert bench.outcomes == [("a", Outcome.FAILED), ("b", Outcome.IMPORTED)]


async def test_clips_move_with_their_words_and_end_where_they_are_gone(bench: Bench) -> None:
    bench.write("a.txt", BLOCK, "(01:00~02:00) 第二段")
    await bench.run()
    scope = await bench.scope()
    episode = await bench.store.read(lambda snapshot: snapshot.find_episode("wave", "a", scope))
    assert episode is not None
    stays, goes = ClipId("aaaaaa"), ClipId("bbbbbb")
    await bench.store.keep_clip(Clip(stays, episode, 0, 60_000, "第一段"))
    await bench.store.keep_clip(Clip(goes, episode, 60_000, 120_000, "第二段"))
    bench.write("a.txt", "(00:00~03:00) 片頭", "(03:00~04:00) 第一段")
    await bench.run()
    moved = await bench.store.read(lambda snapshot: snapshot.clip(stays, scope))
    assert moved is not None
    assert (moved.start_ms, moved.end_ms) == (180_000, 240_000)
    assert await bench.store.read(lambda snapshot: snapshot.clip(goes, scope)) is None


class Busy(MemoryStore):
    """Somebody keeps a clip right after each look at an episode's clips, so many times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.left = times

    async def put_episode(self, draft: EpisodeDraft) -> EpisodeId:
        scope = Scope(frozenset(show.id for show in await self.read(lambda snapshot: snapshot.shows())))
        episode = await self.read(lambda snapshot: snapshot.find_episode("wave", draft.stem, scope))
        if episode is not None and self.left:
            self.left -= 1
            await self.keep_clip(Clip(ClipId(f"clip{self.left}"), episode, 0, 60_000, "第一段"))
        return await super().put_episode(draft)


async def test_a_clip_that_is_kept_during_an_import_ends_where_its_words_are_gone(bench: Bench) -> None:
    bench.store = Busy(WRITE_TRIES - 1)
    bench.write("a.txt", BLOCK)
    await bench.run()
    bench.write("a.txt", "(00:00~01:00) 別的")
    await bench.run()
    scope = await bench.scope()
    assert bench.outcomes == [("a", Outcome.REPLACED)]
    assert await bench.store.read(lambda snapshot: snapshot.clip_id_taken(ClipId("clip0")))
    assert await bench.store.read(lambda snapshot: snapshot.clip(ClipId("clip0"), scope)) is None


async def test_an_episode_whose_clips_never_stand_still_fails_and_stays(bench: Bench) -> None:
    bench.store = Busy(WRITE_TRIES)
    bench.write("a.txt", BLOCK)
    await bench.run()
    bench.write("a.txt", "(00:00~01:00) 別的")
    await bench.run()
    assert bench.outcomes == [("a", Outcome.FAILED)]
    assert [done.error.code for done in bench.reported if done.error] == ["store.changed"]
    assert await bench.texts("a") == ["第一段"]


async def test_a_file_is_read_and_hashed_off_the_loop(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[int] = []

    def hashed(data: bytes) -> object:
        threads.append(threading.get_ident())
        return sha256(data)

    bench.write("a.txt", BLOCK)
    monkeypatch.setattr("hashlib.sha256", hashed)
    await bench.run()
    assert threads
    assert threading.get_ident() not in threads


async def test_wrong_use_is_refused_before_anything_is_written(bench: Bench) -> None:
    bench.write("a.txt", BLOCK)
    with pytest.raises(UsageError):
        await bench.run(show="Not A Slug")
    assert bench.store.writes == 0


async def test_an_import_of_nothing_is_an_empty_summary(bench: Bench) -> None:
    summary = await import_paths(bench.store, [], None, bench.reported.append, INDEXER)
    assert (summary.failed, summary.cue_count, bench.reported) == (0, 0, [])


async def test_all_slow_work_runs_in_the_worker(bench: Bench) -> None:
    threads: set[int] = set()

    def index(cues: Sequence[Cue]) -> EpisodeIndex:
        threads.add(threading.get_ident())
        return index_by_cue(cues)

    bench.write("a.txt", BLOCK)
    await bench.run(indexer=replace(INDEXER, index_episode=index))
    assert threads
    assert threading.get_ident() not in threads


async def test_the_worker_can_be_another(bench: Bench) -> None:
    calls = 0

    async def inline(work: Callable[[], T]) -> T:
        nonlocal calls
        calls += 1
        await asyncio.sleep(0)
        return work()

    bench.write("a.txt", BLOCK)
    await bench.run(indexer=replace(INDEXER, worker=inline))
    assert bench.outcomes == [("a", Outcome.IMPORTED)]
    assert calls > 0


def test_the_search_core_is_the_indexer_of_a_real_import() -> None:
    assert Indexer() == ENGINE
    assert ENGINE.worker is in_thread
