"""Inline mode, end to end: real python-telegram-bot against the fake platform."""

import pytest
from telegram import InputTextMessageContent

from bot.model import ClipId, Cue, Episode, EpisodeFacts, EpisodeId, Hit, Tier
from bot.quotes import NamedHit
from handlers.locale import words_for
from handlers.messages import Voice
from handlers.telegram.inline import CACHE_S, PAGE_RESULTS, found, result
from tests.fake_telegram import FakeTelegram
from tests.small_library import OPEN_SHOW, SECRET_SHOW, lines_of
from tests.telegram_house import NASTY, TelegramHouse

pytestmark = pytest.mark.io

CHINESE, ENGLISH = words_for("zh-TW"), words_for("en")


@pytest.fixture
def house(telegram: FakeTelegram) -> TelegramHouse:
    return TelegramHouse(telegram)


async def test_results_name_episode_time_and_show_and_show_the_match(
    telegram: FakeTelegram, house: TelegramHouse
) -> None:
    house.fill()
    async with house.running():
        query = telegram.inline(telegram.user(), "護城河")
        await query.answered()
    assert len(query.results) == 12
    assert query.results[1]["title"] == f"EP4 00:04 · {OPEN_SHOW.title}"
    assert query.results[1]["description"] == "第1句說到「護城河」了"


def test_a_result_of_what_has_no_times_names_its_episode_and_its_speaker_only() -> None:
    untimed = Episode(EpisodeId(1), OPEN_SHOW, "3", EpisodeFacts(5), untimed=True)
    hit = Hit(untimed, 4000, 8000, "護城河", ((0, 3),), Tier.EXACT, 1.0, speaker="小安")
    voice = Voice(CHINESE, lambda *_: "https://example.org/3")
    shown = result(found(NamedHit(hit, ClipId("k1f20a")), "護城河", CHINESE), voice, {})
    assert shown.title == f"EP5 · {OPEN_SHOW.title}"
    content = shown.input_message_content
    assert isinstance(content, InputTextMessageContent)
    assert content.message_text.startswith(f"{OPEN_SHOW.title} · EP5 · 小安\n")
    assert "聽這一集" in content.message_text


async def test_a_chosen_result_is_a_quote_with_its_link(telegram: FakeTelegram, house: TelegramHouse) -> None:
    house.fill(Cue(0, 4000, NASTY))
    user = telegram.user()
    group = telegram.group("Elsewhere", [user])
    telegram.leave(group)
    async with house.running():
        query = telegram.inline(user, "護城河", chat_type="supergroup")
        await query.answered()
        message = telegram.choose(query, query.results[0]["id"], group)
    assert NASTY.replace("護城河", "「護城河」") in message.text
    assert message.marked("bold") == ["護城河"]
    assert message.marked("text_link") == ["從 00:00 開始聽"]
    assert message.labels == [CHINESE.say("button.open"), "從 00:00 開始聽"]


async def test_a_result_without_a_link_shows_none(telegram: FakeTelegram, house: TelegramHouse) -> None:
    house.fill()
    naji = house.naji()
    object.__setattr__(naji, "links", lambda _episode, _start_ms: None)
    async with house.running(house.chat(naji)):
        query = telegram.inline(telegram.user(), "護城河")
        await query.answered()
    assert "href" not in query.results[0]["input_message_content"]["message_text"]
    assert [len(row) for row in query.results[0]["reply_markup"]["inline_keyboard"]] == [1]


async def test_the_first_page_is_no_longer_than_a_person_scrolls(telegram: FakeTelegram, house: TelegramHouse) -> None:
    house.fill(*lines_of(60))
    async with house.running():
        query = telegram.inline(telegram.user(), "護城河")
        await query.answered()
    assert len({result["id"] for result in query.results}) == PAGE_RESULTS


async def test_hits_of_one_clip_are_one_result(telegram: FakeTelegram, house: TelegramHouse) -> None:
    house.library.add(OPEN_SHOW, "open-1", lines_of(1))
    house.library.add(OPEN_SHOW, "open-1", lines_of(1))
    async with house.running():
        query = telegram.inline(telegram.user(), "護城河")
        await query.answered()
    assert len(query.results) == 1


async def test_results_are_kept_for_one_person_and_a_short_time(telegram: FakeTelegram, house: TelegramHouse) -> None:
    house.fill()
    async with house.running():
        answer = await telegram.inline(telegram.user(), "護城河").answered()
    assert (answer["is_personal"], answer["cache_time"]) == (True, CACHE_S)


async def test_results_are_in_the_readers_language(telegram: FakeTelegram, house: TelegramHouse) -> None:
    house.fill()
    async with house.running():
        for code, words in (("en", ENGLISH), ("zh-hans", words_for("zh-CN"))):
            query = telegram.inline(telegram.user(language_code=code), "護城河")
            await query.answered()
            assert words.say("why.exact") in query.results[0]["input_message_content"]["message_text"]


async def test_inline_queries_write_nothing(telegram: FakeTelegram, house: TelegramHouse) -> None:
    house.fill()
    async with house.running():
        await telegram.inline(telegram.user(), "護城河").answered()
    assert house.library.calls == 1
    assert not house.library.clips
    assert not house.library.searches


@pytest.mark.parametrize(("text", "key"), [(" ", "telegram.inline-empty"), ("沒有", "telegram.inline-none")])
async def test_nothing_to_show_is_said_with_a_way_on(
    telegram: FakeTelegram, house: TelegramHouse, text: str, key: str
) -> None:
    house.fill()
    user = telegram.user()
    chat = telegram.private(user, started=False)
    async with house.running():
        answer = await telegram.inline(user, text).answered()
        assert answer["button"]["text"] == CHINESE.say(key)
        assert answer["results"] == []
        telegram.start(user, answer["button"]["start_parameter"])
        assert "/random" in (await chat.next_message()).text


async def test_private_shows_do_not_answer_inline_wherever_it_is_typed(
    telegram: FakeTelegram, house: TelegramHouse
) -> None:
    user = telegram.user()
    house.open_chats = (user.id,)
    house.library.add(SECRET_SHOW, "secret-1", lines_of(3))
    async with house.running():
        for chat_type in ("sender", "private", "group", "supergroup"):
            query = telegram.inline(user, "護城河", offset="", chat_type=chat_type)
            await query.answered()
            assert query.results == []
            telegram.clock.advance(CACHE_S + 1)


async def test_an_inline_query_is_answered_when_something_breaks(
    telegram: FakeTelegram, house: TelegramHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("handlers.telegram.inline.result", broken)
    house.fill()
    async with house.running():
        query = telegram.inline(telegram.user(), "護城河")
        assert (await query.answered())["cache_time"] == 0
    assert query.results == []


@pytest.mark.parametrize("text", ["ep:99 護城河", "show:ope", "ep:", "speaker:A 護城河"])
async def test_a_filter_that_is_half_typed_shows_nothing_and_breaks_nothing(
    telegram: FakeTelegram, house: TelegramHouse, text: str
) -> None:
    house.fill()
    async with house.running():
        query = telegram.inline(telegram.user(), text)
        answer = await query.answered()
    assert (query.results, answer["button"]["text"]) == ([], CHINESE.say("telegram.inline-none"))


async def test_inline_queries_know_the_language(telegram: FakeTelegram, house: TelegramHouse) -> None:
    house.fill()
    house.library.add(OPEN_SHOW, "open-2", lines_of(3))
    async with house.running():
        query = telegram.inline(telegram.user(), "ep:open-2 護城河")
        await query.answered()
    assert len(query.results) == 3
