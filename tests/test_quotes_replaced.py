"""Old buttons, and clips about to be kept, where an import has replaced their episode."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.access import Access
from bot.clips import KEEP_TRIES, Clips
from bot.errors import ChangedError, NotFoundError
from bot.model import Clip, Cue, Episode, PrivateAccess
from bot.questions import Presser, Question
from bot.quotes import Quotes
from bot.transcripts.ingest import import_paths
from storage.sqlite import SqliteStore, open_store
from tests.fixed_clock import FixedClock
from tests.small_library import GUILD, OPEN_SHOW, SmallLibrary, house, lines_of

ME = "discord:1"
PRESSER = Presser(GUILD, ME)
FIRST = "(00:00~00:10) 今天先聊別的事"
SECRET = "(00:10~00:20) 他的電話是護城河三號"
OTHER = "(00:20~00:30) 最後說到護城河"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    async with await open_store(tmp_path / "naji.db") as opened:
        yield opened


def write(folder: Path, *lines: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "two.txt").write_text(OTHER, "utf-8")
    (folder / "one.txt").write_text("\n".join(lines), "utf-8")


async def bring_in(store: SqliteStore, folder: Path, *lines: str) -> None:
    """Import a show of two files, the first as it is now."""
    write(folder, *lines)
    summary = await import_paths(store, [folder], "wave", lambda _: None)
    assert not summary.failed


async def asked(store: SqliteStore, folder: Path) -> tuple[Quotes, str]:
    """What answers, and the id of a search with two hits; the first is of `SECRET`."""
    await bring_in(store, folder, FIRST, SECRET)
    quotes = Quotes(store, Access({}), FixedClock())
    page = await quotes.find(Question("護城河", GUILD, ME))
    assert page.search is not None
    assert [placed.hit.episode.stem for placed in page.hits] == ["one", "two"]
    return quotes, page.search


async def test_words_taken_out_of_a_transcript_do_not_come_back_through_an_old_button(
    store: SqliteStore, tmp_path: Path
) -> None:
    quotes, search = await asked(store, tmp_path / "wave")
    await bring_in(store, tmp_path / "wave", FIRST)
    with pytest.raises(NotFoundError, match=r"hit\.gone"):
        await quotes.open_hit(search, 0, PRESSER)
    page = await quotes.turn(search, 0, PRESSER)
    assert [placed.position for placed in page.hits] == [1]
    assert await store.read(lambda snapshot: snapshot.clips_of("wave", "one")) == []


async def test_words_that_moved_are_shown_where_they_stand_now(store: SqliteStore, tmp_path: Path) -> None:
    quotes, search = await asked(store, tmp_path / "wave")
    await bring_in(store, tmp_path / "wave", FIRST, "(50:10~50:20) 他的電話是護城河三號")
    shown = await quotes.open_hit(search, 0, PRESSER)
    assert 3_010_000 <= shown.opened.clip.start_ms < shown.opened.clip.end_ms <= 3_020_000
    assert "電話" in shown.opened.clip.words


async def test_a_hit_of_an_unchanged_episode_stands_as_it_was_found(store: SqliteStore, tmp_path: Path) -> None:
    quotes, search = await asked(store, tmp_path / "wave")
    found = (await quotes.find(Question("護城河", GUILD, ME))).hits[0].hit
    assert (await quotes.turn(search, 0, PRESSER)).hits[0].hit == found


async def test_a_button_from_before_versions_were_kept_still_works(store: SqliteStore, tmp_path: Path) -> None:
    quotes, search = await asked(store, tmp_path / "wave")
    async with store.write() as writer:
        await writer.execute("UPDATE saved_search SET payload = json_remove(payload, '$.hits[0].episode_id')")
    assert "電話" in (await quotes.open_hit(search, 0, PRESSER)).opened.clip.words


class Replaced(SmallLibrary):
    """An import replaces the episode right before a clip is kept, so many times."""

    times = 1

    async def keep_clip(self, clip: Clip) -> None:
        if self.times:
            self.times -= 1
            self.put_in_place_of(clip.episode, lines_of(4, "新的話"))
            raise ChangedError("store.changed", show=clip.episode.show.slug, stem=clip.episode.stem)
        await super().keep_clip(clip)


def replaced(times: int) -> tuple[Replaced, Episode]:
    library = Replaced()
    library.times = times
    return library, library.add(OPEN_SHOW, "open-1", [Cue(0, 4000, "拿掉的護城河")])


async def test_a_hit_whose_episode_is_replaced_while_it_is_opened_is_looked_for_again() -> None:
    library, _ = replaced(1)
    quotes = house(library).quotes
    await quotes.find(Question("護城河", GUILD, ME))
    with pytest.raises(NotFoundError, match=r"hit\.gone"):
        await quotes.open_hit("aaaaaa", 0, PRESSER)
    assert not library.clips


async def test_a_random_clip_is_of_the_episode_that_stands_when_it_is_kept() -> None:
    library, old = replaced(KEEP_TRIES - 1)
    shown = await Clips(library, Access({})).random(GUILD, 1)
    assert "新的話" in shown.clip.words
    assert shown.clip.episode.id > old.id
    assert list(library.clips) == [shown.clip.id]


async def test_an_episode_that_is_replaced_again_and_again_gives_no_clip() -> None:
    library, _ = replaced(KEEP_TRIES)
    with pytest.raises(ChangedError):
        await Clips(library, Access({})).random(GUILD, 1)


async def test_words_that_were_corrected_are_shown_as_they_are_now_where_they_stand_now(
    store: SqliteStore, tmp_path: Path
) -> None:
    await bring_in(store, tmp_path / "wave", FIRST, "(00:10~00:20) 老闆說他的互成盒就是熟客都記得他")
    quotes = Quotes(store, Access({}), FixedClock())
    page = await quotes.find(Question("互成盒", GUILD, ME))
    await bring_in(
        store, tmp_path / "wave", "(00:00~01:00) 片頭", "(01:00~01:10) 老闆說，他的護城河，就是熟客都記得他。"
    )
    placed, *_ = (await quotes.turn(page.search or "", 0, PRESSER)).hits
    assert placed.hit.matched == "護城河"
    assert 60_000 <= placed.hit.start_ms < placed.hit.end_ms <= 70_000


async def test_a_clip_whose_words_were_taken_out_says_so_and_shows_none_of_them(
    store: SqliteStore, tmp_path: Path
) -> None:
    quotes, search = await asked(store, tmp_path / "wave")
    clip = (await quotes.open_hit(search, 0, PRESSER)).opened.clip
    await bring_in(store, tmp_path / "wave", FIRST)
    with pytest.raises(NotFoundError, match=r"clip\.lost") as refusal:
        await Clips(store, Access({})).open(clip.id, GUILD)
    assert refusal.value.values == {"id": clip.id}


async def test_a_lost_clip_of_a_private_show_is_none_elsewhere(store: SqliteStore, tmp_path: Path) -> None:
    quotes, search = await asked(store, tmp_path / "wave")
    clip = (await quotes.open_hit(search, 0, PRESSER)).opened.clip
    await bring_in(store, tmp_path / "wave", FIRST)
    with pytest.raises(NotFoundError, match=r"clip\.none"):
        await Clips(store, Access({"wave": PrivateAccess()})).open(clip.id, GUILD)
