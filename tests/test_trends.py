"""Where a topic was talked about: what is counted, how it is shown, and where its buttons lead."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot import trends
from bot.aliases import Aliases, AliasFile
from bot.model import Cue, EpisodeFacts, Hit, Scope
from bot.options import Options
from bot.ports import Snapshot
from bot.questions import Question
from bot.search import engine
from bot.search.patience import Patience
from bot.search.wanted import Wanted
from bot.trends import MOST_LISTED, Trend
from handlers import trend_reply
from handlers.columns import columns
from handlers.discord.render import rendered
from handlers.excerpt import Run
from handlers.locale import FOLDERS, words_for
from handlers.messages import Reply
from handlers.reply import LINE_COLUMNS
from handlers.telegram.render import screen
from tests.card_shelf import CUE_MS, GUILD, OPERATOR, OTHER_GUILD, Shelf, button


@pytest.fixture
async def shelf() -> Shelf:
    return await Shelf().fill()


async def put(shelf: Shelf, stem: str, *texts: str, number: int | None = None, day: int = 0, show: str = "tea") -> None:
    """An episode in which each of these is said, a minute and a half apart."""
    cues = [Cue(nth * 90_000, nth * 90_000 + CUE_MS, text) for nth, text in enumerate(texts)]
    padded = [each for cue in cues for each in (cue, *_silence(cue.end_ms))]
    await shelf.put(show, stem, padded, EpisodeFacts(number, published=date(2024, 1, day) if day else None))


def _silence(start_ms: int) -> list[Cue]:
    """What is said between two scenes, and none of it matters."""
    texts = ("然後我們休息了一下喝杯水", "窗外的天氣一直在變化呢", "貓從書架上跳下來又睡著了", "時間不早了該回家吃飯")
    return [Cue(start_ms + nth * CUE_MS, start_ms + (nth + 1) * CUE_MS, text) for nth, text in enumerate(texts)]


async def counted(shelf: Shelf, term: str, show: str = "") -> Trend:
    return await shelf.trends.count(Question(term, OPERATOR, "console:operator", Options(show=show)))


def numbers(trend: Trend) -> dict[str, int]:
    return {each.episode.stem: len(each.places) for each in trend.counts}


# ---------------------------------------------------------------- counting


async def test_places_are_counted_episode_by_episode() -> None:
    shelf = Shelf()
    await put(shelf, "t2", "高山茶要慢慢泡", "還是高山茶", number=2)
    await put(shelf, "t1", "先說高山茶", number=1)
    await put(shelf, "t3", "今天說咖啡", number=3)
    trend = await counted(shelf, "高山茶")
    assert (list(numbers(trend).items()), trend.total, trend.at_least) == ([("t1", 1), ("t2", 2)], 3, False)


async def test_the_other_script_and_what_sounds_the_same_count_and_what_is_only_near_does_not() -> None:
    shelf = Shelf()
    await put(shelf, "t1", "說說烏龍茶", number=1)
    await put(shelf, "t2", "说说乌龙茶", number=2)
    await put(shelf, "t3", "說說屋龍查", number=3)
    await put(shelf, "t4", "說說烏雲", number=4)
    assert numbers(await counted(shelf, "烏龍茶")) == {"t1": 1, "t2": 1, "t3": 1}


async def test_a_place_that_both_searches_find_counts_once() -> None:
    shelf = Shelf()
    await put(shelf, "t1", "烏龍茶", *[""] * 4, "屋龍查", number=1)
    assert numbers(await counted(shelf, "烏龍茶")) == {"t1": 2}


async def test_what_is_spelt_so_counts_where_a_ranked_search_misses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    search = engine.search

    def literally(snapshot: Snapshot, wanted: Wanted, scope: Scope, **options: Any) -> tuple[Hit, ...]:
        return search(snapshot, wanted, scope, **options) if wanted.holds_phrases else ()

    monkeypatch.setattr(engine, "search", literally)
    shelf = Shelf()
    await put(shelf, "t1", "高山茶", "高山茶")
    assert (await counted(shelf, "高山茶")).total == 2


async def test_where_a_ranked_search_reaches_its_end_it_is_at_least() -> None:
    shelf = Shelf()
    await put(shelf, "t1", *["高山茶"] * 300)
    assert (await counted(shelf, "高山茶")).at_least


async def test_where_more_are_than_are_counted_it_is_at_least(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trends, "MOST_COUNTED", 2)
    shelf = Shelf()
    await put(shelf, "t1", "高山茶", "高山茶", "高山茶")
    assert (await counted(shelf, "高山茶")).at_least


async def test_a_search_that_runs_out_of_time_counts_at_least() -> None:
    shelf = Shelf()
    await put(shelf, "t1", "高山茶", "高杉茶")
    shelf.quotes.turns._search_s = -1.0
    trend = await counted(shelf, "高山茶")
    assert (numbers(trend), trend.at_least) == ({"t1": 1}, True)
    assert Patience().lasts()


async def test_the_query_language_and_options_hold() -> None:
    shelf = Shelf()
    await put(shelf, "t1", "高山茶", "烏龍茶", number=1)
    await put(shelf, "c1", "高山茶", show="cafe")
    assert numbers(await counted(shelf, "高山茶 OR 烏龍茶", show="tea")) == {"t1": 2}
    assert numbers(await counted(shelf, '"高山茶"')) == {"c1": 1, "t1": 1}
    assert numbers(await counted(shelf, "高山茶 show:cafe")) == {"c1": 1}


async def test_an_alias_counts_as_what_it_means() -> None:
    shelf = Shelf()
    aliases = Aliases(shelf.store, AliasFile(None))
    shelf.trends._aliases = aliases
    await put(shelf, "t1", "東方美人", number=1)
    assert numbers(await counted(shelf, "膨風茶")) == {}
    await aliases.add(OPERATOR, "膨風茶 = 東方美人")
    assert numbers(await counted(shelf, "膨風茶")) == {"t1": 1}


async def test_shows_stand_one_after_the_other_unless_all_have_a_day() -> None:
    shelf = Shelf()
    await put(shelf, "t1", "高山茶", number=1, day=2)
    await put(shelf, "c1", "高山茶", number=1, day=3, show="cafe")
    await put(shelf, "z1", "高山茶", number=1, day=1, show="zoo")
    assert list(numbers(await counted(shelf, "高山茶"))) == ["z1", "t1", "c1"]
    await put(shelf, "t2", "高山茶", number=2)
    assert list(numbers(await counted(shelf, "高山茶"))) == ["c1", "t1", "t2", "z1"]


# ---------------------------------------------------------------- who may


async def test_a_private_show_is_counted_nowhere_else(shelf: Shelf) -> None:
    here = await shelf.say("trend", GUILD, term="傘骨")
    assert "secret" in here.text
    elsewhere = await shelf.say("trend", OTHER_GUILD, term="傘骨")
    assert "分布在 1 集" in elsewhere.text
    assert "secret" not in elsewhere.text
    assert (await shelf.say("trend", OTHER_GUILD, term="傘骨", show="secret")).refuses
    assert "沒有一集" in (await shelf.say("trend", OTHER_GUILD, term="祕密的作坊")).text


async def test_its_buttons_open_nothing_elsewhere(shelf: Shelf) -> None:
    here = await shelf.say("trend", GUILD, term="傘骨")
    for each in here.buttons:
        assert not (await shelf.press(each, GUILD)).refuses
        assert (await shelf.press(each, OTHER_GUILD)).refuses


# ---------------------------------------------------------------- the answer


async def test_an_answer_has_a_line_with_a_bar_and_a_number_for_each_episode() -> None:
    shelf = Shelf()
    await put(shelf, "t1", "高山茶", number=1, day=1)
    await put(shelf, "t2", *["高山茶"] * 24, number=2, day=2)
    await put(shelf, "t3", *["高山茶"] * 12, number=3, day=3)
    assert (await shelf.say("trend", term="高山茶")).text == (
        "「高山茶」一共提到 37 處，分布在 3 集。\n\n"
        "1 EP1 █ 1\n2 EP2 ████████████ 24\n3 EP3 ██████ 12\n\n"
        "第一次：EP1 · 2024年1月1日 · 00:00\n最後一次：EP3 · 2024年1月3日 · 16:30"
    )


async def test_few_places_have_a_mark_each() -> None:
    shelf = Shelf()
    await put(shelf, "t1", "高山茶", number=1)
    await put(shelf, "t2", "高山茶", "高山茶", number=2)
    assert "1 EP1 █ 1\n2 EP2 ██ 2\n" in (await shelf.say("trend", term="高山茶")).text


async def test_one_place_is_not_said_twice() -> None:
    shelf = Shelf()
    await put(shelf, "t1", "高山茶", number=1)
    said = await shelf.say("trend", term="高山茶")
    assert "第一次：EP1 · 00:00" in said.text
    assert "最後一次" not in said.text
    assert [each.key for each in said.buttons] == ["1"]


async def test_an_episode_without_times_shows_none() -> None:
    shelf = Shelf()
    await shelf.put("tea", "t1", [Cue(90_000, 96_000, "高山茶")], EpisodeFacts(1), untimed=True)
    assert (await shelf.say("trend", term="高山茶")).text.endswith("第一次：EP1")


@pytest.fixture
async def many() -> Shelf:
    """Fifteen episodes: one place in the first three and the last, two in the others."""
    shelf = Shelf()
    for number in range(1, 16):
        twice = 3 < number < 15
        await put(shelf, f"t{number}", *["高山茶"] * (2 if twice else 1), number=number)
    return shelf


async def test_the_twelve_with_the_most_have_a_line_in_order_and_the_rest_is_summed(many: Shelf) -> None:
    said = await many.say("trend", term="高山茶")
    lines = said.text.split("\n\n")[1].splitlines()
    assert lines[0] == "1 EP1 █ 1"
    assert lines[1] == "2 EP4 ██ 2"
    assert len(lines) == MOST_LISTED + 1
    assert lines[-1] == "其他 3 集共 3 處"


async def test_every_button_opens_the_first_place_of_its_episode(many: Shelf) -> None:
    said = await many.say("trend", term="高山茶")
    labels = [line.split()[1] for line in said.text.split("\n\n")[1].splitlines()[:MOST_LISTED]]
    for each, label in zip(said.buttons, labels, strict=False):
        opened = (await many.press(each)).text
        assert opened.startswith(f"{label} · 00:00")
        assert "「高山茶」" in opened
    assert [each.label for each in said.buttons][MOST_LISTED:] == ["最後一次提到"]
    assert (await many.press(button(said, ">"))).text.startswith("EP15 · 00:00")


async def test_the_first_place_of_all_has_a_button_where_its_episode_has_no_line() -> None:
    shelf = Shelf()
    await put(shelf, "t1", "高山茶", number=1)
    for number in range(2, 15):
        await put(shelf, f"t{number}", "高山茶", "高山茶", number=number)
    said = await shelf.say("trend", term="高山茶")
    assert [each.key for each in said.buttons][MOST_LISTED:] == ["<", ">"]
    assert (await shelf.press(button(said, "<"))).text.startswith("EP1 · 00:00")
    assert (await shelf.press(button(said, ">"))).text.startswith("EP14 · 01:30")


async def test_what_opens_leads_on_to_the_other_episodes(many: Shelf) -> None:
    said = await many.say("trend", term="高山茶")
    opened = await many.press(button(said, "2"))
    assert (await many.press(button(opened, "<"))).text.startswith("EP1 · 00:00")
    assert "1–5 / 13" in (await many.press(button(opened, "0"))).text


async def test_nothing_found_says_where_was_looked_and_keeps_no_search(shelf: Shelf) -> None:
    said = await shelf.say("trend", term="護城河", show="repairs")
    assert said.text.startswith("沒有一集提到「護城河」。")
    assert "show:repairs" in said.text
    assert (said.buttons, shelf.store._state.searches) == ((), {})  # type: ignore[union-attr] # the one in memory


async def test_what_it_was_kept_to_is_said(shelf: Shelf) -> None:
    assert "show:repairs" in (await shelf.say("trend", term="傘骨", show="repairs")).text


@pytest.mark.parametrize("language", FOLDERS)
@pytest.mark.parametrize("term", ["", "  ", "...", "「」", "👍"])
async def test_a_term_that_says_nothing_is_answered_with_an_example(shelf: Shelf, term: str, language: str) -> None:
    said = await shelf.say("trend", language=language, term=term)
    assert said.refuses
    assert "/trend " in said.text


async def test_a_term_that_is_only_a_filter_or_too_long_is_answered_with_a_sentence(shelf: Shelf) -> None:
    assert (await shelf.say("trend", term="show:repairs")).refuses
    assert (await shelf.say("trend", term="茶" * 501)).refuses


def widest(reply: Reply) -> int:
    return max(columns("".join(run.text for run in line)) for lines in reply.paragraphs for line in lines)


@pytest.mark.parametrize("letter", ["長", "𠮷", "👨‍👩‍👧", "א", "*"])
async def test_lines_stay_short_however_long_names_are(letter: str) -> None:
    shelf = Shelf()
    slug = "a" * 32
    for nth in range(14):
        await put(shelf, f"{letter * 60}{nth}", *["高山茶"] * (nth + 1), show=slug)
    await put(shelf, "b", "高山茶", show="b")
    said = await shelf.say("trend", term=f"高山茶 OR {letter * 200}")
    assert widest(said) <= LINE_COLUMNS + len("第一次：") * 4
    assert len(rendered(said).faces) == len(said.buttons) <= 25
    assert len(rendered(said).embed.description or "") < 4096
    assert len(screen(said).html) < 4096


async def test_a_reply_says_at_least_where_it_is_so(shelf: Shelf) -> None:
    trend = replace(await counted(shelf, "傘骨"), at_least=True)
    assert "至少提到" in trend_reply.shown(trend, words_for("zh-TW")).text
    assert "at least" in trend_reply.shown(trend, words_for("en")).text
    assert trend_reply.shown(trend, words_for("en")).buttons == ()
    assert isinstance(trend_reply.shown(trend, words_for("en")).paragraphs[0][0][0], Run)


async def test_programs_get_all_episodes_as_one_object(many: Shelf) -> None:
    await many.put("tea", "t16", [Cue(0, 6000, "高山茶")], EpisodeFacts(16, "茶", date(2024, 2, 3)), untimed=True)
    told = json.loads(trend_reply.as_json(await counted(many, "高山茶")))
    assert (told["term"], told["total"], told["at_least"]) == ("高山茶", 27, False)
    assert len(told["episodes"]) == 16
    assert told["episodes"][-1] == {
        "show": "tea", "stem": "t16", "number": 16, "title": "茶", "published": "2024-02-03", "count": 1,
        "first_ms": None,
    }  # fmt: skip
    assert told["episodes"][0]["published"] is None
    assert told["episodes"][0]["first_ms"] == 0
