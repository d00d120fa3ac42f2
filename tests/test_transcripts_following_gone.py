"""A folder that is followed: what is gone from it."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.errors import TranscriptError
from bot.transcripts import following
from bot.transcripts.following import may_take_out
from bot.transcripts.ingest import Outcome
from bot.transcripts.sources import Refusal
from tests.followed_folder import Bench
from tests.memory import MemoryStore


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "wave")


# ---------------------------------------------------------------- what is gone


async def test_an_episode_whose_file_is_gone_at_two_looks_is_taken_out(bench: Bench) -> None:
    for stem in "abc":
        bench.write(f"{stem}.txt")
    await bench.look()
    bench.heard()
    (bench.folder / "a.txt").unlink()
    assert await bench.look()
    assert await bench.stems() == ["a", "b", "c"]
    assert not await bench.look()
    assert bench.heard() == [("a", Outcome.REMOVED)]
    assert await bench.stems() == ["b", "c"]


async def test_a_file_that_is_away_for_a_moment_takes_nothing_out(bench: Bench) -> None:
    bench.write("a.txt")
    bench.write("b.txt")
    await bench.look()
    (bench.folder / "a.txt").unlink()
    await bench.look()
    bench.write("a.txt", "(00:00~01:00) 新的", age_s=60)
    await bench.look()
    assert bench.heard()[2:] == [("a", Outcome.REPLACED)]


async def test_an_episode_that_another_process_takes_out_meanwhile_is_not_told(bench: Bench) -> None:
    class Elsewhere(MemoryStore):
        async def remove_episode(self, show_slug: str, stem: str) -> bool:
            await super().remove_episode(show_slug, stem)
            return await super().remove_episode(show_slug, stem)

    bench.store = Elsewhere()
    bench.restart()
    for stem in "abc":
        bench.write(f"{stem}.txt")
    await bench.look()
    (bench.folder / "a.txt").unlink()
    await bench.look()
    await bench.look()
    assert Outcome.REMOVED not in {outcome for _, outcome in bench.heard()}


@pytest.mark.parametrize(
    ("gone", "known", "may"),
    [
        (1, 1, False),
        (2, 2, False),
        (1, 2, True),
        (2, 3, True),
        (3, 4, False),
        (3, 6, True),
        (4, 6, False),
        (0, 0, False),
    ],
)
def test_never_all_and_never_more_than_half_of_many_are_taken_out_at_once(gone: int, known: int, may: bool) -> None:  # noqa: FBT001 - a table's column
    assert may_take_out(gone, known) is may


@pytest.mark.parametrize("away", ["emptied", "unmounted"])
async def test_a_folder_that_is_empty_or_missing_takes_nothing_out_and_is_told_once(bench: Bench, away: str) -> None:
    for stem in "abc":
        bench.write(f"{stem}.txt")
    await bench.look()
    for path in bench.folder.iterdir():
        path.unlink()
    if away == "unmounted":
        bench.folder.rmdir()
    for _ in range(4):
        await bench.look()
    assert bench.codes() == ["sync.held" if away == "emptied" else "import.missing"]
    assert await bench.stems() == ["a", "b", "c"]
    bench.folder.mkdir(exist_ok=True)
    for stem in "abc":
        bench.write(f"{stem}.txt")
    bench.heard()
    await bench.look()
    assert (bench.heard(), bench.codes()) == ([], [])
    for path in bench.folder.iterdir():
        path.unlink()
    await bench.look()
    assert bench.codes() == ["sync.held"]


async def test_what_the_operator_wants_out_goes_at_once(bench: Bench) -> None:
    for stem in "abc":
        bench.write(f"{stem}.txt")
    await bench.look()
    bench.heard()
    for path in bench.folder.iterdir():
        path.unlink()
    assert not await bench.look(remove=True)
    assert bench.heard() == [(stem, Outcome.REMOVED) for stem in "abc"]
    assert bench.codes() == []


async def test_a_folder_that_is_missing_takes_nothing_out_even_if_the_operator_wants_it(bench: Bench) -> None:
    bench.write("a.txt")
    await bench.look()
    (bench.folder / "a.txt").unlink()
    bench.folder.rmdir()
    await bench.look(remove=True)
    assert (bench.codes(), await bench.stems()) == (["import.missing"], ["a"])


async def test_a_folder_that_never_held_anything_is_told(bench: Bench) -> None:
    await bench.look()
    assert bench.codes() == ["import.folder_empty"]


async def test_a_folder_that_goes_while_it_is_looked_at_takes_nothing_out(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.write("a.txt")
    await bench.look()
    bench.write("b.txt")

    def gone(paths: Sequence[Path], _: str | None) -> tuple[Refusal, ...]:
        return (Refusal(paths[0], TranscriptError("import.missing", path=paths[0])),)

    with monkeypatch.context() as patch:
        patch.setattr(following, "find_sources", gone)
        assert await bench.look(remove=True)
    assert (await bench.stems(), bench.codes()) == (["a"], ["import.missing"])
    await bench.follow()
    assert await bench.stems() == ["a", "b"]
