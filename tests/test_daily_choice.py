"""Which clip: by chance that can be computed again, long enough, and not again until everything was there."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest

from bot.curation import FEWEST_UNITS, SHORTEST_MS, choose
from bot.daily import slot_key
from bot.errors import NotFoundError
from bot.excerpts import MAX_RANDOM_MS, MIN_RANDOM_MS
from bot.model import Clip, Cue, Scope
from bot.ports import Snapshot
from bot.search.units import units_of
from bot.slots import PostedSpan, Schedule, ScheduleId
from bot.withholding import Withholding
from tests.daily_station import MORNING, ON_DISCORD, ON_TELEGRAM, add_episode, cues
from tests.memory import MemoryStore

NOWHERE = Scope(frozenset())


def library(episodes: Mapping[str, Sequence[Cue]], order: Sequence[str] = ()) -> Snapshot:
    """A store with these episodes, put in in that order."""

    async def fill() -> Snapshot:
        store = MemoryStore()
        for stem in order or tuple(episodes):
            await add_episode(store, stem, episodes[stem])
        return await store.read(lambda snapshot: snapshot)

    return asyncio.run(fill())


def everything(snapshot: Snapshot) -> Scope:
    return Scope(frozenset(show.id for show in snapshot.shows()))


def chosen(snapshot: Snapshot, seed: str, posted: Sequence[PostedSpan] = ()) -> Clip:
    return choose(snapshot, everything(snapshot), posted, seed, Withholding(snapshot, ON_DISCORD.place))


def span_of(clip: Clip) -> PostedSpan:
    return PostedSpan(clip.episode.show.slug, clip.episode.stem, clip.start_ms, clip.end_ms)


def share_time(one: PostedSpan, other: PostedSpan) -> bool:
    return one.stem == other.stem and one.start_ms < other.end_ms and other.start_ms < one.end_ms


TWO = {"e1": cues(40), "e2": cues(40, offset=7)}
SEEDS = tuple(str(n) for n in range(40))


def test_a_seed_chooses_the_same_clip_of_whole_cues_again() -> None:
    snapshot = library(TWO)
    for seed in SEEDS:
        clip = chosen(snapshot, seed)
        assert chosen(snapshot, seed) == clip
        within = [cue for cue in TWO[clip.episode.stem] if clip.start_ms <= cue.start_ms and cue.end_ms <= clip.end_ms]
        assert clip.words == " ".join(cue.text for cue in within)
        assert MIN_RANDOM_MS <= clip.end_ms - clip.start_ms <= MAX_RANDOM_MS


def test_the_choice_is_the_same_in_a_store_that_was_filled_in_another_order() -> None:
    one, other = library(TWO), library(TWO, ("e2", "e1"))
    picks = [[(clip.episode.stem, clip.start_ms) for clip in (chosen(s, seed) for seed in SEEDS)] for s in (one, other)]
    assert picks[0] == picks[1]
    assert {stem for stem, _ in picks[0]} == {"e1", "e2"}


def test_places_and_days_differ_in_their_seeds() -> None:
    schedule = Schedule(ScheduleId(1), ON_DISCORD, MORNING.time(), "Asia/Taipei", MORNING)
    days = [date(2024, 5, 1) + timedelta(days=n) for n in range(30)]
    keys = {slot_key(place, schedule, day) for place in (ON_DISCORD, ON_TELEGRAM) for day in days}
    assert len(keys) == 60
    snapshot = library(TWO)
    assert len({span_of(chosen(snapshot, key)) for key in keys}) > 10


def test_every_passage_can_be_the_beginning() -> None:
    snapshot = library({"e1": cues(40)})
    runs = snapshot.passage_runs(everything(snapshot))
    begun = {chosen(snapshot, str(n)).start_ms for n in range(400)}
    assert len(begun) >= sum(run.count for run in runs) - 1


@pytest.mark.parametrize(
    "spoken",
    [
        [Cue(0, SHORTEST_MS - 1, "一" * FEWEST_UNITS)],
        [Cue(0, 20_000, "一" * (FEWEST_UNITS - 1))],
        [Cue(0, 20_000, "，。！？")],
    ],
)
def test_what_is_too_short_or_says_too_little_is_left_out(spoken: list[Cue]) -> None:
    snapshot = library({"e1": spoken})
    with pytest.raises(NotFoundError, match=r"daily\.no_clip"):
        chosen(snapshot, "seed")


def test_what_is_just_long_enough_is_chosen() -> None:
    snapshot = library({"e1": [Cue(0, SHORTEST_MS, "一" * FEWEST_UNITS)]})
    clip = chosen(snapshot, "seed")
    assert (clip.start_ms, clip.end_ms, len(units_of(clip.words))) == (0, SHORTEST_MS, FEWEST_UNITS)


def test_without_a_show_there_is_nothing_to_choose_from() -> None:
    with pytest.raises(NotFoundError, match=r"daily\.no_show"):
        choose(library(TWO), NOWHERE, (), "seed", Withholding(library(TWO), ON_DISCORD.place))


def test_only_the_scopes_shows_are_chosen_from() -> None:
    async def fill() -> Snapshot:
        store = MemoryStore()
        await add_episode(store, "e1", cues(40), "open")
        await add_episode(store, "e1", cues(40), "secret")
        return await store.read(lambda snapshot: snapshot)

    snapshot = asyncio.run(fill())
    scope = Scope(frozenset(show.id for show in snapshot.shows() if show.slug == "open"))
    withholding = Withholding(snapshot, ON_DISCORD.place)
    assert {choose(snapshot, scope, (), seed, withholding).episode.show.slug for seed in SEEDS} == {"open"}


def test_a_long_cue_gives_portions_that_are_the_same_every_day() -> None:
    long = Cue(0, 300_000, "".join(cue.text for cue in cues(100)))
    snapshot = library({"e1": [long]})
    [run] = snapshot.passage_runs(everything(snapshot))
    spans = {chosen(snapshot, str(n)).start_ms for n in range(200)}
    assert 1 < len(spans) <= run.count


def last_post(span: PostedSpan, posted: Sequence[PostedSpan]) -> int:
    """The number of the last post that shares time with this span; -1 where none does."""
    return max((nth for nth, old in enumerate(posted) if share_time(span, old)), default=-1)


def test_nothing_comes_again_before_all_was_posted_and_then_what_was_posted_longest_ago() -> None:
    snapshot = library(TWO)
    pool = {span_of(chosen(snapshot, str(n))) for n in range(400)}
    posted: list[PostedSpan] = []
    for day in range(60):
        span = span_of(chosen(snapshot, str(day), posted))
        assert span in pool
        assert last_post(span, posted) == min(last_post(each, posted) for each in pool)
        posted.append(span)
    assert last_post(posted[-1], posted[:-1]) >= 0


def test_a_pool_is_gone_through_in_the_same_order_again() -> None:
    snapshot = library({f"e{n}": cues(2, offset=n) for n in range(5)})
    posted: list[PostedSpan] = []
    for day in range(15):
        posted.append(span_of(chosen(snapshot, str(day), posted)))
    assert len(set(posted[:5])) == 5
    assert posted[5:10] == posted[10:] == posted[:5]


def test_a_post_of_another_show_or_episode_is_no_repeat() -> None:
    snapshot = library({"e1": cues(2)})
    clip = chosen(snapshot, "seed")
    others = [PostedSpan("other", "e1", 0, 99_000), PostedSpan("open", "e2", 0, 99_000)]
    assert chosen(snapshot, "seed", others) == clip
