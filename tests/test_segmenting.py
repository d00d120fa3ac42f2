"""Recognition after imports: what is new, what its show changes, nothing twice; and the operator's word."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot import segmenting
from bot.access import Access
from bot.errors import NotFoundError, StoreError, UsageError
from bot.model import Cue, EpisodeDraft, EpisodeFacts, EpisodeId, Place, PlaceKind, Platform
from bot.recognition.episode import RECOGNITION_FORMAT
from bot.search.engine import index_episode
from bot.segment_ports import Recognition
from bot.segmenting import AT_ONCE, Segmenter, Segments, read_span
from bot.segments import Kind, Segment
from tests.memory import MemoryStore
from tests.recognition_talks import READ, blocks, shuffled

CONSOLE = Place(Platform.CONSOLE, PlaceKind.OPERATOR)
GREETING = "各位咖啡迷你們好 這裡是每個星期天晚上陪你聊豆子的小小節目 我們從產地聊到杯子 不管你懂不懂豆子都可以坐下來 "


async def add(
    store: MemoryStore, stem: str, cues: list[Cue], show: str = "beans", *, untimed: bool = False
) -> EpisodeId:
    facts = EpisodeFacts(number=int(stem[-1]) if stem[-1].isdigit() else None)
    return await store.put_episode(EpisodeDraft(show, stem, facts, cues, index_episode(cues), stem, untimed=untimed))


def greeted(seed: int) -> list[Cue]:
    return blocks(GREETING + shuffled(seed, 1200))


async def kinds(store: MemoryStore, episode: EpisodeId) -> list[Kind]:
    found = await store.read(lambda snapshot: snapshot.segments({episode}))
    return [each.kind for each in found.get(episode, ())]


async def test_an_episode_is_recognised_once() -> None:
    store = MemoryStore()
    episode = await add(store, "e1", blocks("".join(READ) + shuffled(1)))
    assert await Segmenter(store).run() == 1
    assert await kinds(store, episode) == [Kind.SPONSOR]
    reads, writes = store.reads, store.writes
    assert await Segmenter(store).run() == 0
    assert (store.reads - reads, store.writes - writes) == (1, 0)


async def test_a_show_of_many_episodes_is_recognised_in_portions() -> None:
    store = MemoryStore()
    for nth in range(AT_ONCE + 1):
        await add(store, f"e{nth}", blocks(shuffled(nth)))
    assert await Segmenter(store).run() == AT_ONCE + 1
    assert await store.read(lambda snapshot: snapshot.unrecognised(RECOGNITION_FORMAT)) == []


async def test_a_third_episode_with_the_same_greeting_tells_it_in_all() -> None:
    store = MemoryStore()
    first = [await add(store, f"e{nth}", greeted(nth)) for nth in range(2)]
    assert await Segmenter(store).run() == 2
    assert [await kinds(store, each) for each in first] == [[], []]
    third = await add(store, "e2", greeted(2))
    assert await Segmenter(store).run() == 3
    assert [await kinds(store, each) for each in (*first, third)] == [[Kind.INTRO]] * 3


async def test_a_run_that_is_stopped_is_taken_up(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopping(MemoryStore):
        left = 100

        async def put_recognitions(self, found: Mapping[EpisodeId, Recognition]) -> int:
            self.left -= 1
            if self.left < 0:
                raise StoreError("store.full", path="naji.db")
            return await super().put_recognitions(found)

    monkeypatch.setattr(segmenting, "AT_ONCE", 1)
    store = Stopping()
    episodes = [await add(store, f"e{nth}", greeted(nth)) for nth in range(2)]
    await Segmenter(store).run()
    episodes.append(await add(store, "e2", greeted(2)))
    for left in (1, 0):
        store.left = left
        with pytest.raises(StoreError):
            await Segmenter(store).run()
    store.left = 100
    assert await Segmenter(store).run() == 2
    assert [await kinds(store, each) for each in episodes] == [[Kind.INTRO]] * 3


async def test_an_episode_that_shares_nothing_leaves_the_others_alone() -> None:
    store = MemoryStore()
    for nth in range(3):
        await add(store, f"e{nth}", greeted(nth))
    await Segmenter(store).run()
    await add(store, "e9", blocks(shuffled(9)))
    assert await Segmenter(store).run() == 1


async def test_greetings_of_other_shows_do_not_count() -> None:
    store = MemoryStore()
    episodes = [await add(store, f"e{nth}", greeted(nth), f"show{nth}") for nth in range(3)]
    await Segmenter(store).run()
    assert [await kinds(store, each) for each in episodes] == [[], [], []]


async def test_what_an_older_format_recognised_is_recognised_anew() -> None:
    store = MemoryStore()
    episode = await add(store, "e1", blocks("".join(READ) + shuffled(1)))
    await store.put_recognitions({episode: Recognition(RECOGNITION_FORMAT - 1, b"old", "")})
    assert await Segmenter(store).run() == 1
    assert await kinds(store, episode) == [Kind.SPONSOR]


async def test_an_episode_whose_index_is_of_another_format_is_read_from_its_words() -> None:
    store = MemoryStore()
    episodes = [await add(store, f"e{nth}", greeted(nth)) for nth in range(2)]
    cues = greeted(2)
    index = index_episode(cues)
    index = replace(index, passages=[replace(each, units=b"other") for each in index.passages])
    episodes.append(await store.put_episode(EpisodeDraft("beans", "e2", EpisodeFacts(), cues, index, "2")))
    await Segmenter(store).run()
    assert [await kinds(store, each) for each in episodes] == [[Kind.INTRO]] * 3


async def test_an_episode_without_a_word_has_nothing_to_recognise() -> None:
    store = MemoryStore()
    episode = await add(store, "e1", [Cue(0, 1000, "……")])
    assert await Segmenter(store).run() == 1
    assert await kinds(store, episode) == []


# ---------------------------------------------------------------- the operator


async def recognised() -> tuple[MemoryStore, Segments]:
    store = MemoryStore()
    await add(store, "e1", blocks("".join(READ) + shuffled(1)))
    await add(store, "e2", blocks(shuffled(2)))
    await Segmenter(store).run()
    return store, Segments(store, Access({}))


async def test_segments_are_listed_with_their_first_words() -> None:
    _, segments = await recognised()
    (read,) = await segments.list(CONSOLE)
    assert (read.episode.stem, read.segment.kind, read.segment.start_ms) == ("e1", Kind.SPONSOR, 0)
    assert read.words.startswith("本期節目由小山農場")
    assert await segments.list(CONSOLE, "beans", "2") == ()


async def test_the_words_of_a_segment_begin_where_it_does() -> None:
    _, segments = await recognised()
    await segments.say(CONSOLE, ("", "e1"), "0:30-0:35", Kind.MUSIC)
    found = await segments.list(CONSOLE, episode="e1")
    (music,) = [each for each in found if each.segment.kind is Kind.MUSIC]
    assert not music.words.startswith("本期節目由小山農場")
    assert music.words in ("".join(READ) + shuffled(1))


async def test_the_words_of_a_segment_that_begins_in_a_pause_are_the_first_in_it() -> None:
    store = MemoryStore()
    await add(store, "e1", [Cue(0, 1000, "早安"), Cue(5000, 6000, "業配來了")])
    segments = Segments(store, Access({}))
    await segments.say(CONSOLE, ("", "e1"), "0:02-0:06", Kind.SPONSOR)
    assert [each.words for each in await segments.list(CONSOLE)] == ["業配來了"]


async def test_a_range_behind_the_last_word_has_no_words() -> None:
    _, segments = await recognised()
    await segments.say(CONSOLE, ("", "2"), "90:00-91:00", Kind.MUSIC)
    (music,) = await segments.list(CONSOLE, episode="2")
    assert music.words == ""


async def test_a_cue_without_a_word_is_shown_as_it_is() -> None:
    store = MemoryStore()
    await add(store, "e1", [Cue(0, 1000, "♪")])
    await Segmenter(store).run()
    (music,) = await Segments(store, Access({})).list(CONSOLE)
    assert (music.segment.kind, music.words) == (Kind.MUSIC, "♪")


async def test_what_the_operator_says_holds_until_it_is_taken_back() -> None:
    _, segments = await recognised()
    episode = await segments.say(CONSOLE, ("beans", "e1"), "0:00-90:00", Kind.SHOW)
    assert episode.stem == "e1"
    assert await segments.list(CONSOLE) == ()
    assert await segments.unsay(CONSOLE, ("", "1")) == 1
    assert len(await segments.list(CONSOLE)) == 1


async def test_an_episode_has_to_be_named_so_that_one_is_meant() -> None:
    store, segments = await recognised()
    await add(store, "e1", blocks(shuffled(3)), "art")
    with pytest.raises(UsageError) as raised:
        await segments.say(CONSOLE, ("", "e1"), "0:00-0:10", Kind.SPONSOR)
    assert raised.value.code == "segment.which"
    await segments.say(CONSOLE, ("art", "e1"), "0:00-0:10", Kind.SPONSOR)
    with pytest.raises(NotFoundError):
        await segments.say(CONSOLE, ("", "e7"), "0:00-0:10", Kind.SPONSOR)


@pytest.mark.parametrize(
    "typed", ["0:14-2:57", "0:14 – 2:57", "00:14~02:57", "0:00:14-0:02:57", "0:14～2:57", "０：１４—２：５７"]
)
def test_a_span_is_read(typed: str) -> None:
    assert read_span(typed) == (14_000, 177_000)


@pytest.mark.parametrize("typed", ["", "0:14", "2:57-0:14", "0:14-0:14", "14-20", "0:14-later", "-0:14-2:57"])
def test_what_is_no_span_is_refused(typed: str) -> None:
    with pytest.raises(UsageError) as raised:
        read_span(typed)
    assert raised.value.code == "segment.span"


def test_segments_of_the_operator_are_sure() -> None:
    assert Segment(0, 1, Kind.MUSIC).confidence == 1
