"""What must not be shown is not offered while somebody types, not opened by what was offered, and not trimmed to."""

from dataclasses import replace

import pytest

from bot.clips import OpenedClip
from bot.errors import NotFoundError
from bot.model import Place
from bot.offers import Offers
from bot.questions import Question
from bot.suggesting import Suggestion, Suggestions, offer_in
from bot.trimming import Steps, Trimming
from handlers.asking import Bot
from handlers.locale import words_for
from handlers.messages import Action
from handlers.suggested import moment_line
from tests.fake_telegram import FakeTelegram, InlineQuery, Message
from tests.memory import MemoryStore
from tests.telegram_house import TelegramHouse
from tests.withheld_house import BOSS, GUILD, HIDDEN, LINE, LINE_MS, MODERATOR, OPERATOR, OTHER_GUILD, WORDS, House

BESIDE = "他的傘骨用的是岩手的鐵"
"""Two lines before the hidden one, so that a clip of it holds nothing of that."""


@pytest.fixture
async def house() -> House:
    return await House().fill()


async def opened_by(house: House, offered: Suggestion, place: Place = GUILD) -> OpenedClip:
    return await Offers(house.store, house.access).open(str(offer_in(offered.reference)), place)


def suggestions(house: House) -> Suggestions:
    return Suggestions(house.store, house.access, house.quotes)


async def test_a_hidden_line_is_offered_where_it_may_be_shown_only(house: House) -> None:
    await house.moderation.hide(MODERATOR, await house.clip_of())
    words = words_for("zh-TW")
    for typed in (HIDDEN, "徒弟以前在畫圖", "有一次客人"):
        offered = await suggestions(house).suggest(Question(typed, GUILD, "discord:9"), 25)
        assert HIDDEN not in "".join(moment_line(each, words, 200) for each in offered).replace("「", "")
    assert await suggestions(house).suggest(Question(HIDDEN, OTHER_GUILD, "discord:9"), 25)


async def test_what_was_offered_before_it_was_hidden_opens_nothing(house: House) -> None:
    first, *_ = await suggestions(house).suggest(Question(HIDDEN, GUILD, "discord:9"), 25)
    await house.moderation.hide(MODERATOR, await house.clip_of())
    with pytest.raises(NotFoundError, match=r"clip\.withheld"):
        await opened_by(house, first)


async def test_what_was_offered_before_its_words_were_blocked_opens_nothing(house: House) -> None:
    first, *_ = await suggestions(house).suggest(Question(HIDDEN, GUILD, "discord:9"), 25)
    await house.moderation.block(GUILD, "刻字")
    with pytest.raises(NotFoundError, match=r"clip\.withheld"):
        await opened_by(house, first)
    assert HIDDEN in (await opened_by(house, first, OTHER_GUILD)).clip.words


async def test_nobody_trims_their_way_to_a_hidden_line(house: House) -> None:
    beside = await house.clip_of(BESIDE)
    await house.moderation.hide(MODERATOR, await house.clip_of())
    assert BESIDE in (await house.clips.open(beside, GUILD)).clip.words
    trimming, to_it = Trimming(house.store, house.access), Steps(0, 4)
    times = f"0:{(LINE - 1) * LINE_MS // 1000:02}", f"0:{(LINE + 1) * LINE_MS // 1000:02}"
    with pytest.raises(NotFoundError, match=r"clip\.withheld"):
        await trimming.step(beside, to_it, GUILD)
    with pytest.raises(NotFoundError, match=r"clip\.withheld"):
        await trimming.cut(beside, *times, GUILD)
    assert HIDDEN in (await trimming.step(beside, to_it, OTHER_GUILD)).opened.clip.words


# ---------------------------------------------------------------- what was sent by inline mode on Telegram


async def withhold(house: House, what: str) -> None:
    """Take the line out of sight everywhere, as the operator does it."""
    if what == "the clip":
        await house.moderation.hide(BOSS, await house.clip_of(place=OPERATOR))
    elif what == "the episode":
        await house.moderation.hide_episode(BOSS, "shop", "ep1")
    else:
        await house.moderation.block(OPERATOR, "刻字")


async def listed(telegram: FakeTelegram) -> InlineQuery:
    query = telegram.inline(telegram.user(), HIDDEN)
    await query.answered()
    return query


def sent(telegram: FakeTelegram, query: InlineQuery) -> Message:
    """The first result, in a group that the bot is not in."""
    group = telegram.group("Elsewhere", [query.user])
    telegram.leave(group)
    return telegram.choose(query, query.results[0]["id"], group)


def offering(house: House) -> Bot:
    return replace(house.bot(), offers=Offers(house.store, house.access))


EVERY_WAY = ("the clip", "the episode", "the words")


@pytest.mark.io
@pytest.mark.parametrize("what", EVERY_WAY)
async def test_what_was_sent_inline_before_it_was_withheld_stays_closed(
    telegram: FakeTelegram, house: House, what: str
) -> None:
    platform = TelegramHouse(telegram)
    async with platform.running(platform.chat(offering(house))):
        message = sent(telegram, await listed(telegram))
        before = message.text
        await withhold(house, what)
        told = await telegram.press(message, f":{Action.MORE}:", telegram.user()).answered()
        clip = message.button(f":{Action.MORE}:")["callback_data"].split(":")[2].split(".")[0]
        assert told["text"] == WORDS.say("error.clip.withheld", id=clip)
        assert (message.text, message.versions) == (before, [])


@pytest.mark.io
@pytest.mark.parametrize("what", EVERY_WAY[1:])
async def test_what_is_sent_inline_after_it_was_withheld_is_not_kept(
    telegram: FakeTelegram, house: House, what: str
) -> None:
    telegram.bot.inline_feedback = True
    platform = TelegramHouse(telegram)
    async with platform.running(platform.chat(offering(house))):
        query = await listed(telegram)
        await withhold(house, what)
        sent(telegram, query)
        await telegram.inline(query.user, "薑茶").answered()
    assert isinstance(house.store, MemoryStore)
    assert not house.store._state.clips
