"""The best clips of an episode, as the operator lists them: the use case and the command, in both languages."""

import asyncio
import json
from pathlib import Path

import pytest

from bot.access import Access
from bot.clips import named
from bot.errors import NajiError, NotFoundError, UsageError
from bot.highlights import FEWEST_UNITS, SHORTEST_MS, Highlights, worthy
from bot.model import Cue, Episode, Scope
from bot.ports import Snapshot
from bot.withheld import EVERYWHERE, Act, Decided, Target
from bot.withholding import Withholding
from handlers.clip_commands import carry_out
from handlers.console import PLACE
from handlers.locale import words_for
from handlers.terminal import Screen
from tests.commands import Naji
from tests.daily_station import MORNING, add_episode, cues
from tests.memory import MemoryStore
from tests.test_daily_choice import SUBJECTS, everything, talks

WIDE = Screen(columns=None, styled=False)
NARROW = Screen(columns=40, styled=False)


async def filled(*stems: str, show: str = "open") -> Highlights:
    store = MemoryStore()
    for stem in stems:
        await add_episode(store, stem, talks(*SUBJECTS), show)
    return Highlights(store, Access({}))


async def printed(screen: Screen = WIDE, language: str = "zh-TW", **options: str) -> str:
    highlights = await filled("e1")
    named = {f"--{name}": value for name, value in options.items()}
    return await carry_out(highlights, {"--episode": "e1"} | named, 2, words_for(language), screen)


async def test_the_best_clips_of_an_episode_are_listed_best_first() -> None:
    listed = await (await filled("e1", "e2")).list(PLACE, "open", "e2", 3)
    assert listed.episode.stem == "e2"
    assert len(listed.picks) == 3
    assert listed.picks[0].score >= listed.picks[1].score >= listed.picks[2].score


async def test_which_episode_has_to_be_clear_and_known() -> None:
    store = MemoryStore()
    for show in ("open", "other"):
        await add_episode(store, "e1", talks(*SUBJECTS), show)
    highlights = Highlights(store, Access({}))
    with pytest.raises(UsageError, match=r"clips\.which"):
        await highlights.list(PLACE, "", "e1", 3)
    assert (await highlights.list(PLACE, "other", "e1", 3)).episode.show.slug == "other"
    with pytest.raises(NotFoundError):
        await highlights.list(PLACE, "", "e9", 3)


async def test_a_list_tells_times_score_reasons_and_words() -> None:
    lines = (await printed()).splitlines()
    assert lines[0] == "open · EP1"
    assert lines[2].startswith("1.  ")
    assert "–" in lines[2]
    assert "從新的話題開始" in lines[3]
    assert lines[4].startswith("    ")
    assert any(subject in lines[4] for subject in SUBJECTS)
    assert len([line for line in lines if line[:2] in ("1.", "2.", "3.")]) == 2


async def test_reasons_are_told_in_english_too() -> None:
    assert "begins a new subject" in await printed(language="en")


async def test_words_are_wrapped_where_lines_are_short() -> None:
    assert len((await printed(NARROW)).splitlines()) > len((await printed()).splitlines())


async def test_programs_read_the_same_as_one_object() -> None:
    content = json.loads(await printed(json=""))
    assert (content["show"], content["episode"], len(content["clips"])) == ("open", "e1", 2)
    first = content["clips"][0]
    assert first["score"] == pytest.approx(sum(first["reasons"].values()), abs=0.1)
    assert first["start_s"] < first["end_s"]
    assert first["words"]


async def test_an_episode_that_nothing_stands_out_of_is_told_so() -> None:
    store = MemoryStore()
    await add_episode(store, "e1", [Cue(0, 3_000, "茶")])
    said = await carry_out(Highlights(store, Access({})), {"--episode": "e1"}, 5, words_for("zh-TW"), WIDE)
    assert said == "open · EP1：找不到能獨立成段的片段。\n"


async def test_a_command_without_an_episode_tells_how_it_is_used() -> None:
    with pytest.raises(NajiError, match=r"cli\.clips"):
        await carry_out(await filled("e1"), {"--episode": " "}, 5, words_for("en"), WIDE)


def test_the_command_line_lists_clips(naji: Naji, tmp_path: Path) -> None:
    text = "".join(cue.text for cue in talks(*SUBJECTS))
    (tmp_path / "tea").mkdir()
    (tmp_path / "tea" / "one.txt").write_text(text.replace("。", "。\n"), encoding="utf-8")
    assert naji("import", str(tmp_path / "tea")).code == 0
    shown = naji("clips", "--episode", "one", "--limit", "1")
    assert shown.code == 0
    lines = shown.output.splitlines()
    assert lines[2].split()[0] == "1."
    assert "–" not in lines[2]
    content = json.loads(naji("clips", "--episode", "one", "--json").output)
    assert {each["start_s"] for each in content["clips"]} == {None}


def test_the_command_line_wants_an_episode(naji: Naji) -> None:
    refused = naji("clips")
    assert refused.code == 2
    assert "--episode" in refused.errors


def kept(spoken: list[Cue]) -> tuple[Snapshot, Episode, Withholding]:
    async def fill() -> Snapshot:
        store = MemoryStore()
        await add_episode(store, "e1", spoken)
        return await store.read(lambda snapshot: snapshot)

    snapshot = asyncio.run(fill())
    [episode] = snapshot.episodes(Scope(frozenset(show.id for show in snapshot.shows())))
    return snapshot, episode, Withholding(snapshot, PLACE)


def test_what_may_be_posted_of_a_short_episode_is_its_best_that_is_long_enough() -> None:
    assert len(worthy(*kept([Cue(0, SHORTEST_MS, "一" * FEWEST_UNITS)]))) == 1
    assert worthy(*kept([Cue(0, SHORTEST_MS - 1, "一" * FEWEST_UNITS)])) == []
    assert worthy(*kept([Cue(0, 20_000, "一" * (FEWEST_UNITS - 1))])) == []
    assert len(worthy(*kept(cues(40)))) == 1


def test_what_may_be_posted_of_a_good_episode_is_every_good_clip() -> None:
    assert len(worthy(*kept(talks(*SUBJECTS)))) > 2


async def test_what_is_hidden_or_blocked_at_the_place_is_no_clip_there() -> None:
    store = MemoryStore()
    await add_episode(store, "e1", talks(*SUBJECTS))
    highlights = Highlights(store, Access({}))
    before = (await highlights.list(PLACE, "", "e1", 9)).picks
    first = before[0]
    await store.keep_clip(
        clip := await store.read(
            lambda snapshot: named(
                snapshot, snapshot.episodes(everything(snapshot))[0], first.start_ms, first.end_ms, first.words
            )
        )
    )
    await store.hide(Decided(Act.HIDDEN, Target("open", "e1", clip.id), EVERYWHERE, None, MORNING))
    after = (await highlights.list(PLACE, "", "e1", 9)).picks
    assert after
    assert not any(each.start_ms < first.end_ms and first.start_ms < each.end_ms for each in after)
    await store.block(EVERYWHERE, "普洱茶")
    assert not any("普洱茶" in each.words for each in (await highlights.list(PLACE, "", "e1", 9)).picks)
    await store.hide(Decided(Act.HIDDEN, Target("open", "e1"), EVERYWHERE, None, MORNING))
    assert (await highlights.list(PLACE, "", "e1", 9)).picks == ()
