"""Clips: spans of an episode with a short permanent id, opened with the words around them, or picked by chance.

A clip's id is computed from what it is, so a reader who writes nothing can name it. Its row is written when the
clip is shown, shared, saved or posted, never by a search.
"""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import accumulate, chain, islice
from random import Random
from typing import TypeVar

from bot.access import Access
from bot.amending import amended_clip
from bot.errors import ChangedError, NotFoundError, UsageError
from bot.excerpts import excerpt
from bot.model import Clip, ClipId, Cue, Episode, EpisodeId, PassageId, PassageRun, Place, PlacedCue, Scope
from bot.ports import Snapshot, Store
from bot.references import Reference, references_in
from bot.withholding import Around, Withholding

T = TypeVar("T")

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base32 (https://www.crockford.com/base32.html), in lower case."""
ID_LETTERS = 6
DIGEST_BYTES = 20
"""160 bits are 32 letters of five bits, the longest id."""

MAX_LINES = 12
"""How many cues before and after a clip are shown at most."""
FIRST_LINES = 2
"""How many cues before and after a clip are shown at first."""
KEEP_TRIES = 3
"""How often a clip is read whose episode is being replaced."""
AROUND_CHARS = 2_000
"""How much of a cue around a clip is given: more than is ever shown. A whole episode may stand in one cue."""

RANDOM_TRIES = 30
"""How often chance is asked for a clip that may be shown, before all that there is is gone through."""
MOST_TRIED = 2_000
"""Beginnings that are gone through then: a second's work. A library of which more is hidden has no random clip."""

_WINDOW_MS = 60_000
END_OF_TIME_MS = 1 << 40
_TYPED_ID = re.compile(rf"[{ALPHABET}]{{{ID_LETTERS},{DIGEST_BYTES * 8 // 5}}}")
_MISREAD = str.maketrans("oil", "011", " -")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The words around a span of an episode.

    Attributes:
        before: the cues before it, in order; of one that is longer than `AROUND_CHARS` the end.
        lead: the words before it in the cue that it cuts, with the white space between them and it; empty where it
            begins with its cue. At most `AROUND_CHARS`, as the tail.
        tail: the white space and the words after it in the cue that it cuts.
        after: the cues after it, in order; of one that is longer than `AROUND_CHARS` the beginning.
        more: whether the episode goes on before or after.
        speakers: who speaks in it, each once, in order; empty where that is not known.
        references: the other episodes that are named in it and in the words around it.
    """

    before: tuple[Cue, ...]
    lead: str
    tail: str
    after: tuple[Cue, ...]
    more: bool
    speakers: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenedClip:
    """A clip with the words around it.

    Attributes:
        lines: how many cues before and after it were asked for.
        marks: where words of the clip matched a query, if it was opened from one.
        several_shows: whether more than one show answers at the place, so that the clip's has to be named.
        chapter: the title of the chapter that the clip begins in; None where that is not known.
        artwork: where the episode's picture is; None where that is not known.
    """

    clip: Clip
    around: Surroundings
    lines: int
    several_shows: bool
    marks: tuple[tuple[int, int], ...] = ()
    chapter: str | None = None
    artwork: str | None = None


class Clips:
    """What can be done with clips: each call is one read and, where a clip is shown, the writing of its row.

    Args:
        store: the library.
        access: draws the scope of a place.
    """

    def __init__(self, store: Store, access: Access) -> None:
        self._store = store
        self._access = access

    async def open(self, typed_id: str, place: Place, *, lines: int = FIRST_LINES) -> OpenedClip:
        """The clip with this id and `lines` cues around it.

        Args:
            typed_id: as a person typed it, see `read_id`.
            place: where it was typed.
            lines: how many cues before and after; at most `MAX_LINES` are given.

        Raises:
            UsageError: `clip.empty` where nothing was typed.
            NotFoundError: as `open_clip`.
        """
        typed_id = named_by(typed_id)
        return await self._store.read(
            lambda snapshot: open_clip(
                snapshot, typed_id, self._access.scope(snapshot, place), lines, Withholding(snapshot, place)
            )
        )

    async def random(self, place: Place, seed: int | str, slugs: Sequence[str] = ()) -> OpenedClip:
        """A clip by chance, of the shows that may answer here, kept from now on.

        Args:
            place: where somebody asks.
            seed: the same seed picks the same clip of the same library.
            slugs: the shows to choose from; empty for all.

        Raises:
            NotFoundError: `show.none` for a slug that is no show here, `random.none` where nothing may answer.
        """
        return await read_and_keep(
            self._store,
            lambda snapshot: random_clip(
                snapshot, self._access.asked_scope(snapshot, place, slugs), seed, Withholding(snapshot, place)
            ),
            lambda opened: opened.clip,
        )


async def read_and_keep(store: Store, look: Callable[[Snapshot], T], clip_of: Callable[[T], Clip]) -> T:
    """What `look` reads, its clip kept from now on; read anew where an import has replaced the episode meanwhile.

    Raises:
        ChangedError: it was replaced again and again.
    """
    for _ in range(KEEP_TRIES - 1):
        with suppress(ChangedError):
            return await _read_and_keep_once(store, look, clip_of)
    return await _read_and_keep_once(store, look, clip_of)


async def _read_and_keep_once(store: Store, look: Callable[[Snapshot], T], clip_of: Callable[[T], Clip]) -> T:
    shown = await store.read(look)
    await store.keep_clip(clip_of(shown))
    return shown


def open_clip(snapshot: Snapshot, typed_id: str, scope: Scope, lines: int, withholding: Withholding) -> OpenedClip:
    """The kept clip with this id and the words around it.

    Raises:
        NotFoundError: `clip.none` where there is none, or none in this scope: the two are told apart nowhere.
            `clip.lost` where its words are not in its episode any more: they may have been taken out, so they are
            not shown. `clip.withheld` where they must not be shown here.
    """
    clip = kept_clip(snapshot, typed_id, scope)
    if not withholding.shows(amended_clip(snapshot, clip)):
        raise NotFoundError("clip.withheld", id=clip.id)
    return opened(snapshot, clip, scope, lines, withholding)


def named_by(typed_id: str) -> str:
    """What somebody typed to name a clip.

    Raises:
        UsageError: `clip.empty` where that is nothing.
    """
    if not typed_id.strip():
        raise UsageError("clip.empty")
    return typed_id


def kept_clip(snapshot: Snapshot, typed_id: str, scope: Scope) -> Clip:
    """The kept clip with this id, whether it may be shown or not.

    Raises:
        NotFoundError: `clip.none` and `clip.lost`, as `open_clip`.
    """
    clip_id = read_id(typed_id)
    clip = snapshot.clip(clip_id, scope) if clip_id is not None else None
    if clip is None:
        is_lost = clip_id is not None and snapshot.clip_is_lost(clip_id, scope)
        raise NotFoundError("clip.lost" if is_lost else "clip.none", id=typed_id.strip())
    return clip


def random_clip(snapshot: Snapshot, scope: Scope, seed: int | str, withholding: Withholding) -> OpenedClip:
    """A clip of 10 to 30 s by chance: whole cues, or a portion of a cue that is longer than that, in time or text.

    Raises:
        NotFoundError: `random.none` where the scope holds no words that may be shown.
    """
    chance = Random(seed)  # noqa: S311 - which quote is shown is no secret, and a seed has to pick it again
    runs = [run for run in snapshot.passage_runs(scope) if run.count]
    if not runs:
        raise NotFoundError("random.none")
    tried = chain(_by_chance(snapshot, runs, chance), islice(_one_by_one(snapshot, runs), MOST_TRIED))
    for episode_id, first in tried:
        [episode] = snapshot.episodes_by_id([episode_id], scope)
        start_ms, end_ms, words = excerpt(snapshot, episode, first, chance)
        if withholding.shows(amended_clip(snapshot, Clip(ClipId(""), episode, start_ms, end_ms, words))):
            clip = named(snapshot, episode, start_ms, end_ms, words)
            return opened(snapshot, clip, scope, FIRST_LINES, withholding)
    raise NotFoundError("random.none")


def _by_chance(snapshot: Snapshot, runs: Sequence[PassageRun], chance: Random) -> Iterator[tuple[EpisodeId, PlacedCue]]:
    """Cues with which a clip may begin."""
    for _ in range(RANDOM_TRIES):
        [passage] = snapshot.passages([_pick(runs, chance)])
        cues = snapshot.cues_at(passage.episode_id, passage.first_unit, passage.first_unit + passage.unit_count)
        yield passage.episode_id, chance.choice(cues)


def _one_by_one(snapshot: Snapshot, runs: Sequence[PassageRun]) -> Iterator[tuple[EpisodeId, PlacedCue]]:
    """Every cue that is spoken."""
    for run in runs:
        for placed in snapshot.cues_between(run.episode_id, 0, END_OF_TIME_MS):
            if placed.unit_count:
                yield run.episode_id, placed


def opened(
    snapshot: Snapshot,
    clip: Clip,
    scope: Scope,
    lines: int,
    withholding: Withholding,
    marks: tuple[tuple[int, int], ...] = (),
) -> OpenedClip:
    """A clip that may be shown with `lines` cues around it, never more than `MAX_LINES`."""
    lines = min(max(lines, 0), MAX_LINES)
    around = surroundings(snapshot, clip, lines, withholding)
    several_shows = len(scope.shows) > 1
    chapter = None if clip.episode.untimed else snapshot.chapter_at(clip.episode.id, clip.start_ms)
    picture = snapshot.artwork(clip.episode)
    return OpenedClip(
        amended_clip(snapshot, clip), around, lines, several_shows, marks=marks, chapter=chapter, artwork=picture
    )


def named(snapshot: Snapshot, episode: Episode, start_ms: int, end_ms: int, words: str) -> Clip:
    """This span as a clip with its id: the one that it has, or the first free one of its hash."""
    known = snapshot.clip_id_at(episode.id, start_ms, end_ms, words)
    if known is not None:
        return Clip(known, episode, start_ms, end_ms, words)
    letters = hash_letters(snapshot.clip_key(), episode, start_ms, words)
    ids = (ClipId(letters[:length]) for length in range(ID_LETTERS, len(letters) + 1))
    free = next((clip_id for clip_id in ids if not snapshot.clip_id_taken(clip_id)), ClipId(letters))
    return Clip(free, episode, start_ms, end_ms, words)


def hash_letters(key: bytes, episode: Episode, start_ms: int, words: str) -> str:
    """The keyed hash of a span, in 32 letters of Crockford's base32; its beginning is the span's id.

    The key is the store's own, so that ids of a private library cannot be guessed from its words.
    """
    digest = hashlib.blake2b(digest_size=DIGEST_BYTES, key=key)
    for part in (episode.show.slug, episode.stem, str(start_ms), words):
        digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
    number = int.from_bytes(digest.digest())
    return "".join(ALPHABET[number >> shift & 31] for shift in range(DIGEST_BYTES * 8 - 5, -1, -5))


def read_id(typed: str) -> ClipId | None:
    """The id that somebody meant, or None where it cannot be one.

    Case does not matter, o is read as 0, i and l as 1, hyphens and spaces are skipped, and a leading `clip:`,
    `clip_` or `#` is dropped.
    """
    letters = typed.strip().lower().removeprefix("#").removeprefix("clip:").removeprefix("clip_").translate(_MISREAD)
    return ClipId(letters) if _TYPED_ID.fullmatch(letters) else None


def spoken(cues: Sequence[PlacedCue]) -> str:
    """The words of consecutive cues as one text."""
    return " ".join(placed.cue.text for placed in cues)


def surroundings(snapshot: Snapshot, clip: Clip, lines: int, withholding: Withholding) -> Surroundings:
    """The words around a clip: the rest of the cues that it cuts, and `lines` whole cues on either side.

    What must not be shown of them is left out, with a mark in its place.
    """
    within = snapshot.cues_between(clip.episode.id, clip.start_ms, max(clip.end_ms, clip.start_ms + 1))
    lead, tail = split_around(spoken(within), clip.words)
    first = within[0].ordinal if within else None
    last = within[-1].ordinal if within else None
    before = [p.cue for p in _cues_before(snapshot, clip, lines + 1) if first is None or p.ordinal < first]
    after = [p.cue for p in _cues_after(snapshot, clip, lines + 1) if last is None or p.ordinal > last]
    kept_before = before[max(len(before) - lines, 0) :]
    kept_before = [replace(cue, text=cue.text[-AROUND_CHARS:]) for cue in kept_before]
    kept_after = [replace(cue, text=cue.text[:AROUND_CHARS]) for cue in after[:lines]]
    around = Around(kept_before, lead[-AROUND_CHARS:], tail[:AROUND_CHARS], kept_after)
    around = withholding.around(clip, [placed.cue for placed in within], around)
    own = f"{around.lead}{clip.words}{around.tail}"
    texts = [cue.text for cue in around.before], [own], [cue.text for cue in around.after]
    return Surroundings(
        before=tuple(around.before),
        lead=around.lead,
        tail=around.tail,
        after=tuple(around.after),
        more=len(before) > lines or len(after) > lines,
        speakers=tuple(dict.fromkeys(placed.cue.speaker for placed in within if placed.cue.speaker)),
        references=references_in(snapshot, clip.episode, "\n".join(chain.from_iterable(texts))),
    )


def split_around(text: str, words: str) -> tuple[str, str]:
    """What stands before and after these words in the text; nothing where they are not in it.

    White space does not matter in finding them. What there is between them and their neighbours is kept: where it is
    none, as between two Han characters or inside a Latin word, none is to be shown.
    """
    solid = [position for position, letter in enumerate(text) if not letter.isspace()]
    wanted = "".join(words.split())
    found = "".join(text[position] for position in solid).find(wanted)
    if not wanted or found < 0:
        return "", ""
    return text[: solid[found]].lstrip(), text[solid[found + len(wanted) - 1] + 1 :].rstrip()


def _cues_before(snapshot: Snapshot, clip: Clip, wanted: int) -> Sequence[PlacedCue]:
    near_ms = max(clip.start_ms - wanted * _WINDOW_MS, 0)
    cues = snapshot.cues_between(clip.episode.id, near_ms, clip.start_ms)
    if near_ms and len(cues) <= wanted:
        return snapshot.cues_between(clip.episode.id, 0, clip.start_ms)
    return cues


def _cues_after(snapshot: Snapshot, clip: Clip, wanted: int) -> Sequence[PlacedCue]:
    cues = snapshot.cues_between(clip.episode.id, clip.end_ms, clip.end_ms + wanted * _WINDOW_MS)
    if len(cues) <= wanted:
        return snapshot.cues_between(clip.episode.id, clip.end_ms, END_OF_TIME_MS)
    return cues


def _pick(runs: Sequence[PassageRun], chance: Random) -> PassageId:
    ends = list(accumulate(run.count for run in runs))
    nth = chance.randrange(ends[-1])
    run = bisect_right(ends, nth)
    return PassageId(runs[run].first + runs[run].count - ends[run] + nth)
