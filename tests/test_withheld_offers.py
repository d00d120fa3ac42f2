"""What must not be shown is not offered while somebody types, not opened by what was offered, and not trimmed to."""

import pytest

from bot.clips import OpenedClip
from bot.errors import NotFoundError
from bot.model import Place
from bot.offers import Offers
from bot.questions import Question
from bot.suggesting import Suggestion, Suggestions, offer_in
from bot.trimming import Steps, Trimming
from handlers.locale import words_for
from handlers.suggested import moment_line
from tests.withheld_house import GUILD, HIDDEN, LINE, LINE_MS, MODERATOR, OTHER_GUILD, House


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
    beside = await house.clip_of("徒弟以前在畫圖工作室上班")
    await house.moderation.hide(MODERATOR, await house.clip_of())
    trimming = Trimming(house.store, house.access)
    times = f"0:{(LINE - 1) * LINE_MS // 1000:02}", f"0:{(LINE + 1) * LINE_MS // 1000:02}"
    with pytest.raises(NotFoundError, match=r"clip\.withheld"):
        await trimming.step(beside, Steps(0, 1), GUILD)
    with pytest.raises(NotFoundError, match=r"clip\.withheld"):
        await trimming.cut(beside, *times, GUILD)
    assert HIDDEN in (await trimming.step(beside, Steps(0, 1), OTHER_GUILD)).opened.clip.words
