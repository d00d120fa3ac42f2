"""From the file to the answer: times of words, speakers and what has no times, through the real store and search."""

import json
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from bot.access import Access
from bot.choosing import Occasion, choose
from bot.clips import Clips
from bot.model import Clip, Hit
from bot.ports import Snapshot
from bot.questions import Presser, Question
from bot.quotes import Quotes
from bot.transcripts.ingest import import_paths
from bot.withholding import Withholding
from handlers.locale import words_for
from handlers.messages import Voice
from handlers.reply import clip
from handlers.terminal import search_json
from storage.sqlite import SqliteStore, open_store
from tests.fixed_clock import FixedClock
from tests.small_library import CONSOLE
from tests.store_drafts import whole

ME = "console:1"
WORDS = [("早上", 0.5), ("大家", 9), ("都", 9.5), ("在", 9.8), ("喝", 12.25), ("烏龍茶", 20)]
PROSE = "".join(f"第{nth}段說的是山上的茶園和早晨的霧，還有採茶的人唱的歌。\n" for nth in "一二三四五六七八")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    async with await open_store(tmp_path / "naji.db") as opened:
        yield opened


def write(folder: Path, name: str, content: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(content, "utf-8")


async def bring_in(store: SqliteStore, folder: Path, name: str, content: str) -> None:
    write(folder, name, content)
    assert not (await import_paths(store, [folder], "tea", lambda _: None)).failed


def quotes_of(store: SqliteStore) -> Quotes:
    return Quotes(store, Access({}), FixedClock())


async def first_hit(store: SqliteStore, text: str) -> Hit:
    [named, *_] = await quotes_of(store).hits(Question(text, CONSOLE, ME), 5)
    return named.hit


def whisper(words: list[tuple[str, float]], speaker: str) -> str:
    segment = {
        "start": 0,
        "end": 24,
        "text": "".join(word for word, _ in words),
        "words": [{"word": word, "start": start} for word, start in words],
        "speaker": speaker,
    }
    return json.dumps({"segments": [segment]}, ensure_ascii=False)


async def test_a_hit_begins_when_its_words_were_said(store: SqliteStore, tmp_path: Path) -> None:
    await bring_in(store, tmp_path / "a", "1.json", whisper(WORDS, "SPEAKER_01"))
    assert (await first_hit(store, "烏龍茶")).start_ms == 20_000


async def test_without_times_of_words_a_hit_begins_where_its_syllables_lie(store: SqliteStore, tmp_path: Path) -> None:
    await bring_in(store, tmp_path / "a", "1.txt", "(00:00~00:24) 早上大家都在喝烏龍茶\n")
    assert 14_000 <= (await first_hit(store, "烏龍茶")).start_ms <= 17_000


async def test_a_hit_knows_who_says_it_also_on_the_pages_of_a_kept_search(store: SqliteStore, tmp_path: Path) -> None:
    await bring_in(store, tmp_path / "a", "1.json", whisper(WORDS, "SPEAKER_01"))
    quotes = quotes_of(store)
    page = await quotes.find(Question("烏龍茶", CONSOLE, ME))
    turned = await quotes.turn(page.search or "", 0, Presser(CONSOLE, ME))
    assert [found.hits[0].hit.speaker for found in (page, turned)] == ["Speaker 1", "Speaker 1"]


async def test_a_clip_knows_who_speaks_in_it(store: SqliteStore, tmp_path: Path) -> None:
    await bring_in(store, tmp_path / "a", "1.json", whisper(WORDS, "小安"))
    shown = await Clips(store, Access({})).random(CONSOLE, 1)
    assert shown.around.speakers == ("小安",)


async def test_what_has_no_times_is_found_and_programs_get_none(store: SqliteStore, tmp_path: Path) -> None:
    await bring_in(store, tmp_path / "a", "1.txt", PROSE)
    hits = await quotes_of(store).hits(Question("第五段說的是山上的茶園", CONSOLE, ME), 1)
    [found] = json.loads(search_json("", hits, lambda *_: None))["hits"]
    assert (found["start_s"], found["end_s"]) == (None, None)
    assert "第五段" in found["text"]


async def test_a_clip_of_what_has_no_times_stands_between_its_neighbours(store: SqliteStore, tmp_path: Path) -> None:
    await bring_in(store, tmp_path / "a", "1.txt", PROSE)
    quotes = quotes_of(store)
    page = await quotes.find(Question("第五段說的是山上的茶園", CONSOLE, ME))
    opened = (await quotes.open_hit(page.search or "", 0, Presser(CONSOLE, ME))).opened
    assert "第三段" in opened.around.before[-1].text
    assert "第六段" in opened.around.after[0].text
    assert "00:" not in clip(opened, Voice(words_for("zh-TW"), lambda *_: None)).text


async def test_what_has_no_times_can_be_the_clip_of_the_day(store: SqliteStore, tmp_path: Path) -> None:
    await bring_in(store, tmp_path / "a", "1.txt", PROSE)

    def look(snapshot: Snapshot) -> Clip:
        occasion = Occasion(CONSOLE, whole(snapshot), date(2024, 5, 1), "seed")
        return choose(snapshot, occasion, Withholding(snapshot, CONSOLE)).clip

    chosen = await store.read(look)
    assert 20 <= len(chosen.words) <= 200
    assert chosen.episode.untimed


async def test_an_offset_beside_the_files_moves_what_is_heard_and_its_clips(store: SqliteStore, tmp_path: Path) -> None:
    await bring_in(store, tmp_path / "a", "1.json", whisper(WORDS, "小安"))
    quotes = quotes_of(store)
    page = await quotes.find(Question("烏龍茶", CONSOLE, ME))
    before = (await quotes.open_hit(page.search or "", 0, Presser(CONSOLE, ME))).opened.clip
    await bring_in(store, tmp_path / "a", "episodes.toml", "[episodes.1]\noffset_s = 30.5\n")
    after = (await Clips(store, Access({})).open(before.id, CONSOLE)).clip
    assert (after.start_ms - before.start_ms, after.words) == (30_500, before.words)
