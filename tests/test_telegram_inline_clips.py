"""Inline mode beyond the first page: pages, what is shown for nothing, and the messages that people send with it."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import replace

import pytest

from bot.errors import BusyError
from bot.model import Clip, ClipId, Cue, Episode, EpisodeId, Place
from bot.offers import Offer
from handlers.locale import words_for
from handlers.messages import Action, Button
from handlers.telegram.inline import ABROAD, CACHE_S, PAGE_RESULTS
from handlers.telegram.render import MAX_DATA_BYTES, packed
from tests.fake_telegram import FakeTelegram, Message
from tests.fake_telegram.queries import InlineQuery
from tests.small_library import OPEN_SHOW, SECRET_SHOW, lines_of
from tests.telegram_house import TelegramHouse

pytestmark = pytest.mark.io

WORDS = words_for("zh-TW")
OLD = WORDS.say("error.telegram.old_button")


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    """What is typed over is never answered, so nothing is asked of those."""
    async with FakeTelegram() as platform:
        yield platform


@pytest.fixture
def house(telegram: FakeTelegram) -> TelegramHouse:
    return TelegramHouse(telegram)


async def pages(telegram: FakeTelegram) -> list[list[str]]:
    """The ids on each page, as a person who scrolls to the end is given them."""
    user, offset, found = telegram.user(), "", list[list[str]]()
    while offset or not found:
        query = telegram.inline(user, "護城河", offset)
        await query.answered()
        found.append([result["id"] for result in query.results])
        offset = query.next_offset
    return found


async def test_pages_hold_all_hits_once_in_one_order(telegram: FakeTelegram, house: TelegramHouse) -> None:
    house.fill(*lines_of(70))
    async with house.running():
        first, again = await pages(telegram), await pages(telegram)
    assert [len(page) for page in first] == [PAGE_RESULTS, PAGE_RESULTS, 10]
    assert len({each for page in first for each in page}) == 50
    assert first == again


async def test_a_page_that_is_full_and_the_last_has_none_behind_it(
    telegram: FakeTelegram, house: TelegramHouse
) -> None:
    house.fill(*lines_of(PAGE_RESULTS))
    async with house.running():
        assert [len(page) for page in await pages(telegram)] == [PAGE_RESULTS]


@pytest.mark.parametrize(("offset", "count"), [("x", 12), ("-5", 12), ("٣", 12), ("40", 0), ("99999", 12)])
async def test_an_offset_that_somebody_made_up_breaks_nothing(
    telegram: FakeTelegram, house: TelegramHouse, offset: str, count: int
) -> None:
    house.fill()
    async with house.running():
        query = telegram.inline(telegram.user(), "護城河", offset)
        await query.answered()
    assert len(query.results) == count


async def test_only_the_newest_of_what_a_person_types_is_answered(telegram: FakeTelegram, house: TelegramHouse) -> None:
    house.fill()
    user, other = telegram.user(), telegram.user()
    naji, gate, asked = house.naji(), asyncio.Event(), list[str]()
    find = naji.quotes.hits

    async def slow(question: object, limit: int, *, gives_way: bool) -> object:
        assert gives_way
        asked.append(question.text)  # type: ignore[attr-defined]  # a Question
        if len(asked) == 1:
            telegram.world.signal.fire()
            await gate.wait()
        return await find(question, limit)  # type: ignore[arg-type]  # a Question

    object.__setattr__(naji, "quotes", Replaced(naji.quotes, slow))
    async with house.running(house.chat(naji)):
        typed = [telegram.inline(user, "護")]
        await telegram.world.wait_for(lambda: asked or None, "the first query")
        typed += [telegram.inline(user, text) for text in ("護城", "護城河")]
        await typed[-1].answered()
        await telegram.inline(other, "護城河").answered()
    assert [query.is_open for query in typed] == [True, True, False]
    assert asked == ["護", "護城河", "護城河"]


class Replaced:
    """A use case with one function of its own."""

    def __init__(self, quotes: object, hits: object) -> None:
        self._quotes = quotes
        self.hits = hits


async def test_an_older_query_that_comes_late_is_not_answered(telegram: FakeTelegram, house: TelegramHouse) -> None:
    house.fill()
    user = telegram.user()
    telegram.updates.backwards = True
    async with house.running():
        older, newer = telegram.inline(user, "護城"), telegram.inline(user, "護城河")
        await newer.answered()
        await telegram.inline(telegram.user(), "護城河").answered()
    assert older.is_open


async def test_a_search_that_too_many_wait_for_is_asked_again_at_once(
    telegram: FakeTelegram, house: TelegramHouse
) -> None:
    async def busy(*_: object) -> None:
        raise BusyError("search.busy")

    naji = house.naji()
    object.__setattr__(naji, "quotes", Replaced(naji.quotes, busy))
    async with house.running(house.chat(naji)):
        answer = await telegram.inline(telegram.user(), "護城河").answered()
    assert (answer["results"], answer["cache_time"]) == ([], 0)


# ---------------------------------------------------------------- nothing typed


async def test_an_empty_query_shows_what_is_suggested_to_its_person_in_any_chat(
    telegram: FakeTelegram, house: TelegramHouse
) -> None:
    house.fill()
    [(episode, _)] = house.library.held.values()
    asked: list[tuple[Place, str]] = []

    async def suggest(place: Place, asker: str) -> tuple[Clip, ...]:
        asked.append((place, asker))
        kept = Clip(ClipId("k1f20a"), episode, 4000, 8000, "第1句說到護城河了")
        return (kept, kept)

    user = telegram.user()
    async with house.running(house.chat(replace(house.naji(), suggestions=suggest))):
        query = telegram.inline(user, "  ")
        answer = await query.answered()
        message = telegram.choose(query, query.results[0]["id"], telegram.private(user))
    assert asked == [(ABROAD, f"telegram:{user.id}")]
    assert [result["title"] for result in query.results] == [f"EP4 00:04 · {OPEN_SHOW.title}"]
    assert query.results[0]["description"] == "第1句說到護城河了"
    assert "「第1句說到護城河了」" in message.text
    assert (answer["cache_time"], answer["is_personal"], answer.get("button")) == (0, True, None)


# ---------------------------------------------------------------- pictures


@pytest.mark.parametrize(
    ("picture", "shown"),
    [
        ("https://example.org/4.jpg", "https://example.org/4.jpg"),
        ("http://example.org/4.jpg", None),
        ("https://nas/4.jpg", None),
        ("https://127.0.0.1/4.jpg", None),
        ("https://example.org/圖.jpg", None),
        (f"https://example.org/{'a' * 2000}", None),
    ],
)
async def test_a_result_has_its_episodes_picture_if_telegram_can_fetch_it(
    telegram: FakeTelegram, house: TelegramHouse, picture: str, shown: str | None
) -> None:
    house.fill()

    async def pictures(episodes: Collection[Episode]) -> Mapping[EpisodeId, str]:
        return {episode.id: picture for episode in episodes}

    async with house.running(house.chat(replace(house.naji(), pictures=pictures))):
        query = telegram.inline(telegram.user(), "護城河")
        await query.answered()
    assert {result.get("thumbnail_url") for result in query.results} == {shown}


# ---------------------------------------------------------------- what was sent


async def sent(telegram: FakeTelegram, text: str = "護城河", nth: int = 3) -> tuple[InlineQuery, Message]:
    """Somebody finds something and sends it into a group without the bot."""
    user = telegram.user()
    group = telegram.group("Elsewhere", [user])
    telegram.leave(group)
    query = telegram.inline(user, text)
    await query.answered()
    return query, telegram.choose(query, query.results[nth]["id"], group)


async def test_anybody_may_read_on_below_a_message_that_was_sent_inline(
    telegram: FakeTelegram, house: TelegramHouse
) -> None:
    house.fill()
    async with house.running():
        _, message = await sent(telegram)
        assert "第4句" not in message.text
        for lines, words in enumerate(("第5句", "第7句"), start=1):
            telegram.press(message, "more", telegram.user())
            await message.chat.next_edit()
            assert words in message.text
            assert message.labels[-1] == "從 00:12 開始聽"
            assert len(house.library.clips) == 1
            assert len(message.versions) == lines
    assert {button["callback_data"] for button in message.buttons if "callback_data" in button}
    assert WORDS.say("telegram.copy") not in message.labels


async def test_what_was_sent_inline_can_be_pressed_after_a_restart(
    telegram: FakeTelegram, house: TelegramHouse
) -> None:
    house.fill()
    async with house.running():
        _, message = await sent(telegram)
    telegram.press(message, "more", telegram.user())
    async with house.running():
        await message.chat.next_edit()
    assert "第4句" in message.text


async def test_the_clip_is_kept_as_soon_as_it_is_sent_if_telegram_tells_of_it(
    telegram: FakeTelegram, house: TelegramHouse
) -> None:
    house.fill()
    telegram.bot.inline_feedback = True
    async with house.running():
        query, _ = await sent(telegram)
        await telegram.inline(query.user, "護城河", "20").answered()
    assert list(house.library.clips) == [query.results[3]["id"].split(".")[0]]


async def test_a_clip_that_was_not_kept_goes_with_the_words_of_its_episode(
    telegram: FakeTelegram, house: TelegramHouse
) -> None:
    house.fill()
    async with house.running():
        query, message = await sent(telegram)
        [(episode, _)] = house.library.held.values()
        house.library.put_in_place_of(episode, lines_of(12, "別的話"))
        pressed = telegram.press(message, "more", telegram.user())
        clip = query.results[3]["id"].split(".")[0]
        assert (await pressed.answered())["text"] == WORDS.say("error.clip.none", id=clip)
    assert not house.library.clips


async def test_an_unknown_choice_keeps_nothing_and_breaks_nothing(telegram: FakeTelegram, house: TelegramHouse) -> None:
    house.fill()
    user = telegram.user()
    told = {"result_id": "k1f20a.1.0.fa0.3", "from": user.wire(), "query": "護城河"}
    async with house.running(house.chat(replace(house.naji(), offers=None))):
        telegram.updates.push("chosen_inline_result", told)
        await telegram.inline(user, "護城河").answered()
    async with house.running():
        telegram.updates.push("chosen_inline_result", told)
        await telegram.inline(user, "護城河", "20").answered()
    assert not house.library.clips


def test_what_reads_on_fits_into_a_button_in_the_longest_library() -> None:
    offer = Offer(ClipId("k1f20a"), EpisodeId(99_999_999), 359_999_999, 360_059_999, 4_000)
    assert len(packed(Button(Action.MORE, str(offer), 12, "", "")).encode()) <= MAX_DATA_BYTES
    assert Offer.read(str(offer)) == offer


@pytest.mark.parametrize("data", ["n1:open:abc123:4", "n1:again::0", "rubbish"])
async def test_nothing_but_reading_on_can_be_pressed_abroad(
    telegram: FakeTelegram, house: TelegramHouse, data: str
) -> None:
    house.fill()
    async with house.running():
        _, message = await sent(telegram)
        query = telegram.press_data(message, data, telegram.user())
        assert (await query.answered())["text"] == OLD


# ---------------------------------------------------------------- one clip


async def test_a_clip_can_be_sent_from_a_private_chat_into_any_other(
    telegram: FakeTelegram, house: TelegramHouse
) -> None:
    house.fill()
    user = telegram.user()
    chat = telegram.private(user)
    async with house.running():
        telegram.say(chat, user, "/random")
        shown = await chat.next_message()
        [clip_id] = house.library.clips
        query = telegram.inline(user, shown.button(WORDS.say("telegram.send"))["switch_inline_query"])
        await query.answered()
        assert [result["id"].split(".")[0] for result in query.results] == [clip_id]
        message = telegram.choose(query, query.results[0]["id"], telegram.group("Elsewhere", [user]))
    assert house.library.clips[clip_id].words.split()[0] in message.text


async def test_a_clip_of_a_private_show_is_neither_offered_nor_found_abroad(
    telegram: FakeTelegram, house: TelegramHouse
) -> None:
    user = telegram.user()
    group = telegram.group("Group", [user])
    house.open_chats = (group.id,)
    house.library.add(SECRET_SHOW, "secret-1", [Cue(0, 4000, "秘密的護城河")])
    async with house.running():
        telegram.say(group, user, "/random")
        shown = await group.next_message()
        assert WORDS.say("telegram.send") not in shown.labels
        assert WORDS.say("telegram.copy") in shown.labels
        [clip_id] = house.library.clips
        query = telegram.inline(user, f"clip:{clip_id}")
        await query.answered()
        assert query.results == []
        telegram.clock.advance(CACHE_S + 1)
