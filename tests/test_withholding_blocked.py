"""Words that a place does not want are shown there in no way, until they are allowed again."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.errors import NotFoundError
from bot.withholding import MARK, holds_any
from handlers.telegram.inline import ABROAD as INLINE
from tests.store_drafts import opened as opened_store
from tests.withheld_house import (
    BOSS,
    GUILD,
    HIDDEN,
    LINE,
    LINES,
    OPERATOR,
    OTHER_GUILD,
    House,
    clip_of_the_day,
    words_in,
)


@pytest.fixture(params=("sqlite", "memory"))
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    async with opened_store(request.param, tmp_path) as store:
        yield await House(store).fill()


async def test_blocked_words_are_shown_here_no_more_and_elsewhere_still(house: House) -> None:
    clip = await house.clip_of()
    await house.moderation.block(GUILD, "刻 字")
    assert not any("刻字" in text for text in await house.seen(HIDDEN))
    assert any("刻字" in text for text in await house.seen(HIDDEN, OTHER_GUILD))
    with pytest.raises(NotFoundError, match=r"clip\.withheld"):
        await house.clips.open(clip, GUILD)
    assert (await house.clips.open(clip, OTHER_GUILD)).clip.words
    await house.moderation.unblock(GUILD, "刻字")
    assert any("刻字" in text for text in await house.seen(HIDDEN))


@pytest.mark.parametrize("typed", ["42", "#42", "四二"])
async def test_a_number_that_is_blocked_is_allowed_again_by_itself(house: House, typed: str) -> None:
    await house.moderation.block(GUILD, "42")
    assert await house.moderation.unblock(GUILD, typed) == "42"


async def test_a_number_names_a_line_of_the_list_where_it_is_no_blocked_word(house: House) -> None:
    await house.moderation.block(GUILD, "刻字")
    [blocked] = await house.moderation.blocked(GUILD)
    assert await house.moderation.unblock(GUILD, f"{blocked.id}") == "刻字"


async def test_what_the_operator_blocks_is_blocked_everywhere(house: House) -> None:
    await house.moderation.block(OPERATOR, "刻字")
    assert not any("刻字" in text for text in await house.seen(HIDDEN, INLINE))


async def test_blocked_words_stand_in_no_clip_of_the_day_and_in_none_by_chance(house: House) -> None:
    await house.moderation.block(GUILD, "刻字")
    for seed in range(40):
        assert "刻字" not in (await house.store.read(clip_of_the_day(GUILD, str(seed)))).words
        shown = await house.clips.random(GUILD, seed, ["shop"])
        assert "刻字" not in f"{shown.clip.words} {words_in(shown.around)}"


async def test_blocked_words_around_a_clip_are_left_out_with_a_mark(house: House) -> None:
    neighbour = await house.clip_of(LINES[LINE + 2])
    await house.moderation.block(GUILD, "徒弟提議")
    around = (await house.clips.open(neighbour, GUILD, lines=3)).around
    assert [cue.text == MARK for cue in around.before] == [False, False, True]
    assert "有一次" in around.lead


async def test_blocked_words_that_two_lines_make_together_are_left_out(house: House) -> None:
    """The end of one line and the beginning of the next."""
    neighbour = await house.clip_of(LINES[LINE + 2])
    await house.moderation.block(GUILD, "拿錯有一次")
    shown = await house.clips.open(neighbour, GUILD, lines=3)
    assert [cue.text == MARK for cue in shown.around.before] == [False, False, True]
    assert shown.around.lead == MARK


async def test_blocked_words_across_the_edge_of_a_clip_are_left_out_beside_it(house: House) -> None:
    clip = await house.clip_of(LINES[LINE + 2])
    shown = await house.clips.open(clip, GUILD)
    text = "".join(shown.clip.words.split())
    await house.moderation.block(GUILD, text[-1] + LINES[LINE + 3][:2])
    around = (await house.clips.open(clip, GUILD)).around
    assert next(cue.text for cue in around.after) == MARK


async def test_words_that_a_correction_puts_in_are_blocked_too(house: House) -> None:
    clip = await house.clip_of()
    await house.corrections.propose(BOSS, clip, ("傘柄", "雨傘的握把"))
    await house.moderation.block(GUILD, "握把")
    with pytest.raises(NotFoundError, match=r"clip\.withheld"):
        await house.clips.open(clip, GUILD)


@pytest.mark.parametrize(
    ("blocked", "text", "holds"),
    [
        ("護城河", "這家公司的护城河很深", True),
        ("護城河", "護 城、河", True),
        ("ABC", "他說ａｂｃ嗎", True),
        ("ass", "a class act", False),
        ("ass", "an ass.", True),
        ("bad word", "a bad-word here", True),
        ("bad word", "badwords", False),
        ("café", "the CAFE there", True),
        ("42", "一共 142 個", False),
        ("42", "一共 42 個", True),
        ("3億", "有三億人", True),
        ("三億", "有 3 億人", True),
        ("3億", "有十三億人", False),
        ("360", "三百六十度", True),
        ("360", "一千三百六十度", False),
        ("5%", "百分之五的人", True),
        ("25", "twenty five of them", True),
        ("X光", "照x光片", True),
        ("X光", "maX光", False),
        ("護城河", "護城", False),
        ("!", "!", False),
    ],
)
def test_words_are_compared_folded_and_latin_ones_whole(blocked: str, text: str, *, holds: bool) -> None:
    assert holds_any((blocked,), text) is holds


def test_any_of_several_words_blocks() -> None:
    assert holds_any(("甲乙", "丙丁"), "這裡有丙丁")
    assert not holds_any((), "這裡有丙丁")
