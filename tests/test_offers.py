"""Clips that are offered and not written, over the real store."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.access import Access
from bot.clips import Clips
from bot.errors import NotFoundError
from bot.model import Clip, PrivateAccess
from bot.offers import MAX_CHARS, Offer, Offers
from bot.questions import Question
from bot.quotes import Quotes
from bot.transcripts.ingest import import_paths
from storage.sqlite import SqliteStore, open_store
from tests.small_library import ABROAD, HandClock

WORDS = ("我們今天要聊一間很有 moat 的公司", "護城河是什麼呢", "It is a long story 說來話長", "最後我們再看一次護城河")
SRT = "\n".join(
    f"{nth + 1}\n00:00:{nth * 5:02},000 --> 00:00:{nth * 5 + 5:02},000\n{words}\n" for nth, words in enumerate(WORDS)
)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    async with await open_store(tmp_path / "naji.db") as store:
        yield store


@pytest.fixture
async def found(store: SqliteStore, tmp_path: Path) -> Clip:
    """What a search finds, as it is offered."""
    await put(store, tmp_path, SRT)
    return await hit(store, "很有 moat 的公司 護城河是什麼")


async def put(store: SqliteStore, folder: Path, text: str) -> None:
    (folder / "ep1.srt").write_text(text, "utf-8")
    await import_paths(store, [folder / "ep1.srt"], "show", lambda _: None)


async def hit(store: SqliteStore, text: str) -> Clip:
    [named, *_] = await Quotes(store, Access({}), HandClock()).hits(Question(text, ABROAD, "telegram:1"), 5)
    found = named.hit
    return Clip(named.clip_id, found.episode, found.start_ms, found.end_ms, found.text)


async def kept(store: SqliteStore, clip: Clip) -> bool:
    return await store.read(lambda snapshot: snapshot.clip_id_taken(clip.id))


async def test_an_offered_clip_is_opened_with_the_words_that_it_was_offered_with(
    store: SqliteStore, found: Clip
) -> None:
    assert not await kept(store, found)
    opened = await Offers(store, Access({})).open(str(Offer.of(found)), ABROAD, lines=1)
    assert (opened.clip, opened.lines) == (found, 1)
    assert await kept(store, found)


@pytest.mark.usefixtures("found")
async def test_every_hit_of_a_search_can_be_opened_by_its_offer(store: SqliteStore) -> None:
    offers = Offers(store, Access({}))
    for text in ("護城河", "moat", "long story", "公司", "說來話長 最後我們"):
        clip = await hit(store, text)
        assert (await offers.open(str(Offer.of(clip)), ABROAD)).clip == clip


async def test_a_clip_that_is_kept_already_goes_by_its_id(store: SqliteStore, found: Clip) -> None:
    offers = Offers(store, Access({}))
    await store.keep_clip(found)
    assert (await offers.open(f"{found.id}.63.1.2.3", ABROAD)).clip == found
    assert (await offers.open(found.id, ABROAD)).clip == found
    assert (await Clips(store, Access({})).open(found.id, ABROAD)).clip == found


async def test_an_offer_of_a_show_that_does_not_answer_there_opens_nothing(store: SqliteStore, found: Clip) -> None:
    with pytest.raises(NotFoundError, match=r"clip\.none"):
        await Offers(store, Access({"show": PrivateAccess()})).open(str(Offer.of(found)), ABROAD)
    assert not await kept(store, found)


async def test_a_way_that_somebody_made_up_opens_nothing(store: SqliteStore, found: Clip) -> None:
    offer = Offer.of(found)
    made_up = [
        Offer(found.id, offer.episode, offer.start_ms + 1, offer.end_ms, offer.length),
        Offer(found.id, offer.episode, offer.start_ms, offer.end_ms, offer.length - 1),
        Offer(found.id, offer.episode, offer.start_ms, offer.end_ms, 0),
        Offer(found.id, offer.episode, offer.start_ms, offer.end_ms, MAX_CHARS + 1),
    ]
    for text in (*map(str, made_up), "uuuuuu.1.0.1.1", "oil", "k1f20a.1.2.3", "k1f20a.1.2.3.x", ""):
        with pytest.raises(NotFoundError):
            await Offers(store, Access({})).open(text, ABROAD)
    assert not await kept(store, found)


async def test_an_offer_of_an_episode_that_was_replaced_opens_nothing(
    store: SqliteStore, found: Clip, tmp_path: Path
) -> None:
    await put(store, tmp_path, SRT.replace("公司", "企業"))
    with pytest.raises(NotFoundError):
        await Offers(store, Access({})).open(str(Offer.of(found)), ABROAD)
