"""The best clips of an episode, as `bot.worth` judges them: read from the store, and kept in memory for a while.

What an episode's clips are follows from its transcript, from what is not the show in it, and from a sample of its
show's talk, by which words are rare. The same library has the same clips in any store. It is computed on the thread
that reads: an hour of talk takes some tenths of a second (`docs/clips.md`).
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.access import Access
from bot.amending import amended_clip
from bot.errors import UsageError
from bot.memory import Memory
from bot.model import Clip, ClipId, Episode, Place, Scope
from bot.narrowing import narrow
from bot.options import Options
from bot.ports import Snapshot, Store
from bot.search.language import asked
from bot.search.units import layout_of
from bot.withholding import Withholding
from bot.worth.picking import Pick, best
from bot.worth.speech import Talk, folded, sentences, talk_of
from bot.worth.words import Rarity, rarity_of, stretches
from bot.worth.worth import SHORTEST_MS as SHORTEST_CLIP_MS

THRESHOLD = 11.5
"""The score from which on a clip is good enough to be posted; see `docs/clips.md` for what it lets through."""
SHORTEST_MS = 8_000
"""Shorter than this, nobody knows what it is about."""
FEWEST_UNITS = 20
"""Syllables; fewer are a greeting, or music with a word in it."""
MOST = 20
"""How many clips of an episode are kept; a list is never longer."""

_END_OF_TIME_MS = 1 << 40
_EPISODES_KEPT = 128
_SHOWS_KEPT = 16


_PICKS: Memory[tuple[Pick, ...]] = Memory(_EPISODES_KEPT)
_RARITIES: Memory[Rarity] = Memory(_SHOWS_KEPT)


@dataclass(frozen=True, slots=True)
class Listed:
    """The best clips of an episode, the best first."""

    episode: Episode
    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class Highlights:
    """Lists the best clips.

    Attributes:
        store: the library.
        access: draws the scope of a place.
    """

    store: Store
    access: Access

    async def list(self, place: Place, show: str, episode: str, limit: int) -> Listed:
        """The best clips of one episode.

        Args:
            place: where somebody asks.
            show: as the filter `show:` takes it; empty for all.
            episode: as the filter `ep:` takes it.
            limit: how many at most; there are never more than `MOST`.

        Raises:
            UsageError: `clips.which` with `episode`, where several are meant.
            NotFoundError: there is no such show or episode here.
        """

        def look(snapshot: Snapshot) -> Listed:
            request = asked("", Options(show=show, episode=episode))
            _, scope = narrow(snapshot, request, self.access.scope(snapshot, place))
            found = snapshot.episodes(scope)
            if len(found) != 1:
                raise UsageError("clips.which", episode=episode)
            return Listed(found[0], picks_of(snapshot, found[0], Withholding(snapshot, place))[:limit])

        return await self.store.read(look)


def picks_of(
    snapshot: Snapshot, episode: Episode, withholding: Withholding, shortest_ms: int = SHORTEST_CLIP_MS
) -> tuple[Pick, ...]:
    """The best clips of an episode that may be shown, the best first, `MOST` of them; whatever their score is."""
    cues = snapshot.cues_between(episode.id, 0, _END_OF_TIME_MS)
    segments = tuple(snapshot.segments({episode.id}).get(episode.id, ()))
    talk = talk_of(cues)
    hidden = tuple(_hidden(talk, episode, withholding))
    rarity, sampled = _rarity(snapshot, episode)
    spoken = hashlib.blake2b(digest_size=16)
    for placed in cues:
        spoken.update(repr((placed.cue, placed.unit_count)).encode("utf-8", "surrogatepass"))
    key = (spoken.digest(), segments, hidden, sampled, shortest_ms)
    kept = _PICKS.get(key)
    picks = best(talk, rarity, segments, hidden, MOST, shortest_ms) if kept is None else kept
    _PICKS.put(key, picks)
    return tuple(pick for pick in picks if withholding.shows(_clip(snapshot, episode, pick)))


def _hidden(talk: Talk, episode: Episode, withholding: Withholding) -> Iterator[tuple[int, int]]:
    """Start and end of what must not be shown: what is hidden, and sentences with blocked words."""
    if withholding.is_idle(episode.id):
        return
    yield from withholding.spans_ms(episode.id)
    for each in sentences(talk):
        if withholding.blocks(episode.id, talk.text[each.start : each.end]):
            yield each.start_ms, each.end_ms


def _clip(snapshot: Snapshot, episode: Episode, pick: Pick) -> Clip:
    """The clip that a pick would be, with its corrections."""
    return amended_clip(snapshot, Clip(ClipId(""), episode, pick.start_ms, pick.end_ms, pick.words))


def worthy(snapshot: Snapshot, episode: Episode, withholding: Withholding) -> Sequence[Pick]:
    """The clips of an episode that may be posted, the best first.

    Where none is good enough, it is the best that is long enough; nothing where there is none.
    """
    picks = picks_of(snapshot, episode, withholding)
    good = [pick for pick in picks if pick.score >= THRESHOLD]
    picks = picks or picks_of(snapshot, episode, withholding, SHORTEST_MS)
    return good or [pick for pick in picks if _is_long_enough(pick)][:1]


def _is_long_enough(pick: Pick) -> bool:
    return pick.end_ms - pick.start_ms >= SHORTEST_MS and len(layout_of(pick.words)) >= FEWEST_UNITS


def _rarity(snapshot: Snapshot, episode: Episode) -> tuple[Rarity, bytes]:
    """How rare words are in the episode's show, from a sample, and what stands for the sample."""
    scope = Scope(frozenset({episode.show.id}))
    runs = {run.episode_id: (run.first, run.count) for run in snapshot.passage_runs(scope)}
    spoken = sorted((each for each in snapshot.episodes(scope) if each.id in runs), key=lambda each: each.stem)
    sampled = [(spoken[nth].id, start_ms, end_ms) for nth, start_ms, end_ms in stretches(len(spoken))]
    known_by = repr((snapshot.clip_key(), [(*each, runs[each[0]]) for each in sampled]))
    key = hashlib.blake2b(known_by.encode(), digest_size=16).digest()
    kept = _RARITIES.get(key)
    if kept is not None:
        return kept, key
    cues = (snapshot.cues_between(*each) for each in sampled)
    rarity = rarity_of(folded(" ".join(placed.cue.text for placed in some)) for some in cues)
    _RARITIES.put(key, rarity)
    return rarity, key


def rarity_in(snapshot: Snapshot, episode: Episode) -> Rarity:
    """How rare words are in the episode's show."""
    return _rarity(snapshot, episode)[0]
