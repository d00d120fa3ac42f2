"""A folder that is followed: what a look brings in, leaves for the next, takes out and tells."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from bot.errors import NajiError, StoreError
from bot.model import Cue, EpisodeDraft, EpisodeId, EpisodeIndex
from bot.ports import Snapshot
from bot.transcripts.following import (
    FRESH_S,
    ROUNDS,
    SETTLE_S,
    follow_once,
    is_settled,
    list_folder,
)
from bot.transcripts.ingest import Indexer, Outcome, import_paths
from tests.followed_folder import INDEXER, NOW, Bench
from tests.memory import MemoryStore
from tests.test_transcripts_ingest import BLOCK, index_by_cue

T = TypeVar("T")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "wave")


# ---------------------------------------------------------------- what is new or changed


async def test_what_is_there_at_the_start_is_brought_in_and_told(bench: Bench) -> None:
    bench.write("a.txt")
    bench.write("b.srt", "1\n00:00:01,000 --> 00:00:02,000\n第二集\n")
    assert not await bench.look()
    assert bench.heard() == [("a", Outcome.IMPORTED), ("b", Outcome.IMPORTED)]


async def test_another_look_at_the_same_reads_nothing_and_tells_nothing(bench: Bench) -> None:
    bench.write("a.txt")
    await bench.look()
    bench.heard()
    reads = bench.store.reads
    assert not await bench.look()
    assert (bench.store.reads, bench.heard()) == (reads, [])


async def test_what_changed_while_the_program_was_down_is_followed_at_the_start(bench: Bench) -> None:
    bench.write("a.txt")
    bench.write("b.txt")
    bench.write("c.txt")
    await bench.look()
    bench.heard()
    bench.restart()
    bench.write("a.txt", "(00:00~01:00) 改過", age_s=60)
    (bench.folder / "b.txt").unlink()
    bench.write("d.txt")
    assert await bench.look()
    await bench.look()
    assert bench.heard() == [("a", Outcome.REPLACED), ("d", Outcome.IMPORTED), ("b", Outcome.REMOVED)]
    assert await bench.stems() == ["a", "c", "d"]


async def test_looking_again_at_300_unchanged_episodes_writes_nothing_and_one_changed_one_is_one_write(
    bench: Bench,
) -> None:
    for number in range(300):
        bench.write(f"{number:03}.txt")
    await bench.follow()
    writes = bench.store.writes
    assert writes == 300
    bench.restart()
    await bench.follow()
    assert bench.store.writes == writes
    bench.write("123.txt", "(00:00~01:00) 改過", age_s=60)
    await bench.follow()
    assert bench.store.writes == writes + 1


async def test_only_what_changed_is_read_again(bench: Bench) -> None:
    read: list[str] = []

    async def worker(work: Callable[[], T]) -> T:
        return work()

    for stem in "ab":
        bench.write(f"{stem}.txt", f"(00:00~01:00) {stem}{stem}")

    def index(cues: Sequence[Cue]) -> EpisodeIndex:
        read.append(cues[0].text)
        return index_by_cue(cues)

    bench.follower.indexer = Indexer(index, worker=worker, reader=worker)
    await bench.follow()
    bench.write("b.txt", "(00:00~01:00) 改過", age_s=60)
    await bench.follow()
    assert read == ["aa", "bb", "改過"]


async def test_a_change_of_episodes_toml_is_followed(bench: Bench) -> None:
    bench.write("a.txt")
    bench.write("b.txt")
    await bench.follow()
    bench.heard()
    bench.write("episodes.toml", "[episodes.a]\nnumber = 4")
    await bench.follow()
    assert bench.heard() == [("a", Outcome.REPLACED)]


async def test_a_more_trusted_transcript_takes_the_place_of_the_other_and_gives_it_back(bench: Bench) -> None:
    bench.write("a.txt")
    await bench.follow()
    corrected = bench.write("a.corrected.srt", "1\n00:00:01,000 --> 00:00:02,000\n第一段改好了\n")
    await bench.follow()
    corrected.unlink()
    await bench.follow()
    assert bench.heard() == [("a", Outcome.IMPORTED), ("a", Outcome.REPLACED), ("a", Outcome.REPLACED)]
    assert await bench.stems() == ["a"]


async def test_an_episode_that_another_process_took_out_comes_back_with_the_next_change(bench: Bench) -> None:
    bench.write("a.txt")
    await bench.look()
    await bench.store.remove_episode("wave", "a")
    bench.write("b.txt")
    await bench.look()
    assert bench.heard() == [("a", Outcome.IMPORTED), ("a", Outcome.IMPORTED), ("b", Outcome.IMPORTED)]


async def test_what_was_imported_by_hand_from_the_folder_is_the_folders(bench: Bench) -> None:
    bench.write("a.txt")
    bench.write("b.txt")
    await import_paths(bench.store, [bench.folder], "wave", lambda _: None, INDEXER)
    (bench.folder / "a.txt").unlink()
    await bench.look()
    await bench.look()
    assert bench.heard() == [("a", Outcome.REMOVED)]


async def test_what_was_imported_from_elsewhere_stays(bench: Bench, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "x.txt").write_text(BLOCK, "utf-8")
    await import_paths(bench.store, [elsewhere], "wave", lambda _: None, INDEXER)
    bench.write("a.txt")
    for _ in range(3):
        await bench.look()
    assert await bench.stems() == ["a", "x"]


async def test_what_was_imported_by_itself_under_another_kind_of_name_stays(bench: Bench) -> None:
    bench.write("a.txt")
    log = bench.write("talk.log")
    await import_paths(bench.store, [log], "wave", lambda _: None, INDEXER)
    for _ in range(3):
        await bench.look()
    assert await bench.stems() == ["a", "talk.log"]


async def test_a_folder_that_was_moved_is_followed_where_it_is_now(bench: Bench, tmp_path: Path) -> None:
    for stem in "abc":
        bench.write(f"{stem}.txt")
    await bench.look()
    bench.heard()
    bench.folder = bench.folder.rename(tmp_path / "moved")
    bench.restart()
    writes = bench.store.writes
    await bench.look()
    assert (bench.heard(), bench.store.writes) == ([], writes + 3)
    (bench.folder / "a.txt").unlink()
    await bench.look()
    await bench.look()
    assert bench.heard() == [("a", Outcome.REMOVED)]


# ---------------------------------------------------------------- what is still being written


async def test_a_file_that_is_being_written_is_waited_for(bench: Bench) -> None:
    bench.write("a.txt", age_s=0)
    assert await bench.look(after_s=0.1)
    bench.write("a.txt", "(00:00~01:00) 更長", age_s=0)
    assert await bench.look()
    assert bench.heard() == []
    assert not await bench.look()
    assert bench.heard() == [("a", Outcome.IMPORTED)]


async def test_a_file_beside_one_that_is_being_written_is_brought_in(bench: Bench) -> None:
    bench.write("a.txt", age_s=0)
    bench.write("b.txt")
    assert await bench.look(after_s=0.1)
    assert bench.heard() == [("b", Outcome.IMPORTED)]


async def test_episodes_wait_for_their_facts_to_be_written(bench: Bench) -> None:
    bench.write("a.txt")
    bench.write("episodes.toml", "[episodes.a]\nnumber = 4", age_s=0)
    assert await bench.look(after_s=0.1)
    assert bench.heard() == []
    await bench.look()
    assert bench.heard() == [("a", Outcome.IMPORTED)]


def test_a_file_is_written_when_it_has_not_changed_for_a_while() -> None:
    stamp = (5, int(NOW * 1e9), 1)
    assert not is_settled(stamp, None, NOW + SETTLE_S - 0.1)
    assert is_settled(stamp, None, NOW + SETTLE_S)
    assert is_settled(stamp, stamp, NOW)
    assert not is_settled(stamp, (4, 1, 1), NOW + 99)


async def test_a_file_that_cannot_be_read_while_it_is_fresh_is_tried_again_before_it_is_told(bench: Bench) -> None:
    bench.write("a.json", '{"segments": [', age_s=5)
    assert await bench.look()
    assert bench.heard() == []
    bench.write("a.json", '{"segments": [{"start": 0, "end": 2, "text": "好"}]}', age_s=5)
    await bench.look()
    await bench.look()
    assert bench.heard() == [("a", Outcome.IMPORTED)]


async def test_what_is_wrong_with_a_file_is_told_once_until_it_changes(bench: Bench) -> None:
    bench.write("a.txt", "(aa:bb~cc:dd) 壞", age_s=5)
    for _ in range(5):
        await bench.look()
    assert bench.heard() == [("a", Outcome.FAILED)]
    bench.write("a.txt", "(aa:bb~cc:dd) 還是壞", age_s=5)
    for _ in range(4):
        await bench.look()
    assert bench.heard() == []
    bench.write("a.txt", "\0\0\0\0", age_s=FRESH_S + 1)
    await bench.follow()
    assert bench.heard() == [("a", Outcome.FAILED)]
    bench.write("a.txt", age_s=60)
    await bench.follow()
    bench.write("a.txt", "(aa:bb~cc:dd) 壞", age_s=50)
    await bench.follow()
    assert bench.heard() == [("a", Outcome.IMPORTED), ("a", Outcome.FAILED)]


async def test_a_file_that_is_known_to_be_wrong_is_not_read_again_when_another_changes(bench: Bench) -> None:
    read = 0

    async def reader(work: Callable[[], T]) -> T:
        nonlocal read
        read += 1
        return work()

    bench.follower.indexer = replace(INDEXER, reader=reader)
    bench.write("a.txt", "(aa:bb~cc:dd) 壞")
    await bench.follow()
    bench.write("b.txt")
    await bench.follow()
    assert bench.heard() == [("a", Outcome.FAILED), ("b", Outcome.IMPORTED)]
    assert read == 2


async def test_a_mistake_in_episodes_toml_is_told_once_for_all_files(bench: Bench) -> None:
    for stem in "abc":
        bench.write(f"{stem}.txt")
    bench.write("episodes.toml", "[episodes.a\n")
    await bench.follow()
    assert bench.heard() == [("a", Outcome.FAILED)]
    bench.write("episodes.toml", "[episodes.a]\nnumber = 1")
    await bench.follow()
    assert [outcome for _, outcome in bench.heard()] == [Outcome.IMPORTED] * 3


async def test_a_store_that_is_busy_is_tried_again_and_told_once(bench: Bench) -> None:
    class Busy(MemoryStore):
        left = 2

        async def put_episode(self, draft: EpisodeDraft) -> EpisodeId:
            if self.left:
                self.left -= 1
                raise StoreError("store.busy")
            return await super().put_episode(draft)

    bench.store = Busy()
    bench.restart()
    bench.write("a.txt")
    assert await bench.look()
    assert await bench.look()
    assert not await bench.look()
    assert bench.heard() == [("a", Outcome.FAILED), ("a", Outcome.IMPORTED)]


async def test_a_look_that_breaks_off_is_taken_again(bench: Bench) -> None:
    class Broken(MemoryStore):
        is_broken = True

        async def read(self, work: Callable[[Snapshot], T]) -> T:
            if self.is_broken:
                self.is_broken = False
                raise StoreError("store.busy")
            return await super().read(work)

    bench.store = Broken()
    bench.restart()
    bench.write("a.txt")
    with pytest.raises(StoreError):
        await bench.look()
    await bench.look()
    assert bench.heard() == [("a", Outcome.IMPORTED)]


async def test_a_name_that_cannot_be_shown_is_told_once(bench: Bench) -> None:
    bench.write("a\nb.txt")
    for _ in range(3):
        await bench.look()
    assert bench.heard() == [(None, Outcome.FAILED)]


# ---------------------------------------------------------------- listings and rounds


def test_a_folder_is_listed_with_what_belongs_to_it(bench: Bench) -> None:
    for name in ("a.txt", "episodes.toml", "cover.jpg", ".a.txt.swp", "b.srt.part"):
        bench.write(name)
    (bench.folder / "gone.txt").symlink_to(bench.folder / "nowhere")
    assert {path.name for path in list_folder(bench.folder)} == {"a.txt", "episodes.toml"}


def test_a_folder_with_a_loop_of_links_is_refused(bench: Bench) -> None:
    (bench.folder / "loop.txt").symlink_to(bench.folder / "loop.txt")
    with pytest.raises(NajiError, match=r"import\.link_loop"):
        list_folder(bench.folder)


async def test_following_once_looks_until_nothing_waits(bench: Bench) -> None:
    bench.write("a.txt", age_s=0)

    async def sleep(seconds: float) -> None:
        bench.now += seconds

    assert await follow_once(bench.follower, sleep=sleep)
    assert bench.heard() == [("a", Outcome.IMPORTED)]


async def test_following_once_gives_up_on_what_never_stands_still(bench: Bench) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        bench.write("a.txt", f"(00:00~01:00) {'長' * len(slept)}", age_s=0)

    bench.write("a.txt", age_s=0)
    assert not await follow_once(bench.follower, sleep=sleep)
    assert (slept, bench.heard()) == ([SETTLE_S] * (ROUNDS - 1), [])
