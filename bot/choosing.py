"""Which clip is the day's: computed from the library, what was posted, what people want, and a seed; it writes nothing.

What was not posted at the destination yet goes first, in this order: the picks of the place's moderators, the clips
that listeners voted for or saved, the best of the rest. In each of the three those go first whose episode came out on
this date in an earlier year. Once all was posted, the one posted longest ago comes, and nothing a second time before
everything was there again. Of all that is left, what is of the last post's episode, or of a topic of the last
`DISTANCE` posts, gives way to what is not. See `docs/clips.md`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from random import Random

from bot.access import Access, narrowed
from bot.amending import amended_clip
from bot.clips import named
from bot.daily import slot_key
from bot.errors import NotFoundError
from bot.highlights import SHORTEST_MS, rarity_in, worthy
from bot.memory import Memory
from bot.model import Clip, ClipId, Episode, Place, Scope
from bot.picks import Verdict
from bot.ports import Snapshot
from bot.rounds import History, identity, meets_any
from bot.slots import PostedSpan, Schedule, Slot
from bot.topics import is_one_topic, names_in
from bot.why import Tier, Why
from bot.withholding import Withholding
from bot.worth.picking import Pick
from bot.worth.words import Rarity

MOST_LOOKS = 24
"""Episodes whose best clips are looked at for one post: each may take some tenths of a second, once."""
MOST_LIKED = 100
"""Liked clips that are looked at for one post, of those that were posted and of the others."""
DISTANCE = 7
"""Posts after which a topic may come again: a week, where there is one a day."""

_NO_ID = ClipId("")
_PICKS: Memory[Sequence[Pick]] = Memory(4096)
_RARITIES: Memory[Rarity] = Memory(64)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Where and when a clip is to be posted.

    Attributes:
        scope: the shows to choose from.
        day: the local date.
        seed: names the place and date.
        posted: what the destination has had, oldest first.
    """

    place: Place
    scope: Scope
    day: date
    seed: str
    posted: Sequence[PostedSpan] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """A clip, with its corrections, and how it came to be chosen."""

    clip: Clip
    why: Why


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A clip that may be posted.

    Attributes:
        nth: the position of the last post that shares time with it; None where there is none.
        is_disliked: whether more people voted against it than for it.
    """

    clip: Clip
    why: Why
    nth: int | None
    is_disliked: bool = False


def chosen_for(
    snapshot: Snapshot, access: Access, schedule: Schedule, slot: Slot, posted: Sequence[PostedSpan] | None = None
) -> Chosen:
    """The clip of a slot.

    Args:
        snapshot: the library, and what people want.
        access: draws the scope of the destination.
        schedule: where, of which show.
        slot: of this schedule.
        posted: what the destination had before; None for all that it had.

    Raises:
        NotFoundError: as `choose`.
    """
    destination, plan = schedule.destination, schedule.plan
    scope = narrowed(access.scope(snapshot, destination.place), snapshot.shows(), {plan.show} if plan.show else ())
    past = snapshot.posted(destination) if posted is None else posted
    occasion = Occasion(destination.place, scope, slot.day, slot_key(schedule, slot), past)
    return choose(snapshot, occasion, Withholding(snapshot, destination.place))


def choose(snapshot: Snapshot, occasion: Occasion, withholding: Withholding) -> Chosen:
    """The clip of an occasion: the same library, history, votes and picks choose the same, in any store.

    Nothing is in it that is not the show itself, or that must not be shown, whoever picked it; nothing that was
    declined at the place; and what more people voted against than for only where there is nothing else. `MOST_LOOKS`
    episodes with clips are looked into at most, so that a library of thousands in which much was posted keeps nobody
    waiting.

    Raises:
        NotFoundError: `daily.no_show` where the scope is empty, `daily.no_clip` where nothing may be posted.
    """
    if not occasion.scope.shows:
        raise NotFoundError("daily.no_show")
    pool = _Pool(snapshot, occasion, withholding)
    distance = _Distance(snapshot, occasion.posted, pool.episodes)
    seen: list[_Candidate] = []
    for each in pool.candidates():
        if each.nth is None and not each.is_disliked and distance.is_kept(each.clip):
            return _chosen(snapshot, each)
        seen.append(each)
    liked = [each for each in seen if not each.is_disliked] or seen
    if not liked:
        raise NotFoundError("daily.no_clip")
    left = [each for each in liked if each.nth is None] or _again(liked, pool.history)
    ways = (distance.is_kept, distance.is_other_episode)
    kept = (each for way in ways for each in left if way(each.clip))
    found = next(kept, left[0])
    return _chosen(snapshot, replace(found, why=replace(found.why, left=len(left) - 1)))


def anniversary(published: date | None, day: date) -> int | None:
    """The year in which something was published whose anniversary this day is; None where it is not.

    What came out on February 29 has its anniversaries on February 28 in years without one.
    """
    if published is None or published.year >= day.year:
        return None
    try:
        held = published.replace(year=day.year)
    except ValueError:
        held = date(day.year, 2, 28)
    return published.year if held == day else None


def _again(pool: Sequence[_Candidate], history: History) -> list[_Candidate]:
    """What is left of the round, all of it posted before: anniversaries first, then what was posted longest ago."""
    left = [pool[nth] for nth in history.left([span_of(each.clip) for each in pool])]
    left.sort(key=lambda each: (each.why.year is None, each.nth))
    ago = len(history.posted)
    return [replace(each, why=replace(each.why, tier=Tier.AGAIN, ago=ago - (each.nth or 0))) for each in left]


def _chosen(snapshot: Snapshot, found: _Candidate) -> Chosen:
    clip = found.clip
    if not clip.id:
        clip = named(snapshot, clip.episode, clip.start_ms, clip.end_ms, clip.words)
    return Chosen(amended_clip(snapshot, clip), found.why)


class _Pool:
    """What may be posted on an occasion, in the order in which it goes."""

    def __init__(self, snapshot: Snapshot, occasion: Occasion, withholding: Withholding) -> None:
        self._snapshot = snapshot
        self._scope = occasion.scope
        self._day = occasion.day
        self._withholding = withholding
        self.history = History(occasion.posted)
        self._chance = Random(occasion.seed)  # noqa: S311 - a day's clip is no secret: it has to be computed again
        self.episodes = {_identity(each): each for each in snapshot.episodes(occasion.scope)}
        self._suggestions = snapshot.suggestions(occasion.place)
        declined = (each.span for each in self._suggestions if each.verdict is Verdict.DECLINED)
        self._declined = [span for span in declined if span is not None]
        self._voted = snapshot.voted(occasion.place, occasion.scope)
        self._disliked = [each.span for each in self._voted if each.count < 0]

    def candidates(self) -> Iterator[_Candidate]:
        """Lazily, as looking into an episode takes a while."""
        yield from self._picked()
        yield from self._liked()
        yield from self._best()

    def _picked(self) -> Iterator[_Candidate]:
        approved = [each for each in self._suggestions if each.verdict is Verdict.APPROVED and each.span]
        clips = (self._snapshot.clip(each.clip, self._scope) for each in approved)
        found = [(clip, self._year(clip.episode)) for clip in clips if clip is not None and self._is_open(clip)]
        for clip, year in sorted(found, key=lambda each: each[1] is None):
            yield self._candidate(clip, Why(Tier.PICKED, year))

    def _liked(self) -> Iterator[_Candidate]:
        """Those that the most people are for go first; of as many, by chance."""
        counts = {each.clip: (each, 0, each.count) for each in self._snapshot.saved(self._scope)}
        for each in self._voted:
            counts[each.clip] = (each, each.count, counts[each.clip][2] if each.clip in counts else 0)
        wanted = [each for each in counts.values() if each[1] >= 0 and each[1] + each[2] > 0]
        wanted.sort(key=lambda each: (*identity(each[0].span), each[0].span.start_ms, each[0].span.end_ms))
        self._chance.shuffle(wanted)
        years = {key: self._year(episode) for key, episode in self.episodes.items()}
        wanted.sort(key=lambda each: (years.get(identity(each[0].span)) is None, -each[1] - each[2]))
        looked = {True: 0, False: 0}
        for liked, votes, saves in wanted:
            is_new = self.history.last(liked.span) is None
            looked[is_new] += 1
            clip = self._snapshot.clip(liked.clip, self._scope) if looked[is_new] <= MOST_LIKED else None
            if clip is not None and self._may_be_liked(clip):
                yield self._candidate(clip, Why(Tier.LIKED, self._year(clip.episode), votes=votes, saves=saves))

    def _best(self) -> Iterator[_Candidate]:
        looks = 0
        for episode in self._walk():
            picks = _worthy(self._snapshot, episode, self._withholding)
            year = self._year(episode)
            for pick in picks:
                clip = Clip(_NO_ID, episode, pick.start_ms, pick.end_ms, pick.words)
                if not meets_any(span_of(clip), self._declined):
                    yield self._candidate(clip, Why(Tier.BEST, year, score=pick.score))
            looks += bool(picks)
            if looks == MOST_LOOKS:
                return

    def _walk(self) -> Sequence[Episode]:
        """The episodes in the order in which they are looked into.

        Anniversaries, then half as many as are looked into of those with the fewest posts, of these the one posted
        from longest ago; then by chance, so that no clip of the others is out of reach. What the last post is of
        comes last.
        """
        keys = sorted(self.episodes)
        self._chance.shuffle(keys)
        last = identity(self.history.posted[-1]) if self.history.posted else None
        keys.sort(key=lambda key: (self.history.count(key), self.history.last_of(key)))
        first = [key for key in keys if self._year(self.episodes[key]) is not None]
        others = [key for key in keys if key not in set(first) | {last}]
        half = MOST_LOOKS // 2
        rest = sorted(others[half:])
        self._chance.shuffle(rest)
        order = (*(key for key in first if key != last), *others[:half], last, *rest)
        return [self.episodes[key] for key in order if key in self.episodes]

    def _candidate(self, clip: Clip, why: Why) -> _Candidate:
        span = span_of(clip)
        is_disliked = why.tier is not Tier.PICKED and meets_any(span, self._disliked)
        return _Candidate(clip, why, self.history.last(span), is_disliked=is_disliked)

    def _may_be_liked(self, clip: Clip) -> bool:
        is_known = any(each.clip == clip.id and each.verdict is Verdict.APPROVED for each in self._suggestions)
        is_long = clip.end_ms - clip.start_ms >= SHORTEST_MS
        return is_long and not is_known and not meets_any(span_of(clip), self._declined) and self._is_open(clip)

    def _is_open(self, clip: Clip) -> bool:
        return not closed_by(self._snapshot, clip, self._withholding)

    def _year(self, episode: Episode) -> int | None:
        return anniversary(episode.facts.published, self._day)


class _Distance:
    """How far a clip is from the last posts."""

    def __init__(
        self, snapshot: Snapshot, posted: Sequence[PostedSpan], episodes: Mapping[tuple[str, str], Episode]
    ) -> None:
        self._snapshot = snapshot
        self._posted = posted
        self._episodes = episodes

    def is_other_episode(self, clip: Clip) -> bool:
        """Whether the last post is not of its episode."""
        return not self._posted or identity(self._posted[-1]) != _identity(clip.episode)

    def is_kept(self, clip: Clip) -> bool:
        """Whether, besides, none of the last posts is of its topic."""
        if not self.is_other_episode(clip):
            return False
        names = self._names(clip.episode, clip.words)
        return not any(is_one_topic(names, topic) for topic in self._topics)

    @cached_property
    def _topics(self) -> Sequence[frozenset[str]]:
        topics = []
        for span in self._posted[-DISTANCE:]:
            episode = self._episodes.get(identity(span))
            if episode is not None:
                cues = self._snapshot.cues_between(episode.id, span.start_ms, span.end_ms)
                topics.append(self._names(episode, " ".join(placed.cue.text for placed in cues)))
        return topics

    def _names(self, episode: Episode, words: str) -> frozenset[str]:
        return names_in(words, _rarity(self._snapshot, episode))


def closed_by(snapshot: Snapshot, clip: Clip, withholding: Withholding) -> str:
    """The code of what keeps a clip from ever being posted; empty where nothing does.

    `suggest.withheld` where it must not be shown, `suggest.aside` where some of it is not the show itself.
    """
    if not withholding.shows(amended_clip(snapshot, clip)):
        return "suggest.withheld"
    segments = snapshot.segments({clip.episode.id}).get(clip.episode.id, ())
    is_aside = any(each.start_ms < clip.end_ms and clip.start_ms < each.end_ms for each in segments)
    return "suggest.aside" if is_aside else ""


def span_of(clip: Clip) -> PostedSpan:
    """Where a clip stands, by its episode's lasting identity."""
    return PostedSpan(clip.episode.show.slug, clip.episode.stem, clip.start_ms, clip.end_ms)


def _identity(episode: Episode) -> tuple[str, str]:
    return episode.show.slug, episode.stem


def _worthy(snapshot: Snapshot, episode: Episode, withholding: Withholding) -> Sequence[Pick]:
    """`bot.highlights.worthy`, which reads the whole episode: kept while nothing of what it reads has changed."""
    if not withholding.is_idle(episode.id):
        return worthy(snapshot, episode, withholding)
    segments = tuple(snapshot.segments({episode.id}).get(episode.id, ()))
    key = (snapshot.clip_key(), snapshot.library_version(), episode.id, segments)
    picks = _PICKS.get(key)
    if picks is None:
        picks = worthy(snapshot, episode, withholding)
        _PICKS.put(key, picks)
    return picks


def _rarity(snapshot: Snapshot, episode: Episode) -> Rarity:
    key = (snapshot.clip_key(), snapshot.library_version(), episode.show.id)
    rarity = _RARITIES.get(key)
    if rarity is None:
        rarity = rarity_in(snapshot, episode)
        _RARITIES.put(key, rarity)
    return rarity
