"""Which clip, by what people want: picks, votes, saved clips, anniversaries, topics; and what is never chosen."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest

from bot import choosing
from bot.access import Access
from bot.choosing import DISTANCE, MOST_LIKED, Chosen, Occasion, anniversary, choose, closed_by, span_of
from bot.clips import named
from bot.errors import NotFoundError
from bot.model import Clip, EpisodeDraft, EpisodeFacts, Place, PlaceKind, Platform, Scope
from bot.picks import Suggestion, Verdict
from bot.ports import Snapshot
from bot.search.engine import index_episode
from bot.segments import Kind, Segment
from bot.slots import PostedSpan
from bot.topics import is_one_topic, names_in
from bot.why import Tier, Why, read_why
from bot.withheld import Act, Decided, Target
from bot.withholding import Withholding
from bot.worth.words import Rarity
from tests.memory import MemoryStore
from tests.test_daily_choice import SUBJECTS, talks

GUILD = Place(Platform.DISCORD, PlaceKind.GROUP, "7")
OTHER = Place(Platform.DISCORD, PlaceKind.GROUP, "8")
DAY = date(2024, 5, 1)
NOW = datetime(2024, 5, 1, tzinfo=UTC)
TALK_MS = 32_000
"""How long somebody speaks of a subject."""


@dataclass
class Show:
    """Episodes of talks, one subject after the other."""

    store: MemoryStore = field(default_factory=MemoryStore)
    posted: list[PostedSpan] = field(default_factory=list)

    async def put(self, stem: str, *subjects: str, published: date | None = None) -> "Show":
        spoken = talks(*subjects)
        facts = EpisodeFacts(1, published=published)
        await self.store.put_episode(EpisodeDraft("open", stem, facts, spoken, index_episode(spoken), stem))
        return self

    async def clip(self, stem: str, nth: int = 0, length_ms: int = TALK_MS) -> Clip:
        """The talk about the nth subject of an episode, kept."""

        def look(snapshot: Snapshot) -> Clip:
            [episode] = [each for each in snapshot.episodes(_all(snapshot)) if each.stem == stem]
            start_ms = nth * TALK_MS
            found = snapshot.cues_between(episode.id, start_ms, start_ms + length_ms)
            words = " ".join(placed.cue.text for placed in found)
            return named(snapshot, episode, start_ms, start_ms + length_ms, words)

        clip = await self.store.read(look)
        await self.store.keep_clip(clip)
        return clip

    async def picked(self, stem: str, nth: int = 0, verdict: Verdict = Verdict.APPROVED, place: Place = GUILD) -> Clip:
        clip = await self.clip(stem, nth)
        await self.store.decide(Suggestion(place.key, clip.id, "", NOW, verdict, "discord:1", NOW))
        return clip

    async def voted(self, stem: str, *weights: int, nth: int = 0, place: Place = GUILD) -> Clip:
        clip = await self.clip(stem, nth)
        for person, weight in enumerate(weights):
            await self.store.vote(place, clip.id, f"discord:{person}", weight, NOW)
        return clip

    async def saved(self, stem: str, people: int = 1, nth: int = 0, length_ms: int = TALK_MS) -> Clip:
        clip = await self.clip(stem, nth, length_ms)
        for person in range(people):
            await self.store.bookmark(f"discord:{person}", clip.id)
        return clip

    async def choose(self, place: Place = GUILD, day: date = DAY, seed: str = "seed") -> Chosen:
        def look(snapshot: Snapshot) -> Chosen:
            return choose(
                snapshot, Occasion(place, _all(snapshot), day, seed, self.posted), Withholding(snapshot, place)
            )

        return await self.store.read(look)

    async def post(self, days: int = 1, day: date = DAY) -> list[Chosen]:
        found = []
        for _ in range(days):
            found.append(await self.choose(day=day, seed=str(len(self.posted))))
            self.posted.append(span_of(found[-1].clip))
        return found


def _all(snapshot: Snapshot) -> Scope:
    return Access({}).scope(snapshot, GUILD)


async def show(*stems: str) -> Show:
    """Episodes with five talks each, whose order differs."""
    made = Show()
    for nth, stem in enumerate(stems or ("e1", "e2")):
        await made.put(stem, *SUBJECTS[nth:], *SUBJECTS[:nth])
    return made


# ---------------------------------------------------------------- the order


async def test_what_was_picked_goes_first_then_what_is_liked_then_the_best() -> None:
    made = await show("e1", "e2", "e3", "e4")
    liked = await made.voted("e2", 1, nth=4)
    picked = await made.picked("e1", 3)
    first, second, third = await made.post(3)
    assert (first.clip.id, first.why) == (picked.id, Why(Tier.PICKED))
    assert (second.clip.id, second.why) == (liked.id, Why(Tier.LIKED, votes=1))
    assert third.why.tier is Tier.BEST
    assert third.why.score


async def test_the_pick_that_was_suggested_first_goes_first() -> None:
    made = await show("e1", "e2")
    for stem, hour in (("e2", 3), ("e1", 5)):
        clip = await made.clip(stem, 3)
        suggested = NOW.replace(hour=hour)
        await made.store.decide(Suggestion(GUILD.key, clip.id, "", suggested, Verdict.APPROVED, "", NOW))
    assert [each.clip.episode.stem for each in await made.post(2)] == ["e2", "e1"]


async def test_votes_and_saved_clips_are_added_up() -> None:
    made = await show("e1", "e2", "e3")
    await made.voted("e1", 1, 1, -1)
    both = await made.voted("e2", 1)
    await made.saved("e2", 2)
    await made.saved("e3", 2)
    chosen = await made.choose()
    assert (chosen.clip.id, chosen.why) == (both.id, Why(Tier.LIKED, votes=1, saves=2))


async def test_what_is_liked_as_much_comes_by_chance() -> None:
    made = await show("e1", "e2", "e3")
    for stem in ("e1", "e2", "e3"):
        await made.saved(stem)
    assert {(await made.choose(seed=str(seed))).clip.episode.stem for seed in range(30)} == {"e1", "e2", "e3"}


async def test_votes_and_picks_of_another_place_count_for_nothing() -> None:
    made = await show()
    await made.picked("e1", 3, place=OTHER)
    await made.voted("e1", 1, nth=4, place=OTHER)
    assert (await made.choose()).why.tier is Tier.BEST
    assert (await made.choose(OTHER)).why.tier is Tier.PICKED


async def test_what_is_liked_by_nobody_any_more_is_one_of_the_rest() -> None:
    made = await show()
    await made.voted("e1", 1, -1)
    await made.voted("e2", -1)
    await made.saved("e2", 3)
    assert (await made.choose()).why.tier is Tier.BEST


async def test_what_is_saved_and_too_short_to_be_understood_is_not_chosen_for_that() -> None:
    made = await show()
    await made.saved("e1", length_ms=7_000)
    assert (await made.choose()).why.tier is Tier.BEST


async def test_what_most_people_are_against_is_chosen_only_where_there_is_nothing_else() -> None:
    made = Show()
    await made.put("e1", SUBJECTS[0])
    await made.put("e2", SUBJECTS[1])
    await made.voted("e1", -1)
    found = await made.post(4)
    assert [each.clip.episode.stem for each in found] == ["e2"] * 4
    await made.voted("e2", -1)
    assert [each.clip.episode.stem for each in await made.post(2)] == ["e1", "e2"]


async def test_what_was_declined_is_never_chosen_even_if_it_is_liked() -> None:
    made = Show()
    await made.put("e1", SUBJECTS[0])
    declined = await made.picked("e1", verdict=Verdict.DECLINED)
    await made.saved("e1")
    with pytest.raises(NotFoundError, match=r"daily\.no_clip"):
        await made.choose()
    assert (await made.choose(OTHER)).clip.id == declined.id


async def test_where_all_was_posted_the_one_posted_longest_ago_comes_again() -> None:
    made = Show()
    await made.put("e1", SUBJECTS[0])
    await made.put("e2", SUBJECTS[1])
    found = await made.post(3)
    assert [each.why.tier for each in found] == [Tier.BEST, Tier.BEST, Tier.AGAIN]
    assert found[2].clip == found[0].clip
    assert (found[2].why.ago, found[2].why.left) == (2, 1)


async def test_no_more_liked_clips_are_looked_at_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    made = await show("e1")
    for nth in range(3):
        await made.saved("e1", nth + 1, nth=nth)
    assert MOST_LIKED > 3
    monkeypatch.setattr(choosing, "MOST_LIKED", 2)
    tiers = [each.why.tier for each in await made.post(3)]
    assert tiers == [Tier.LIKED, Tier.LIKED, Tier.LIKED]
    monkeypatch.setattr(choosing, "MOST_LIKED", 0)
    made.posted.clear()
    assert (await made.choose()).why.tier is Tier.BEST


# ---------------------------------------------------------------- never


async def hide(made: Show, clip: Clip) -> None:
    await made.store.hide(Decided(Act.HIDDEN, Target("open", clip.episode.stem, clip.id), GUILD.key, "discord:1", NOW))


async def test_a_pick_that_is_hidden_is_never_chosen() -> None:
    made = await show()
    await hide(made, await made.picked("e1", 3))
    found = await made.post(8)
    assert Tier.PICKED not in {each.why.tier for each in found}


async def test_a_pick_that_is_a_sponsors_is_never_chosen() -> None:
    made = await show()
    await made.picked("e1", 3)
    liked = await made.voted("e1", 1, nth=4)
    await made.store.say_segment("open", "e1", Segment(3 * TALK_MS, 5 * TALK_MS, Kind.SPONSOR, by_operator=True))
    found = await made.post(8)
    assert {each.why.tier for each in found} <= {Tier.BEST, Tier.AGAIN}
    assert liked.id not in {each.clip.id for each in found}


async def test_it_is_told_what_keeps_a_clip_from_being_posted() -> None:
    made = await show()
    hidden, sponsored, fine = [await made.clip("e1", nth) for nth in range(3)]
    await hide(made, hidden)
    await made.store.say_segment("open", "e1", Segment(TALK_MS, TALK_MS + 5, Kind.SPONSOR, by_operator=True))

    def look(snapshot: Snapshot) -> list[str]:
        return [closed_by(snapshot, clip, Withholding(snapshot, GUILD)) for clip in (hidden, sponsored, fine)]

    assert await made.store.read(look) == ["suggest.withheld", "suggest.aside", ""]


async def test_a_pick_whose_words_are_gone_is_passed_over() -> None:
    made = await show()
    await made.picked("e1", 3)
    await made.store.remove_episode("open", "e1")
    assert (await made.choose()).why.tier is Tier.BEST


# ---------------------------------------------------------------- anniversaries


@pytest.mark.parametrize(
    ("published", "day", "year"),
    [
        (date(2020, 5, 1), date(2024, 5, 1), 2020),
        (date(2024, 5, 1), date(2024, 5, 1), None),
        (date(2025, 5, 1), date(2024, 5, 1), None),
        (date(2020, 5, 2), date(2024, 5, 1), None),
        (date(2020, 2, 29), date(2023, 2, 28), 2020),
        (date(2020, 2, 29), date(2023, 3, 1), None),
        (date(2020, 2, 29), date(2024, 2, 29), 2020),
        (date(2020, 2, 29), date(2024, 2, 28), None),
        (None, date(2024, 5, 1), None),
    ],
)
def test_an_anniversary_is_the_date_in_a_later_year(published: date | None, day: date, year: int | None) -> None:
    assert anniversary(published, day) == year


async def test_an_episode_goes_first_on_its_anniversary() -> None:
    made = await show("e1", "e2", "e3", "e4")
    await made.put("old", *SUBJECTS, published=date(2021, 5, 1))
    chosen = [await made.choose(seed=str(seed)) for seed in range(10)]
    assert {(each.clip.episode.stem, each.why.tier, each.why.year) for each in chosen} == {("old", Tier.BEST, 2021)}
    assert {(await made.choose(seed=str(seed), day=date(2024, 5, 2))).why.year for seed in range(10)} == {None}


async def test_an_anniversary_goes_first_within_its_tier_only() -> None:
    made = await show("e1", "e2", "e3")
    await made.put("old", *SUBJECTS, published=date(2021, 5, 1))
    await made.saved("e1", 3)
    await made.saved("old")
    chosen = await made.choose()
    assert (chosen.clip.episode.stem, chosen.why) == ("old", Why(Tier.LIKED, 2021, saves=1))
    await made.picked("e2", 3)
    assert (await made.choose()).clip.episode.stem == "e2"
    await made.picked("old", 3)
    assert (await made.choose()).why == Why(Tier.PICKED, 2021)


async def test_an_anniversary_does_not_come_two_days_running_where_something_else_is_left() -> None:
    made = await show("e1", "e2")
    await made.put("old", *SUBJECTS, published=date(2021, 5, 1))
    assert [each.clip.episode.stem == "old" for each in await made.post(3)] == [True, False, True]


async def test_of_what_comes_again_an_anniversary_goes_first() -> None:
    made = Show()
    for stem, published in (("e1", None), ("e2", None), ("old", date(2021, 5, 1)), ("e3", None)):
        await made.put(stem, SUBJECTS[len(made.posted)], published=published)
        made.posted.append(span_of(await made.clip(stem)))
    again = await made.choose()
    assert (again.clip.episode.stem, again.why.tier, again.why.year) == ("old", Tier.AGAIN, 2021)
    assert (await made.choose(day=date(2024, 5, 2))).clip.episode.stem == "e1"


# ---------------------------------------------------------------- distance


async def test_a_pick_of_the_last_posts_episode_waits() -> None:
    made = await show()
    await made.picked("e1", 3)
    made.posted.append(span_of(await made.clip("e1", 0)))
    found = await made.post(2)
    assert [each.why.tier for each in found] == [Tier.BEST, Tier.PICKED]


async def with_one_topic_twice() -> Show:
    """Two episodes about the same, the first of which was just posted, and a dozen about what everybody speaks of."""
    made = Show()
    for stem in ("tea1", "tea2"):
        await made.put(stem, "烏龍茶配橄欖油")
    for nth in range(12):
        await made.put(f"e{nth}", *SUBJECTS[1:4] * 3)
    made.posted.append(span_of(await made.clip("tea1")))
    return made


async def test_a_topic_does_not_come_again_within_a_week_where_another_is_left() -> None:
    made = await with_one_topic_twice()
    await made.picked("tea2")
    found = await made.post(DISTANCE + 1)
    assert [each.why.tier for each in found] == [Tier.BEST] * DISTANCE + [Tier.PICKED]


async def test_a_topic_comes_again_where_no_other_is_left() -> None:
    made = await with_one_topic_twice()
    await made.picked("tea2")
    for nth in range(12):
        await made.store.remove_episode("open", f"e{nth}")
    assert (await made.choose()).clip.episode.stem == "tea2"


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("abcd", "abxy", True),
        ("abcd", "axyz", False),
        ("abcdefgh", "abstuvwx", True),
        ("abcdefghi", "abstuvwxy", False),
        ("ab", "abcdefghijkl", True),
        ("a", "a", False),
        ("", "", False),
    ],
)
def test_a_topic_is_two_names_and_a_quarter_in_common(one: str, other: str, *, is_one: bool) -> None:
    assert is_one_topic(frozenset(one), frozenset(other)) is is_one


def test_what_everybody_says_all_the_time_names_nothing() -> None:
    rarity = Rarity(100, {"因为": 80, "咖啡豆": 2})
    assert names_in("因為咖啡豆", rarity) == {"咖啡豆"}


# ---------------------------------------------------------------- why


@pytest.mark.parametrize(
    "why",
    [
        Why(Tier.PICKED),
        Why(Tier.LIKED, 2021, votes=-2, saves=3),
        Why(Tier.BEST, score=11.4, left=0),
        Why(Tier.AGAIN, left=12, ago=31),
    ],
)
def test_what_is_kept_of_a_choice_is_read_again(why: Why) -> None:
    assert read_why(why.dumped()) == why


@pytest.mark.parametrize("kept", [(), (("tier", "new"),), (("tier", "best"), ("year", "x"))])
def test_what_is_kept_in_no_way_that_is_known_is_nothing(kept: Sequence[tuple[str, str]]) -> None:
    assert read_why(kept) is None
