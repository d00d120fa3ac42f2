"""Listing episodes with the numbers that they may have, and saying by hand what they are."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from bot.access import Access
from bot.clips import Clips
from bot.episodes import Episodes, Offer
from bot.errors import NajiError, NotFoundError, UsageError
from bot.model import EpisodeFacts
from bot.questions import Presser, Question
from bot.quotes import Quotes
from bot.transcripts.ingest import Outcome, import_paths
from storage.sqlite import SqliteStore, open_store
from tests.fixed_clock import FixedClock
from tests.small_library import CONSOLE

GREETING = "(00:00~00:10) 大家好 歡迎收聽山上的茶第十二集\n(00:10~00:20) 今天講護城河\n"
PLAIN = "(00:00~00:10) 大家好\n(00:10~00:20) 今天講護城河\n"
PROSE = "".join(f"第{nth}段說的是山上的茶園和早晨的霧，還有採茶的人唱的歌。\n" for nth in "一二三四五六七八")


@dataclass
class Desk:
    """A library that was imported from a folder for each show, and its use cases."""

    store: SqliteStore
    folder: Path

    @property
    def episodes(self) -> Episodes:
        return Episodes(self.store, Access({}))

    async def bring_in(self, name: str, text: str, show: str = "tea") -> Path:
        path = self.folder / show / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
        await self.again(show)
        return path

    async def again(self, show: str = "tea") -> dict[Outcome, int]:
        return dict((await import_paths(self.store, [self.folder / show], None, lambda _: None)).counts)

    async def listed(self) -> dict[str, tuple[int | None, Offer | None]]:
        return {each.episode.stem: (each.offered, each.by) for each in await self.episodes.list(CONSOLE)}

    async def facts(self, stem: str) -> EpisodeFacts:
        found = [each.episode.facts for each in await self.episodes.list(CONSOLE) if each.episode.stem == stem]
        return found[0]

    async def starts_at(self) -> int:
        (hit, *_) = await Quotes(self.store, Access({}), FixedClock()).hits(Question("護城河", CONSOLE, "me"), 5)
        return hit.hit.start_ms


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with await open_store(tmp_path / "naji.db") as store:
        yield Desk(store, tmp_path)


# ---------------------------------------------------------------- listing


async def test_a_number_that_the_opening_says_is_offered(desk: Desk) -> None:
    await desk.bring_in("talk.txt", GREETING)
    assert await desk.listed() == {"talk": (12, Offer.SAID)}


async def test_a_number_at_the_beginning_of_the_name_is_offered_where_the_opening_says_none(desk: Desk) -> None:
    await desk.bring_in("013.txt", PLAIN)
    await desk.bring_in("014.txt", GREETING)
    assert await desk.listed() == {"013": (13, Offer.NAME), "014": (12, Offer.SAID)}


async def test_what_says_nothing_and_what_is_numbered_is_offered_nothing(desk: Desk) -> None:
    await desk.bring_in("talk.txt", PLAIN)
    await desk.bring_in("ep3.txt", GREETING)
    assert await desk.listed() == {"ep3": (None, None), "talk": (None, None)}


async def test_a_number_that_another_episode_of_the_show_has_is_not_offered(desk: Desk) -> None:
    await desk.bring_in("talk.txt", GREETING)
    await desk.bring_in("ep12.txt", PLAIN)
    await desk.bring_in("talk.txt", GREETING, "other")
    assert [each.offered for each in await desk.episodes.list(CONSOLE)] == [12, None, None]


async def test_a_number_is_not_looked_for_after_the_opening(desk: Desk) -> None:
    await desk.bring_in("talk.txt", "(00:00~00:10) 大家好\n(10:00~10:10) 歡迎收聽第十二集\n")
    assert await desk.listed() == {"talk": (None, None)}


async def test_a_show_that_is_none_is_refused(desk: Desk) -> None:
    with pytest.raises(NotFoundError, match=r"show\.none"):
        await desk.episodes.list(CONSOLE, ["nose"])


# ---------------------------------------------------------------- by hand


async def test_what_is_said_by_hand_counts_over_imports(desk: Desk) -> None:
    await desk.bring_in("ep3 開店.txt", PLAIN)
    typed = {"number": "7", "title": " 關店 ", "published": "2024-05-01", "audio": "https://a.example/7.mp3"}
    done = await desk.episodes.set(CONSOLE, "ep3 開店", (), typed)
    said = EpisodeFacts(7, "關店", date(2024, 5, 1), "https://a.example/7.mp3")
    assert (done.episode.facts, done.waits) == (said, False)
    await desk.bring_in("ep3 開店.txt", GREETING)
    await desk.bring_in("episodes.toml", '[episodes."ep3 開店"]\nnumber = 9\ntitle = "三"\n')
    assert await desk.facts("ep3 開店") == said


async def test_what_is_taken_back_is_as_it_was_imported_and_the_rest_stays(desk: Desk) -> None:
    await desk.bring_in("ep3 開店.txt", PLAIN)
    await desk.episodes.set(CONSOLE, "3", (), {"number": "7", "title": "關店"})
    await desk.episodes.set(CONSOLE, "EP7", (), {"title": "-", "published": "-", "audio": "-", "offset": "-"})
    assert await desk.facts("ep3 開店") == EpisodeFacts(7, "開店")
    await desk.episodes.set(CONSOLE, "#7", (), {"number": "-"})
    assert await desk.facts("ep3 開店") == EpisodeFacts(3, "開店")


async def test_episodes_toml_goes_before_the_name(desk: Desk) -> None:
    await desk.bring_in("ep3 開店.txt", PLAIN)
    await desk.bring_in("episodes.toml", '[episodes."ep3 開店"]\nnumber = 9\n')
    assert await desk.facts("ep3 開店") == EpisodeFacts(9, "開店")


async def test_an_offset_moves_the_times_at_once_and_survives_another_import(desk: Desk) -> None:
    await desk.bring_in("talk.txt", PLAIN)
    await desk.bring_in("episodes.toml", "[episodes.talk]\noffset_s = 100.0\n")
    before = await desk.starts_at()
    done = await desk.episodes.set(CONSOLE, "talk", (), {"offset": "2.5"})
    assert not done.waits
    assert await desk.starts_at() == before - 97_500
    assert (await desk.again())[Outcome.UNCHANGED] == 1
    assert await desk.starts_at() == before - 97_500
    await desk.episodes.set(CONSOLE, "talk", (), {"offset": "-"})
    assert await desk.starts_at() == before


async def test_a_clip_moves_along_with_an_offset(desk: Desk) -> None:
    await desk.bring_in("talk.txt", PLAIN)
    quotes = Quotes(desk.store, Access({}), FixedClock())
    page = await quotes.find(Question("護城河", CONSOLE, "me"))
    clip = (await quotes.open_hit(page.search or "", 0, Presser(CONSOLE, "me"))).opened.clip
    await desk.episodes.set(CONSOLE, "talk", (), {"offset": "30"})
    moved = (await Clips(desk.store, Access({})).open(clip.id, CONSOLE)).clip
    assert (moved.start_ms - clip.start_ms, moved.words) == (30_000, clip.words)


async def test_an_offset_waits_where_the_transcript_is_not_there(desk: Desk) -> None:
    path = await desk.bring_in("talk.txt", PLAIN)
    path.unlink()
    assert (await desk.episodes.set(CONSOLE, "talk", (), {"offset": "2"})).waits
    assert not (await desk.episodes.set(CONSOLE, "talk", (), {"offset": "2", "title": "茶"})).waits


async def test_an_offset_waits_where_the_transcript_was_no_file(desk: Desk) -> None:
    await desk.bring_in("talk.txt", PLAIN)
    async with desk.store.write() as writer:
        await writer.execute("DELETE FROM source")
    assert (await desk.episodes.set(CONSOLE, "talk", (), {"offset": "2"})).waits


async def test_what_has_no_times_takes_no_offset(desk: Desk) -> None:
    await desk.bring_in("talk.txt", PROSE)
    with pytest.raises(UsageError, match=r"episode\.untimed"):
        await desk.episodes.set(CONSOLE, "talk", (), {"offset": "2"})


async def test_an_episode_that_another_process_takes_out_meanwhile_is_told_as_it_was(desk: Desk) -> None:
    await desk.bring_in("talk.txt", PLAIN)
    give = desk.store.give_facts

    async def give_and_remove(*values: object) -> None:
        await give(*values)  # type: ignore[arg-type] # passed on
        await desk.store.remove_episode("tea", "talk")

    desk.store.give_facts = give_and_remove  # type: ignore[method-assign,assignment] # somebody is faster
    done = await desk.episodes.set(CONSOLE, "talk", (), {"number": "4"})
    assert done.episode.facts.number is None


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("number", ["", "a", "-1", "1.5", "99999999999", "2147483648", "１２"]),
        ("title", [" ", "字" * 501]),
        ("published", ["", "2024", "20240501", "2024-02-30", "1.5.2024"]),
        ("audio", ["", "a.mp3", "ftp://a/b", "javascript:1"]),
        ("offset", ["", "a", "1:30", "86401", "1e3", "nan", "2.5555"]),
    ],
)
async def test_a_value_that_is_none_is_refused_with_a_sentence_of_its_own(
    desk: Desk, name: str, values: list[str]
) -> None:
    await desk.bring_in("talk.txt", PLAIN)
    for value in values:
        with pytest.raises(NajiError) as refusal:
            await desk.episodes.set(CONSOLE, "talk", (), {name: value})
        assert refusal.value.code == f"episode.{name}"
    assert await desk.facts("talk") == EpisodeFacts()


async def test_an_episode_is_meant_by_its_name_before_its_number(desk: Desk) -> None:
    await desk.bring_in("3.txt", PLAIN)
    await desk.bring_in("ep3.txt", PLAIN)
    assert (await desk.episodes.set(CONSOLE, " 3 ", (), {"title": "茶"})).episode.stem == "3"


async def test_of_several_episodes_none_is_meant(desk: Desk) -> None:
    await desk.bring_in("ep3.txt", PLAIN)
    await desk.bring_in("ep3.txt", PLAIN, "other")
    with pytest.raises(UsageError, match=r"episode\.several") as refusal:
        await desk.episodes.set(CONSOLE, "3", (), {"title": "茶"})
    assert refusal.value.values["several"] == "other / ep3, tea / ep3"
    done = await desk.episodes.set(CONSOLE, "3", ("tea",), {"title": "茶"})
    assert done.episode.show.slug == "tea"


@pytest.mark.parametrize("typed", ["nobody", "4", ""])
async def test_an_episode_that_is_none_is_refused(desk: Desk, typed: str) -> None:
    await desk.bring_in("ep3.txt", PLAIN)
    with pytest.raises(NotFoundError, match=r"episode\.unknown"):
        await desk.episodes.set(CONSOLE, typed, (), {"title": "茶"})
