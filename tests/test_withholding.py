"""What is hidden or blocked is found in no way, at that place, until it is taken back."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clips import Surroundings
from bot.errors import NotFoundError
from bot.excerpts import MAX_RANDOM_MS
from bot.model import Clip, ClipId, Hit, Place, Tier
from bot.ports import Snapshot
from bot.questions import Presser, Question
from bot.reindexing import Rebuilder
from bot.turns import Turns
from bot.withholding import MARK, Withholding
from handlers.telegram.inline import ABROAD as INLINE
from tests.counting import Counting
from tests.store_drafts import episode_named
from tests.store_drafts import opened as opened_store
from tests.withheld_house import (
    BOSS,
    GUILD,
    HIDDEN,
    LINE,
    LINE_MS,
    LINES,
    MODERATOR,
    OPERATOR,
    OTHER_GUILD,
    House,
    clip_of_the_day,
    words_in,
)

BOTH = ("sqlite", "memory")


@pytest.fixture(params=BOTH)
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    async with opened_store(request.param, tmp_path) as store:
        yield await House(store).fill()


def question(text: str, place: Place = GUILD) -> Question:
    return Question(text, place, "discord:9")


PRESSER = Presser(GUILD, "discord:9")


# ---------------------------------------------------------------- searching


async def test_a_hidden_line_is_found_no_more_and_again_when_it_is_shown(house: House) -> None:
    clip = await house.clip_of()
    await house.moderation.hide(MODERATOR, clip)
    assert not any("刻字" in text for text in await house.seen(HIDDEN))
    await house.moderation.unhide(MODERATOR, clip)
    assert HIDDEN in (await house.seen(HIDDEN))[0]


async def test_moderators_hide_in_their_place_only(house: House) -> None:
    await house.moderation.hide(MODERATOR, await house.clip_of())
    assert any(HIDDEN in text for text in await house.seen(HIDDEN, OTHER_GUILD))
    assert any(HIDDEN in text for text in await house.seen(HIDDEN, INLINE))
    assert any(HIDDEN in text for text in await house.seen(HIDDEN, OPERATOR))


@pytest.mark.parametrize("place", [GUILD, OTHER_GUILD, INLINE, OPERATOR])
async def test_the_operator_hides_everywhere(house: House, place: Place) -> None:
    await house.moderation.hide(BOSS, await house.clip_of(place=OPERATOR))
    assert not any("刻字" in text for text in await house.seen(HIDDEN, place))


async def test_a_place_undoes_nothing_that_the_operator_hid(house: House) -> None:
    clip = await house.clip_of()
    await house.moderation.hide(BOSS, clip)
    with pytest.raises(NotFoundError, match=r"hidden\.none"):
        await house.moderation.unhide(MODERATOR, clip)
    assert not any("刻字" in text for text in await house.seen(HIDDEN))


async def test_the_neighbour_is_found_from_its_own_words_on(house: House) -> None:
    """Hits begin some seconds before what matched: these must not be the hidden ones."""
    (before, *_) = await house.quotes.hits(question(LINES[LINE + 1]), 1)
    assert "拿錯" in before.hit.text
    await house.moderation.hide(MODERATOR, await house.clip_of())
    (after, *_) = await house.quotes.hits(question(LINES[LINE + 1]), 1)
    assert after.hit.text == LINES[LINE + 1]
    assert after.hit.start_ms == (LINE + 1) * LINE_MS
    assert after.hit.matched == before.hit.matched
    assert after.hit.end_ms == before.hit.end_ms


async def test_words_said_twice_are_hidden_once(tmp_path: Path) -> None:
    async with opened_store("sqlite", tmp_path) as store:
        lines = [*LINES, "", "", "", "", "", "", "", LINES[LINE]]
        house = await House(store).fill(lines)
        found = await house.quotes.hits(question(HIDDEN), 5)
        await house.quotes.find(question(HIDDEN))
        opened = await house.quotes.open_hit((await house.quotes.find(question(HIDDEN))).search or "", 0, PRESSER)
        await house.moderation.hide(MODERATOR, opened.opened.clip.id)
        (left, *_) = await house.quotes.hits(question(HIDDEN), 5)
        assert HIDDEN in left.hit.text
        assert left.hit.start_ms != found[0].hit.start_ms


async def test_further_hits_take_the_place_of_hidden_ones(tmp_path: Path) -> None:
    async with opened_store("sqlite", tmp_path) as store:
        texts = [text for n in range(90) for text in (f"第{n}次 說到雨傘架了", *["換個話題聊別的事"] * 12)]
        house = await House(store).fill(texts)
        house.quotes.turns = Turns(now_s=lambda: 0.0)
        found = await house.quotes.hits(question("雨傘架"), 50)
        assert len(found) == 50
        for named in found[:45]:
            await store.keep_clip(
                Clip(named.clip_id, named.hit.episode, named.hit.start_ms, named.hit.end_ms, named.hit.text)
            )
            await house.moderation.hide(MODERATOR, named.clip_id)
        left = await house.quotes.hits(question("雨傘架"), 20)
        assert len(left) == 20
        house.quotes.turns = Turns(search_s=0.0, now_s=lambda: 0.0)
        assert 0 < len(await house.quotes.hits(question("雨傘架"), 20)) < 20
        hidden = [named.hit for named in found[:45]]
        assert not any(
            one.hit.start_ms < other.end_ms and other.start_ms < one.hit.end_ms for one in left for other in hidden
        )


async def test_where_nothing_is_hidden_a_search_asks_once_what_is(house: House) -> None:
    calls = []

    def look(snapshot: Snapshot) -> None:
        counting = Counting(snapshot)
        hits, _, withholding = house.quotes.found(
            counting,
            *_asked("徒弟"),
        )
        assert hits
        withholding.know({hit.episode.id for hit in hits})
        calls.append(counting.calls["withheld"])

    await house.store.read(look)
    assert calls == [1]


def _asked(text: str) -> tuple:  # type: ignore[type-arg] # the arguments of `Quotes.found`
    from bot.questions import read
    from bot.search.patience import Patience

    return read(question(text))[1], GUILD, 50, Patience()


# ---------------------------------------------------------------- pages, hits and clips


async def test_a_kept_search_loses_what_is_hidden_since(house: House) -> None:
    page = await house.quotes.find(question(HIDDEN))
    assert page.search is not None
    assert HIDDEN in page.hits[0].hit.text
    await house.moderation.hide(MODERATOR, await house.clip_of())
    again = await house.quotes.turn(page.search, 0, PRESSER)
    assert again.total == page.total - 1
    assert not any("刻字" in f"{placed.hit.text} {words_in(_around(placed.around))}" for placed in again.hits)
    with pytest.raises(NotFoundError, match=r"hit\.gone"):
        await house.quotes.open_hit(page.search, 0, PRESSER)


def _around(around: Surroundings | None) -> Surroundings:
    assert around is not None
    return around


async def test_a_search_of_which_all_is_hidden_since_has_an_empty_page(house: House) -> None:
    page = await house.quotes.find(question(HIDDEN, OTHER_GUILD))
    assert page.search is not None
    await house.moderation.hide_episode(BOSS, "shop", "ep1")
    assert (await house.quotes.turn(page.search, 0, Presser(OTHER_GUILD, "discord:9"))).hits == ()


async def test_a_hidden_clip_opens_here_no_more_and_elsewhere_still(house: House) -> None:
    clip = await house.clip_of()
    await house.moderation.hide(MODERATOR, clip)
    with pytest.raises(NotFoundError, match=r"clip\.withheld"):
        await house.clips.open(clip, GUILD)
    assert HIDDEN in (await house.clips.open(clip, OTHER_GUILD)).clip.words
    await house.moderation.unhide(MODERATOR, clip)
    assert HIDDEN in (await house.clips.open(clip, GUILD)).clip.words


async def test_a_clip_that_shares_words_with_a_hidden_one_does_not_open(house: House) -> None:
    longer = await house.clip_of(f"{LINES[LINE]} {LINES[LINE + 1]}")
    await house.moderation.hide(MODERATOR, await house.clip_of())
    with pytest.raises(NotFoundError, match=r"clip\.withheld"):
        await house.clips.open(longer, GUILD)


async def test_hidden_words_around_a_clip_are_left_out_with_a_mark(house: House) -> None:
    neighbour = await house.clip_of(LINES[LINE + 2])
    assert "刻字" in words_in((await house.clips.open(neighbour, GUILD, lines=3)).around)
    await house.moderation.hide(MODERATOR, await house.clip_of())
    around = (await house.clips.open(neighbour, GUILD, lines=3)).around
    assert "刻字" not in words_in(around)
    assert MARK in [cue.text for cue in around.before]


async def test_hidden_words_after_a_clip_are_left_out_with_a_mark(house: House) -> None:
    neighbour = await house.clip_of(LINES[LINE - 2])
    await house.moderation.hide(MODERATOR, await house.clip_of())
    around = (await house.clips.open(neighbour, GUILD, lines=3)).around
    assert "刻字" not in words_in(around)
    assert MARK in [cue.text for cue in around.after]


async def test_of_a_cue_that_a_clip_shares_with_hidden_words_the_rest_is_left_out(tmp_path: Path) -> None:
    async with opened_store("sqlite", tmp_path) as store:
        house = await House(store).fill([" ".join(LINES)], 60_000)
        hidden = await house.clip_of()
        other = await house.clip_of(LINES[LINE + 3])
        before = (await house.clips.open(other, GUILD)).around
        assert "刻字" in before.lead
        assert LINES[-1] in before.tail
        await house.moderation.hide(MODERATOR, hidden)
        around = (await house.clips.open(other, GUILD)).around
        assert (around.lead, around.tail) == (MARK, MARK)
        await house.moderation.unhide(MODERATOR, hidden)
        assert (await house.clips.open(other, GUILD)).around == before


async def test_a_clip_that_begins_its_cue_gets_no_mark_before_it(tmp_path: Path) -> None:
    async with opened_store("sqlite", tmp_path) as store:
        house = await House(store).fill([" ".join(LINES)], 60_000)
        first = await house.clip_of(LINES[0])
        await house.moderation.hide(MODERATOR, await house.clip_of())
        around = (await house.clips.open(first, GUILD)).around
        assert (around.lead, around.tail) == ("", MARK)


# ---------------------------------------------------------------- chance and the clock


async def test_chance_finds_no_hidden_words(house: House) -> None:
    await house.moderation.hide(MODERATOR, await house.clip_of())
    for seed in range(60):
        shown = await house.clips.random(GUILD, seed, ["shop"])
        assert "刻字" not in f"{shown.clip.words} {words_in(shown.around)}"


async def test_chance_finds_the_only_words_that_are_left(house: House) -> None:
    await house.moderation.hide(MODERATOR, await house.clip_of(LINES[0]))
    for line in LINES[1:-1]:
        await house.moderation.hide(BOSS, await house.clip_of(line, OTHER_GUILD))
    found = {(await house.clips.random(GUILD, seed, ["shop"])).clip.words for seed in range(20)}
    assert found == {LINES[-1]}


async def test_chance_finds_nothing_where_all_is_hidden(house: House) -> None:
    await house.fill([*LINES, "……"])
    await house.moderation.hide_episode(BOSS, "shop", "ep1")
    with pytest.raises(NotFoundError, match=r"random\.none"):
        await house.clips.random(GUILD, "seed", ["shop"])


async def test_the_clip_of_the_day_holds_no_hidden_words(house: House) -> None:
    await house.moderation.hide_episode(BOSS, "secret", "s1")
    await house.moderation.hide(MODERATOR, await house.clip_of())
    seeds = [str(nth) for nth in range(60)]
    here = [(await house.store.read(clip_of_the_day(GUILD, seed))).words for seed in seeds]
    elsewhere = [(await house.store.read(clip_of_the_day(OTHER_GUILD, seed))).words for seed in seeds]
    assert not any("刻字" in words for words in here)
    assert any("刻字" in words for words in elsewhere)


async def test_where_all_is_hidden_there_is_no_clip_of_the_day(house: House) -> None:
    for show, stem in (("shop", "ep1"), ("secret", "s1")):
        await house.moderation.hide_episode(BOSS, show, stem)
    with pytest.raises(NotFoundError, match=r"daily\.no_clip"):
        await house.store.read(clip_of_the_day(GUILD, "seed"))


# ---------------------------------------------------------------- new versions


async def test_what_is_hidden_stays_so_where_a_new_version_has_it(house: House) -> None:
    clip = await house.clip_of()
    await house.moderation.hide(MODERATOR, clip)
    await house.fill(["先說一個公告 下週停更", "節目要搬家了", *LINES])
    assert not any("刻字" in text for text in await house.seen(HIDDEN))
    assert any("電車" in text for text in await house.seen(LINES[LINE + 1]))
    (listed,) = await house.moderation.hidden(GUILD)
    assert listed.spot.start_ms is not None
    assert listed.spot.start_ms >= (LINE + 1) * LINE_MS


async def test_words_that_are_gone_hide_nothing_and_hide_again_when_they_come_back(house: House) -> None:
    await house.moderation.hide(MODERATOR, await house.clip_of(LINES[0]))
    await house.fill(LINES[1:])
    assert any("護城河" in text for text in await house.seen(LINES[1]))
    (listed,) = await house.moderation.hidden(GUILD)
    assert listed.spot.start_ms is None
    await house.fill()
    assert not any("修傘" in text for text in await house.seen(LINES[0]))


async def test_what_is_hidden_stays_so_when_the_index_is_built_anew(house: House) -> None:
    await house.moderation.hide(MODERATOR, await house.clip_of())
    await Rebuilder(house.store).run(lambda _: None, everything=True)
    assert not any("刻字" in text for text in await house.seen(HIDDEN))


async def test_a_whole_episode_is_hidden_and_shown_again(house: House) -> None:
    await house.moderation.hide_episode(BOSS, "shop", "ep1")
    assert await house.seen("徒弟", OTHER_GUILD) == []
    await house.fill(["新的第一句", *LINES])
    assert await house.seen("徒弟", OTHER_GUILD) == []
    await house.moderation.unhide_episode(BOSS, "shop", "ep1")
    assert await house.seen("徒弟", OTHER_GUILD)


# ---------------------------------------------------------------- corrections


async def test_hidden_words_are_neither_corrected_nor_listed_as_corrections(house: House) -> None:
    clip = await house.clip_of()
    await house.corrections.propose(MODERATOR, clip, ("刻字", "雕字"))
    assert len(await house.corrections.list(GUILD)) == 1
    await house.moderation.hide(MODERATOR, clip)
    with pytest.raises(NotFoundError, match=r"clip\.withheld"):
        await house.corrections.propose(MODERATOR, clip, ("傘柄", "散柄"))
    assert await house.corrections.list(GUILD) == ()
    assert len(await house.corrections.list(OPERATOR)) == 1


# ---------------------------------------------------------------- portions of long cues


async def test_a_portion_by_chance_of_a_long_cue_holds_no_hidden_words(tmp_path: Path) -> None:
    """The times of such a portion are spread over letters, those of a hit over syllables."""
    async with opened_store("sqlite", tmp_path) as store:
        text = " ".join([*["strengths"] * 60, *LINES])
        house = await House(store).fill([text], 120_000)
        hidden = await house.clip_of()
        before = [await house.clips.random(GUILD, seed, ["shop"]) for seed in range(40)]
        assert all(shown.clip.end_ms - shown.clip.start_ms <= MAX_RANDOM_MS for shown in before)
        assert any("傘柄上刻" in shown.clip.words for shown in before)
        await house.moderation.hide(MODERATOR, hidden)
        after = [await house.clips.random(GUILD, seed, ["shop"]) for seed in range(40)]
        assert not any("傘柄上刻" in f"{shown.clip.words} {words_in(shown.around)}" for shown in after)


async def test_time_passes_between_decisions(house: House) -> None:
    first, second = await house.clip_of(), await house.clip_of(LINES[0])
    await house.moderation.hide(MODERATOR, first)
    house.clock.advance(timedelta(days=1))
    await house.moderation.hide(MODERATOR, second)
    assert [each.spot.target.clip_id for each in await house.moderation.hidden(GUILD)] == [second, first]


async def test_of_words_said_twice_the_ones_that_are_not_hidden_are_shown(tmp_path: Path) -> None:
    async with opened_store("sqlite", tmp_path) as store:
        house = await House(store).fill(["開始了", "再說一次", "再說一次", "結束了"])
        episode = await store.read(lambda snapshot: episode_named(snapshot, "ep1", "shop"))
        await store.keep_clip(Clip(ClipId("f1r5tt"), episode, 4000, 8000, "再說一次"))
        await house.moderation.hide(MODERATOR, "f1r5tt")
        hit = Hit(episode, 5000, 12_000, "再說一次 再說一次", ((5, 9),), Tier.EXACT, 1.0)
        shown = await store.read(lambda snapshot: Withholding(snapshot, GUILD).hit(hit))
        assert shown is not None
        assert (shown.start_ms, shown.end_ms, shown.text, shown.marks) == (8000, 12_000, "再說一次", ((0, 4),))
        elsewhere = await store.read(lambda snapshot: Withholding(snapshot, OTHER_GUILD).hit(hit))
        assert elsewhere == hit
