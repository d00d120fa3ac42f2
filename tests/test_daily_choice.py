"""Which clip: of an episode by chance that can be computed again, its best, and not again until all were there."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot import choosing, highlights
from bot.choosing import Occasion, choose
from bot.daily import slot_key
from bot.errors import NotFoundError
from bot.highlights import FEWEST_UNITS, SHORTEST_MS, THRESHOLD, picks_of, worthy
from bot.memory import Memory
from bot.model import Clip, Cue, Episode, Scope
from bot.ports import Snapshot
from bot.search.units import units_of
from bot.segments import Kind, Segment
from bot.slots import PostedSpan, Schedule, ScheduleId, Slot
from bot.withholding import Withholding
from bot.worth.picking import Pick, best
from bot.worth.speech import Talk
from bot.worth.words import Rarity
from bot.worth.worth import LONGEST_MS
from bot.worth.worth import SHORTEST_MS as SHORTEST_CLIP_MS
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


DAY = date(2024, 5, 1)


def chosen(
    snapshot: Snapshot, seed: str, posted: Sequence[PostedSpan] = (), scope: Scope | None = None, day: date = DAY
) -> Clip:
    where = everything(snapshot) if scope is None else scope
    occasion = Occasion(ON_DISCORD.place, where, day, seed, posted)
    return choose(snapshot, occasion, Withholding(snapshot, ON_DISCORD.place)).clip


def allowing(snapshot: Snapshot) -> Withholding:
    """What is withheld where the clips are posted: nothing."""
    return Withholding(snapshot, ON_DISCORD.place)


def span_of(clip: Clip) -> PostedSpan:
    return PostedSpan(clip.episode.show.slug, clip.episode.stem, clip.start_ms, clip.end_ms)


def share_time(one: PostedSpan, other: PostedSpan) -> bool:
    return one.stem == other.stem and one.start_ms < other.end_ms and other.start_ms < one.end_ms


TWO = {"e1": cues(40), "e2": cues(40, offset=7)}
SEEDS = tuple(str(n) for n in range(40))

SUBJECTS = ("烏龍茶", "咖啡豆", "普洱茶", "巧克力", "橄欖油")


def talk_of(subject: str) -> list[Cue]:
    """Half a minute about something, of sentences that end."""
    lines = (
        f"{subject}為什麼最貴呢？",
        f"因為{subject}第一次出口的時候，全世界只有3座農場種{subject}。",
        f"我覺得{subject}應該便宜一點，很多人才買得起{subject}。",
        f"所以{subject}的農場後來就會變多。",
    )
    return [Cue(nth * 8_000, nth * 8_000 + 8_000, line) for nth, line in enumerate(lines)]


def talks(*subjects: str) -> list[Cue]:
    """An episode of several such talks, one after the other."""
    found: list[Cue] = []
    for subject in subjects:
        shift_ms = found[-1].end_ms if found else 0
        found += [Cue(cue.start_ms + shift_ms, cue.end_ms + shift_ms, cue.text) for cue in talk_of(subject)]
    return found


GOOD = {"e1": talks(*SUBJECTS), "e2": talks(*SUBJECTS[::-1])}


def test_a_seed_chooses_the_same_clip_of_whole_sentences_again() -> None:
    snapshot = library(GOOD)
    for seed in SEEDS:
        clip = chosen(snapshot, seed)
        assert chosen(snapshot, seed) == clip
        within = [cue for cue in GOOD[clip.episode.stem] if clip.start_ms <= cue.start_ms and cue.end_ms <= clip.end_ms]
        assert clip.words == " ".join(cue.text for cue in within)
        assert SHORTEST_CLIP_MS <= clip.end_ms - clip.start_ms <= LONGEST_MS


def test_the_best_clip_of_an_episode_comes_first() -> None:
    snapshot = library({"e1": GOOD["e1"]})
    [episode] = snapshot.episodes(everything(snapshot))
    good = [pick for pick in picks_of(snapshot, episode, allowing(snapshot)) if pick.score >= THRESHOLD]
    assert len(good) > 2
    posted: list[PostedSpan] = []
    for pick in good:
        posted.append(span_of(chosen(snapshot, "seed", posted)))
        assert (posted[-1].start_ms, posted[-1].end_ms) == (pick.start_ms, pick.end_ms)
    assert chosen(snapshot, "seed", posted) == chosen(snapshot, "seed")


def test_what_is_computed_anew_is_what_was_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = library(GOOD)
    first = chosen(snapshot, "seed")
    calls: list[Talk] = []

    def counted(talk: Talk, rarity: Rarity, *given: Any) -> tuple[Pick, ...]:
        calls.append(talk)
        return best(talk, rarity, *given)

    monkeypatch.setattr(highlights, "best", counted)
    assert chosen(snapshot, "seed") == first
    assert not calls
    for module in (highlights, choosing):
        monkeypatch.setattr(module, "_PICKS", Memory(1))
    assert chosen(snapshot, "seed") == first
    assert calls


def test_only_so_much_is_kept() -> None:
    memory: Memory[str] = Memory(2)
    for key in "abc":
        memory.put(key, key)
    assert [memory.get(key) for key in "abc"] == [None, "b", "c"]


def test_the_episode_of_the_last_post_is_not_chosen_again_at_once() -> None:
    snapshot = library(GOOD)
    posted: list[PostedSpan] = []
    for seed in SEEDS[:6]:
        posted.append(span_of(chosen(snapshot, seed, posted)))
    assert all(one.stem != other.stem for one, other in pairwise(posted))


def test_episodes_with_fewer_posts_come_first() -> None:
    snapshot = library({f"e{n}": talks(*SUBJECTS[n:], *SUBJECTS[:n]) for n in range(4)})
    posted: list[PostedSpan] = []
    for seed in SEEDS[:4]:
        posted.append(span_of(chosen(snapshot, seed, posted)))
    assert {span.stem for span in posted} == {"e0", "e1", "e2", "e3"}


def test_no_more_episodes_are_looked_into_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = library({f"e{n}": cues(3, offset=n) for n in range(6)} | {"empty": [Cue(0, 9_000, "，")]})
    posted = [span_of(chosen(snapshot, str(n))) for n in range(1)]
    while len(posted) < 6:
        posted.append(span_of(chosen(snapshot, "seed", posted)))
    assert len({span.stem for span in posted}) == 6
    looked: list[str] = []

    def noted(given: Snapshot, each: Episode, withholding: Withholding) -> Sequence[Pick]:
        looked.append(each.stem)
        return worthy(given, each, withholding)

    monkeypatch.setattr(choosing, "_worthy", noted)
    assert span_of(chosen(snapshot, "seed", posted)) == posted[0]
    assert len(looked) == 7
    looked.clear()
    monkeypatch.setattr(choosing, "MOST_LOOKS", 2)
    assert span_of(chosen(snapshot, "seed", posted)) in posted
    assert len(set(looked) - {"empty"}) == 2


def test_nothing_of_a_sponsor_is_in_it() -> None:
    async def fill() -> Snapshot:
        store = MemoryStore()
        await add_episode(store, "e1", talks(*SUBJECTS))
        await store.say_segment("open", "e1", Segment(0, 100_000, Kind.SPONSOR, by_operator=True))
        return await store.read(lambda snapshot: snapshot)

    snapshot = asyncio.run(fill())
    assert all(chosen(snapshot, seed).start_ms >= 100_000 for seed in SEEDS)


def test_the_choice_is_the_same_in_a_store_that_was_filled_in_another_order() -> None:
    one, other = library(TWO), library(TWO, ("e2", "e1"))
    picks = [[(clip.episode.stem, clip.start_ms) for clip in (chosen(s, seed) for seed in SEEDS)] for s in (one, other)]
    assert picks[0] == picks[1]
    assert {stem for stem, _ in picks[0]} == {"e1", "e2"}


def test_places_and_days_differ_in_their_seeds() -> None:
    schedule = Schedule(ScheduleId(1), ON_DISCORD, MORNING.time(), "Asia/Taipei", MORNING)
    days = [date(2024, 5, 1) + timedelta(days=n) for n in range(30)]
    places = [replace(schedule, destination=place) for place in (ON_DISCORD, ON_TELEGRAM)]
    keys = {slot_key(each, Slot(each.id, day)) for each in places for day in days}
    assert len(keys) == 60
    snapshot = library({f"e{n}": cues(3, offset=n) for n in range(15)})
    assert len({span_of(chosen(snapshot, key)) for key in keys}) > 10


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
        chosen(library(TWO), "seed", scope=NOWHERE)


def test_only_the_scopes_shows_are_chosen_from() -> None:
    async def fill() -> Snapshot:
        store = MemoryStore()
        await add_episode(store, "e1", cues(40), "open")
        await add_episode(store, "e1", cues(40), "secret")
        return await store.read(lambda snapshot: snapshot)

    snapshot = asyncio.run(fill())
    scope = Scope(frozenset(show.id for show in snapshot.shows() if show.slug == "open"))
    assert {chosen(snapshot, seed, scope=scope).episode.show.slug for seed in SEEDS} == {"open"}


def test_an_episode_without_a_good_clip_gives_its_best_one() -> None:
    snapshot = library(TWO)
    episodes = snapshot.episodes(everything(snapshot))
    best = {each.stem: picks_of(snapshot, each, allowing(snapshot))[0] for each in episodes}
    assert all(pick.score < THRESHOLD for pick in best.values())
    for seed in SEEDS:
        clip = chosen(snapshot, seed)
        assert (clip.start_ms, clip.end_ms) == (best[clip.episode.stem].start_ms, best[clip.episode.stem].end_ms)


def test_a_long_cue_gives_a_clip_that_is_part_of_it() -> None:
    long = Cue(0, 300_000, "".join(cue.text for cue in cues(100)))
    clip = chosen(library({"e1": [long]}), "seed")
    assert clip.words in long.text
    assert clip.end_ms - clip.start_ms <= LONGEST_MS


def last_post(span: PostedSpan, posted: Sequence[PostedSpan]) -> int:
    """The number of the last post that shares time with this span; -1 where none does."""
    return max((nth for nth, old in enumerate(posted) if share_time(span, old)), default=-1)


def test_nothing_comes_again_before_all_was_posted_and_then_what_was_posted_longest_ago() -> None:
    snapshot = library(GOOD)
    pool = {
        PostedSpan("open", each.stem, pick.start_ms, pick.end_ms)
        for each in snapshot.episodes(everything(snapshot))
        for pick in picks_of(snapshot, each, allowing(snapshot))
        if pick.score >= THRESHOLD
    }
    posted: list[PostedSpan] = []
    for day in range(3 * len(pool)):
        span = span_of(chosen(snapshot, str(day), posted))
        assert span in pool
        assert last_post(span, posted) == min(last_post(each, posted) for each in pool)
        posted.append(span)
    assert set(posted[: len(pool)]) == pool


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
